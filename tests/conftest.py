"""The one option of the test suite, the check that every event of every test passes, and no deadlines for hypothesis."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.events import checked

# An example may take long on a busy machine; a test as a whole has the timeout of pytest.
settings.register_profile("august-storm", deadline=None, print_blob=True)
settings.load_profile("august-storm")


@pytest.fixture(autouse=True, scope="session")
def every_event_is_checked() -> Iterator[None]:
    """Holds what any run of this process writes against the registry of events."""
    with checked():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regen", action="store_true", help="write the golden digests anew: look at the difference")


@pytest.fixture
def regen(request: pytest.FixtureRequest) -> bool:
    """Whether golden digests are to be written instead of compared."""
    return bool(request.config.getoption("--regen"))


if threading.current_thread() is threading.main_thread():
    # A shell that starts the tests in the background has them ignore SIGINT, and every process that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
