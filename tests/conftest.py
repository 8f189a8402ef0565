"""The one option of the test suite, the check that every event of every test passes, no deadlines for hypothesis, a collector of
garbage that comes seldom, the files that come first when several processes share the tests, and the figures that long tests print
at the end."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.effort import SOAK, USUAL
from tests.events import checked
from tests.shipped import CAMPAIGN

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

# An example may take long on a busy machine; a test as a whole has the timeout of pytest. `make test` tries the same examples
# everywhere, so that it tells what a change did; `make soak` draws new ones each time and finds what nobody thought of.
settings.register_profile("august-storm", deadline=None, print_blob=True, max_examples=USUAL, derandomize=True, database=None)
settings.register_profile("soak", settings.get_profile("august-storm"), max_examples=SOAK, derandomize=False)
settings.load_profile("august-storm")


LONGEST = (
    "analysis/page/test_browser.py",
    "python/test_page.py",
    "analysis/scores/test_answers.py",
    "study/test_resume.py",
    "structure/test_parameters.py",
    "cli/test_commands.py",
    "properties/test_war.py",
    "statistics/test_war.py",
    "analysis/maps/test_maps.py",
    "study/test_compare.py",
    "study/test_sweep.py",
    "analysis/test_two_processes.py",
    "analysis/results/test_sweep_runs.py",
    "analysis/report/test_report.py",
    "analysis/results/test_mutants.py",
    "analysis/test_plot_command.py",
    "study/test_dask.py",
    "docs/test_tutorial.py",
    "properties/test_invariants.py",
)
"""Files that take five seconds and more, the longest first; before them come those of the campaign."""
TESTS = Path(__file__).parent


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """A file is for one process, and so are the files of the campaign together, and those of pages, which share a browser."""
    from xdist.scheduler import LoadFileScheduling

    campaign = {f"tests/{name}" for name in CAMPAIGN}

    class Shared(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            if file.startswith("tests/analysis/page/"):
                return "pages"
            return "the campaign" if file in campaign else file

    return Shared(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In `make test` a process takes one file after the other: long ones first, so that none is left for the end."""
    if hasattr(config, "workerinput"):
        rank = {TESTS / name: number for number, name in enumerate([*CAMPAIGN, *LONGEST])}
        items.sort(key=lambda item: rank.get(item.path, len(rank)))


def pytest_collection_finish() -> None:
    """Modules and thousands of tests stay to the end: the search for garbage leaves them out and comes seldom, which saves a
    twelfth of the processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(autouse=True, scope="session")
def every_event_is_checked() -> Iterator[None]:
    """Holds what any run of this process writes against the registry of events."""
    with checked():
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests have recorded (`record_property("figure", ...)`), at the end of their session."""
    reports = [report for each in terminalreporter.stats.values() for report in each if isinstance(report, pytest.TestReport)]
    figures = [value for report in reports if report.when == "call" for name, value in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("figures")
        for figure in sorted(map(str, figures)):
            terminalreporter.write_line(figure)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regen", action="store_true", help="write the golden digests anew: look at the difference")


@pytest.fixture
def regen(request: pytest.FixtureRequest) -> bool:
    """Whether golden digests are to be written instead of compared."""
    return bool(request.config.getoption("--regen"))


if threading.current_thread() is threading.main_thread():
    # A shell that starts the tests in the background has them ignore SIGINT, and every process that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
