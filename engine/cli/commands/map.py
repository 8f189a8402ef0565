"""`map`: the land under a scenario's network, without drawing it.

Polygons of a GeoJSON or TopoJSON file, and lines that are borders or rivers, are cut to the theatre, simplified and written
beside the scenario; frame and names come from its places.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import force_option
from engine.errors import EngineError, counted, printable
from engine.files import check_outputs, write_together

if TYPE_CHECKING:
    from engine.cli.land import Box
    from engine.scenario.schema import Scenario

COAST, MAP = "coast.json", "map.yaml"
MARGIN = 0.25
"""Land reaches this share of the theatre beyond its places."""


@click.command(name="map")
@click.argument("scenario", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--layers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="A GeoJSON or TopoJSON file with land and lakes, and maybe borders and rivers.",
)
@force_option
def map_command(scenario: Path, layers: Path, force: bool) -> None:
    """Write the land of FILE under SCENARIO (a folder of your own): coast.json and map.yaml beside it."""
    from engine.cli.beginnings_on_a_map import features_of
    from engine.cli.land import layers as layers_of
    from engine.cli.land import lines as lines_of
    from engine.scenario.loading import load_scenario
    from engine.scenario.shipped import resolve

    file = resolve(scenario)
    spec = load_scenario(scenario).spec
    included = file.parent / MAP
    if spec.map is not None and not included.is_file():
        raise EngineError(f"{printable(str(scenario))} has a map: already; give its coast: a file of your own")
    check_outputs((file.parent / COAST, included), force=force)
    box = _box(spec)
    features = features_of(layers)
    found, lines = layers_of(features, box), lines_of(features, box)
    if not found["land"]:
        raise EngineError(f"{printable(str(layers))} has no polygon of land within the theatre, {_shown(box)}")
    write_together({file.parent / COAST: json.dumps(found) + "\n", included: _map(box, layers.name, lines)})
    points = sum(len(ring) for rings in found.values() for ring in rings)
    kinds = [counted(count, kind) for kind in ("border", "river") if (count := sum(line["kind"] == kind for line in lines))]
    areas = f"{counted(len(found['land']), 'piece of land', 'pieces of land')} and {counted(len(found['lakes']), 'lake')}"
    click.echo(f"{', '.join([areas, *kinds, counted(points, 'point')])}: {COAST} and {MAP}")
    if spec.map is None:
        click.echo(f"add to {printable(str(scenario / 'scenario.yaml' if scenario.is_dir() else scenario))}: include: [{MAP}]")


def _box(spec: Scenario) -> Box:
    """The box of all places and a margin; of a theatre across 180 degrees its east edge lies over 180."""
    from analysis.results.longitudes import eastward, west_edge

    edge = west_edge([place.lon for place in spec.places])
    lons, lats = [eastward(place.lon, edge) for place in spec.places], [place.lat for place in spec.places]
    wide = MARGIN * max(max(lons) - min(lons), max(lats) - min(lats), 0.1)
    return min(lons) - wide, max(min(lats) - wide, -90.0), max(lons) + wide, min(max(lats) + wide, 90.0)


def _shown(box: Box) -> str:
    return f"longitude {box[0]:.2f} to {box[2]:.2f}, latitude {box[1]:.2f} to {box[3]:.2f}"


def _map(box: Box, source: str, lines: Sequence[Mapping[str, Any]]) -> str:
    """A map whose projection fits the box: parallels a sixth from its edges."""
    from analysis.results.longitudes import usual

    west, south, east, north = box
    sixth = (north - south) / 6
    return (
        f"# The ground of maps, made from {source}; the frame is that of the places.\n"
        "map:\n"
        f"  standard_parallels: [{south + sixth:.2f}, {north - sixth:.2f}]\n"
        f"  centre: [{usual((west + east) / 2):.2f}, {(south + north) / 2:.2f}]\n"
        f"  coast: {COAST}\n"
        f"  source: {json.dumps(source)}\n"
        + ("  lines:\n" if lines else "")
        + "".join(f"    - {json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    )
