"""A run as KML 2.2 with Google's tracks: formations that move in time, and who held each place when.

For globes with a slider of time. Names come from scenarios that anybody may write, so all text goes through one door that
leaves out what XML cannot hold and lets the library escape the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml

from analysis.drawing.sides import side_style
from analysis.export.antimeridian import pieces
from analysis.results.load import Result
from analysis.results.longitudes import usual
from analysis.results.records import Formation
from analysis.results.tracks import Fix, Spell, drawn, fixes, spells, turning_points, zone_time

KML, GX = "http://www.opengis.net/kml/2.2", "http://www.google.com/kml/ext/2.2"
ABOUT = ("id", "side", "contingent", "army", "front", "echelon", "branch", "mobility")
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, escaped or not."""
NOBODY, GREY = "", "#808080"

Xml.register_namespace("", KML)
Xml.register_namespace("gx", GX)


def kml_text(result: Result) -> str:
    """A document with a folder of formations for each side (each a track), one of their ways as plain lines, and one of places
    (a time span for each hold)."""
    root = Xml.Element(f"{{{KML}}}kml")
    document = _child(root, "Document")
    _child(document, "name", result.manifest.scenario.title)
    for side in result.sides:
        _style(document, side.id, side_style(result.sides, side.id).frame)
    _style(document, NOBODY, GREY)
    tracks = fixes(result)
    for side in result.sides:
        folder = _folder(document, side.name)
        for formation in drawn(result):
            if formation.side == side.id:
                _formation(folder, result, formation, turning_points(tracks[formation.id]))
    for side in result.sides:
        folder = _folder(document, f"{side.name}: ways")
        for formation in drawn(result):
            if formation.side == side.id:
                _way(folder, formation, turning_points(tracks[formation.id]))
    folder = _folder(document, "Control of places")
    for spell in spells(result):
        _control(folder, result, spell)
    Xml.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _child(parent: Xml.Element, tag: str, text: str | None = None, **attributes: str) -> Xml.Element:
    """A new element within `parent`; `text` becomes character data, whatever it holds."""
    namespace, name = (GX, tag[3:]) if tag.startswith("gx:") else (KML, tag)
    made = Xml.SubElement(parent, f"{{{namespace}}}{name}", {key: _plain(value) for key, value in attributes.items()})
    made.text = None if text is None else _plain(text)
    return made


def _plain(text: str) -> str:
    """`text` with the replacement character for what XML 1.0 cannot hold."""
    return FORBIDDEN.sub("\ufffd", text)


def _folder(parent: Xml.Element, name: str) -> Xml.Element:
    """A named folder in the list of a viewer."""
    folder = _child(parent, "Folder")
    _child(folder, "name", name)
    return folder


def _style(document: Xml.Element, side: str, colour: str) -> None:
    """Colours of a side; KML writes them as alpha, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    style = _child(document, "Style", id=f"side-{side}")
    shade = f"ff{blue}{green}{red}".lower()
    _child(_child(style, "IconStyle"), "color", shade)
    _child(_child(style, "LabelStyle"), "scale", "0.7")  # the schema wants this order
    _child(_child(style, "LineStyle"), "color", shade)


def _placemark(folder: Xml.Element, name: str, side: str, about: Mapping[str, str], span: Sequence[str] = ()) -> Xml.Element:
    """A placemark that lasts for `span` (begin, end), always without one.

    Machine words alone go into the data: viewers show a description, and may show data, as HTML.
    """
    placemark = _child(folder, "Placemark")
    _child(placemark, "name", name)
    if span:
        lasting = _child(placemark, "TimeSpan")
        _child(lasting, "begin", span[0])
        _child(lasting, "end", span[1])
    _child(placemark, "styleUrl", f"#side-{side}")
    data = _child(placemark, "ExtendedData")
    for key, value in about.items():
        _child(_child(data, "Data", name=key), "value", value)
    return placemark


def _formation(folder: Xml.Element, result: Result, formation: Formation, track: Sequence[Fix]) -> None:
    """A formation with its track; one that was never sampled has a name and no place."""
    about = {key: str(getattr(formation, key)) for key in ABOUT if getattr(formation, key)}
    placemark = _placemark(folder, formation.name, formation.side, about)
    if track:
        line = _child(placemark, "gx:Track")
        for fix in track:
            _child(line, "when", zone_time(result, fix.minute))
        for fix in track:
            _child(line, "gx:coord", f"{usual(fix.lon)} {fix.lat} 0")


def _way(folder: Xml.Element, formation: Formation, track: Sequence[Fix]) -> None:
    """The way of a formation as plain lines, for viewers that do not know Google's tracks; nothing for one that never moves."""
    found = pieces(track)
    if len({(fix.lon, fix.lat) for fix in track}) < 2:
        return
    placemark = _placemark(folder, formation.name, formation.side, {"id": formation.id, "side": formation.side})
    lines = placemark if len(found) == 1 else _child(placemark, "MultiGeometry")
    for piece in found:
        line = _child(lines, "LineString")
        _child(line, "tessellate", "1")
        _child(line, "coordinates", " ".join(f"{fix.lon},{fix.lat},0" for fix in piece))


def _control(folder: Xml.Element, result: Result, spell: Spell) -> None:
    """One side's hold of one place as a point that lasts as long; a place that no side holds is grey."""
    about = {"place": spell.place.id, "side": spell.side, "taken_by": spell.by}
    span = [zone_time(result, minute) for minute in (spell.from_minute, spell.until_minute)]
    placemark = _placemark(folder, spell.place.name, spell.side, {key: value for key, value in about.items() if value}, span)
    _child(_child(placemark, "Point"), "coordinates", f"{spell.place.lon},{spell.place.lat},0")
