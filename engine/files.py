"""Files that appear whole or not at all: the one place from which the program puts files where other programs read them.

A file is written beside its target under a hidden name, flushed to the disk and renamed. A reader, also one after a crash or
Ctrl-C, finds the old file or the new one, never a part of either. Several files that belong together are renamed in one go,
in which Ctrl-C waits. Only regular files are replaced; a symbolic link is replaced itself, and what it names stays.

Whether a file may be replaced is for `check_outputs`; a result folder for `engine.cli.folder`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError, printable

Content = str | bytes | memoryview


def write_whole(path: Path, content: Content) -> None:
    """Put `content` at `path`, text as UTF-8 as it is. Raises EngineError that names the path where the disk refuses."""
    write_together({path: content})


def write_together(contents: Mapping[Path, str] | Mapping[Path, Content]) -> None:
    """Put each content at its path, in folders that exist: all of the files are there afterwards, or none of them is new.

    Raises EngineError with the path that cannot be written."""
    scratch = {path: _scratch(path) for path in contents}
    with _removed_at_last(scratch):
        for path, content in contents.items():
            with disk_errors(path):
                _write(scratch[path], content.encode("utf-8", "replace") if isinstance(content, str) else content)
        _rename(scratch)


@contextmanager
def drawn_whole(path: Path) -> Iterator[Path]:
    """A path with the suffix of `path` to write to; what stands there takes the place of `path` when the block ends well.

    OSError inside the block is raised as EngineError that names `path`."""
    scratch = {path: _scratch(path, path.suffix)}
    with _removed_at_last(scratch):
        with disk_errors(path):
            yield scratch[path]
            _sync(scratch[path])
        _rename(scratch)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are missing. Raises EngineError where that cannot be."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def folder_if_filled(folder: Path) -> Iterator[None]:
    """A folder to write into, made where it is missing; one that was made here is gone again if the block ends badly."""
    new = not folder.exists()
    make_folder(folder)
    try:
        yield
    except BaseException:
        if new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def flush_folder(folder: Path) -> None:
    """Have the files of a folder, and their names, on the disk before anything says that they are there."""
    for path in sorted(folder.iterdir()):
        with disk_errors(path):
            _sync(path)
    keep_names(folder)


def check_outputs(files: Iterable[Path], *, force: bool) -> None:
    """Raise EngineError where a file may not be written: something of its name exists, a link too, and `force` is not given."""
    for file in files:
        if file.is_dir():
            raise EngineError(f"{printable(str(file))} is a folder; give the name of a file")
        if os.path.lexists(file) and not force:
            raise EngineError(f"{printable(str(file))} exists; give --force to replace it, or another name")


def check_suffix(file: Path, suffix: str) -> None:
    """Raise EngineError where a file's name would tell readers and programs another format than that of its content."""
    if file.suffix.lower() != suffix:
        raise EngineError(f"{printable(str(file))}: this is written as {suffix[1:].upper()}; give a name that ends in {suffix}")


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """What the disk refuses inside the block is raised as EngineError: `cannot write PATH: reason`."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> EngineError:
    """The mistake to raise where the disk refuses `path`."""
    above = next((each for each in path.absolute().parents if each.is_file()), None)
    reason = f"{printable(str(above))} is a file, not a folder" if above else error.strerror or error
    return EngineError(f"cannot write {printable(str(path))}: {reason}")


def _scratch(path: Path, suffix: str = "") -> Path:
    """The hidden name beside `path` under which this process writes."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp{suffix}")


def _write(path: Path, data: bytes | memoryview) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _rename(scratch: Mapping[Path, Path]) -> None:
    """Give every file its name; a target that is no regular file is refused before the first of them moves."""
    for path in scratch:
        with disk_errors(path):
            if path.exists() and not path.is_file() and not path.is_symlink():
                raise EngineError(f"{printable(str(path))} exists and is not a file; give another name")
    with uninterrupted():
        for path, part in scratch.items():
            with disk_errors(path):
                part.replace(path)
        for folder in sorted({path.parent for path in scratch}):
            keep_names(folder)


@contextmanager
def _removed_at_last(scratch: Mapping[Path, Path]) -> Iterator[None]:
    """Remove what was not renamed, as far as the disk lets us: the first error is the one to report."""
    try:
        yield
    finally:
        for part in scratch.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C and SIGTERM take effect when the block has ended. Python handles signals in the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        if came:
            signal.raise_signal(came[0])


def keep_names(folder: Path) -> None:
    """Flush the names in a folder to the disk."""
    with contextlib.suppress(OSError):  # some file systems keep no folders in order
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
