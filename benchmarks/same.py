"""`make same REF=commit`: whether this tree gives the results of another commit, byte for byte.

Each tree runs its own copy of the shipped scenarios: five replications of each, every rule switched off once, one sweep
with two workers. Then every file is compared. Left out, by name, are the version of the engine and the digests in the
manifests. A name that was changed on purpose stands in `renames.csv` beside this file: the old results are rewritten by
that table before they are compared, and a row that changes nothing is a mistake.

`--quick` runs a tenth of it while one works. Exit status 0: all the same; 1: something differs, and the first lines that
do are printed.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "same"
SCENARIOS = ("crossroads", "manchuria_1945")
LEFT_OUT = frozenset({"format", "engine_version", "version", "digest", "points_digest", "digests"})
"""Keys of JSON files that hold the version of the engine or a digest."""
RUN_ID = "id"
"""Column of a sweep's table that holds a digest of the run and the engine."""

DRIVER = """
import sys
from pathlib import Path
from engine import load_scenario, simulate

out, replications, scenarios, without = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(), sys.argv[4].split()

def run(folder, scenario, **options):
    folder.mkdir(parents=True)
    simulate(scenario, seed=1, **options).write(folder)

for name in scenarios:
    loaded = load_scenario(name)
    for replication in range(replications):
        run(out / name / f"run-{replication}", loaded, replication=replication)
for name in (scenarios if replications > 1 else scenarios[:1]):
    for rule in without:
        run(out / name / f"without-{rule}", load_scenario(name, without=[rule]))
"""


class Renames:
    """The rows of `renames.csv`: `what` is renamed from `old` to `new`.

    An empty `new` means that it is gone, an empty `old` that it is new. `what` is one of

    - `file`: a file of a result folder
    - `column`: a column of a CSV or Parquet table
    - `key`: a key of a JSON file
    - `kind`, `cause`, `state`: a cell of the column of that name; kinds also in the manifest's list
    - `number`: the name of a number in the column `numbers` of the events
    - `outcome`: an outcome, or a group of them (the text before the first dot, or after the last)
    - `rule`, `parameter`: a switch or the path of a tunable number, wherever one stands
    - `value`: a whole cell or a whole JSON text
    """

    def __init__(self, path: Path):
        rows = csv.DictReader(path.open(encoding="utf-8", newline="")) if path.exists() else []
        self.rows = [(row["what"], row["old"], row["new"]) for row in rows]
        self.table: dict[str, dict[str, str]] = {}
        for what, old, new in self.rows:
            self.table.setdefault(what, {})[old or f"+{new}"] = new
        self.used: set[tuple[str, str]] = set()

    def new(self, text: str, *kinds: str) -> str:
        """`text` after the renamings of these kinds; empty where it is gone."""
        for what in kinds:
            if text in self.table.get(what, {}):
                self.used.add((what, text))
                return self.table[what][text]
        return text

    def added(self, name: str, what: str) -> bool:
        """Whether a row says that `name` is new."""
        found = f"+{name}" in self.table.get(what, {})
        if found:
            self.used.add((what, f"+{name}"))
        return found

    def outcome(self, name: str) -> str:
        """The new name of an outcome, renamed whole, by its group or by its last part."""
        if name in self.table.get("outcome", {}) or "." not in name:
            return self.new(name, "outcome")
        group, _, rest = name.partition(".")
        middle, dot, last = rest.rpartition(".")
        return f"{self.new(group, 'outcome')}.{middle}{dot}{self.new(last, 'outcome')}"

    def unused(self) -> list[str]:
        """Rows that changed nothing."""
        return [f"{what},{old},{new}" for what, old, new in self.rows if (what, old or f"+{new}") not in self.used]


def main() -> int:
    """Run both trees and compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("ref", nargs="?", default="HEAD", help="the commit to compare with")
    options.add_argument("--quick", action="store_true", help="one replication, rules off in the small scenario only")
    given = options.parse_args()
    sha = subprocess.run(["git", "rev-parse", f"{given.ref}^{{commit}}"], cwd=ROOT, capture_output=True, text=True, check=True)
    kind = "quick" if given.quick else "full"
    then, now = WORK / f"{sha.stdout.strip()}-{kind}", WORK / f"now-{os.getpid()}"
    try:
        started = [_start(_checkout(sha.stdout.strip()), then, kind)] if not then.exists() else []
        started.append(_start(ROOT, now, kind))
        if failed := [str(process.args) for process, _, _ in started if process.wait()]:
            print("failed:", *failed, sep="\n")
            return 1
        for _, scratch, out in started:
            scratch.rename(out)
        return _report(list(differences(then, now, names := Renames(ROOT / "benchmarks" / "renames.csv"))), names, kind)
    finally:
        shutil.rmtree(now, ignore_errors=True)


def _report(found: list[str], names: Renames, kind: str) -> int:
    print(*found[:40], sep="\n")
    if len(found) > 40:
        print(f"... and {len(found) - 40} more")
    unused = names.unused() if kind == "full" else []
    print(*(f"renames.csv: this row changes nothing: {row}" for row in unused), sep="\n", end="\n" if unused else "")
    print("not the same" if found or unused else "the same")
    return 1 if found or unused else 0


def _checkout(sha: str) -> Path:
    """The tree of a commit, unpacked once."""
    tree = WORK / f"{sha}-tree"
    if not tree.exists():
        scratch = WORK / f"{sha}-tree.{os.getpid()}"
        scratch.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", sha], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "x", "-C", str(scratch)], input=archive, check=True)
        scratch.rename(tree)
    return tree


def _start(tree: Path, out: Path, kind: str) -> tuple[subprocess.Popen[bytes], Path, Path]:
    """A process that runs everything of one tree into a scratch folder, which then becomes `out`."""
    scratch = out.with_name(f"{out.name}.{os.getpid()}")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    listed = subprocess.run(
        [sys.executable, "-m", "engine.cli", "list", "rules"],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    rules = " ".join(line.split()[0] for line in listed.stdout.splitlines())
    runs = [sys.executable, "-c", DRIVER, str(scratch), "1" if kind == "quick" else "5", " ".join(SCENARIOS), rules]
    sweep = [sys.executable, "-m", "engine.cli", "sweep", "crossroads", "--runs", "12", "--workers", "2"]
    sweep += ["--out", str(scratch / "sweep")]
    both = [sys.executable, "-c", f"import subprocess, sys\nfor c in {[runs, sweep]!r}: subprocess.run(c, check=True, stdout=2)"]
    log = (WORK / f"{out.name}.log").open("wb")
    return subprocess.Popen(both, cwd=tree, env=environment, stderr=log), scratch, out


def differences(then: Path, now: Path, names: Renames) -> Iterator[str]:
    """A line for each file that is missing, new or different, and the first place where it differs."""
    before = {_renamed_path(path.relative_to(then), names): path for path in _files(then)}
    after = {path.relative_to(now): path for path in _files(now)}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"{name}: is missing now"
        elif name not in before:
            if not names.added(name.name, "file"):
                yield f"{name}: was not there"
        elif difference := _different(before[name], after[name], names):
            yield f"{name}: {difference}"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _renamed_path(path: Path, names: Renames) -> Path:
    parts = [names.new(part, "file") for part in path.parts]
    parts = [f"without-{names.new(part[8:], 'rule')}" if part.startswith("without-") else part for part in parts]
    return Path(*parts)


def _different(then: Path, now: Path, names: Renames) -> str:
    """Where the files differ, the old one rewritten first; empty where they are the same."""
    if now.suffix == ".parquet":
        before, after = _parquet(then, names), "\n".join(_table_lines(now))
    elif then.read_bytes() == now.read_bytes() and not names.rows:
        return ""
    else:
        before, after = _rewritten(then, names), _without_digests(now, names)
    if before == after:
        return ""
    lines = list(zip(before.splitlines(), after.splitlines(), strict=False))
    at, (old, new) = next(((k, pair) for k, pair in enumerate(lines, 1) if pair[0] != pair[1]), (0, ("", "")))
    return f"line {at}: {old[:150]!r} -> {new[:150]!r}" if at else f"{len(before)} -> {len(after)} characters"


def _rewritten(path: Path, names: Renames) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return _csv(list(csv.reader(io.StringIO(text))), names)
    return _json_text(text, lambda data: _renamed_json(data, names))


def _without_digests(path: Path, names: Renames) -> str:
    """The new file as it is, but for digests and what a row says is new."""
    text = path.read_text(encoding="utf-8")
    return text if path.suffix == ".csv" else _json_text(text, lambda data: _stripped(data, names))


def _json_text(text: str, change: Callable[[Any], Any]) -> str:
    """A JSON file, or one value a line, changed and written again as the engine writes it."""
    if "\n" in text.rstrip("\n"):
        return json.dumps(change(json.loads(text)), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return "".join(
        json.dumps(change(json.loads(line.partition(" ")[2] or line)), sort_keys=True) + "\n" for line in text.splitlines()
    )


def _stripped(data: Any, names: Renames) -> Any:
    """JSON data without digests and versions, lists of names in order."""
    if isinstance(data, dict):
        kept = {key: _stripped(value, names) for key, value in data.items() if key not in LEFT_OUT}
        return {key: value for key, value in kept.items() if not names.added(key, "key") and not names.added(key, "parameter")}
    if isinstance(data, list):
        items = [_stripped(item, names) for item in data if not _is_new(item, names)]
        return sorted(items, key=str) if _in_order_of_names(items) else items
    return data


def _is_new(item: Any, names: Renames) -> bool:
    return (isinstance(item, str) and names.added(item, "kind")) or (
        isinstance(item, dict) and names.added(str(item.get("path")), "parameter")
    )


def _in_order_of_names(items: list[Any]) -> bool:
    """Whether a list is one of names, or of parameters in the order of their names: renaming changes its order."""
    return bool(items) and (all(isinstance(item, str) for item in items) or (isinstance(items[0], dict) and "path" in items[0]))


def _renamed_json(data: Any, names: Renames) -> Any:
    if isinstance(data, dict):
        renamed = {_new_key(key, names): _renamed_json(value, names) for key, value in data.items() if key not in LEFT_OUT}
        return {key: value for key, value in renamed.items() if key}
    if isinstance(data, list):
        items = [_renamed_json(item, names) for item in data if not _is_gone(item, names)]
        items = [item for item in items if item != ""]
        return sorted(items, key=str) if _in_order_of_names(items) else items
    return names.new(data, "kind", "rule", "parameter", "value") if isinstance(data, str) else data


def _is_gone(item: Any, names: Renames) -> bool:
    """Whether an entry of the list of parameters stands for one that was removed."""
    return isinstance(item, dict) and "path" in item and names.new(str(item["path"]), "parameter") == ""


def _new_key(key: str, names: Renames) -> str:
    renamed = names.new(key, "key", "parameter")
    return names.outcome(renamed) if renamed == key else renamed


def _csv(rows: list[list[str]], names: Renames) -> str:
    """A table with its header and its cells renamed, written as the engine writes it."""
    header, cells = rows[0], {"kind": ("kind",), "cause": ("cause",), "state": ("state",)}
    keep = [k for k, column in enumerate(header) if names.new(column, "column")]
    body = [[_cell(header[k], row[k], cells.get(header[k], ()), names) for k in keep] for row in rows[1:]]
    if header[:1] == ["name"]:
        body = sorted([[names.outcome(row[0]), *row[1:]] for row in body])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[names.new(header[k], "column") for k in keep], *body])
    return out.getvalue()


def _cell(column: str, text: str, kinds: tuple[str, ...], names: Renames) -> str:
    if column != "numbers" or not text:
        return names.new(text, *kinds, "value")
    pairs = [pair.partition("=") for pair in text.split(";")]
    return ";".join(f"{names.new(name, 'number')}={value}" for name, _, value in pairs)


def _without_ids(path: Path) -> pa.Table:
    table = pq.read_table(path)
    return table.drop_columns([RUN_ID]) if RUN_ID in table.column_names else table


def _table_lines(path: Path) -> list[str]:
    """A table of a sweep as text, its columns in the order of their names: the names of outcomes give them theirs."""
    table = _without_ids(path)
    names = sorted(table.column_names)
    return [",".join(names), *(repr(tuple(row[name] for name in names)) for row in table.to_pylist())]


def _parquet(path: Path, names: Renames) -> str:
    """The same of an old table, its columns and its cells of names renamed."""
    table = _without_ids(path)
    renamed = {name: new if (new := names.new(name, "column")) != name else names.outcome(name) for name in table.column_names}
    columns = sorted((name for name in renamed if renamed[name]), key=lambda name: renamed[name])
    lines = [",".join(renamed[name] for name in columns)]
    for row in table.to_pylist():
        cells = [
            _cell(old, row[old], (old,) if old in ("kind", "cause", "state") else (), names)
            if isinstance(row[old], str)
            else row[old]
            for old in columns
        ]
        lines.append(repr(tuple(cells)))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
