"""Names in other scripts: what no font has is told once, with boxes in the picture; other warnings are not swallowed."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from analysis.drawing import style
from analysis.drawing.lettering import MissingSigns, missing_signs_told_once


def test_a_picture_with_names_in_thai_and_chinese_warns_once(tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with style.drawing():
            figure = style.new_figure(3, 2)
            for at, words in enumerate(("\u0e01\u0e23\u0e38\u0e07", "\u5317\u4eac", "\u0642\u0644\u0639\u0629", "Harbin")):
                figure.text(0.1, 0.2 * at + 0.1, words)
            style.save(figure, tmp_path / "names.png")
    told = [each.message for each in caught if "Glyph" in str(each.message) or isinstance(each.message, MissingSigns)]
    assert len(told) <= 1
    if told:
        assert isinstance(told[0], MissingSigns) and told[0].signs
        assert "boxes stand for them" in str(told[0])
    assert (tmp_path / "names.png").stat().st_size > 500


def test_signs_are_told_together_and_everything_else_goes_on() -> None:
    with (
        pytest.warns(MissingSigns, match=r"2 of the signs in names \(cjk, thai\)"),
        pytest.warns(DeprecationWarning, match="old"),
        missing_signs_told_once(),
    ):
        warnings.warn("Glyph 21271 (X) missing from font(s) A.", UserWarning, stacklevel=1)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        with missing_signs_told_once():
            warnings.warn("Glyph 3585 (Y) missing from font(s) A.", UserWarning, stacklevel=1)


def test_signs_of_no_script_are_told_by_their_numbers() -> None:
    signs = frozenset("\u0639\u0661\u0e01\u93e1\u2488\u24b6\u2163\uff21\ua7b5")
    told = r"\(arabic, cjk, thai, U\+2163, U\+2488, U\+24B6, 2 more signs\)"
    with pytest.warns(MissingSigns, match=told), missing_signs_told_once():
        for sign in sorted(signs):
            warnings.warn(f"Glyph {ord(sign)} (X) missing from font(s) A.", UserWarning, stacklevel=1)
