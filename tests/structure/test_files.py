"""Files appear whole or not at all, several of them together, and a link or a device is never written through."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from engine import files
from engine.errors import EngineError


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_holds_what_was_given_and_nothing_else_is_left(tmp_path: Path) -> None:
    files.write_together({tmp_path / "a.txt": "ä\n", tmp_path / "b.bin": b"\x00\xff"})
    files.write_whole(tmp_path / "a.txt", "b\r\n")
    assert (tmp_path / "a.txt").read_bytes() == b"b\r\n"
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\xff"
    assert left_in(tmp_path) == ["a.txt", "b.bin"]


def test_none_of_several_files_is_new_where_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(EngineError, match=r"cannot write .*nowhere/b\.txt: No such file"):
        files.write_together({tmp_path / "a.txt": "new", tmp_path / "nowhere" / "b.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert left_in(tmp_path) == ["a.txt"]


def test_ctrl_c_between_two_renames_waits_for_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_together({tmp_path / name: name for name in "abc"})
    assert left_in(tmp_path) == ["a", "b", "c"]


def test_what_is_interrupted_while_it_is_drawn_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "map.png").write_text("old")

    def draw(path: Path) -> None:
        assert (path.suffix, path.parent) == (".png", tmp_path)
        path.write_text("ha")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), files.drawn_whole(tmp_path / "map.png") as part:
        draw(part)
    assert (tmp_path / "map.png").read_text() == "old"
    assert left_in(tmp_path) == ["map.png"]


def test_a_link_is_replaced_and_what_it_names_stays(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "a.txt").symlink_to(tmp_path / "precious")
    files.write_whole(tmp_path / "a.txt", "new")
    assert (tmp_path / "precious").read_text() == "precious"
    assert (tmp_path / "a.txt").read_text() == "new"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(EngineError, match="exists and is not a file"):
            files.write_whole(tmp_path / name, "x")
    assert left_in(tmp_path) == ["folder", "pipe"]


def test_a_disk_that_refuses_also_the_clearing_up_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(EngineError, match=r"cannot write .*a\.txt: Read-only file system"):
        files.write_whole(tmp_path / "a.txt", "x")
