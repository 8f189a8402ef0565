"""The outputs of docs/tutorial.ipynb: every cell run in order, its words and its picture written into the notebook.

    python benchmarks/notebook.py

A code host shows a notebook as it is stored, so the pictures belong into it: small PNGs, each with what it shows in words.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "tutorial.ipynb"
DOTS_PER_INCH, COLOURS = 80, 256


def main() -> None:
    """Runs all cells in one namespace and writes the notebook with their outputs."""
    sys.path.insert(0, str(ROOT))
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        cell["outputs"], cell["execution_count"] = outputs(cell, number, namespace), number
    NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def outputs(cell: dict[str, Any], number: int, namespace: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell prints, then what its last line is."""
    lines = "".join(line for line in cell["source"] if not line.startswith("%"))
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        value = last_value(lines, namespace)
    made: list[dict[str, Any]] = []
    if told.getvalue():
        made.append({"name": "stdout", "output_type": "stream", "text": told.getvalue().splitlines(keepends=True)})
    if value is not None:
        made.append({"data": shown(value), "execution_count": number, "metadata": {}, "output_type": "execute_result"})
    return made


def last_value(lines: str, namespace: dict[str, Any]) -> Any:
    """Runs the lines; the value of the last where it is an expression."""
    tree = ast.parse(lines)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NOTEBOOK.name, "exec"), namespace)  # noqa: S102 (the project's own file)
    if last is None:
        return None
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), namespace)  # noqa: S307 (the project's own file)


def shown(value: Any) -> dict[str, Any]:
    """A figure as a small PNG with its title as words; a table as words and HTML; anything else as words."""
    if isinstance(value, Figure):
        title = value.texts[0].get_text() if value.texts else "a figure"
        return {"image/png": base64.b64encode(small_png(value)).decode("ascii"), "text/plain": [title]}
    if hasattr(value, "to_html"):
        return {
            "text/html": value.to_html(index=False).splitlines(keepends=True),
            "text/plain": str(value).splitlines(keepends=True),
        }
    return {"text/plain": repr(value).splitlines(keepends=True)}


def small_png(figure: Figure) -> bytes:
    """The figure in few dots and colours."""
    from analysis.drawing import style

    raw, made = io.BytesIO(), io.BytesIO()
    style.write(figure, raw, "png", dots_per_inch=DOTS_PER_INCH)
    Image.open(raw).convert("RGB").quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
