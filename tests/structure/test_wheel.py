"""The wheel holds the packages with their data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = {".yaml", ".json", ".toml", ".md", ".py", ".typed", ".j2", ".js", ".css", ".csv"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {
        str(path.relative_to(ROOT))
        for package in ("august_storm", "engine", "analysis", "scenarios")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == expected
    assert {Path(name).suffix for name in packed} <= DATA
    assert {"scenarios/crossroads/scenario.yaml", "scenarios/manchuria_1945/scenario.yaml", "engine/py.typed"} <= packed


def test_wheel_names_command_licence_and_version(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    info = "august_storm-0.1.0.dist-info"
    assert "august-storm = engine.cli:main" in archive.read(f"{info}/entry_points.txt").decode()
    assert "MIT License" in archive.read(f"{info}/licenses/LICENSE").decode()
    assert "Requires-Python: >=3.11" in archive.read(f"{info}/METADATA").decode()


def test_scenarios_run_by_name_from_the_unpacked_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); import engine.cli; print(engine.__file__); engine.cli.main()"
    command = [sys.executable, "-P", "-c", code, str(tmp_path / "site"), "validate", "crossroads"]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert "crossroads is valid" in done.stdout
