"""The words of advance curves: what they find, what is drawn, what a reader must know, and the alt text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.calendar import MINUTES_PER_DAY, days_and_hours
from analysis.charts.curve_marks import BANDS_FROM_RUNS
from analysis.drawing.paper import told_apart
from analysis.results.load import Result
from analysis.scores.advance import Advance
from analysis.scores.arrivals import NEAR_H, arrivals, error_h, is_hit, no_hit
from analysis.words.origin import provenance


def factual_title(panels: Sequence[Advance], results: Sequence[Result]) -> str:
    """What the curves show in numbers: dated places inside the band or near their dates, or how far the axes are covered.

    Of twenty runs or more it counts the dated places inside the middle 95 %; of fewer those whose median lies within a day of
    history, and names the one that is furthest off; of a single axis it gives the km. Without dates it counts the axes followed
    to their end. A title never says more than the figure shows.
    """
    if not panels:
        return "No formation of this side has a plan that moves"
    if len(panels) == 1:
        return f"{panels[0].name}: {np.median(panels[0].km[:, -1]):,.0f} of {panels[0].total_km:,.0f} km along its axis"
    axes = f"{len(panels)} axes"
    points = [point for panel in panels for point in panel.history]
    if points and len(results) >= BANDS_FROM_RUNS:
        return f"{sum(not point.outside for point in points)} of {len(points)} dated places on {axes} inside the 95 % band"
    if points:
        return _against_history(panels, results)
    whole = sum(bool(np.median(panel.km[:, -1]) >= panel.total_km - 0.5) for panel in panels)
    return f"{whole} of {axes} covered to the end"


def _against_history(panels: Sequence[Advance], results: Sequence[Result]) -> str:
    """How many dated places are reached within a day of history, and which of them is furthest off."""
    table = arrivals(results)
    errors = []
    for event in (point.event for panel in panels for point in panel.history):
        row = table.row[event.id]
        happens = table.reached[row]
        error = no_hit(error_h(float(table.medians[row]), event.earliest_min, event.latest_min), happens)
        errors.append((abs(error), event.place_name, error, happens))
    near = sum(is_hit(error, happens, NEAR_H) for _, _, error, happens in errors)
    hours, place, error, happens = max(errors)
    counted = f"{near} of {len(errors)} dated places within a day of history"
    if near == len(errors):
        return counted
    late = f"{days_and_hours(hours * 60 / MINUTES_PER_DAY)} {'late' if error > 0 else 'early'}"
    return f"{counted}; furthest off {place}, {late if happens else 'never reached'}"


def subtitle(panels: Sequence[Advance], results: Sequence[Result]) -> str:
    """What is drawn, in the words of the key: one run, or how many, and how many of the dated events lie on the axes."""
    runs = len(results)
    what = "One run" if runs == 1 else f"{runs} runs"
    return f"Kilometres along each army’s own axis from its start line. {what} against the plan and {_dated(panels, results)}."


def _dated(panels: Sequence[Advance], results: Sequence[Result]) -> str:
    """`the dated history`, or how many of its events are here where others lie on no axis: those are not drawn."""
    here, all_of = sum(len(panel.history) for panel in panels), len(arrivals(results).events)
    return "the dated history" if here == all_of or not here else f"the {here} of {all_of} dated events that lie on these axes"


def alt_text(panels: Sequence[Advance], results: Sequence[Result]) -> str:
    """What the curves show in words, with the dated places outside the band (six by name), then the form of the picture."""
    missed = [point.event.place_name for panel in panels for point in panel.history if point.outside]
    named = ", ".join(missed[:6]) + (f" and {len(missed) - 6} more" if len(missed) > 6 else "")
    outside = f" Outside the middle 95 % of the runs: {named}." if missed else ""
    form = f" Advance curves of {len(panels)} axes, kilometres against days, with history and plan."
    return f"{factual_title(panels, results)}.{outside}{form}"


def subtitle_of_two(results: Sequence[Result], other: Sequence[Result]) -> str:
    """Which colour is which, where two ensembles lie in the same panels."""
    first, second = told_apart(results, other)
    edges = ", with dashes at its middle 80 %" if len(other) >= BANDS_FROM_RUNS else ""
    what = "" if len(other) == 1 else "the median of "
    return f"Kilometres along each army’s own axis. {first} in colour; {what}{second} broad in grey blue{edges}."


def sources(other: Sequence[Result]) -> str:
    """Where history and plan come from; with `other` also what stands beside the runs."""
    known = "history.json names the source of every date, plan.json that of the plan"
    return f"{known}. Beside it: {provenance(other[0].manifest, len(other))}" if other else known


def note(panels: Sequence[Advance], runs: int) -> str:
    """What a reader must know before comparing panels: how many places are dated, and that scales and percentiles are their
    own.
    """
    dated = sum(len(panel.history) for panel in panels)
    lie = "place lies" if dated == 1 else "places lie"
    bands = "; bands are pointwise percentiles" if runs >= BANDS_FROM_RUNS else ""
    scales = "; km scales differ from panel to panel" if len(panels) > 1 else ""
    return f"{dated} dated {lie} on {'this axis' if len(panels) == 1 else 'these axes'}{bands}{scales}."
