"""The pages of the project's site: documents, the API, and both campaigns as replay and report.

    python benchmarks/site.py build/pages

`make site` calls it and then mkdocs, which turns the pages into build/site and fails on any link that leads nowhere. Documents
are taken as they are; links out of docs/ are turned to where their file lies here, and files that are no documents are laid
beside them.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
CAMPAIGNS = {"manchuria_1945": "Manchuria 1945", "third_army_1944": "Third Army 1944"}
TOP = {"README.md": "index.md", "CHANGELOG.md": "CHANGELOG.md", "CONTRIBUTING.md": "CONTRIBUTING.md"}
"""Documents outside docs/, and what they are called on the site."""
LINK = re.compile(r"(\]\()(?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?(\))")
API = """# API

Everything that `august_storm` offers. These names and their arguments stay from one version to the next, or the
[list of changes](CHANGELOG.md) says so; [From Python](python.md) shows them at work.

"""


def main(target: Path) -> None:
    """Lays all pages into `target`, anew."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for source, page in documents():
        write(source, target / page, target)
    (target / "methods" / "index.md").write_text(methods_index(), encoding="utf-8")
    (target / "tutorial.md").write_text(tutorial(target / "pictures"), encoding="utf-8")
    (target / "api.md").write_text(api(), encoding="utf-8")
    for campaign in CAMPAIGNS:
        play(campaign, target / campaign)


def documents() -> Iterator[tuple[Path, PurePosixPath]]:
    """Each document with its page, seen from the root of the site."""
    for name, page in TOP.items():
        yield ROOT / name, PurePosixPath(page)
    for source in sorted((ROOT / "docs").rglob("*.md")):
        yield source, PurePosixPath(source.relative_to(ROOT / "docs").as_posix())


def write(source: Path, page: Path, target: Path) -> None:
    """A document as a page, with its links turned; what it links to and shows that is no document is laid beside it."""
    page.parent.mkdir(parents=True, exist_ok=True)

    def turned(link: re.Match[str]) -> str:
        """The link as it leads from this page; as it was where it leads out of the repository."""
        place = (source.parent / link[2]).resolve()
        if not place.exists():
            return link[0]
        there = target / on_site(place)
        if place.is_file() and there.suffix != ".md":
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place, there)
        return f"{link[1]}{PurePosixPath(os.path.relpath(there, page.parent))}{link[3] or ''}{link[4]}"

    page.write_text(LINK.sub(turned, source.read_text(encoding="utf-8")), encoding="utf-8")


def on_site(place: Path) -> PurePosixPath:
    """Where a file or folder of the project lies on the site."""
    path = PurePosixPath(place.relative_to(ROOT).as_posix())
    if path.as_posix() in TOP:
        return PurePosixPath(TOP[path.as_posix()])
    if path.as_posix() == "docs/methods":
        return PurePosixPath("methods/index.md")
    if path.as_posix() == "docs/tutorial.ipynb":
        return PurePosixPath("tutorial.md")
    if path.parts[0] == "docs":
        return PurePosixPath(*path.parts[1:])
    if path.suffix == ".md" or place.is_dir() or path.suffix == "":
        return PurePosixPath("files") / f"{path.as_posix()}.txt"
    return PurePosixPath("files") / path


def methods_index() -> str:
    """The list of methods by their titles."""
    rows = []
    for source in sorted((ROOT / "docs" / "methods").glob("*.md")):
        title = source.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")
        rows.append(f"- [{title}]({source.name})")
    return "# Methods\n\nThe theory of each rule, with its sources.\n\n" + "\n".join(rows) + "\n"


def tutorial(pictures: Path) -> str:
    """The notebook as a page: its words, its cells, what they print and the pictures that they make."""
    notebook = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))
    pictures.mkdir(exist_ok=True)
    parts = []
    for cell in notebook["cells"]:
        words = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(words.replace("(../", "(files/"))
            continue
        parts.append(f"```python\n{words}\n```")
        for output in cell["outputs"]:
            data = output.get("data", {"text/plain": output.get("text", [])})
            told = "".join(data["text/plain"])
            if "image/png" in data:
                name = f"tutorial_{cell['id']}.png"
                (pictures / name).write_bytes(base64.b64decode(data["image/png"]))
                parts.append(f"![{told}](pictures/{name})")
            else:
                parts.append(f"```text\n{told.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def api() -> str:
    """A heading for each public name, whose words mkdocstrings takes from its docstring."""
    sys.path.insert(0, str(ROOT))
    import august_storm

    names = [name for name in sorted(august_storm.__all__, key=str.lower) if not name.startswith("_")]
    return API + "\n".join(f"::: august_storm.{name}\n" for name in names)


def play(campaign: str, folder: Path) -> None:
    """One run of a campaign as `index.html` and `report.html` in `folder`."""
    made = folder.with_name(f"{campaign}.run")
    command("run", campaign, "--no-pictures", "--force", "--out", str(made))
    folder.mkdir()
    command("replay", str(made), "-o", str(folder / "index.html"))
    command("report", str(made), "--page", "index.html", "-o", str(folder / "report.html"))
    shutil.rmtree(made)


def command(*words: str) -> None:
    """A command of august-storm, quietly; its own words say what is wrong."""
    subprocess.run([sys.executable, "-m", "engine.cli", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
