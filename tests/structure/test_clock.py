"""The clock rests on parts of SimPy that are not its public interface: they are as the installed version has them."""

from __future__ import annotations

import pytest
import simpy

from engine.processes.clock import ROWS_PER_RANK, Clock, Process, Rank, Signal, priority


def test_a_wait_is_a_timeout_but_for_its_priority() -> None:
    """What `Timeout` sets on itself, `Wait` sets too, to the same values; the queue holds (time, priority, count, event)."""
    clock = Clock()
    ours, theirs = clock.after(7, Rank.COMBAT, 3), clock.env.timeout(7)
    assert {name: vars(theirs)[name] for name in vars(ours)} == vars(ours) | {"env": clock.env}
    assert set(vars(theirs)) - set(vars(ours)) == {"_delay"}
    queued = {event: (time, rank) for time, rank, _, event in clock.env._queue}
    assert queued[ours] == (7, priority(Rank.COMBAT, 3)) and queued[theirs] == (7, 1)
    assert ours.triggered and ours.ok and ours.value is None


def test_time_runs_in_whole_minutes_and_never_backwards() -> None:
    clock = Clock()
    clock.after(5, Rank.MARCH)
    clock.run(until=9)
    assert clock.minute == 9 and isinstance(clock.minute, int)
    with pytest.raises(ValueError, match="backwards"):
        clock.after(-1, Rank.MARCH)


def test_rank_then_row_decides_within_a_minute_whatever_was_scheduled_first() -> None:
    clock, said = Clock(), list[tuple[Rank, int]]()

    def waits(rank: Rank, row: int) -> Process:
        yield clock.after(60, rank, row)
        said.append((rank, row))

    asked = [(rank, row) for rank in reversed(Rank) for row in (ROWS_PER_RANK - 1, 5, 0)]
    for rank, row in asked:
        clock.start(waits(rank, row))
    clock.run(until=61)
    assert said == sorted(asked)


def test_what_simpy_schedules_itself_comes_before_every_rank() -> None:
    """A signal that is rung in a minute is answered before the first rank of the minute; so is a process that begins."""
    clock, said = Clock(), list[str]()

    def rings() -> Process:
        yield clock.after(60, Rank.WEATHER)
        clock.ring(Signal.FALL, 4)
        clock.start(begins())

    def begins() -> Process:
        said.append("begun")
        yield clock.after(0, Rank.WEATHER)

    def answers() -> Process:
        yield clock.signal(Signal.FALL, 4)
        said.append("answered")

    def marches() -> Process:
        yield clock.after(60, Rank.WEATHER, 1)
        said.append("weather")

    for process in (marches(), answers(), rings()):
        clock.start(process)
    clock.run(until=61)
    assert said == ["begun", "answered", "weather"]


def test_a_signal_wakes_all_that_wait_for_it_once_and_only_those() -> None:
    clock, woken = Clock(), list[str]()

    def waits(name: str, about: int) -> Process:
        yield clock.signal(Signal.ALERT, about)
        woken.append(name)

    for name, about in (("first", 1), ("second", 1), ("other", 2)):
        clock.start(waits(name, about))
    clock.run(until=1)
    assert clock.awaited(Signal.ALERT) == [1, 2] and clock.awaited(Signal.FALL) == []
    clock.ring(Signal.FALL, 1)
    clock.ring(Signal.ALERT, 1)
    clock.run(until=2)
    assert woken == ["first", "second"] and clock.awaited(Signal.ALERT) == [2]
    clock.forget(Signal.ALERT, 2)
    clock.ring(Signal.ALERT, 2)
    clock.run(until=3)
    assert woken == ["first", "second"]


def test_the_installed_simpy_is_one_that_the_project_declares() -> None:
    assert int(simpy.__version__.split(".")[0]) == 4
