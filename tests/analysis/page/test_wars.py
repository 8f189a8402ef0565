"""The page of a sweep: its median, the chance of control, clouds, histograms, and what the runs of a tail share."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.ndimage import binary_erosion

from analysis.ground.chance import chance_of_places
from analysis.page import replay as page
from analysis.page.ground import territory_on
from analysis.page.replay import save_sweep_page
from analysis.page.sheets import lay_plane
from analysis.page.wars import Armies, changes, median_result
from analysis.results.sweep_runs import load_sweep_runs
from engine.cli import main
from tests.analysis import small_campaign
from tests.analysis.page.reader import PHONE, Reader, needs_browser
from tests.analysis.page.test_replay import data_of
from tests.study.folders import swept

RUNS, DAYS, DAY = 12, 4, 1440


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve runs of the first days of crossroads with drawn parameters; `wars.html` beside them is their page."""
    made = swept(tmp_path_factory.mktemp("wars") / "s", replications=RUNS, last_day=DAYS, priors=True, runs_per_part=RUNS).folder
    assert save_sweep_page(made, made.parent / "wars.html") == RUNS
    return made


@pytest.fixture(scope="module")
def data(folder: Path) -> dict[str, Any]:
    return data_of((folder.parent / "wars.html").read_text(encoding="utf-8"))


def test_the_same_sweep_gives_the_same_small_page(folder: Path, tmp_path: Path) -> None:
    save_sweep_page(folder, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (folder.parent / "wars.html").read_bytes()
    assert len((tmp_path / "again.html").read_bytes()) < page.BYTES_AT_MOST


def test_a_sweep_that_is_too_large_is_shown_by_its_first_runs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len((folder.parent / "wars.html").read_bytes())
    monkeypatch.setattr(page, "BYTES_AT_MOST", size - 6_000)
    count = save_sweep_page(folder, tmp_path / "less.html")
    less = data_of((tmp_path / "less.html").read_text(encoding="utf-8"))["wars"]
    assert 0 < count < RUNS and len(less["runs"]) == count and less["of"] == RUNS
    assert len((tmp_path / "less.html").read_bytes()) <= size - 6_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ghost", "{folder}"], "a sweep is shown with all its runs; leave --ghost out"),
        (["--point", "7"], "there is no design point 7"),
    ],
)
def test_what_a_sweep_cannot_be_asked_is_refused(folder: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    words = [word.format(folder=folder) for word in arguments]
    outcome = CliRunner().invoke(main, ["replay", str(folder), *words, "-o", str(tmp_path / "x.html")])
    assert outcome.exit_code == 2 and said in outcome.stderr and not (tmp_path / "x.html").exists()


def test_a_sweep_without_tracks_is_refused_with_the_way_out(tmp_path: Path) -> None:
    bare = swept(tmp_path / "s", replications=2, last_day=1, keep={"tracks": "none"}).folder
    outcome = CliRunner().invoke(main, ["replay", str(bare), "-o", str(tmp_path / "x.html")])
    assert outcome.exit_code == 2 and "keeps no tracks" in outcome.stderr and "--tracks army" in outcome.stderr
    assert "Traceback" not in outcome.stderr and not (tmp_path / "x.html").exists()


def test_the_median_of_three_runs_by_hand() -> None:
    """n1 is taken on day 2, 4 and 6 (and lost again in one), n2 in one of three: the median takes n1 on day 4 and never n2."""

    def run(day: int, km: float, *more: tuple[Any, ...]) -> Any:
        track = (DAY, "na", "n1", km, 1000, 0.8, 2.0, 0.5, "", "")
        made = small_campaign.result(captures=[("n1", "red", day * DAY, "nd"), *more], tracks=[track])
        at = made.tracks.changed(lat=np.array([10.0 - km / 100]), lon=np.array([20.0 + km / 100]), tanks=np.array([3]))
        blank = {name: np.zeros(1) for name in ("guns", "ammo_bk", "food_days")}
        return replace(made, tracks=at.changed(**blank), tracked="army")

    runs = [run(2, 50.0, ("n2", "red", 9 * DAY, "nd"), ("n1", "blue", 11 * DAY, "bd")), run(6, 30.0), run(4, 100.0)]
    assert [changes(one).get("n1") for one in runs] == [[2 * DAY, 11 * DAY], [6 * DAY], [4 * DAY]]
    armies = Armies(runs)
    median = median_result(runs, armies)
    assert list(median.captures.rows("place", "minute", "side")) == [("n1", 4 * DAY, "red")]
    assert (
        median.tracks.axis_km.tolist() == [50.0] and median.tracks.lat.tolist() == [9.5] and median.tracks.men.tolist() == [1000]
    )


SCRIPT = """
const [wars, places, minute] = arguments, HAS_WARS = true, WARS = wars, RUNS = wars.runs.length;
const DATA = { places, steps: [minute] }, clamp = (value, low, high) => Math.min(Math.max(value, low), high);
"""


def script(name: str) -> str:
    return files("analysis.page").joinpath(name).read_text(encoding="utf-8")


@needs_browser
def test_the_page_spreads_chances_over_the_ground_as_maps_do(browser: Any, folder: Path, data: dict[str, Any]) -> None:
    """Its boxes stand for the bell of the maps, so that cells agree within a few hundredths (a little less on the rim of the
    ground, where boxes and bell are cut) and the places exactly."""
    runs, minute = load_sweep_runs(folder), 3 * DAY
    given = [data["wars"], data["places"], minute]
    end = "return [Array.from(chancesAt(minute)), GRIDS.map((grid) => Array.from(fieldOf(grid, 0)))]"
    places, fields = browser.execute_script(SCRIPT + script("chance.js") + end, *given)
    chances = chance_of_places(runs, minute)
    assert places == pytest.approx([chances[place.id] for place in runs[0].places])
    assert any(0 < chance < 1 for chance in chances.values())
    for sheet, field in zip(lay_plane(runs[0]).sheets, fields, strict=True):
        fought = {runs[0].places[at].country for at in {cells for cells, _ in data["wars"]["grids"][0]["cells"]} - {-1}}
        ground = territory_on(runs[0], sheet).spread_out(chances, fought)
        ours = np.array(field).reshape(ground.share.shape)
        assert np.array_equal(ours >= 0, ground.contested)
        off = np.where(ground.contested, np.abs(ours - ground.share), 0.0)
        assert off.max() < 0.09 and off[binary_erosion(ground.contested)].max() < 0.06


@needs_browser
def test_runs_share_what_set_them_apart_and_noise_is_called_chance(browser: Any) -> None:
    draw = np.random.default_rng(1)
    values = draw.normal(size=(40, 30)).tolist()
    chosen = np.argsort(values[7])[-10:].tolist()
    begin = "const HAS_WARS = false, RUNS = 30, [values, chosen] = arguments;\n"
    begin += "const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))], ascending = (a, b) => a - b;\n"
    end = "const { rows, limit } = sharedBy(chosen, values.map((one, n) => ({ values: one, n })));"
    end += "return [rows.map(({ trait, far }) => [trait.n, far]), limit]"
    rows, limit = browser.execute_script(begin + script("shared.js") + end, values, chosen)
    assert rows[0][0] == 7 and rows[0][1] == 0.5 and limit < 0.5
    others = [values[n] for n in range(40) if n != 7]
    rows, limit = browser.execute_script(begin + script("shared.js") + end, others, chosen)
    assert max(far for _, far in rows) <= limit


@needs_browser
class TestInABrowser:
    @pytest.fixture
    def reader(self, browser: Any, folder: Path) -> Reader:
        return Reader(browser, folder.parent / "wars.html")

    @pytest.fixture
    def doubtful(self, data: dict[str, Any]) -> str:
        """The id of the place whose date differs most among the runs that take it."""
        spread = {place: np.std([run[0] for run in runs if run] or [0]) for place, runs in data["wars"]["held"]}
        return str(data["places"][max(spread, key=lambda place: spread[place])][6])

    def test_opens_on_its_runs_with_clouds_and_a_threshold(self, reader: Reader) -> None:
        ink = "const c = document.getElementById('{}'); let n = 0;"
        ink += "const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        ink += "for (let i = 0; i < p.length; i += 4) n += (p[i] * 3 + p[i + 1] * 5 + p[i + 2]) % 9973; return n;"
        reader.open("#day=2.5&off=ways,history")
        reader.wait(reader.units)
        assert f"{RUNS} runs at once" in reader.text("wars") and "their median on the map" in reader.text("subtitle")
        assert reader.run("return document.querySelectorAll('#wars-list li').length") > 0
        clouds = reader.run(ink.format("ways"))
        reader.open("#day=2.5&off=ways,history,runs")
        reader.wait(reader.units)
        assert reader.run(ink.format("ways")) != clouds
        even, said = reader.run(ink.format("ground")), reader.text("wars-said")
        reader.run("const s = document.getElementById('wars-share'); s.value = 90; s.dispatchEvent(new Event('input'))")
        reader.wait(lambda: "share=90" in reader.run("return location.hash"))
        assert reader.text("wars-share-text").startswith("90") and reader.run(ink.format("ground")) != even
        held = [int(words.split()[0]) for words in (said, reader.text("wars-said"))]
        assert held[1] <= held[0] and [one for one in reader.complaints() if "willReadFrequently" not in one] == []
        assert reader.requests() <= {reader.file.as_uri(), "data:,"}

    def test_a_place_has_its_histogram_whose_tail_can_be_brushed(
        self, reader: Reader, doubtful: str, data: dict[str, Any]
    ) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        reader.open(f"#day=3&p={doubtful}")
        reader.wait(lambda: reader.run("return document.querySelector('.histogram') !== null"))
        assert f"In {RUNS} runs" in reader.text("card-body")
        reader.run("[...document.querySelectorAll('#card .chips button')].find(b => b.textContent == 'Latest third').click()")
        reader.wait(lambda: f"What these {RUNS // 3} runs share" in reader.text("card-body"))
        assert "numbers drawn and weather" in reader.text("card-body")
        assert f"Marked: {RUNS // 3} of {RUNS} runs" in reader.text("wars-marked-text")
        reader.click("wars-clear")
        reader.wait(lambda: reader.run("return document.getElementById('wars-marked').hidden"))
        picture = reader.driver.find_element("css selector", ".histogram")
        wide = int(picture.rect["width"])
        drag = ActionChains(reader.driver, duration=50).move_to_element_with_offset(picture, 3 - wide // 2, 0).click_and_hold()
        drag.move_by_offset(wide - 6, 0).release().perform()
        taken = sum(bool(run) for place, runs in data["wars"]["held"] for run in runs if data["places"][place][6] == doubtful)
        reader.wait(lambda: reader.text("wars-marked-text").startswith("Marked"))
        assert int(reader.text("wars-marked-text").split()[1]) >= taken
        assert reader.complaints() == []

    def test_a_phone_shows_the_card_of_a_place_and_nothing_sticks_out(self, reader: Reader, doubtful: str) -> None:
        reader.open(f"#day=3&p={doubtful}", PHONE)
        reader.wait(lambda: reader.run("return document.querySelector('#card.open .histogram') !== null"))
        assert reader.run("return document.documentElement.scrollWidth") <= PHONE["width"]
        assert reader.run("return document.querySelectorAll('[role=tab]:not([hidden])').length") == 5
