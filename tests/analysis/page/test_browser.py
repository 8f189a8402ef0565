"""The page of a run in a real browser without a window: what a reader sees, clicks and types."""

from __future__ import annotations

import json
import re
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from analysis.page.replay import save_page
from analysis.report.report import save_report
from analysis.results.load import load_result
from tests.analysis.folder import DAY, END, write_csv, write_folder
from tests.analysis.page.reader import PHONE, WIDE, Reader, needs_browser
from tests.analysis.page.test_replay import HOSTILE, folder_with_inset, folder_with_lens, hostile_folder

pytestmark = needs_browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny result with a halt and two events of history; the page stands in it."""
    folder = write_folder(tmp_path_factory.mktemp("page"))
    rows = [
        [DAY, "", "capture", "red", "rd1", "b1", "", ""],
        [DAY + 300, "", "fuel_empty", "red", "rd1", "b1", "railhead", "fuel_fills=0.3"],
        [DAY + 300, "", "depot", "red", "rd1", "b1", "a1", "supply_km=158;drive_days=1.5"],
        [DAY + 300, "", "halt", "red", "rd1", "b1", "fuel", "supply_fraction=0.06;supply_km=500"],
        [2 * DAY, "", "capture", "red", "rd2", "b3", "", ""],
    ]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    fights = [
        ["b2", 0, "red", "rd2", "leads", DAY, "", 2 * DAY, "", 24, 9000, 40],
        ["b2", 0, "red", "ra", "supports", DAY, "", 2 * DAY, "", 24, 700, 3],
        ["b2", 0, "blue", "bd", "defends", DAY, "", 2 * DAY, "", 24, 4000, 80],
    ]
    head = "place,engagement,side,formation,part,begun_minute,begun_time,ended_minute,ended_time,hours,men,lost"
    write_csv(folder / "fights.csv", head, fights)
    told = [
        {
            "id": f"h{n}",
            "kind": "entry",
            "place": place,
            "formation": None,
            "text": f"Town {place} is entered.",
            "scored": True,
            "earliest_minute": n * DAY - 720,
            "latest_minute": n * DAY,
        }
        for n, place in ((1, "b1"), (2, "b2"))
    ]
    (folder / "history.json").write_text(json.dumps({"events": told, "claims": []}), encoding="utf-8")
    save_page(load_result(folder), folder / "index.html")
    return folder


@pytest.fixture
def reader(browser: Any, folder: Path) -> Reader:
    return Reader(browser, folder / "index.html")


def test_opens_without_complaint_or_request_and_does_not_play_by_itself(reader: Reader) -> None:
    reader.open()
    assert reader.text("title") == "Tiny Campaign"
    time.sleep(0.4)
    assert reader.text("day") == "D+0"
    assert reader.run("return document.getElementById('play').getAttribute('aria-pressed')") == "false"
    assert reader.complaints() == []
    assert reader.requests() <= {reader.file.as_uri(), "data:,"}


def test_slider_moves_the_day(reader: Reader) -> None:
    reader.open()
    move = "const s = document.getElementById('slider'); s.value = arguments[0]; s.dispatchEvent(new Event('input'))"
    reader.driver.execute_script(move, int(1.5 * DAY))
    reader.wait(lambda: reader.text("date") == "2 Jun, 12:00")
    assert reader.text("day") == "D+1"
    spoken = "return document.getElementById('slider').getAttribute('aria-valuetext')"
    assert reader.run(spoken) == "D+1, 2 June, 12:00"
    reader.wait(lambda: "#day=1.5" in reader.driver.current_url)


def test_play_advances_and_pauses(reader: Reader) -> None:
    reader.open()
    reader.click("play")
    reader.wait(lambda: reader.text("date") >= "1 Jun, 08:00")
    assert reader.text("play") == "Pause"
    reader.click("play")
    reader.wait(lambda: reader.text("play") == "Play")
    time.sleep(0.3)
    stopped = reader.text("date")
    time.sleep(0.4)
    assert reader.text("date") == stopped
    assert reader.complaints() == []


def test_symbols_are_pictures_while_time_runs_and_parts_of_the_page_when_it_stands(reader: Reader) -> None:
    """The groups do not move while it plays; at the pause they stand where the pictures were, and no picture is left."""
    spots = "return [...document.querySelectorAll('.unit')].map(unit => unit.getAttribute('transform')).join()"
    blank = "const blank = document.createElement('canvas'); blank.width = shown.width; blank.height = shown.height;"
    painted = f"const shown = document.getElementById('troops'); {blank} return shown.toDataURL() !== blank.toDataURL()"
    reader.open("#day=0.2")
    reader.wait(reader.units)
    reader.press("1")
    reader.click("play")
    reader.wait(lambda: reader.run(painted))
    before, day = reader.run(spots), reader.text("date")
    reader.wait(lambda: reader.text("date") != day)
    assert reader.run(spots) == before and reader.run("return getComputedStyle(document.getElementById('units')).opacity") == "0"
    reader.click("play")
    reader.wait(lambda: not reader.run(painted) and reader.run(spots) != before)
    assert reader.run("return getComputedStyle(document.getElementById('units')).opacity") == "1" and reader.complaints() == []


def test_the_page_is_dark_where_the_system_is_and_the_map_stays_paper(reader: Reader) -> None:
    light = "const c = getComputedStyle(arguments[0]).backgroundColor.match(/[0-9.]+/g); return +c[0] + +c[1] + +c[2]"

    def lightness(selector: str) -> float:
        return float(reader.driver.execute_script(light, reader.driver.find_element("css selector", selector)))

    reader.open("#day=1.25&f=rd1")
    assert lightness("body") == 3 * 255
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    assert lightness("body") < 150 and lightness("#map") > 450
    town = "return getComputedStyle(document.querySelector('.town')).fill"
    assert reader.run(town) == "rgb(30, 30, 30)" and reader.complaints() == []


def test_a_symbol_is_called_what_stands_beside_it_first(reader: Reader) -> None:
    reader.open("#day=1.25")
    reader.wait(lambda: reader.units() and None not in reader.units())
    shown = reader.run("return [...document.querySelectorAll('.unit text')].map(text => text.textContent)")
    assert all(called.startswith(label + ", ") for label, called in zip(shown, reader.units(), strict=True))


def test_rows_of_the_list_stay_while_others_come(reader: Reader) -> None:
    reader.open("#day=1.5")
    reader.run("window.kept = document.querySelector('#ticker li:last-child')")
    count = "return document.querySelectorAll('#ticker li').length"
    before = reader.run(count)
    reader.press("\ue010")  # End
    reader.wait(lambda: reader.run(count) > before)
    assert reader.run("return document.querySelector('#ticker li:last-child') === window.kept")


def test_next_and_previous_event(reader: Reader) -> None:
    reader.open()
    for date in ("2 Jun, 00:00", "2 Jun, 05:00", "3 Jun, 00:00", "4 Jun, 00:00"):
        reader.click("next")
        reader.wait(lambda wanted=date: reader.text("date") == wanted)  # type: ignore[misc]
    reader.click("previous")
    reader.wait(lambda: reader.text("day") == "D+2")


def test_click_on_a_formation_opens_its_card_with_the_reason(reader: Reader) -> None:
    reader.open("#day=1.25")
    reader.wait(reader.units)
    reader.point_at_unit("rd1", click=True)
    reader.wait(lambda: "Unit rd1" in reader.text("card-body"))
    card = reader.text("card-body")
    assert "out of fuel; supply 6\u202f% over 500 km of road" in card
    assert "takes Town b1" in card and "1,000 men" in card and "50\u202f%" in card
    reader.wait(lambda: "f=rd1" in reader.run("return location.hash"))
    reader.press("\ue00c")  # Escape
    reader.wait(lambda: "Press a formation" in reader.text("card-body"))


OWN_SYMBOL = """const unit = document.querySelector(`.unit.chosen[data-id=${arguments[0]}]`);
if (!unit || !unit.querySelector('.halo-ring')) return null;
const box = unit.querySelector('rect').getBoundingClientRect(), map = document.getElementById('map').getBoundingClientRect();
const card = document.getElementById('card').getBoundingClientRect();
const foot = Math.min(map.bottom, card.top > map.top ? card.top : Infinity);
return [box.left - map.left, box.top - map.top, map.right - box.right, foot - box.bottom,
        card.top, innerHeight - card.top];"""


def is_answered(reader: Reader, unit: str, name: str) -> bool:
    """True once the card of a formation is in view and its own symbol stands in a halo on the open part of the map."""
    seen = reader.driver.execute_script(OWN_SYMBOL, unit)
    return seen is not None and min(seen) > 0 and name in reader.text("card-body")


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_way_to_a_formation_shows_its_card_and_its_own_symbol_in_a_halo(reader: Reader, screen: dict[str, Any]) -> None:
    """From the list, a chip, the search and a link: rd2 marches in the symbol of its army and is taken out of it."""
    reader.open("#day=2.5", screen)
    reader.wait(lambda: reader.run("return document.querySelectorAll('#ticker .name').length") > 2)
    reader.run(
        "scrollTo(0, 9999); [...document.querySelectorAll('#ticker .name')].find(b => b.textContent == 'Unit rd2').click()"
    )
    reader.wait(lambda: is_answered(reader, "rd2", "Unit rd2"))
    reader.run("document.querySelector('#card .chips:last-child button').click()")
    reader.wait(lambda: "3,000 men with subordinates" in reader.text("card-body"))
    reader.run("[...document.querySelectorAll('#card .chips button')].find(b => b.textContent == 'rd1').click()")
    reader.wait(lambda: is_answered(reader, "rd1", "Unit rd1"))
    reader.press("/")
    reader.press("rd2")
    reader.press("\ue007")
    reader.wait(lambda: is_answered(reader, "rd2", "Unit rd2"))
    reader.open("#day=2.5&f=bg", screen)
    reader.wait(lambda: is_answered(reader, "bg", "Unit bg"))
    reader.click("card-close")
    reader.wait(lambda: reader.run("return document.querySelector('.halo-ring')") is None)
    assert reader.complaints() == []


def test_three_clicks_say_where_a_formation_is_why_it_stands_and_whether_it_was_so(reader: Reader) -> None:
    """On the day of the link: its symbol, the depot that its want of fuel leads to, and history's event at the place."""
    reader.open("#day=1.25")
    reader.wait(reader.units)
    reader.point_at_unit("rd1", click=True)
    reader.wait(lambda: "Unit rd1" in reader.text("card-body"))
    card = reader.text("card-body")
    assert "Where" in card and "Town b1" in card and "out of fuel" in card and "Town a1" in card
    reader.run("[...document.querySelectorAll('#card button')].find(b => b.textContent == 'Town a1').click()")
    reader.wait(lambda: reader.text("card-head") == "Place" and "Town a1" in reader.text("card-body"))
    reader.run("[...document.querySelectorAll('#ticker .past button')].find(b => b.textContent == 'Town b1').click()")
    reader.wait(lambda: "In history" in reader.text("card-body"))
    assert "Town b1 is entered." in reader.text("card-body") and "In this run: " in reader.text("card-body")
    assert reader.complaints() == []


def test_a_print_is_one_sheet_with_map_key_card_events_and_sources(reader: Reader) -> None:
    reader.open("#day=1.25&f=rd1")
    reader.wait(lambda: "Unit rd1" in reader.text("card-body"))
    printed = reader.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    pdf = b64decode(printed["data"])
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    assert [round(float(size)) for size in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)[0]] == [842, 595]
    assert reader.run("return document.documentElement.className") == ""
    reader.run("dispatchEvent(new Event('beforeprint'))")
    seen = "const one = document.getElementById('{}').getBoundingClientRect(); return [one.width, one.height].map(Math.round)"
    assert reader.run(seen.format("bar")) == [0, 0] and min(reader.run(seen.format("print-key"))) > 50
    assert "Unit rd1" in reader.text("print-events") and "Tiny Campaign" not in reader.text("print-credits")
    assert "drawn by hand" in reader.text("print-credits")
    reader.run("dispatchEvent(new Event('afterprint'))")
    assert min(reader.run(seen.format("bar"))) > 20 and reader.complaints() == []


def test_search_finds_formations_places_and_events_and_goes_there(reader: Reader) -> None:
    shown = "return [...document.querySelectorAll('#found li')].map(item => item.textContent)"
    reader.open("#day=1")
    reader.press("k", "\ue009")  # Ctrl-K
    reader.press("TOWN B3")
    reader.wait(lambda: reader.run(shown)[:1] == ["Town b3place"])
    assert any("takes Town b3" in item for item in reader.run(shown))
    reader.press("\ue007")
    reader.wait(lambda: reader.text("card-head") == "Place" and "Town b3" in reader.text("card-body"))
    assert "Held byblue" in reader.text("card-body").replace("Blue", "blue") and "Will be taken" in reader.text("card-body")
    reader.wait(lambda: "p=b3" in reader.run("return location.hash") and "z=" in reader.run("return location.hash"))
    reader.press("/")
    reader.press("takes town b1")
    reader.press("\ue007")
    reader.wait(lambda: reader.text("date") == "2 Jun, 00:00" and "Unit rd1" in reader.text("card-body"))
    reader.press("/")
    reader.press("no such thing")
    reader.wait(lambda: "is called so" in "".join(reader.run(shown)))
    reader.press("\ue00c")
    assert reader.run("return document.getElementById('found').hidden") and reader.complaints() == []


def test_a_choice_is_a_state_to_which_back_returns(reader: Reader) -> None:
    reader.open("#day=1.25&off=relief")
    reader.wait(reader.units)
    reader.point_at_unit("rd1", click=True)
    reader.wait(lambda: "f=rd1" in reader.run("return location.hash"))
    reader.driver.back()
    reader.wait(lambda: "Press a formation" in reader.text("card-body"))
    assert reader.run("return location.hash") == "#day=1.25&off=relief"
    reader.run("location.hash = '#day=2'")
    reader.wait(lambda: reader.text("day") == "D+2" and reader.run("return document.getElementById('layer-relief').checked"))


def test_symbols_stand_where_day_and_view_say_not_where_they_came_from(reader: Reader) -> None:
    spots = "return [...document.querySelectorAll('.unit')].map(u => u.dataset.id + u.getAttribute('transform')).sort()"

    def settled() -> list[str]:
        """Where they stand once they have not moved for a while; a busy machine takes longer."""
        reader.wait(reader.units)
        seen: list[list[str]] = []
        while len(seen) < 4 or seen[-4:] != [seen[-1]] * 4:
            time.sleep(0.3)
            seen.append(reader.run(spots))
        return seen[-1]

    reader.open("#day=2")
    fresh = settled()
    reader.open("#day=0")
    reader.press("\ue014", "\ue008")
    reader.press("\ue014", "\ue008")
    assert settled() == fresh


def test_the_card_of_a_halt_for_fuel_leads_back_to_its_depot_and_draws_the_way(reader: Reader) -> None:
    pixels = "document.getElementById('ways').getContext('2d').getImageData(0, 0, 1280, 800).data"
    brown = f"let n = 0; const p = {pixels}; for (let i = 0; i < p.length; i += 4) n += p[i] === 138 && p[i + 1] === 90; return n"
    reader.open("#day=1.1&f=rd1&off=ways,history")
    assert reader.run("return document.querySelectorAll('.chain').length") == 0 and reader.run(brown) == 0
    reader.open("#day=1.3&f=rd1&off=ways,history")
    items = reader.run("return [...document.querySelectorAll('.chain li')].map(item => item.innerText)")
    assert items[0].startswith("Unit rd1 (raised late) stands with") and items[1] == "158 km of road, 36 h of driving"
    assert items[-1] == "Town a1: its depot\nits depot gives no more"
    reader.run("if (document.getElementById('key').hidden) document.getElementById('key-open').click()")
    reader.run("document.querySelector('.follow').click()")
    assert reader.run("return document.getElementById('key').hidden"), "the key lies over no part of the line"
    reader.wait(lambda: reader.run("return document.getElementById('overlay').classList.contains('dimmed')"))
    reader.run("[...document.querySelectorAll('.chain .name')].find(b => b.textContent == 'Town a1').click()")
    reader.wait(lambda: reader.text("card-head") == "Place" and "Town a1" in reader.text("card-body"))
    assert not reader.run("return document.getElementById('overlay').classList.contains('dimmed')")
    reader.open("#day=1.3&f=rd1&off=ways,history")
    assert reader.run(brown) > 100 and reader.complaints() == []


def test_the_card_has_curves_and_a_press_on_one_goes_to_the_hour(reader: Reader) -> None:
    reader.open("#day=1.25&f=rd1")
    reader.wait(lambda: reader.run("return document.querySelectorAll('#card .spark').length") >= 3)
    assert "Km on its axis: the run" in reader.text("card-body")
    assert reader.run("return document.querySelectorAll('#card .curve path').length") >= 3
    reader.driver.find_element("css selector", "#card .curve").click()
    reader.wait(lambda: reader.text("date") == "2 Jun, 12:00")
    assert reader.complaints() == []


def test_cards_say_who_is_in_the_fight_and_why_as_long_as_it_lasts(reader: Reader) -> None:
    reader.open("#day=1.5&f=rd2")
    card = reader.text("card-body")
    assert "Town b2: leads, in contact, with room on the front; since D+1 00:00 with 9,000 men" in card
    assert "4,000 men it holds the place" in card and "its guns and tanks are within reach of troops below it" in card
    reader.open("#day=1.5&f=ra")
    assert "1 of its formations" not in reader.text("card-body")  # it is in that fight itself
    reader.open("#day=1.5&p=b2")
    sides = reader.run("return [...document.querySelectorAll('.part')].map(part => part.innerText.split(':')[0])")
    assert sides == ["Red, leads", "Red, supports", "Blue, defends"]
    reader.open("#day=2.1&p=b2")
    assert reader.run("return document.querySelectorAll('.part').length") == 0 and reader.complaints() == []


def test_hover_tells_of_a_formation_and_chooses_none(reader: Reader) -> None:
    reader.open("#day=1.25")
    reader.wait(reader.units)
    for unit, doing in (("rd1", "halted: out of fuel"), ("bd", "holding")):
        reader.point_at_unit(unit)
        reader.wait(lambda name=unit: f"Unit {name}" in reader.text("note"))  # type: ignore[misc]
        assert doing in reader.text("note") and "Press a formation" in reader.text("card-body")
    assert reader.complaints() == []


def test_link_leads_to_day_formation_view_and_layers(reader: Reader) -> None:
    reader.open("#day=2.5&f=ra&z=3&c=60,10&off=relief,rail,nonsense")
    reader.wait(lambda: reader.text("date") == "3 Jun, 12:00")
    reader.wait(lambda: "Unit ra" in reader.text("card-body"))
    assert "3,000 men with subordinates" in reader.text("card-body")
    boxes = "return [...document.querySelectorAll('#switches input')].filter(box => !box.checked).map(box => box.id)"
    assert reader.run(boxes) == ["layer-relief", "layer-rail"]
    reader.wait(lambda: "z=3.00&c=60,10&off=relief,rail" in reader.run("return location.hash"))


@pytest.mark.parametrize("link", ["#day=1e9", "#day=x&f=nobody&z=-3&c=,&off=", "#%%%&day=-4", "#day=NaN&z=Infinity&c=1"])
def test_bad_links_are_clamped_or_ignored(reader: Reader, link: str) -> None:
    reader.open(link)
    assert reader.text("day") == ("D+3" if "1e9" in link else "D+0")
    assert reader.complaints() == []


def test_keys(reader: Reader) -> None:
    arrow_left, arrow_right, home, end, shift, tab, enter = "\ue012", "\ue014", "\ue011", "\ue010", "\ue008", "\ue004", "\ue007"
    reader.open("#day=1")
    for keys, shown in [
        ((arrow_right,), "D+1 2 Jun, 06:00"),
        ((arrow_left,), "D+1 2 Jun, 00:00"),
        ((arrow_right, shift), "D+2 3 Jun, 00:00"),
        ((",",), "D+1 2 Jun, 05:00"),
        ((".",), "D+2 3 Jun, 00:00"),
        ((end,), "D+3 4 Jun, 00:00"),
        ((home,), "D+0 1 Jun, 00:00"),
    ]:
        reader.press(*keys)
        reader.wait(lambda wanted=shown: f"{reader.text('day')} {reader.text('date')}" == wanted)  # type: ignore[misc]
    reader.press("+")
    reader.wait(lambda: "z=1.70" in reader.run("return location.hash"))
    reader.press("0")
    reader.wait(lambda: "z=" not in reader.run("return location.hash"))
    reader.press("4")
    assert reader.run("return document.getElementById('speed').value") == "48"
    reader.press("?")
    assert reader.run("return document.getElementById('help').open")
    reader.press("\ue00c")
    reader.run("document.getElementById('map').focus()")
    reader.wait(lambda: None not in reader.units())
    reader.press(enter)
    focused = reader.run("return document.activeElement.getAttribute('aria-label')")
    assert focused in reader.units() and reader.run("return document.querySelectorAll('.unit[tabindex=\"0\"]').length") == 0
    reader.press(arrow_right)
    reader.press(arrow_left)
    assert reader.run("return document.activeElement.classList.contains('unit')")
    focused = reader.run("return document.activeElement.getAttribute('aria-label')")
    reader.press(" ")
    reader.wait(lambda: focused.split(", ")[1] in reader.text("card-body"))
    reader.press("\ue00c")
    reader.press("\ue00c")
    assert reader.run("return document.activeElement.id") == "map"
    reader.press(tab)
    assert reader.run("return document.activeElement.closest('#map, #zoom') !== null")
    reader.run("document.activeElement.blur()")
    reader.press(" ")
    reader.wait(lambda: reader.text("play") == "Pause")
    assert reader.complaints() == []


def test_events_up_to_now_newest_first_with_history_tagged(reader: Reader) -> None:
    reader.open("#day=2.2")
    reader.wait(lambda: reader.run("return document.querySelectorAll('#ticker li').length") == 5)
    items: list[str] = reader.run("return [...document.querySelectorAll('#ticker li')].map(item => item.textContent)")
    assert [item[:3] for item in items] == ["D+2", "D+2", "D+1", "D+1", "D+1"]
    assert "history" in items[0] and "Town b2 is entered." in items[0]
    assert "Unit rd2 takes Town b3" in items[1]
    assert "In this run: D+1 00:00, in its window." in items[3]
    reader.click("tab-layers")
    reader.click("layer-history")
    reader.wait(lambda: "history" not in reader.text("ticker"))
    reader.wait(lambda: reader.run("return document.querySelectorAll('.due-dot').length") == 0)


def test_history_falls_due_on_the_map(reader: Reader) -> None:
    reader.open("#day=0.2")
    time.sleep(0.2)
    count = "return [document.querySelectorAll('.due-dot').length, document.querySelectorAll('.due-open').length]"
    assert reader.run(count) == [0, 0]
    reader.open("#day=0.7")
    reader.wait(lambda: reader.run(count) == [1, 1])
    assert "Town b1 is entered" in reader.run("return [...document.querySelectorAll('.due')].map(e => e.textContent)")
    reader.open("#day=1.1")
    reader.wait(lambda: reader.run(count) == [1, 0])


def test_the_list_is_ranked_gathers_what_is_one_thing_and_can_be_filtered(browser: Any, tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    rows = [
        [DAY + 60 * n, "", "breakdown", "red", unit, "b1", "armour", "tanks=3;running=9"] for n, unit in enumerate(("rd1", "rd2"))
    ]
    rows += [
        [DAY + 300 + 60 * n, "", "capture", "red", unit, place, "", ""]
        for n, (unit, place) in enumerate((("rd1", "b1"), ("rd2", "b2")))
    ]
    rows += [[DAY + 600, "", "halt", "blue", "bd", "b4", "fuel", ""]]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    save_page(load_result(folder), folder / "index.html")
    reader = Reader(browser, folder / "index.html").open("#day=2")
    shown = "return [...document.querySelectorAll('#ticker li')].map(item => item.innerText.replace(/\\s+/g, ' '))"
    choose = "const s = document.getElementById('rows-{}'); s.value = '{}'; s.dispatchEvent(new Event('change'))"
    wanted = ["D+1 10:00 Unit bd halts at Town b4: out of fuel", "D+1 Unit ra takes Town b2, Town b1"]
    reader.wait(lambda: reader.run(shown) == wanted)
    reader.run(choose.format("rank", 3))
    reader.wait(lambda: reader.run(shown)[2:] == ["D+1 Unit ra: 2 formations lose tanks by breakdown (rd2, rd1)"])
    reader.run(choose.format("side", 1))
    reader.wait(lambda: reader.run(shown) == wanted[:1])
    reader.run(choose.format("side", "") + ";" + choose.format("rank", 1).replace("const s", "const r").replace("s.", "r."))
    reader.wait(lambda: reader.run(shown) == wanted[1:])
    reader.run("[...document.querySelectorAll('#ticker .name')].find(b => b.textContent == 'Town b2').click()")
    reader.wait(lambda: reader.text("card-head") == "Place" and "Town b2" in reader.text("card-body"))
    assert reader.complaints() == []


def raced_folder(folder: Path) -> Path:
    """The tiny result with three dated entries: rd1 comes to b1 12 h late, to b2 in its window and to b3 a day early."""
    write_folder(folder)
    times = {"b1": DAY, "b2": 3 * DAY // 2, "b3": 2 * DAY}
    windows = {"b1": (0, DAY // 2), "b2": (DAY, 2 * DAY), "b3": (3 * DAY, 3 * DAY)}
    told = [
        {"id": place, "kind": "entry", "place": place, "formation": "rd1", "text": f"{place} falls.", "scored": True}
        | dict(zip(("earliest_minute", "latest_minute"), windows[place], strict=True))
        for place in times
    ]
    (folder / "history.json").write_text(json.dumps({"events": told, "claims": []}), encoding="utf-8")
    taken = [[place, "red", minute, "", "rd1"] for place, minute in times.items()]
    write_csv(folder / "captures.csv", "place,side,minute,time,formation", taken)
    rows = [[minute, "", "capture", "red", "rd1", place, "", ""] for place, minute in times.items()]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    return folder


def test_the_race_shows_historys_front_and_how_far_an_army_is_ahead_or_behind(browser: Any, tmp_path: Path) -> None:
    save_page(load_result(raced_folder(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=0.8")
    pixels = "const g = document.getElementById('ground'), p = g.getContext('2d').getImageData(0, 0, g.width, g.height).data; "
    tinted = pixels + "let n = 0; for (let i = 0; i < p.length; i += 4) n += {}; return n"
    behind, ahead = tinted.format("p[i] - p[i + 2] > 32 && p[i + 1] - p[i + 2] > 14"), tinted.format("p[i + 1] > p[i] + 8")
    before = reader.run(behind)
    reader.click("tab-race")
    reader.wait(lambda: "on=race" in reader.run("return location.hash"))
    reader.wait(lambda: reader.run(behind) > before + 500)
    row = "return document.querySelector('#race-list li').textContent"
    assert "Unit ra" in reader.run(row) and "7 h behind and not there" in reader.run(row)
    reader.open("#day=1.1&on=race")
    reader.click("tab-race")
    assert "12 h behind" in reader.run(row) and "not there" not in reader.run(row)
    reader.open("#day=2.2&on=race")
    reader.click("tab-race")
    reader.wait(lambda: "24 h ahead" in reader.run(row))
    assert reader.run(ahead) > 500 and reader.complaints() == []
    reader.click("race-on")
    reader.wait(lambda: "on=race" not in reader.run("return location.hash"))


def test_two_runs_are_named_tied_and_jumped_to_where_they_part(browser: Any, tmp_path: Path) -> None:
    """In B rd1 stays at a1; rd2 goes the same way in both, and before D+1 nobody is 10 km apart but by rd1's march."""
    first, other = write_folder(tmp_path / "a"), write_folder(tmp_path / "b")
    head, *rows = (other / "tracks.csv").read_text(encoding="utf-8").splitlines()
    still = next(row for row in rows if ",rd1," in row).split(",")
    kept = [",".join([row.split(",")[0], *still[1:]]) if ",rd1," in row else row for row in rows]
    (other / "tracks.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    write_csv(other / "captures.csv", "place,side,minute,time,formation", [])
    save_page(load_result(first), tmp_path / "both.html", load_result(other))
    reader = Reader(browser, tmp_path / "both.html").open("#day=0")
    assert "no fighting formation stands 10 km or more" in reader.text("compare-now")
    assert reader.text("compare-names").count("seed") == 2
    assert reader.text("compare-first").startswith("First difference: D+0, rd1") and "D+3, rd1" in reader.text("compare-most")
    reader.click("compare-most")
    reader.wait(lambda: reader.text("day") == "D+3" and "Unit rd1" in reader.text("card-body"))
    assert "Now 1 fighting formations" in reader.text("compare-now") or "rd1 furthest" in reader.text("compare-now")
    assert reader.run("return document.querySelectorAll('#compare-list li').length") == 1
    save_page(load_result(first), tmp_path / "same.html", load_result(first))
    reader = Reader(browser, tmp_path / "same.html").open("#day=2")
    assert reader.run("return document.getElementById('compare-first').disabled") and "ever stands" in reader.text("compare")
    assert reader.complaints() == []


def test_formations_have_names_for_a_screen_reader_and_a_table(reader: Reader) -> None:
    reader.open("#day=1")
    reader.wait(lambda: None not in reader.units())
    assert any(label.startswith("bd, Unit bd, division, readiness 50 %, holding") for label in reader.units())
    reader.click("tab-text")
    rows: list[str] = reader.run("return [...document.querySelectorAll('#table tr')].map(row => row.textContent)")
    assert len(rows) == 4 and rows[0].startswith("Unit rd1") and "50\u202f%1,000" in rows[0]


def test_reduced_motion_plays_by_half_days(reader: Reader) -> None:
    reader.open(calm=True)
    reader.click("play")
    seen: set[str] = set()
    end = time.monotonic() + 6
    while time.monotonic() < end and len(seen) < 3:
        seen.add(reader.text("date"))
        time.sleep(0.05)
    assert seen <= {"1 Jun, 00:00", "1 Jun, 12:00", "2 Jun, 00:00", "2 Jun, 12:00", "3 Jun, 00:00"} and len(seen) >= 2


def test_phone_has_tabs_and_nothing_sticks_out(reader: Reader) -> None:
    reader.open("#day=1.25", PHONE)
    assert reader.run("return document.scrollingElement.scrollWidth") <= 390
    assert reader.run("return document.getElementById('map').clientHeight") == 368
    shown = "return [...document.querySelectorAll('aside section')].filter(s => s.offsetHeight).map(s => s.id)"
    assert reader.run(shown) == ["events"]
    reader.run("document.getElementById('tab-events').focus()")
    reader.press("\ue014")
    assert reader.run(shown) == ["layers"]
    reader.press("\ue014")
    assert reader.run(shown) == ["text"] and reader.run("return document.querySelectorAll('#table tr').length") == 4
    smallest = "return Math.min(...[...document.querySelectorAll('.buttons button, #zoom button')].map(b => b.offsetHeight))"
    assert reader.run(smallest) >= 44
    assert reader.complaints() == []


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_stands_on_an_inset_is_seen_beside_the_map(browser: Any, tmp_path: Path, screen: dict[str, Any]) -> None:
    """Inset and main map are parts of one plate: on a wide screen side by side, on a phone one below the other."""
    save_page(load_result(folder_with_inset(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1", screen)
    reader.wait(lambda: any(label and label.startswith("bd, Unit bd") for label in reader.units()))
    assert "Far east" in reader.text("names") and "TOWN B4" in reader.text("names")
    box = "const b = arguments[0].getBoundingClientRect(), m = document.getElementById('map').getBoundingClientRect(); "
    spot = "return [(b.left + b.width / 2 - m.left) / m.width, (b.top + b.height / 2 - m.top) / m.height]"
    x, y = reader.driver.execute_script(box + spot, reader.driver.find_element("css selector", ".unit[data-id=bd]"))
    assert (x > 0.7 if screen is WIDE else y > 0.6) and 0 < x < 1 and 0 < y < 1
    reader.driver.execute_script("document.querySelector('.unit[data-id=bd]').focus()")
    reader.press("\ue007")
    reader.wait(lambda: "Unit bd" in reader.text("card-body"))
    assert reader.run("return document.scrollingElement.scrollWidth") <= screen["width"]
    assert reader.complaints() == []


def test_one_side_s_picture_shows_what_it_has_heard_faded_with_age(browser: Any, tmp_path: Path) -> None:
    """Red hears at noon of D+1 that bd was at b2 at midnight (it is at b4); of bf it never hears. Its own troops report late."""
    folder = write_folder(tmp_path)
    head = "headquarters,formation,place,side,lat,lon,men,true_minute,true_time,heard_minute,heard_time"
    rows: list[list[Any]] = [["ra", unit, "a1", "red", 45, 20, 1000, 0, "", 0, ""] for unit in ("rd1", "rd2")]
    rows += [
        ["ra", "rd1", "b1", "red", 45, 22, 1000, DAY, "", 2 * DAY, ""],
        ["ra", "", "b1", "red", "", "", "", DAY, "", 2 * DAY, ""],
    ]
    rows += [["ra", "", "b3", "red", "", "", "", 2 * DAY, "", 2 * DAY + 60, ""]]
    rows.insert(2, ["ra", "bd", "b2", "blue", 45, 23, 700, DAY, "", DAY + 720, ""])
    write_csv(folder / "beliefs.csv", head, rows)
    save_page(load_result(folder), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1.4&saw=0")
    reader.wait(lambda: reader.run("return document.querySelectorAll('.unit').length") > 0)
    assert not any("Unit bd" in (label or "") for label in reader.units())
    assert "hands that it believes: 1" in reader.text("sight-said")
    reader.open("#day=2.6&saw=0&f=bd")
    reader.wait(lambda: any("Unit bd" in (label or "") for label in reader.units()))
    faded = "return +document.querySelector('.unit[data-id=bd]').getAttribute('opacity')"
    assert 0.3 < reader.run(faded) < 0.9 and "38 h old" in reader.run("return document.getElementById('units').textContent")
    assert "at Town b2, 700 men; true D+1 00:00, heard D+1 12:00" in reader.text("card-body")
    assert "hands that it believes: 0" in reader.text("sight-said")
    reader.run("const s = document.getElementById('sight'); s.value = '-1'; s.dispatchEvent(new Event('change'))")
    reader.wait(lambda: reader.run(faded) == 1 and "saw=" not in reader.run("return location.hash"))
    assert "Believed" not in reader.text("card-body") and reader.complaints() == []


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_without_a_map_all_places_are_framed(browser: Any, tmp_path: Path, screen: dict[str, Any]) -> None:
    folder = write_folder(tmp_path)
    (folder / "map.json").write_text("null", encoding="utf-8")
    save_page(load_result(folder), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1&off=troops,history", screen)
    reader.wait(lambda: reader.run("return document.querySelectorAll('.mark').length") >= 6)
    inside = (
        "const m = document.getElementById('map').getBoundingClientRect(); return [...document.querySelectorAll('.mark')].map("
    )
    inside += "(e) => e.getBoundingClientRect()).filter((b) => b.left > m.left && b.right < m.right && b.top > m.top).length"
    assert reader.run(inside) == 6 and reader.complaints() == []


def test_a_dense_front_is_seen_twice_once_larger(browser: Any, tmp_path: Path) -> None:
    save_page(load_result(folder_with_lens(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1.2")
    both = "return [...document.querySelectorAll('.unit[data-id=rd1]')].map(u => u.getBoundingClientRect().left)"
    reader.wait(lambda: len(reader.run(both)) == 2)
    assert "Dense front" in reader.text("names") and reader.text("names").count("Town b1") == 2
    reader.run("[...document.querySelectorAll('.unit[data-id=rd1]')][1].focus()")
    reader.press("\ue007")
    reader.wait(lambda: "Unit rd1" in reader.text("card-body"))
    assert reader.complaints() == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (500, 900), (360, 640), (740, 360)])
def test_a_phone_gives_the_insets_all_the_room_below_the_map(browser: Any, tmp_path: Path, width: int, height: int) -> None:
    """Upright, the map is as wide as the screen and so is the plate; time and play stay in sight; no button lies on an inset."""
    save_page(load_result(folder_with_inset(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1", {**PHONE, "width": width, "height": height})
    box = "const b = document.querySelector('{}').getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]"
    (left, top, *_), (_, _, _, low) = reader.run(box.format(".title-card, .title")), reader.run(box.format("#map"))
    (_, _, zoom_right, zoom_bottom), bar = reader.run(box.format("#zoom")), reader.run(box.format("#bar"))
    assert zoom_right <= left or zoom_bottom <= top
    if height > width:
        main = 0.75 * width  # the frame of the tiny map is 400 by 300 km
        assert left < 2 and top - reader.run(box.format("#map"))[1] == pytest.approx(main, abs=6) and bar[3] <= height + 1
        assert low - top == pytest.approx(min(0.8 * main, min(0.68 * height, height - 254) - main), abs=8)


def test_a_link_leads_into_an_inset_and_tells_its_scale(browser: Any, tmp_path: Path) -> None:
    save_page(load_result(folder_with_inset(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1&z=12&c=5,-4,1")
    reader.wait(lambda: "z=12.00&c=5,-4,1" in reader.run("return location.hash"))
    rod = "return document.getElementById('rod').getAttribute('width') + document.getElementById('rod-text').textContent"
    near = reader.run(rod)
    reader.open("#day=1.5&z=12&c=-50,0")
    reader.wait(lambda: reader.text("date") == "2 Jun, 12:00")
    assert near != reader.run(rod)
    reader.press("0")
    reader.wait(lambda: "z=" not in reader.run("return location.hash"))
    assert reader.complaints() == []


def test_hostile_names_show_as_text(browser: Any, tmp_path: Path) -> None:
    save_page(load_result(hostile_folder(tmp_path)), tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=2&f=rd1")
    reader.wait(lambda: "Unit rd1" in reader.text("card-body"))
    assert reader.text("title") == HOSTILE + "Tiny Campaign"
    assert reader.driver.title.startswith("</script><img src=x")
    assert HOSTILE in reader.text("card-body") and HOSTILE in reader.text("ticker")
    reader.press("?")
    assert reader.run("return document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert reader.run("return document.scripts.length") == 2
    assert reader.complaints() == []
    assert reader.requests() <= {reader.file.as_uri(), "data:,"}


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_report_opens_without_complaint_or_request(browser: Any, tmp_path: Path, screen: dict[str, Any]) -> None:
    """Hostile names as everywhere: shown as text; pictures are inside and load; only tables and figures scroll sideways."""
    page = tmp_path / "report.html"
    save_report([load_result(hostile_folder(tmp_path / "run"))], page)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(page.as_uri())
    reader = Reader(browser, page)
    pictures = (
        "return [...document.querySelectorAll('svg[role=img]')]"
        ".map(one => one.getBoundingClientRect().width > 50 && one.getAttribute('aria-label').length > 20)"
    )
    drawn = reader.run(pictures)
    assert drawn and all(drawn)
    shown = reader.run("return document.body.innerText")
    assert reader.run("return document.scripts.length") == 0 and HOSTILE.partition("\u202e")[0] in shown
    assert reader.run("return document.documentElement.scrollWidth") <= screen["width"]
    assert reader.complaints() == []
    assert {url for url in reader.requests() if not url.startswith("data:")} <= {reader.file.as_uri()}


def test_end_of_the_run_is_the_end_of_the_slider(reader: Reader) -> None:
    reader.open("#day=3")
    assert int(reader.run("return document.getElementById('slider').max")) == END
    reader.press(" ")
    reader.wait(lambda: reader.text("play") == "Pause" and reader.text("day") < "D+1")
