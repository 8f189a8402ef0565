"""The picture of what an outcome of a sweep depends on: a tornado of swings, or bars of indices, as the design allows.

This file chooses and refuses; it draws nothing itself. A one-at-a-time design without levers has swings and gets a tornado,
every other design has indices and gets bars. One picture is about one outcome and one choice of the levers.
"""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from analysis.charts.indices import draw_indices, footed, save_indices
from analysis.charts.tornado import alt_text, draw_tornado
from analysis.drawing import style
from analysis.results.reading import ResultError, read_json
from analysis.results.records import Network
from analysis.results.sweeps import Sweep
from analysis.scores.sensitivity import Dependence, dependences
from analysis.scores.swings import save_swings, swings
from analysis.words.origin import provenance
from engine.vocabulary import OutcomeGroup

TABLE = "sensitivity.csv"
"""The table that a tornado is drawn from, where a folder is given that is no sweep."""
NAMED_AT_MOST = 5


def save_sensitivity(sweep: Sweep, outcome: str | None, path: Path, title: str | None = None) -> None:
    """Draws what one outcome depends on into `path`: `outcome`, or the only one that varies.

    Raises ResultError where several could be drawn, or the design has several choices of its levers; the message names some of
    them.
    """
    save_dependence(sweep, _the_one(sweep, outcome), path, title)


def draw_sensitivity(sweep: Sweep, outcome: str | None = None, title: str | None = None) -> Figure:
    """The picture that `save_sensitivity` writes. Raises ResultError as it does."""
    found = _the_one(sweep, outcome)
    return _swings_drawn(sweep, found, title) if has_swings(sweep, found) else draw_indices(sweep, found, title)


def _the_one(sweep: Sweep, outcome: str | None) -> Dependence:
    """What `outcome`, or the only one that varies, depends on. ResultError where the levers have several choices."""
    found = dependences(sweep, [_outcome(sweep, outcome)])
    if len(found) > 1:
        choices = "; ".join(one.choice for one in found[:NAMED_AT_MOST])
        raise ResultError(f"{sweep.folder}: its levers have {len(found)} choices ({choices}); a tornado shows a sweep of one")
    return found[0]


def _swings_drawn(sweep: Sweep, found: Dependence, title: str | None) -> Figure:
    """The tornado of a one-at-a-time design."""
    origin = provenance(footed(sweep), int(sweep.manifest.runs))
    return draw_tornado(swings(sweep, found.outcome), origin, title, found.unit, outcome_words(sweep, found.outcome))


def outcome_words(sweep: Sweep, outcome: str) -> str:
    """`the fall of Redford` for a date of capture; any other outcome as it is called."""
    group, _, place = outcome.partition(".")
    if group != OutcomeGroup.CAPTURED_DAY:
        return outcome
    network: Network = read_json(sweep.folder, "network.json")
    names = {one.id: str(one.name) for one in network.places}
    return f"the fall of {names.get(place, place)}"


def save_dependence(sweep: Sweep, found: Dependence, path: Path, title: str | None = None) -> None:
    """Draws `found` into `path`, or where it ends in .csv writes the table of a one-at-a-time design's swings."""
    if path.suffix.lower() == ".csv":
        if not has_swings(sweep, found):
            raise ResultError(f"{path}: only a one-at-a-time design without levers has a table of swings")
        save_swings(sweep, found.outcome, path)
    elif has_swings(sweep, found):
        style.save(
            _swings_drawn(sweep, found, title),
            path,
            alt_text(swings(sweep, found.outcome), found.unit, outcome_words(sweep, found.outcome)),
        )
    else:
        save_indices(sweep, found, path, title)


def has_swings(sweep: Sweep, found: Dependence) -> bool:
    """True for a one-at-a-time design whose levers, if any, leave one choice."""
    design = sweep.manifest.study.design
    return design is not None and design.kind == "one_at_a_time" and not found.choice


def _outcome(sweep: Sweep, outcome: str | None) -> str:
    """The one outcome meant: by its name, or the only one that differs between the runs, dates of capture first.

    Raises ResultError where a pattern fits several, where several vary and none is named, and where nothing varies at all.
    """
    if outcome is not None:
        names = sweep.matching([outcome])
        if len(names) > 1:
            raise ResultError(f"{sweep.folder}: {len(names)} outcomes are called '{outcome}'; a picture shows one")
        return names[0]
    dates_first = sorted(sweep.outcomes, key=lambda name: (not name.startswith("captured_day."), name))
    varying = [name for name in dates_first if len(set(sweep.runs[name][sweep.done].tolist())) > 1]
    if len(varying) != 1:
        told = f"; name one with --outcome, as {', '.join(varying[:NAMED_AT_MOST])}" if varying else ", so nothing to explain"
        raise ResultError(f"{sweep.folder}: {len(varying) or 'no'} outcomes differ between its runs{told}")
    return varying[0]
