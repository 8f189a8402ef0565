"""The schemas by ajv in strict mode, as editors and forms in browsers hold them: in `make outside`, which fetches it from npm."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import scenarios
from engine.scenario.json_schema import json_schema, study_schema
from tests.scenario.test_json_schema import read

MODULES = Path(os.environ.get("NODE_PATH", "node_modules"))
FOLDER = scenarios.folder()
JUDGE = """
const Ajv = require('ajv/dist/2020'), {schemas, files} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const judges = schemas.map((one) => new Ajv({strict: true, allErrors: true}).compile(one));
const errors = ([which, one]) => judges[which](one) ? [] : judges[which].errors.map(({message}) => message);
console.log(JSON.stringify(files.map(errors)));
"""

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not (MODULES / "ajv").is_dir(), reason="no ajv: `make outside` fetches it"),
]


def judged(files: list[tuple[int, object]]) -> list[list[str]]:
    """What ajv says against each of the files: (0 scenario, 1 study; the file). A schema that does not compile raises."""
    given = json.dumps({"schemas": [json_schema(), study_schema()], "files": files})
    done = subprocess.run(["node", "-e", JUDGE], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_every_shipped_file_passes_and_a_mistake_does_not() -> None:
    paths = sorted(path for path in FOLDER.rglob("*.yaml"))
    files = [(int("studies" in path.parts), read(str(path.relative_to(FOLDER)))) for path in paths]
    *told, mistaken = judged([*files, (0, {"dayss": 3})])
    assert len(paths) > 50 and mistaken
    assert {str(path): said for path, said in zip(paths, told, strict=True) if said} == {}
