"""The pictures of the README: the page of a run with history's front, a still of one day and a loop of eight seconds.

    python benchmarks/loop.py RESULT docs/pictures

RESULT is a result folder (`august-storm run manchuria_1945`). A browser without a window opens its `index.html`, goes on by half
days and is photographed. Debian's packages chromium and chromium-driver are needed.
"""

from __future__ import annotations

import base64
import io
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

SIZE_PX = (960, 980)
STILL_DAY = 5
LOOP_DAYS, STEP_DAYS, SECONDS = 15, 0.5, 8.0
LOOP_PX = 680
QUALITY = 45
SETTLE_S = 0.7
FOOT = "return document.getElementById('bar').getBoundingClientRect().bottom"


def main(result: str, out: str) -> None:
    """Writes `race.webp` (the still) and `loop.webp` to the folder `out`."""
    driver = _browser()
    try:
        page = (Path(result) / "index.html").resolve().as_uri()
        still = _photograph(driver, f"{page}#day={STILL_DAY}&on=race")
        still.save(Path(out) / "race.webp", quality=82, method=6)
        frames = [frame.resize((LOOP_PX, round(frame.height * LOOP_PX / frame.width))) for frame in _frames(driver, page)]
    finally:
        driver.quit()
    each_ms = round(1000 * SECONDS / len(frames))
    frames[0].save(
        Path(out) / "loop.webp", save_all=True, append_images=frames[1:], duration=each_ms, loop=0, quality=QUALITY, method=6
    )


def _browser() -> Any:
    """Chromium without a window, as high and wide as the pictures need."""
    from selenium import webdriver

    os.environ["SE_OFFLINE"] = "true"
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(shutil.which("chromedriver"))))
    metrics = {"width": SIZE_PX[0], "height": SIZE_PX[1], "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    return driver


def _photograph(driver: Any, link: str) -> Image.Image:
    """The page at a link from its head to the slider, once it stands still."""
    driver.get("about:blank")
    driver.get(link)
    time.sleep(2 * SETTLE_S)
    return _shot(driver)


def _frames(driver: Any, page: str) -> Iterator[Image.Image]:
    """Pictures of the days of the loop, half a day apart."""
    driver.get(f"{page}#day=0&on=race")
    time.sleep(2 * SETTLE_S)
    move = "const s = document.getElementById('slider'); s.value = arguments[0]; s.dispatchEvent(new Event('input'))"
    for step in range(round(LOOP_DAYS / STEP_DAYS)):
        driver.execute_script(move, round(step * STEP_DAYS * 1440))
        time.sleep(SETTLE_S)
        yield _shot(driver)


def _shot(driver: Any) -> Image.Image:
    clip = {"x": 0, "y": 0, "width": SIZE_PX[0], "height": driver.execute_script(FOOT), "scale": 1}
    png = driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip})["data"]
    return Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python benchmarks/loop.py RESULT FOLDER")
    main(sys.argv[1], sys.argv[2])
