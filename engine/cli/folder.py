"""A result folder appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError, printable

MANIFEST = "manifest.json"


def check_free(folder: Path, *, force: bool) -> None:
    """Raise EngineError where `folder` may not be written: it exists and `force` is not given, or it is no result."""
    shown = printable(str(folder))
    if not os.path.lexists(folder):
        return
    if not folder.is_dir() or folder.is_symlink():
        raise EngineError(f"{shown} exists and is not a folder; give another --out")
    if not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).is_file():
        raise EngineError(f"{shown} exists and is not a result folder (it has no {MANIFEST}); give another --out")
    if not force:
        raise EngineError(f"{shown} exists; give --force to replace it whole, or another --out")


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder` that takes its place when the block ends well, and vanishes when it does not."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = folder.parent / f".{folder.name}.{os.getpid()}.part"
        part.mkdir()
    except OSError as error:
        raise _cannot_write(folder, error) from None
    try:
        yield part
        _replace(folder, part)
    except OSError as error:
        raise _cannot_write(folder, error) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _cannot_write(folder: Path, error: OSError) -> EngineError:
    return EngineError(f"cannot write {printable(str(folder))}: {error.strerror or error}")


def _replace(folder: Path, part: Path) -> None:
    """Put `part` where `folder` is; the old one goes last, so that one of the two is always there."""
    old = part.with_suffix(".old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
