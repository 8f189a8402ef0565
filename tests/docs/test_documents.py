"""The documents are true: generated ones fresh, links whole, commands real, every result file described."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from engine.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NEEDED = ("design.md", "formats.md", "parameters.md", "paths.md", "scenarios.md", "validation.md", "methods")


def blocks(path: Path, *languages: str) -> Iterator[str]:
    for language, text in FENCE.findall(path.read_text(encoding="utf-8")):
        if language in languages:
            yield text


def commands(program: str) -> list[tuple[str, list[str]]]:
    """Document and arguments of every call of `program` in a code block."""
    found = []
    for path in DOCUMENTS:
        for text in blocks(path, "", "sh", "bash", "console"):
            for line in text.splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True) if program in line else []
                if words and Path(words[0]).name == program:
                    found.append((path.name, words[1:]))
    return found


@pytest.mark.parametrize("name", NEEDED)
def test_document_exists(name: str) -> None:
    assert (ROOT / "docs" / name).exists()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_the_document_lead_somewhere(path: Path) -> None:
    targets = [a or b for a, b in LINK.findall(path.read_text(encoding="utf-8"))]
    inside = [target.partition("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert [target for target in inside if not (path.parent / target).exists()] == []


def test_parameters_document_is_fresh() -> None:
    made = CliRunner().invoke(main, ["list", "parameters", "--markdown"], catch_exceptions=False).stdout
    written = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    assert written == made, "make it again: august-storm list parameters --markdown > docs/parameters.md"


def test_shipped_scenarios_name_the_schema_and_it_is_fresh() -> None:
    """Editors complete and check by the schema file that each scenario's first line names."""
    for path in sorted((ROOT / "scenarios").rglob("scenario.yaml")):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert named, path
        made = CliRunner().invoke(main, ["schema"], catch_exceptions=False).stdout
        advice = "make it again: august-storm schema > scenarios/scenario.schema.json"
        assert (path.parent / named[1]).read_text(encoding="utf-8") == made, advice


def test_make_commands_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {arguments[0] for _, arguments in commands("make") if arguments}
    assert {"run", "test"} <= named <= targets
    assert {"setup", "check", "bench", "soak", "help"} <= targets


def test_make_alone_lists_its_commands() -> None:
    done = subprocess.run(["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True)
    assert all(f"make {target}" in done.stdout for target in ("run", "test", "setup", "check", "bench", "soak"))


@pytest.mark.parametrize(("document", "arguments"), commands("august-storm"), ids=lambda part: " ".join(part) if part else "")
def test_commands_of_the_documents_are_understood(document: str, arguments: list[str]) -> None:
    """Names and options are parsed as the command line would, without running anything."""
    command: click.Command = main
    context = click.Context(main, info_name="august-storm")
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        name, command, arguments = command.resolve_command(context, arguments)
        context = click.Context(command, parent=context, info_name=name)
    if arguments[:1] != ["--version"]:
        command.make_parser(context).parse_args(list(arguments))
        assert [word for word in arguments if word == "..."] == []


def test_readme_shows_commands() -> None:
    assert {arguments[0] for document, arguments in commands("august-storm") if document == "README.md"} >= {
        "list",
        "validate",
        "run",
        "score",
        "schema",
    }


@pytest.mark.parametrize("text", list(blocks(ROOT / "README.md", "python")))
def test_python_of_the_readme_runs(text: str, tmp_path: Path) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", text], cwd=tmp_path, check=True, timeout=60, env=surroundings)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documented") / "result"
    arguments = ["run", "crossroads", "--out", str(folder)]
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def described() -> dict[str, str]:
    """What docs/formats.md says of each file, from the rows of its table."""
    rows = re.findall(r"^\| (`[^|]*) \| (.*) \|$", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {name: text for names, text in rows for name in re.findall(r"`([^`]+)`", names)}


def test_every_file_of_a_result_is_described_and_the_reverse(result: Path, described: dict[str, str]) -> None:
    assert {path.name for path in result.iterdir()} == {name for name in described if "." in name}


def test_every_column_is_described_in_order(result: Path, described: dict[str, str]) -> None:
    tables = sorted(result.glob("*.csv"))
    assert len(tables) == 8
    for table in tables:
        with table.open(encoding="utf-8", newline="") as lines:
            header = ",".join(next(csv.reader(lines)))
        assert f"`{header}`" in described[table.name], table.name


@pytest.mark.parametrize("name", ["manifest.json", "network.json", "formations.json", "axes.json"])
def test_every_key_is_described(result: Path, described: dict[str, str], name: str) -> None:
    content = json.loads((result / name).read_text(encoding="utf-8"))
    top = content if isinstance(content, dict) else {key: None for row in content for key in row}
    nested = {key for value in top.values() if isinstance(value, list) for row in value if isinstance(row, dict) for key in row}
    if name == "axes.json" or not isinstance(content, dict):
        nested = set()
    text = set(re.findall(r"\w+", described[name]))
    assert sorted((set(top) | nested) - text) == []
