"""The report: numbers that are those of the scores, one safe page, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.report.page import html, markdown
from analysis.report.parts import Grid, Headlines, Paragraph, Picture, Report, Section
from analysis.report.report import report, save_report
from analysis.results.load import Result, load_result
from analysis.results.records import Inputs
from analysis.results.tables import Captures, Events
from analysis.scores.probability import probability_scores
from analysis.scores.references import RUNS
from analysis.scores.standstills import standstills
from tests.analysis.folder import DAY, write_csv, write_folder
from tests.analysis.page.test_replay import HOSTILE, Elements, hostile_folder
from tests.analysis.small_campaign import result as run_of

BROWSER = shutil.which("chromium")
OPENING = ["days", "dates"]
SECTIONS = ["history", "curves", "stops", "supply", "wrong", "rests", "repeat"]


def history_folder(folder: Path) -> Path:
    """The tiny result with three dated entries and a halt for want of fuel from D+1 05:00 on."""
    import json

    write_folder(folder)
    told = [
        {
            "id": f"h_{place}",
            "kind": "entry",
            "place": place,
            "formation": "rd1",
            "text": f"Town {place} is entered.",
            "scored": True,
            "earliest_minute": day * DAY - 720,
            "latest_minute": day * DAY,
            "grade": "B",
        }
        for day, place in ((1, "b1"), (2, "b3"), (2, "b4"))
    ]
    (folder / "history.json").write_text(json.dumps({"events": told, "claims": []}), encoding="utf-8")
    rows = [
        [DAY, "", "capture", "red", "rd1", "b1", "", ""],
        [DAY + 300, "", "halt", "red", "rd1", "b1", "fuel", ""],
        [DAY + 1740, "", "resume", "red", "rd1", "b1", "fuel", ""],
        [2 * DAY, "", "capture", "red", "rd2", "b3", "", ""],
    ]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return load_result(history_folder(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def made(tiny: Result) -> Report:
    grades = {"A": 2, "B": 3, "C": 4}
    numbers = [
        {"path": f"march.{grade}{at}", "grade": grade, "in_sample": at == 0} for grade, n in grades.items() for at in range(n)
    ]
    things = {"formations": {"C": 5}, "history": {"B": 3}}
    return report(
        [
            replace(
                tiny,
                inputs=Inputs.model_validate_json(json.dumps({"parameters": numbers, "things": things, "numbers": {"A": 1}})),
            )
        ]
    )


@pytest.fixture(scope="module")
def page(made: Report) -> str:
    """`made` as it is written, in HTML."""
    return html(made)


@pytest.fixture(scope="module")
def bare(tiny: Result) -> Report:
    """The report of the same run without what its folder says of the inputs."""
    return report([tiny])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    return html(report([load_result(hostile_folder(tmp_path_factory.mktemp("hostile")))]))


def pictures(page: Report) -> list[Picture]:
    return [one for section in every(page) for block in section.blocks for one in getattr(block, "pictures", ())]


def every(page: Report) -> tuple[Section, ...]:
    return (*page.opening, *page.sections)


def headlines_of(page: Report) -> Headlines:
    return next(block for section in page.sections for block in section.blocks if isinstance(block, Headlines))


def words_of(page: Report, section: str) -> str:
    blocks = next(one.blocks for one in every(page) if one.id == section)
    cells = [" | ".join(row) for block in blocks if isinstance(block, Grid) for row in block.rows]
    return "\n".join([*(block.text for block in blocks if isinstance(block, Paragraph)), *cells])


def test_the_report_has_its_sections_in_order(made: Report) -> None:
    assert [section.id for section in made.opening] == OPENING and [section.id for section in made.sections] == SECTIONS
    assert len(headlines_of(made).items) == 4 and len(made.summary) == 3


def test_the_first_figure_is_the_crps_of_the_scores(made: Report, tiny: Result) -> None:
    crps = probability_scores([tiny]).models[RUNS]["all"].crps.value
    assert crps == pytest.approx(1 / 3)
    assert headlines_of(made).items[0].number == "0.33 d"


def test_the_finding_comes_first_in_plain_words(made: Report, page: str) -> None:
    assert made.summary[0].startswith("Given the routes and plans, one run puts 2 of 3 dated events into the time that history")
    assert made.summary[0].endswith("and 2 within a day of it.")
    assert "CRPS" not in " ".join(made.summary)
    assert page.index('id="days"') < page.index('id="dates"') < page.index("CRPS")


def test_rows_and_maps_lead_into_the_replay(tiny: Result, bare: Report) -> None:
    led = report([tiny], page="a%20b/index.html")
    page = html(led)
    assert '<a href="a%20b/index.html#day=1.21&amp;f=ra">Unit ra</a>' in page
    assert re.findall(r'<a href="a%20b/index.html#day=[\d.]+">(?:<h3>)', page)
    assert "index.html" not in html(bare) and "[Unit ra](a%20b/index.html#day=1.21&f=ra)" in markdown(led)


def test_tables_are_folded_under_their_title(made: Report, page: str) -> None:
    grids = [block for section in every(made) for block in section.blocks if isinstance(block, Grid)]
    assert page.count("<details><summary>") == page.count("<table") == len(grids) > 3
    assert all(block.title for block in grids)


def test_spaces_of_print_are_spaces(made: Report, page: str) -> None:
    assert "\\u202f" not in page and "\\u00a0" not in page + markdown(made)


def test_why_an_army_stood_is_told_with_place_and_length(made: Report, tiny: Result) -> None:
    (stop,) = standstills([tiny])
    assert (stop.place, stop.cause, stop.from_min, stop.days, stop.share) == ("b1", "fuel", DAY + 300, (1.0, 1.0, 1.0), 1.0)
    assert "Town b1 | D+1\u00a02\u00a0Jun | 1.0 | out of fuel | 100\u00a0%" in words_of(made, "stops")
    assert "Unit ra at Town b1 (out of fuel), 24 h" in made.summary[1]


def test_short_and_wanted_halts_are_no_standstills(tmp_path: Path) -> None:
    folder = history_folder(tmp_path / "r")
    rows = [
        [DAY, "", "halt", "red", "rd1", "b1", "fuel", ""],
        [DAY + 359, "", "resume", "red", "rd1", "b1", "fuel", ""],
        [DAY, "", "halt", "red", "rd2", "b1", "column", ""],
    ]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    assert [stop.place for stop in standstills([load_result(folder)])] == [""]


def test_errors_and_grades_are_counted(made: Report) -> None:
    assert "entry | Town b4 (rd1) | D+1 2 Jun 12:00 – D+2 3 Jun 00:00 | never | +24 h | 0\u00a0% | Town b4 is entered." in (
        words_of(made, "wrong")
    )
    assert made.summary[2] == "The model is most wrong about Town b4 (entry), 24 h too late."
    told = words_of(made, "rests")
    assert "history | 0 | 3 | 0" in told and "numbers of the rules | 2 | 3 | 4" in told and "march | 2 | 3 | 4" in told
    assert "3 of 9 numbers of the rules come from sources on this very campaign" in told
    assert "Mean error of the dates by the grade of history’s record: 0.33 days over 3 dates of grade B." in told


def test_a_result_without_inputs_says_that_its_rules_are_not_graded(bare: Report) -> None:
    told = words_of(bare, "rests")
    assert "history | 0 | 3 | 0" in told and "do not stand in the result" in told


def test_a_control_is_said_as_it_is(tiny: Result) -> None:
    late = replace(
        tiny,
        captures=Captures.empty(),
        manifest=tiny.manifest.model_copy(update={"without": ("supply",)}),
    )
    told = words_of(report([tiny], controls=[[late]]), "history")
    assert "without supply score" in told and "worse, as it must be" in told and "not worse" not in told
    assert "not worse" in words_of(report([tiny], controls=[[tiny]]), "history")


def test_it_can_be_repeated(bare: Report, tmp_path: Path) -> None:
    """From another folder with the same run, in both forms."""
    again = load_result(history_folder(tmp_path / "another"))
    for form, text in (("html", html(bare)), ("md", markdown(bare))):
        save_report([again], tmp_path / f"written.{form}", form)
        written = (tmp_path / f"written.{form}").read_text(encoding="utf-8")
        assert written == text and str(tmp_path) not in written
        assert "august-storm run tiny --seed 3 --replication 0 --no-pictures --out run_0" in written


def test_policy_allows_the_one_style_sheet_and_inline_pictures(hostile: str) -> None:
    elements = Elements(hostile)
    policy = next(attrs["content"] for tag, attrs in elements.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(elements.inside[0].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; form-action 'none'"


def test_no_hostile_name_becomes_html(hostile: str, tiny: Result) -> None:
    tags = Elements(hostile).tags
    assert {tag for tag, _ in tags} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "nav",
        "a",
        "dl",
        "dt",
        "dd",
        "div",
        "section",
        "figure",
        "figcaption",
        "svg",
        "g",
        "path",
        "use",
        "defs",
        "clippath",
        "rect",
        "text",
        "details",
        "summary",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
    }
    for _, attrs in tags:
        assert not [name for name in attrs if name == "style" or name.startswith("on")]
        assert all((attrs[name] or "").startswith("#") for name in attrs if name in ("src", "href", "xlink:href"))
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in hostile and "\u202e" not in hostile
    assert not re.findall(r"https?://", hostile)


def test_no_hostile_name_becomes_markup_in_markdown(tmp_path: Path) -> None:
    text = markdown(report([load_result(hostile_folder(tmp_path / "h"))]))
    assert not re.findall(r"(?<!\\)<", re.sub(r"(?m)^    .*$", "", text))
    assert HOSTILE[:9] not in text and "\\</script\\>" in text


def test_every_picture_has_words_and_every_table_even_rows(made: Report) -> None:
    assert len(pictures(made)) >= 3 and all(len(one.alt) > 20 and "<svg" in one.svg for one in pictures(made))
    for section in every(made):
        for block in section.blocks:
            if isinstance(block, Grid):
                assert {len(row) for row in block.rows} <= {len(block.head)}


def test_fuel_by_air_is_told_by_place_not_by_the_id_of_its_lift(tiny: Result) -> None:
    same, numbers = {"kind": "airlift", "place": "b1", "cause": "fuel_for_ra"}, ["tonnes=1200;formations=1", "tonnes=34"]
    rows = {**{name: [value] * 2 for name, value in same.items()}, "numbers": numbers, "minute": [DAY, 2 * DAY]}
    flown = {**{name: [""] * 2 for name in Events.columns()}, **rows}
    made = report([replace(tiny, events=Events({name: np.array(column) for name, column in flown.items()}))])
    assert "(80 %): 1,234 t to Town b1." in words_of(made, "supply").replace("\u00a0", " ")


def test_only_wide_tables_scroll_on_a_phone(made: Report, page: str) -> None:
    grids = [block for section in every(made) for block in section.blocks if isinstance(block, Grid)]
    assert page.count('<table class="many">') == sum(len(grid.head) > 4 for grid in grids) < len(grids)


def test_a_run_without_dates_or_plans_still_reports(tmp_path: Path) -> None:
    run = load_result(write_folder(tmp_path / "bare", with_map=False))
    text = html(report([replace(run, axes=[])]))
    assert "No dated event" in text


def test_runs_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="not of one ensemble"):
        report([run_of(), run_of(manifest={"end_minute": DAY})])


@pytest.mark.skipif(BROWSER is None, reason="no browser: Debian's package chromium is not installed")
def test_page_fits_a_phone_and_shows_names_as_text(hostile: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(hostile, encoding="utf-8", errors="replace")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=390,800",
        "--dump-dom",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    done = subprocess.run([str(BROWSER), *flags, page.as_uri()], capture_output=True, timeout=60, check=True)
    shown = done.stdout.decode("utf-8", "replace")
    assert "<script" not in shown and shown.count("<svg") == hostile.count("<svg ")
    assert "Refused to" not in done.stderr.decode("utf-8", "replace")
