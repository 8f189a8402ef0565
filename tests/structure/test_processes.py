"""The table of processes is what lives in a run: every kind is there, with its rank, and the bus has every subscriber."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from pathlib import Path
from unittest import mock

import pytest
import simpy

from engine import processes
from engine.processes.clock import Clock, Rank
from engine.processes.run import PROCESSES
from engine.registry import Writer
from engine.vocabulary import Rule
from tests import tiny


def generators() -> dict[str, object]:
    """Every generator function and method of the processes, by name."""
    found: dict[str, object] = {}
    for module in pkgutil.walk_packages(processes.__path__, "engine.processes."):
        members = vars(importlib.import_module(module.name))
        methods = [vars(each) for each in members.values() if inspect.isclass(each)]
        for group in (members, *methods):
            found |= {name: each for name, each in group.items() if inspect.isgeneratorfunction(each)}
    return found


def test_every_kind_is_a_generator_that_says_what_it_waits_for() -> None:
    known = generators()
    for kind in PROCESSES:
        assert kind.name in known, kind.name
        assert inspect.getdoc(known[kind.name]) and kind.waits_for


def test_whatever_writes_events_is_in_the_table() -> None:
    names = [kind.name for kind in PROCESSES]
    assert len(set(names)) == len(names)
    assert {*Writer} - {Writer.SIMULATE} <= set(names)


@pytest.mark.parametrize("without", [(), (Rule.ENEMY,), (Rule.MESSAGES, Rule.AIR)])
def test_what_lives_and_the_rank_of_its_waits_are_as_the_table_says(tmp_path: Path, without: tuple[Rule, ...]) -> None:
    """In a run, what is started is in the table and its rule is on; the rank of its waits is its own, or that of a march."""
    started, ranks = set[str](), defaultdict[str, set[Rank]](set)
    start, after = Clock.start, Clock.after

    def watched_start(self: Clock, process: object) -> simpy.Process:
        started.add(process.gi_code.co_name)  # type: ignore[attr-defined]
        return start(self, process)  # type: ignore[arg-type]

    def watched_after(self: Clock, minutes: int, rank: Rank, row: int = 0) -> simpy.Event:
        if self.env.active_process is not None:
            ranks[self.env.active_process.name].add(rank)
        return after(self, minutes, rank, row)

    war = tiny.war(days=6, messages=[tiny_message()], plans=[tiny.attack("r1", "p3")])
    with mock.patch.object(Clock, "start", watched_start), mock.patch.object(Clock, "after", watched_after):
        run = tiny.fight(tiny.load(war, tmp_path, without=without))
    lives = {kind.name for kind in PROCESSES if kind.lives(run.campaign)}
    assert {"weather", "upkeep", "samples", "campaigning"} <= started <= lives
    table = {kind.name: kind.rank for kind in PROCESSES}
    for name, used in ranks.items():
        allowed = {table[name]} | ({Rank.COMBAT} if table[name] is Rank.MARCH else set())
        assert used <= allowed | ({Rank.WEATHER} if name == "travelling" else set()), name


def tiny_message() -> dict[str, object]:
    """A cease-fire to the defender."""
    return {"id": "end", "kind": "cease_fire", "sender": "b1", "to": ["b1"], "at": "1990-05-04T00:00"}
