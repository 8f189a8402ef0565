"""What a command may write over: a result folder replaces nothing but a result folder.

A folder counts as a result only by what its own manifest says, and only if it holds no file that `run` does not write: many
programs keep a file called `manifest.json`. What is deleted is deleted by name.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.errors import EngineError, listed, printable
from engine.files import disk_errors, flush_folder, keep_names, uninterrupted
from engine.formats import FORMER_FILES, MANIFEST, RESULT_FILES

MANIFEST_AT_MOST = 10_000_000


def check_free(folder: Path, *, force: bool) -> None:
    """Raise EngineError where `folder` may not be written: it exists and `force` is not given, or it is no result.

    An empty folder is free. The error names the first files that a run did not write."""
    shown = printable(str(folder))
    if not os.path.lexists(folder):
        return
    if not folder.is_dir() or folder.is_symlink():
        raise EngineError(f"{shown} exists and is not a folder; give another --out")
    if not any(folder.iterdir()):
        return
    if not _is_manifest(folder / MANIFEST):
        raise EngineError(f"{shown} exists and is not a result folder (it has no {MANIFEST} of a run); give another --out")
    foreign = sorted(path.name for path in folder.iterdir() if not _is_own(path))
    if foreign:
        raise EngineError(
            f"{shown} holds files that a run does not write ({listed(foreign)}); move it away, or give another --out"
        )
    if not force:
        raise EngineError(f"{shown} exists; give --force to replace it whole, or another --out")


def _is_own(path: Path) -> bool:
    """Whether a run of this version or an earlier one writes a file of this name; a link or a folder never counts."""
    return path.name in (*RESULT_FILES, *FORMER_FILES) and path.is_file() and not path.is_symlink()


def _is_manifest(path: Path) -> bool:
    """Whether a file is the manifest of a run, of this version or another."""
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MANIFEST_AT_MOST:
            return False
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        return (
            isinstance(content["format"], int)
            and isinstance(content["engine_version"], str)
            and isinstance(content["seed"], int)
            and len(content["scenario"]["digest"]) == 64
        )
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return False


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder` that takes its place when the block ends well, and vanishes when it does not.

    What is in `folder` is looked at again before it is replaced: a run takes time, and a file may have come meanwhile."""
    part = folder.parent / f".{folder.name}.{os.getpid()}.part"
    with disk_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir()
    try:
        with disk_errors(folder):
            yield part
            flush_folder(part)
            check_free(folder, force=True)
            with uninterrupted():
                _replace(folder, part)
            keep_names(folder.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _replace(folder: Path, part: Path) -> None:
    """Put `part` where `folder` is; the old one goes last, so that one of the two is always there."""
    old = part.with_suffix(".old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    if old.exists():
        _delete_result(old)


def _delete_result(folder: Path) -> None:
    """Delete the files of a run by name, and the folder if nothing else is in it."""
    for name in (*RESULT_FILES, *FORMER_FILES):
        (folder / name).unlink(missing_ok=True)
    folder.rmdir()
