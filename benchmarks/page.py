"""What a page of a run costs a browser: how long it takes to open, and what a frame costs while it plays.

    python benchmarks/page.py PAGE [--size 1440x900] [--speed 1|2|3|4] [--seconds 8] [--link '#day=3']

Needs Debian's packages chromium and chromium-driver. Times are CPU of the page's main thread from the browser's own trace; what
the graphics process draws is not in them. A busy machine makes them longer. Goals at 1440x900: script, style and layout together
8 ms a frame, no task over 50 ms, loaded within 1 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Any

GOAL_FRAME_MS, GOAL_TASK_MS, GOAL_SHOWN_S = 8.0, 50.0, 1.0
OF_A_FRAME = ("FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint")
"""Script of a frame, style, layout, and what of the drawing is prepared; they lie in no other of these."""
TASK, PLAY = "RunTask", "press on Play"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")


def main() -> None:
    """Print the figures of one page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--speed", default="2", choices="1234")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--link", default="")
    given = parser.parse_args()
    width, height = (int(part) for part in given.size.split("x"))
    driver = _browser()
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", _screen(width, height))
        address = given.page.resolve().as_uri() + given.link
        shown_s = _open(driver, address)
        _play(driver, given.speed, given.seconds)
        opened, played = _halves(driver)
    finally:
        driver.quit()
    print(f"{given.page.name} at {given.size}, {given.page.stat().st_size / 1e6:.2f} MB")
    print(f"  shown         {1000 * shown_s:6.0f} ms after it is asked for (goal {1000 * GOAL_SHOWN_S:g}; wall)")
    print(f"  opened        {sum(_tasks_ms(opened)):6.0f} ms of the main thread, longest task {max(_tasks_ms(opened)):.0f} ms")
    print(_of_frames(played, given.seconds))


def _screen(width: int, height: int) -> dict[str, Any]:
    return {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}


def _browser() -> Any:
    """A browser without a window that keeps a trace."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(which("chromium"))
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    options.add_experimental_option(
        "perfLoggingPrefs", {"traceCategories": "devtools.timeline,disabled-by-default-devtools.timeline"}
    )
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=str(which("chromedriver"))))


def _open(driver: Any, address: str) -> float:
    """Load the page and wait until it shows its day, which its first frame does: seconds until then."""
    begun = time.monotonic()
    driver.get(address)
    while not driver.execute_script("return document.getElementById('day').textContent"):
        time.sleep(0.02)
    shown = time.monotonic()
    time.sleep(1.0)
    return shown - begun


def _play(driver: Any, speed: str, seconds: float) -> None:
    """Let the page play at one of its four speeds."""
    driver.execute_script("document.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0]}))", speed)
    driver.execute_script("console.timeStamp(arguments[0]); document.getElementById('play').click()", PLAY)
    time.sleep(seconds)
    driver.execute_script("document.getElementById('play').click()")


def _halves(driver: Any) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """What the page's main thread did before the press on Play and after it, in order of time. The driver gives a trace once."""
    events = [message["params"] for message in _messages(driver) if message["method"] == "Tracing.dataCollected"]
    thread, begun = next((_thread(one), float(one["ts"])) for one in events if PLAY in str(one.get("args", "")))
    done = [one for one in events if one.get("ph") == "X" and _thread(one) == thread]
    done.sort(key=lambda one: float(one["ts"]))
    return [one for one in done if one["ts"] < begun], [one for one in done if one["ts"] >= begun]


def _messages(driver: Any) -> Iterator[Mapping[str, Any]]:
    return (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))


def _thread(event: Mapping[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _cpu_ms(event: Mapping[str, Any]) -> float:
    return float(event.get("tdur", event.get("dur", 0))) / 1000


def _tasks_ms(events: Sequence[Mapping[str, Any]]) -> list[float]:
    return [_cpu_ms(event) for event in events if event["name"] == TASK]


def _of_frames(events: Sequence[Mapping[str, Any]], seconds: float) -> str:
    """The costs of frames: each from one call of the script to the next."""
    frames: list[dict[str, float]] = []
    for event in events:
        if event["name"] == "FireAnimationFrame":
            frames.append({})
        if frames and event["name"] in OF_A_FRAME:
            frames[-1][event["name"]] = frames[-1].get(event["name"], 0.0) + _cpu_ms(event)
    whole = sorted(sum(frame.values()) for frame in frames)
    parts = ", ".join(f"{name} {statistics.fmean(frame.get(name, 0.0) for frame in frames):.2f}" for name in OF_A_FRAME)
    tasks = _tasks_ms(events)
    long = [task for task in tasks if task > GOAL_TASK_MS]
    return (
        f"  {len(frames)} frames in {seconds:g} s: mean {statistics.fmean(whole):.1f} ms, median {statistics.median(whole):.1f}, "
        f"nine in ten under {whole[int(0.9 * len(whole))]:.1f}, longest {whole[-1]:.1f} (goal {GOAL_FRAME_MS:g})\n"
        f"  mean by part  {parts}\n"
        f"  tasks         {len(long)} of {len(tasks)} over {GOAL_TASK_MS:g} ms, longest {max(tasks):.0f} ms"
    )


if __name__ == "__main__":
    main()
