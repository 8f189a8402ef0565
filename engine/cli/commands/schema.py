"""`schema`: what may stand in a scenario.

The schema is made from the same models that read a scenario, so the two cannot differ.
"""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of the scenario format, for editors that complete and check."""
    import json

    from engine.scenario.json_schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
