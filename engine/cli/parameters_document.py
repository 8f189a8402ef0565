"""docs/parameters.md, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.scenario.parameters import Parameter
from engine.scenario.parameters.bindings import bindings

GRADES = "Grade A is documented and cross-checked, B documented once or a good estimate, C an acknowledged guess."


def lines(rows: Sequence[Parameter]) -> Iterator[str]:
    """The catalogue as Markdown, a table for each group."""
    yield "# Parameters"
    yield ""
    yield "Every tunable number of the model. Made by `august-storm list parameters --markdown`; a test keeps it fresh."
    yield ""
    yield "A scenario changes one under `rules:`, a single run with `--set rules.GROUP.NAME=VALUE`. *Default* is the mode of the"
    yield "prior, *low* and *high* its range (10 % and 90 % points where the shape is lognormal)."
    yield GRADES
    yield "Where the source describes a campaign, agreement there proves little, and a scenario of it names the row under"
    yield "`in_sample`; *from outside* are low, mode and high of its twin without that source, which `--priors` draws from there."
    yield "Every other scenario, and `--in-sample`, draws from the row."
    yield "*Binds in* names the files of `engine/rules` that ask for it, the rules without any of which no run reads it, and the"
    yield "shipped scenarios that read it."
    for group in sorted({row.path.partition(".")[0] for row in rows}):
        yield ""
        yield f"## {group}"
        yield ""
        yield "| name | default | low | high | unit | shape | grade | from outside | what | binds in | source |"
        yield "| --- | ---: | ---: | ---: | --- | --- | --- | --- | --- | --- | --- |"
        yield from _table_rows(row for row in rows if row.path.partition(".")[0] == group)


def _table_rows(rows: Iterable[Parameter]) -> Iterator[str]:
    """A line for each parameter; a bar inside a cell is escaped, or it would end the cell."""
    where = bindings()
    for row in rows:
        cells = (
            f"`{row.path.partition('.')[2]}`",
            f"{row.mode:g}",
            f"{row.low:g}",
            f"{row.high:g}",
            row.unit,
            row.shape,
            row.grade,
            _twin(row),
            row.about,
            str(where[row.path]),
            row.source,
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _twin(row: Parameter) -> str:
    """The low, mode and high of its outside twin with source and grade."""
    if row.outside is None:
        return ""
    twin = row.outside
    return f"{twin.low:g} - {twin.mode:g} - {twin.high:g} ({twin.source}; {twin.grade})"
