"""The probability scores as text: under the first table of scores on the command line.

Every figure comes from `analysis.scores.probability` and `analysis.scores.states`; here it gets its column, its digits and its
interval. Dates are in days, shares in per cent, and a figure that cannot be known is a dash.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.calendar import day_text
from analysis.results.load import Result
from analysis.scores.probability import DRESSED, Estimate, ProbabilityTable, Scores
from analysis.scores.references import RUNS, called
from analysis.scores.states import StateRow, airlifts, mean_crps, state_rows
from analysis.terminal import columns, days, plain, short

SHOWN = (("all", "all"), ("clean", "clean window"), ("after", "after"), ("ends", "ends"))
"""Sets of events by their name in the scores, with the title of their columns."""


def probability_text(table: ProbabilityTable, results: Sequence[Result], full: bool = True) -> str:
    """CRPS beside the references with their error spread, band, order and ranks of the runs; in `full` the states as well."""
    states = state_rows(results) if full else []
    parts = [_crps_text(table), _runs_text(table)]
    parts += [_state_summary(states, results), _states_text(states, results[0])] if full else []
    return "\n\n".join(part for part in parts if part) + "\n"


def _crps_text(table: ProbabilityTable) -> str:
    """CRPS (days) and skill of the runs and of each reference, over each set of events.

    The skill stands in the row of the reference that it is measured against; the runs have none against themselves.
    """
    head = ["CRPS of the dates in days [95 % by axis]"]
    head += [cell for _, title in SHOWN for cell in (title, "", "n", "skill of the runs", "")]
    rows = [head]
    for name, sets in table.models.items():
        cells = [called(name, table.runs)]
        for part, _ in SHOWN:
            skill = Estimate(None, None, None) if name == RUNS else sets[part].skill
            crps, count = sets[part].crps, sets[part].events
            cells += [days(crps.value), span(crps), str(count), signed(skill.value), span(skill)]
        rows.append(cells)
    return columns(rows, right=[at for part in range(len(SHOWN)) for at in (5 * part + 1, 5 * part + 3, 5 * part + 4)])


def _runs_text(table: ProbabilityTable) -> str:
    """Interval score, coverage, width and bias of the 80 % band, Kendall's tau and ranks, of the runs and the dressed runs.

    Empty where no set has an event.
    """
    rows = [
        [
            "80 % band and order",
            "n",
            "axes",
            "interval score",
            "coverage",
            "",
            "in window",
            "width",
            "bias",
            "tau",
            "in axes",
            "history's rank in fifths",
        ]
    ]
    for name in (RUNS, DRESSED):
        for part, title in SHOWN:
            if name in table.models and table.models[name][part].events:
                rows.append([f"{called(name, table.runs)}, {title}", *_run_cells(table.models[name][part])])
    return columns(rows, right=range(1, 11)) if len(rows) > 1 else ""


def _run_cells(scores: Scores) -> list[str]:
    """The cells of one row after its name; ranks are shares of dates by the part of the runs that history falls in."""
    ranks = " ".join(f"{share:.0%}" for share in scores.ranks)
    coverage = "–" if scores.coverage.value is None else f"{scores.coverage.value:.0%}"
    return [
        str(scores.events),
        str(scores.axes),
        days(scores.interval_days),
        coverage,
        span(scores.coverage, "{:.0%}"),
        "–" if scores.inside is None else f"{scores.inside:.0%}",
        days(scores.width_days),
        signed(scores.bias_days),
        days(scores.tau),
        days(scores.tau_within),
        ranks,
    ]


def _state_summary(states: Sequence[StateRow], results: Sequence[Result]) -> str:
    """One line for each kind of state that history knows, and one for each airlift with the tonnes of the runs."""
    lines = []
    for kind, words in (("fuel", "CRPS {:.2f} fills"), ("halt", "Brier score {:.2f}"), ("depth", "CRPS {:.0f} km")):
        value, count = mean_crps(states, kind)
        if value is not None:
            lines.append([kind, words.format(value), f"{count} in history"])
    for lift in airlifts(results):
        band = f"{lift.low:.0f} to {lift.high:.0f} t in 80 % of the runs"
        lines.append(["airlift", f"{lift.tonnes:.0f} t", f"to {plain(', '.join(lift.places))}, {band}"])
    return columns([["states", "", ""], *lines]) if lines else ""


def _states_text(states: Sequence[StateRow], first: Result) -> str:
    """A line for each state of an army on a day: history beside the median and the middle 80 % of the runs."""
    rows = [["state by army and day", "", "", "history", "median", "80 % of the runs", "CRPS"]]
    for row in states:
        day = day_text(first.local_time(0), row.minute)
        rows.append([row.kind, short(f"{row.who}, {row.event.place_name}"), day, *state_cells(row)])
    return columns(rows, right=(3, 4, 5, 6)) if states else ""


def state_cells(row: StateRow) -> list[str]:
    """History, median, band and CRPS of a state with its unit: refills of fuel to two digits, km to whole ones.

    A halt is yes or no: its median is the share of runs that stood then, and its score is Brier's.
    """
    if row.kind == "halt":
        return ["halted", f"{row.median:.0%} of runs", "", f"{row.crps:.2f}"]
    form = "{:.0f}" if row.unit == "km" else "{:.2f}"
    history, median, low, high, crps = (form.format(v) for v in (row.history, row.median, row.low, row.high, row.crps))
    return [f"{history} {row.unit}", median, f"{low} – {high}", crps]


def signed(value: float | None) -> str:
    """A number with its sign, or a dash."""
    return "–" if value is None else f"{value:+.2f}"


def span(estimate: Estimate, form: str = "{:.2f}") -> str:
    """`[low – high]`, or nothing where there is no interval."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"[{form.format(estimate.low)} – {form.format(estimate.high)}]"
