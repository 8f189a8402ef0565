"""The pages by the rules of axe (WCAG 2.2 AA): in `make outside`, which fetches axe-core from npm and names its file in AXE."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from analysis.page.replay import save_page
from analysis.report.report import save_report
from analysis.results.load import load_result
from tests.analysis.page.reader import PHONE, WIDE, Reader, needs_browser
from tests.analysis.report.test_report import history_folder

AXE = Path(os.environ.get("AXE", "axe.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """const [tags, done] = arguments, where = (nodes) => nodes.map((one) => one.target.join(' ')).join(', ');
axe.run({runOnly: tags}).then((found) => done(found.violations.map(({id, nodes}) => id + ': ' + where(nodes))));"""

pytestmark = [
    needs_browser,
    pytest.mark.soak,
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: `make outside` fetches it"),
]


def complaints(reader: Reader) -> list[str]:
    """What axe complains of, by rule; its script comes in through the driver, which no page's policy holds off."""
    reader.driver.execute_script(AXE.read_text(encoding="utf-8"))
    found: list[str] = reader.driver.execute_async_script(RUN, TAGS)
    return found


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("tab", ["events", "layers", "text"])
def test_the_replay_has_no_complaint(browser: Any, tmp_path: Path, screen: dict[str, Any], tab: str) -> None:
    save_page(load_result(history_folder(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1.25&f=rd1", screen)
    reader.wait(reader.units)
    reader.run(f"document.getElementById('tab-{tab}').click()")
    assert complaints(reader) == []


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_report_has_no_complaint(browser: Any, tmp_path: Path, screen: dict[str, Any]) -> None:
    save_report([load_result(history_folder(tmp_path))], tmp_path / "report.html")
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get((tmp_path / "report.html").as_uri())
    assert complaints(Reader(browser, tmp_path / "report.html")) == []
