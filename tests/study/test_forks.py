"""Futures are made in copies of a process that has come to the branch: the same bytes as those that are made from the start."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from engine.scenario.study import Study, plain_study
from engine.study import part
from engine.study.forks import can_fork, in_copy
from engine.study.sweep import sweep
from tests.study.folders import differing

ORDERS = """format: 1
orders:
  - {id: stand, sender: n_army, to: [n_mech], day: 1.0, steps: [{task: hold, place: drywell}]}
"""


@pytest.fixture
def futures(tmp_path: Path) -> Study:
    """Two futures of crossroads from its first evening, each with the old orders, with others, and with a policy that fails."""
    (tmp_path / "stand.yaml").write_text(ORDERS)
    choices = [
        {"id": "old"},
        {"id": "new", "orders": [str(tmp_path / "stand.yaml")], "policies": {"union": "hold"}},
        {"id": "wrong", "policies": {"league": "tests.policies.own:fails"}},
    ]
    branch = {"day": 0.8, "replication": 1}
    return plain_study("crossroads", id="futures", replications=2, last_day=2, choices=choices, branch=branch)


@pytest.mark.skipif(not can_fork(), reason="no copy of this process is safe")
def test_futures_are_the_same_bytes_with_copies_and_without(
    futures: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies: list[int] = []

    def counted(work: object) -> object:
        copies.append(os.getpid())
        return in_copy(work)  # type: ignore[arg-type, var-annotated]

    monkeypatch.setattr(part, "in_copy", counted)
    monkeypatch.setattr(part, "can_fork", lambda: True)  # threads that other tests left behind wait, and hold no lock
    copied = sweep(futures, tmp_path / "copied")
    assert len(copies) == 6
    monkeypatch.setattr(part, "can_fork", lambda: False)
    anew = sweep(futures, tmp_path / "anew")
    assert len(copies) == 6
    assert copied.failed == anew.failed == 2
    assert differing(copied.folder, anew.folder) == []


@pytest.mark.skipif(not can_fork(), reason="no copy of this process is safe")
def test_a_future_whose_copy_dies_is_made_here(futures: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, died, here = part._kept, tmp_path / "died", os.getpid()

    def dying(*arguments: object) -> object:
        if os.getpid() != here and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return kept(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(part, "_kept", dying)
    monkeypatch.setattr(part, "can_fork", lambda: True)
    summary = sweep(futures, tmp_path / "out")
    assert died.exists()
    assert summary.table().column("status").to_pylist() == ["done", "done", "failed"] * 2


def test_a_copy_sends_back_what_it_has_made_and_changes_nothing_here() -> None:
    there: list[int] = []

    def work() -> int:
        there.append(1)
        return os.getpid()

    sent = in_copy(work)
    assert sent is not None
    assert sent[0] != os.getpid()
    assert there == []


def test_no_copy_is_made_beside_a_thread_that_may_hold_a_lock() -> None:
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    other.start()
    try:
        assert not can_fork()
    finally:
        end.set()
        other.join()
