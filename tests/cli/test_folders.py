"""Folders that are in the way: a result is replaced where that is asked for, and nothing of the user's is deleted."""

from __future__ import annotations

import errno
import json
import os
import signal
from pathlib import Path

import pytest

import engine
from tests.cli.shell import RESULT_FILES, complaints, left_in, say

MANIFEST = json.dumps({"format": 1, "engine_version": "0.0.9", "scenario": {"id": "x", "digest": "0" * 64}, "seed": 3})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def earlier_result(folder: Path) -> None:
    """A folder as an earlier version might have left it."""
    folder.mkdir()
    (folder / "manifest.json").write_text(MANIFEST)
    (folder / "events.csv").write_text("old")


def test_existing_result_is_refused_and_left_alone(here: Path) -> None:
    earlier_result(here / "out")
    outcome = say("run", "crossroads", "--no-pictures", "--out", "out")
    assert outcome.exit_code == 2
    assert complaints(outcome) == ["out exists; give --force to replace it whole, or another --out"]
    assert outcome.stdout == ""
    assert (here / "out" / "manifest.json").read_text() == MANIFEST


def test_force_replaces_a_result_whole(here: Path) -> None:
    earlier_result(here / "out")
    (here / "out" / "index.html").write_text("old")
    assert say("run", "crossroads", "--no-pictures", "--out", "out", "--force").exit_code == 0
    assert set(left_in(here / "out")) == RESULT_FILES
    assert left_in(here) == ["out"]


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_folder_that_is_no_result_is_never_replaced(here: Path, force: list[str]) -> None:
    (here / "thesis.txt").write_text("years of work")
    outcome = say("run", "crossroads", "--no-pictures", "--out", here, *force)
    assert outcome.exit_code == 2
    assert "is not a result folder" in outcome.stderr
    assert (here / "thesis.txt").read_text() == "years of work"


def test_a_file_in_the_way_is_refused(here: Path) -> None:
    (here / "out").write_text("a file")
    for out, text in [("out", "exists and is not a folder"), ("out/deeper", "cannot write out/deeper: ")]:
        outcome = say("run", "crossroads", "--no-pictures", "--out", out, "--force")
        assert outcome.exit_code == 2
        assert text in outcome.stderr
    assert left_in(here) == ["out"]


def test_an_empty_folder_is_used(here: Path) -> None:
    (here / "out").mkdir()
    assert say("run", "crossroads", "--no-pictures", "--out", "out").exit_code == 0
    assert set(left_in(here / "out")) == RESULT_FILES


def test_nothing_is_left_when_writing_fails(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: engine.RunResult, folder: Path) -> None:
        (folder / "manifest.json").write_text("{}")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(engine.RunResult, "write", fails)
    outcome = say("run", "crossroads", "--no-pictures", "--out", "out")
    assert outcome.exit_code == 2
    assert complaints(outcome) == ["cannot write out: No space left on device"]
    assert left_in(here) == []


def test_interrupted_run_leaves_the_old_result(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: engine.RunResult, folder: Path) -> None:
        raise KeyboardInterrupt

    earlier_result(here / "out")
    monkeypatch.setattr(engine.RunResult, "write", interrupted)
    outcome = say("run", "crossroads", "--no-pictures", "--out", "out", "--force")
    assert (outcome.exit_code, complaints(outcome)) == (130, ["interrupted; no file is left half written"])
    assert left_in(here) == ["out"]
    assert (here / "out" / "manifest.json").read_text() == MANIFEST


OTHERS = [
    '{"name": "my web app", "version": "1.0"}',
    "{}",
    "[]",
    "not JSON",
    '{"format": 1, "engine_version": "0.1.0", "seed": 1}',
    '{"format": 1, "engine_version": "0.1.0", "scenario": "x", "seed": 1}',
    '{"format": 1, "engine_version": "0.1.0", "scenario": {"digest": 7}, "seed": 1}',
    "[" * 100_000,
]


@pytest.mark.parametrize("manifest", OTHERS)
def test_a_manifest_of_another_program_makes_no_result(here: Path, manifest: str) -> None:
    (here / "project" / "src").mkdir(parents=True)
    (here / "project" / "manifest.json").write_text(manifest)
    (here / "project" / "src" / "main.js").write_text("precious")
    outcome = say("run", "crossroads", "--no-pictures", "--out", "project", "--force")
    assert outcome.exit_code == 2
    assert complaints(outcome) == [
        "project exists and is not a result folder (it has no manifest.json of a run); give another --out"
    ]
    assert (here / "project" / "src" / "main.js").read_text() == "precious"
    assert (here / "project" / "manifest.json").read_text() == manifest


def test_a_result_with_a_file_of_the_users_is_not_replaced(here: Path) -> None:
    earlier_result(here / "out")
    for name in ("notes.txt", ".hidden", "a.txt", "z.txt"):
        (here / "out" / name).write_text("mine")
    outcome = say("run", "crossroads", "--no-pictures", "--out", "out", "--force")
    assert outcome.exit_code == 2
    assert complaints(outcome) == [
        "out holds files that a run does not write (.hidden, a.txt, notes.txt and 1 more); move it away, or give another --out"
    ]
    assert left_in(here / "out") == [".hidden", "a.txt", "events.csv", "manifest.json", "notes.txt", "z.txt"]


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_name_of_ours_that_is_no_file_is_not_deleted(here: Path, kind: str) -> None:
    earlier_result(here / "out")
    (here / "mine").mkdir()
    (here / "mine" / "x").write_text("mine")
    if kind == "folder":
        (here / "mine").rename(here / "out" / "map.png")
    else:
        (here / "out" / "map.png").symlink_to(here / "mine" / "x")
    outcome = say("run", "crossroads", "--no-pictures", "--out", "out", "--force")
    assert outcome.exit_code == 2
    assert complaints(outcome)[0].startswith("out holds files that a run does not write (map.png);")
    assert (here / "out" / "events.csv").read_text() == "old"


def test_a_file_that_comes_while_the_run_is_made_stays(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier_result(here / "out")
    write = engine.RunResult.write

    def slowly(self: engine.RunResult, folder: Path) -> None:
        (here / "out" / "notes.txt").write_text("mine")
        write(self, folder)

    monkeypatch.setattr(engine.RunResult, "write", slowly)
    outcome = say("run", "crossroads", "--no-pictures", "--out", "out", "--force")
    assert (outcome.exit_code, "(notes.txt)" in outcome.stderr) == (2, True)
    assert left_in(here / "out") == ["events.csv", "manifest.json", "notes.txt"]
    assert left_in(here) == ["out"]


def test_a_run_writes_the_names_that_a_folder_of_its_own_may_hold(here: Path) -> None:
    from engine.formats import ORDERS, PICTURES
    from engine.formats import RESULT_FILES as MAY_HOLD

    assert say("run", "crossroads", "--out", "out").exit_code == 0
    assert left_in(here / "out") == sorted({*MAY_HOLD} - {ORDERS})
    assert {*MAY_HOLD} - {*PICTURES, ORDERS} == RESULT_FILES
    assert say("run", "crossroads", "--no-pictures", "--out", "out", "--force").exit_code == 0
    assert set(left_in(here / "out")) == RESULT_FILES


BATTLES = Path(__file__).resolve().parents[1] / "fixtures" / "battles.csv"


@pytest.mark.parametrize("there", [False, True])
def test_interrupted_retrodict_leaves_no_file_or_the_old_ones(here: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = {name: "old" for name in ("predictions.csv", "retrodiction.png", "retrodiction.txt") if there}
    (here / "out").mkdir()
    for name, text in before.items():
        (here / "out" / name).write_text(text)
    monkeypatch.setattr("analysis.charts.retrodiction.save_picture", interrupted)
    outcome = say("retrodict", BATTLES, "--draws", 2, "--out", "out", "--force")
    assert outcome.exit_code == 130
    assert outcome.stderr.endswith("interrupted; no file is left half written\n")
    assert {path.name: path.read_text() for path in (here / "out").iterdir()} == before


def test_a_csv_export_into_a_file_is_refused(here: Path) -> None:
    assert say("run", "crossroads", "--no-pictures", "--last-day", 1, "--out", "r").exit_code == 0
    (here / "file").write_text("mine")
    outcome = say("export", "r", "--to", "csv", "-o", "file")
    assert (outcome.exit_code, outcome.stderr) == (2, "cannot write file: File exists\n")
    assert (here / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "command",
    [
        ["plot", "{run}", "-o", "{out}.svg"],
        ["report", "{run}", "-o", "{out}.svg"],
        ["replay", "{run}", "-o", "{out}.svg"],
        ["export", "{run}", "--to", "kml", "-o", "{out}.svg"],
        ["odds", "men=9000", "men=3000", "-o", "{out}.svg"],
        ["preview", "proving_ground", "-o", "{out}.svg"],
        ["branch", "{run}", "--day", "1", "--page", "{out}.svg"],
        ["compare", "proving_ground", "proving_ground", "--page", "{out}.svg"],
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize("there", ["file", "link", "dangling link"])
def test_a_file_that_is_there_is_written_over_only_by_force(here: Path, command: list[str], there: str) -> None:
    (here / "run").mkdir()
    (here / "precious").write_text("precious")
    out = here / "out.svg"
    if there == "file":
        out.write_text("precious")
    else:
        out.symlink_to(here / ("precious" if there == "link" else "nowhere"))
    outcome = say(*(word.format(run="run", out="out") for word in command))
    assert (outcome.exit_code, complaints(outcome)) == (2, ["out.svg exists; give --force to replace it, or another name"])
    assert (here / "precious").read_text() == "precious" and left_in(here) == ["out.svg", "precious", "run"]


def test_sigterm_leaves_nothing_of_a_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked_to_go(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("engine.results.RunResult.write", asked_to_go)
    outcome = say("run", "crossroads", "--no-pictures", "--last-day", 1, "--out", "out")
    assert (outcome.exit_code, complaints(outcome)) == (143, ["interrupted; no file is left half written"])
    assert left_in(here) == []


LAND = {
    "features": [
        {"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[7.5, 50.0], [9.0, 50.0], [9.0, 51.5], [7.5, 51.5]]]}}
    ]
}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run, a scenario of one's own and the land under it."""
    folder = tmp_path_factory.mktemp("given")
    assert say("run", "proving_ground", "--no-pictures", "--last-day", 1, "--out", folder / "run").exit_code == 0
    assert say("new", folder / "war").exit_code == 0
    (folder / "land.geojson").write_text(json.dumps(LAND))
    return folder


WRITING: tuple[list[str], ...] = (
    ["new", "mine"],
    ["map", "{given}/war", "--layers", "{given}/land.geojson"],
    ["preview", "proving_ground"],
    ["plot", "{given}/run", "--kind", "timeline", "-o", "t.svg"],
    ["replay", "{given}/run"],
    ["report", "{given}/run", "-o", "r.md"],
    ["export", "{given}/run", "--to", "csv"],
    ["odds", "men=9000", "men=3000", "--draws", "10", "-o", "o.svg"],
)


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
@pytest.mark.parametrize("stop", ["sigterm", "no room"])
def test_a_command_that_is_stopped_while_it_writes_leaves_nothing(
    here: Path, given: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], stop: str
) -> None:
    """When the bytes go to the disk: asked to go, or told that there is no room."""

    def stopped(_: int) -> None:
        if stop == "sigterm":
            signal.raise_signal(signal.SIGTERM)
        raise OSError(errno.ENOSPC, "No space left on device")

    before = left_in(given / "war")
    monkeypatch.setattr(os, "fsync", stopped)
    outcome = say(*(word.format(given=given) for word in command))
    last = complaints(outcome)[-1]
    if stop == "sigterm":
        assert (outcome.exit_code, last) == (143, "interrupted; no file is left half written")
    else:
        assert outcome.exit_code == 2 and last.startswith("cannot write ") and last.endswith("No space left on device")
    assert (left_in(here), left_in(given / "war")) == ([], before)


def test_the_files_of_a_result_are_on_the_disk_before_it_has_its_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []

    def flush(descriptor: int) -> None:
        assert not (here / "out").exists() or (here / "out" / "manifest.json").is_file()
        flushed.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)

    monkeypatch.setattr(os, "fsync", flush)
    assert say("run", "crossroads", "--no-pictures", "--last-day", 1, "--out", "out").exit_code == 0
    assert set(flushed[:-2]) == RESULT_FILES and flushed[-1] == here.name


def test_a_file_on_the_way_to_a_folder_is_named(here: Path) -> None:
    (here / "plain").write_text("mine", encoding="utf-8")
    outcome = say("run", "crossroads", "--no-pictures", "--last-day", 1, "--out", "plain/out")
    assert (outcome.exit_code, outcome.stderr.splitlines()[-1]) == (
        2,
        f"cannot write plain/out: {here / 'plain'} is a file, not a folder",
    )
    assert (here / "plain").read_text(encoding="utf-8") == "mine"
