"""Advance curves: the numbers behind them, and that they are drawn without overlaps and the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analysis.charts.curve_words import factual_title
from analysis.charts.curves import draw_curves, named_places, save_curves
from analysis.results.load import Result
from analysis.results.records import HistoricalEvent, Node, Step
from analysis.scores.advance import advances
from tests.analysis.small_campaign import DAY, END, event, march, records, result, true_history


def test_km_follow_the_march_and_end_at_the_axis() -> None:
    north, south = advances([result(true_history(), **march(50.0, 100.0))])
    assert (north.owner, south.owner) == ("na", "sa")
    expected = np.minimum(north.minutes / DAY * 50, 300)
    np.testing.assert_allclose(north.km[0], expected, atol=0.5)
    np.testing.assert_allclose(north.arrivals(200), 4 * DAY, atol=180)
    assert south.total_km == 400


def test_km_never_fall_even_if_a_formation_goes_back() -> None:
    tracks = [(minute, "nd", "n1", km, 1000, 1.0, 1.0, 1.0, "marching", "") for minute, km in ((0, 0), (720, 80), (1440, 20))]
    north = advances([result(tracks=tracks)])[0]
    assert (np.diff(north.km[0]) >= 0).all() and north.km[0][-1] == 80


def test_a_place_passed_between_two_samples_counts_at_its_minute() -> None:
    tracks = [(minute, "nd", "n1", km, 1000, 1.0, 1.0, 1.0, "marching", "") for minute, km in ((0, 0), (END, 100))]
    north = advances([result(tracks=tracks, events=[(DAY, "pass", "red", "nd", "n1", "")])])[0]
    assert north.km[0][north.minutes == DAY] == 100


def test_a_step_is_reached_where_and_when_a_formation_stood_there_not_at_the_first_contact_before_it() -> None:
    """The division meets the enemy before n1 on D+1 and takes it on D+5: the curve is there on D+1, the dot on D+5."""
    tracks = [(minute, "nd", "n0", km, 1000, 1.0, 1.0, 1.0, "marching", "") for minute, km in ((0, 0), (END, 100))]
    told = [(DAY, "contact", "red", "nd", "n0", "n1"), (5 * DAY, "capture", "red", "nd", "n1", "")]
    north = advances([result(tracks=tracks, events=told)])[0]
    assert north.reached == ((5 * DAY, 100.0),) and north.arrivals(100)[0] == DAY


def with_a_second_division(own_route: Sequence[str]) -> Result:
    """Division `nd` goes 300 km along an axis of its own over `own_route`, the new `nx` 150 km along the army's."""
    samples = [(minute, "nd", "n1", km, 1000, 1.0, 1.0, 1.0, "marching", "") for minute, km in ((0, 0), (END, 300))]
    run = result(tracks=[*samples, *((minute, "nx", "n1", km / 2, *rest) for minute, _, _, km, *rest in samples)])
    route = [{"place": place, "km": 100.0 * number} for number, place in enumerate(own_route)]
    steps = {"places": records(Step, route), "route": records(Node, route)}
    own = run.axes[0].model_copy(update={"plan": "own", "formation": "nd", **steps})
    return replace(run, formations=[*run.formations, run.formation["nd"].model_copy(update={"id": "nx"})], axes=[*run.axes, own])


def army_km_at_the_end(run: Result) -> float:
    return next(float(panel.km[0][-1]) for panel in advances([run]) if panel.owner == "na")


def test_a_subordinate_on_its_own_way_counts_only_where_it_touches_the_armys_axis() -> None:
    assert army_km_at_the_end(with_a_second_division(["n0", "n1", "n2", "n3"])) == 300
    assert army_km_at_the_end(with_a_second_division(["n0", "off", "n2", "isle"])) == 200
    assert army_km_at_the_end(with_a_second_division(["isle", "s0", "s1", "off"])) == 150


def test_many_axes_leave_only_those_without_one_above_them() -> None:
    run = result()
    told = [{"id": f"c{n}", "echelon": "corps", "parent": "na" if n else None} for n in range(8)]
    corps = [run.formation["nd"].model_copy(update=one) for one in told]
    axes = [*run.axes, *(run.axes[0].model_copy(update={"plan": one.id, "formation": one.id}) for one in corps)]
    assert [panel.owner for panel in advances([replace(run, formations=[*run.formations, *corps], axes=axes)])] == [
        "c0",
        "na",
        "sa",
    ]


def test_history_outside_the_band_is_marked_and_inside_is_not() -> None:
    runs = [result(true_history(), **march(50.0 + step, 100.0 + step, delay_min=DAY // 2)) for step in (-2, -1, 0, 1, 2)]
    late = [{**one, "earliest_minute": 15 * DAY, "latest_minute": 16 * DAY} for one in true_history()]
    assert not any(point.outside for panel in advances(runs) for point in panel.history)
    missed = advances([replace(run, history=records(HistoricalEvent, late)) for run in runs])
    assert all(point.outside for panel in missed for point in panel.history)


def test_history_of_another_army_is_not_shown_on_an_axis() -> None:
    run = result([event("theirs", "entry", "n1", "sd", 0, DAY), event("ours", "entry", "n2", "nd", 0, DAY)])
    assert [point.event.id for point in advances([run])[0].history] == ["ours"]


def test_named_places_stand_apart_and_keep_the_last() -> None:
    panel = advances([result(true_history())])[0]
    names = named_places(panel)
    km = sorted(at for _, at in names)
    assert ("n3", 300.0) in names
    assert all(b - a >= 0.08 * panel.total_km for a, b in pairwise(km))


@pytest.mark.parametrize("runs", [1, 3, 20])
def test_texts_stay_on_the_page_and_names_off_the_next_panel(runs: int) -> None:
    figure = draw_curves([result(true_history(), **march(40.0 + step / 2, 100.0 + step)) for step in range(runs)])
    page = figure.bbox
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert len(panels) == 2
    first_end = max(text.get_window_extent().x1 for text in panels[0].texts)
    next_begin = min(label.get_window_extent().x0 for label in panels[1].get_yticklabels() if label.get_text())
    assert first_end < next_begin
    for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]:
        box = text.get_window_extent()
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, text.get_text()


def test_the_title_counts_what_is_inside_the_band() -> None:
    runs = [result(true_history(), **march(50.0, 100.0, delay_min=DAY // 2)) for _ in range(20)]
    assert draw_curves(runs).texts[0].get_text() == "5 of 5 dated places on 2 axes inside the 95 % band"
    assert draw_curves(runs[:1]).texts[0].get_text() == "5 of 5 dated places within a day of history"


def test_the_title_of_a_run_names_the_place_that_is_furthest_off() -> None:
    late = result(true_history(), **march(25.0, 100.0))
    assert factual_title(advances([late]), [late]) == (
        "2 of 5 dated places within a day of history; furthest off Town n3, 5 days late"
    )
    bare = result(**march(50.0, 5.0))
    assert factual_title(advances([bare]), [bare]) == "1 of 2 axes covered to the end"


def test_an_axis_stands_under_the_army_that_commands_its_owner_as_it_opens_and_marks_the_next() -> None:
    handed = [(4 * DAY, "reassigned", "red", "na", "", "sf"), (8 * DAY, "reassigned", "red", "na", "", "nf")]
    run = result(events=handed)
    panel = next(panel for panel in advances([run]) if panel.owner == "na")
    assert panel.front == "nf" and [minute for minute, _ in panel.passes] == [4 * DAY, 8 * DAY]
    later = [axis.model_copy(update={"opens_minute": 5 * DAY}) for axis in run.axes]
    panel = next(panel for panel in advances([replace(run, axes=later)]) if panel.owner == "na")
    assert panel.front == "sf" and [minute for minute, _ in panel.passes] == [8 * DAY]
    words = [text.get_text() for axes in draw_curves([run]).axes for text in axes.texts]
    assert sum(word.startswith("to ") for word in words) == 2


def test_the_curve_of_a_column_that_stands_before_its_goal_goes_on_until_it_is_there() -> None:
    """The enemy stands before n3 from D+1; the column comes in on D+9."""
    tracks = [(minute, "nd", "n2", km, 1000, 1.0, 1.0, 1.0, "marching", "") for minute, km in ((0, 0), (END, 300))]
    told = [(DAY, "contact", "red", "nd", "n2", "n3"), (9 * DAY, "capture", "red", "nd", "n3", "")]
    for events, until in ((told, 9 * DAY), (told[:1], END)):
        axes = draw_curves([result(tracks=tracks, events=events)], army="na").axes[1]
        curve = max(axes.lines, key=lambda line: len(line.get_xdata()) if line.get_linewidth() == 1.5 else 0)
        assert curve.get_xdata()[-1] == until


def test_labels_of_days_stand_apart() -> None:
    figure = draw_curves([result(true_history(), **march(50.0, 100.0))] * 1)
    figure.canvas.draw()
    for axes in figure.axes[1:]:
        days = [text.get_window_extent() for text in axes.texts if text.get_text().startswith("D+")]
        assert len(days) > 1 and all(one.x1 < two.x0 for one, two in pairwise(days))


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    run = result(true_history(), **march(50.0, 100.0))
    save_curves([run], tmp_path / "a.png")
    save_curves([run], tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_side_without_axes_gives_a_figure_that_says_so() -> None:
    figure = draw_curves([result()], side="blue")
    assert figure.texts[0].get_text() == "No formation of this side has a plan that moves"
