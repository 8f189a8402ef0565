"""A reader of pages in a real browser without a window: opens, clicks, types and looks."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="no browser: Debian's packages chromium and chromium-driver are not installed"
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--window-size=1280,800",
    "--hide-scrollbars",
)
WIDE = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


class Reader:
    """Opens a page and looks at it."""

    def __init__(self, driver: Any, file: Path) -> None:
        self.driver, self.file = driver, file

    def open(self, link: str = "", screen: dict[str, Any] = WIDE, calm: bool = False) -> Reader:
        features = [{"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.get("about:blank")
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        self.driver.get(self.file.as_uri() + link)
        self.wait(lambda: self.text("day") != "")
        return self

    def wait(self, done: Callable[[], object], seconds: float = 8) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, "the page did not come to it in time"
            time.sleep(0.03)

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def text(self, element: str) -> str:
        return str(self.run(f"return document.getElementById('{element}').textContent"))

    def click(self, element: str) -> None:
        self.driver.find_element("id", element).click()

    def press(self, key: str, hold: str = "") -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        actions = ActionChains(self.driver)
        (actions.key_down(hold).send_keys(key).key_up(hold) if hold else actions.send_keys(key)).perform()

    def units(self) -> list[str]:
        """Labels of the formations on the map, for a screen reader."""
        found: list[str] = self.run("return [...document.querySelectorAll('.unit')].map(unit => unit.getAttribute('aria-label'))")
        return found

    def point_at_unit(self, formation: str, click: bool = False) -> None:
        """Move the mouse to a formation's symbol, and press there."""
        from selenium.webdriver.common.action_chains import ActionChains

        script = f"const b = document.querySelector('.unit[data-id={formation}] rect:nth-of-type(3)').getBoundingClientRect();"
        x, y = self.run(script + "return [b.x + b.width / 2, b.y + b.height / 2]")
        actions = ActionChains(self.driver)
        actions.w3c_actions.pointer_action.move_to_location(x, y)
        if click:
            actions.w3c_actions.pointer_action.click()
        actions.perform()

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> set[str]:
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
        return {str(params["request"]["url"]).split("#")[0] for params in sent}
