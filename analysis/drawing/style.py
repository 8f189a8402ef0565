"""The hand that every picture is drawn in: palette, type, footer and a way to save that repeats byte for byte."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from analysis.drawing import vector
from analysis.drawing.lettering import missing_signs_told_once, text_size
from analysis.drawing.look import LOOK
from analysis.drawing.look import SideStyle as SideStyle
from analysis.results.manifests import Manifest
from analysis.words.origin import provenance

COLOURS = LOOK.colours
"""The palette by its names in the look, as the style sheets of pages call it too."""
INK, SOFT_INK, CAPTION, RULE = COLOURS["ink"], COLOURS["soft"], COLOURS["caption"], COLOURS["rule"]
LAND, SEA, COAST, RIVER, PAPER = (COLOURS[name] for name in ("land", "sea", "coast", "river", "paper"))
PLAN, PLAN_AHEAD = COLOURS["plan"], COLOURS["plan_ahead"]
RAIL, BORDER, RELIEF, HACHURE, SUPPLY = (COLOURS[name] for name in ("rail", "border", "relief", "hachure", "supply"))
NEUTRAL, MISS_ROW, AFTER_CLEAN = COLOURS["neutral"], COLOURS["miss"], COLOURS["after_clean"]
PLAN_DASHES, BORDER_DASHES = (0, LOOK.ways.ahead_dashes), (0, LOOK.ground.border_dashes)
OPEN_HATCH, OPEN_HATCH_PT = "#8C7F6C", 0.45
"""Strokes over the middle class, which is the news of a map of chances."""

TITLE_PT, SUBTITLE_PT, PANEL_PT, LABEL_PT, FOOTER_PT, DAY_PT = 17.0, 9.5, 9.6, 7.2, 6.6, 13.0
TITLES_PT = (TITLE_PT, 15.0, 13.0, 11.5)
"""Sizes of a title, the largest that has room is taken."""
PAGE_IN, PLATE_IN, DOTS_PER_INCH, PRINT_DOTS_PER_INCH = 11.4, 9.2, 160, 300
SLIM_UNDER_IN = 149.5 / 25.4
MAP_PT = (PAGE_IN - 0.28) * 72
"""Width of the map on the usual page, in points."""
HEADING_TOP_IN, SUBTITLE_DOWN_IN = 0.18, 0.58
"""From the upper edge to the line below the title."""
PNG_LEVEL = 3
"""Half the time of zlib's usual 6, for a file 4 % larger."""
WEIGHTS: dict[str, int] = {"regular": 400, "semibold": 600, "bold": 700}
CUTS: dict[str, str] = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}


def of_a_part(look: SideStyle) -> SideStyle:
    """The look of a part of a formation of that look: hollow where its own is solid, else dashed."""
    return replace(look, solid=False, dashed=not look.solid)


def _font_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent / "files" if spec and spec.origin else None


@cache
def register_fonts() -> tuple[str, str]:
    """Family names of the sans and the serif type, registered by path; DejaVu where a package is missing."""
    families = []
    for package, family, fallback in (
        ("font_source_sans_pro", "Source Sans Pro", "DejaVu Sans"),
        ("font_source_serif_pro", "Source Serif Pro", "DejaVu Serif"),
    ):
        folder = _font_folder(package)
        files = sorted(folder.glob("*.ttf")) if folder else []
        for file in files:
            font_manager.fontManager.addfont(file)
        families.append(family if files else fallback)
    return families[0], families[1]


@cache
def font_files() -> dict[vector.Cut, str]:
    """The files of the type by cut, as far as they are installed."""
    found = {}
    for family, package, stem in (
        (vector.SANS, "font_source_sans_pro", "SourceSansPro"),
        (vector.SERIF, "font_source_serif_pro", "SourceSerifPro"),
    ):
        folder = _font_folder(package)
        for (weight, cut), italic in product(CUTS.items(), (False, True)):
            file = folder / f"{stem}-{_italic(cut) if italic else cut}.ttf" if folder else None
            if file and file.exists():
                found[vector.Cut(family, WEIGHTS[weight], italic)] = str(file)
    return found


def _italic(cut: str) -> str:
    """What the files call the slanted cut of an upright one."""
    return "It" if cut == "Regular" else cut + "It"


@cache
def font(size_pt: float, weight: str = "regular", serif: bool = False, italic: bool = False) -> FontProperties:
    """Type of the given size in points; `weight` is regular, semibold or bold.

    The file is named by path, so that no font of the machine can take its place.
    """
    register_fonts()
    family = vector.SERIF if serif else vector.SANS
    slope: Literal["normal", "italic"] = "italic" if italic else "normal"
    file = font_files().get(vector.Cut(family, WEIGHTS[weight], italic))
    if file:
        return FontProperties(family=[family, "DejaVu Sans"], style=slope, weight=WEIGHTS[weight], size=size_pt, fname=file)
    family = "DejaVu Serif" if serif else "DejaVu Sans"
    return FontProperties(family=family, size=size_pt, weight="normal" if weight == "regular" else "bold", style=slope)


def settings() -> dict[str, Any]:
    """matplotlib settings shared by every figure: type, colours, thin rules and repeatable output."""
    sans, _ = register_fonts()
    return {
        "font.family": [sans, "DejaVu Sans"],
        "font.size": LABEL_PT,
        "text.color": INK,
        "text.parse_math": False,  # a name with two dollar signs is a name
        "axes.edgecolor": RULE,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.5,
        "axes.unicode_minus": True,
        "xtick.color": SOFT_INK,
        "ytick.color": SOFT_INK,
        "figure.facecolor": PAPER,
        "figure.dpi": DOTS_PER_INCH,
        "svg.hashsalt": "august-storm",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "path.simplify": True,
    }


@contextmanager
def drawing() -> Iterator[None]:
    """Everything inside is drawn with `settings()`, whatever the caller's own matplotlib settings are."""
    with missing_signs_told_once(), matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(cast(Any, settings()))
        yield


def new_figure(width_in: float, height_in: float) -> Figure:
    """An empty figure outside pyplot (no global state), to be filled inside `drawing()`."""
    figure = Figure(figsize=(width_in, height_in), dpi=DOTS_PER_INCH, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def is_narrow(width_in: float) -> bool:
    """True for a page narrower than the usual one, on which cards would hide too much of a map."""
    return width_in < PAGE_IN - 0.01


def is_slim(width_in: float) -> bool:
    """True for one column of a journal: its maps have armies and the front, and no insets."""
    return width_in < SLIM_UNDER_IN


def title_pt(title: str, room_pt: float) -> float | None:
    """The largest size of `TITLES_PT` at which the title is no wider than `room_pt`; None where it is at none."""
    return next((size for size in TITLES_PT if text_size(title, font(size, "bold"))[0] <= room_pt), None)


def heading(
    figure: Figure,
    title: str,
    subtitle: str = "",
    right: str = "",
    left: float = 0.013,
    top_in: float = HEADING_TOP_IN,
    title_pt: float = TITLE_PT,
    right_color: str = INK,
) -> None:
    """Title, the line below it and the date at the right, `top_in` inches under the upper edge."""
    height = figure.get_figheight()
    baseline = 1 - (top_in + 0.16) / height
    figure.text(left, baseline, title, fontproperties=font(title_pt, "bold"), va="baseline")
    if subtitle:
        figure.text(left, baseline - 0.24 / height, subtitle, fontproperties=font(SUBTITLE_PT), color=SOFT_INK, va="baseline")
    if right:
        figure.text(1 - left, baseline, right, fontproperties=font(DAY_PT, "bold"), color=right_color, ha="right", va="baseline")


def footer(figure: Figure, manifest: Manifest, note: str = "", sources: str = "", runs: int = 1, left: float = 0.013) -> None:
    """Two lines at the foot: where the figure comes from with what a reader must know, then the sources."""
    first = provenance(manifest, runs) + (f". {note}" if note else "")
    lines = [first, f"Sources: {sources}" if sources else ""]
    height = figure.get_figheight()
    for row, line in enumerate(line for line in lines if line):
        figure.text(left, (0.26 - 0.135 * row) / height, line, fontproperties=font(FOOTER_PT), color=CAPTION, va="baseline")


def save(figure: Figure, path: str | Path, description: str = "", dots_per_inch: int = DOTS_PER_INCH) -> None:
    """Writes `figure` (PNG, SVG or PDF by the suffix) without date or software, so that the same data give the same bytes.

    `description` (an alt text) goes into the file's metadata.
    """
    write(figure, Path(path), Path(path).suffix.lstrip(".").lower(), description, dots_per_inch)


def write(figure: Figure, target: Path | BytesIO, kind: str, description: str = "", dots_per_inch: int = DOTS_PER_INCH) -> None:
    """As `save`, to a file or a buffer; `kind` is png, svg or pdf. The type of an SVG or PDF is embedded."""
    metadata: dict[str, Any] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}.get(
        kind, {"CreationDate": None, "Producer": None, "Creator": None}
    )
    if description:
        metadata["Subject" if kind == "pdf" else "Description"] = description
    more: dict[str, Any] = {"pil_kwargs": {"compress_level": PNG_LEVEL}} if kind == "png" else {}
    if kind == "svg":
        _write_text(target, vector.standalone(raw_svg(figure, metadata), font_files()))
        return
    with drawing():
        figure.savefig(target, dpi=dots_per_inch, format=kind, metadata=metadata, **more)


def raw_svg(figure: Figure, metadata: dict[str, Any] | None = None) -> str:
    """`figure` as matplotlib writes it with text as text: what `vector` makes a file or a part of a page from."""
    buffer = BytesIO()
    with drawing():
        figure.savefig(buffer, format="svg", metadata=metadata or {"Date": None, "Creator": None})
    return buffer.getvalue().decode("utf-8")


def _write_text(target: Path | BytesIO, text: str) -> None:
    if isinstance(target, Path):
        target.write_text(text, encoding="utf-8")
    else:
        target.write(text.encode("utf-8"))
