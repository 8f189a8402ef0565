"""`schema`: what may stand in a scenario, or in a study.

The schema is made from the same models that read a scenario, so the two cannot differ.
"""

from __future__ import annotations

import click


@click.command()
@click.option("--study", is_flag=True, help="Of study files instead.")
def schema(study: bool) -> None:
    """Print the JSON Schema of the scenario format, for editors that complete and check."""
    import json

    from engine.scenario.json_schema import json_schema, study_schema

    click.echo(json.dumps(study_schema() if study else json_schema(), indent=2, ensure_ascii=False))
