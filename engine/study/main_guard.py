"""Whether a script may start worker processes: they import it, and without a guard each would begin the sweep anew.

Python would end in a loop of dying workers; this looks at the script before the first one is started."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import FrameType

from engine.errors import EngineError, printable

GUARD = 'if __name__ == "__main__":'


def check_main_guard() -> None:
    """Raise EngineError, with the two lines that are missing, where the running script calls from outside a main guard.

    Notebooks and interactive sessions have no script that workers would import."""
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    frame = _top_level(main.__dict__) if main is not None and path else None
    if frame is None or path is None or not Path(path).is_file():
        return
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    if not _guarded(tree, frame.f_lineno):
        call = _line(path, frame.f_lineno)
        raise EngineError(
            f"{printable(path)}:{frame.f_lineno}: this line starts worker processes; they import the file and would start "
            f"it again. Two lines are missing, or take one process (--workers 1):\n\n    {GUARD}\n        {call}"
        )


def _top_level(names: dict[str, object]) -> FrameType | None:
    """The frame of the script's own statements, if it is they that call."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and not (frame.f_globals is names and frame.f_code.co_name == "<module>"):
        frame = frame.f_back
    return frame


def _guarded(tree: ast.Module, line: int) -> bool:
    """Whether the statement at `line` stands under a question about `__name__`, or after one that leaves the script."""
    for statement in tree.body:
        if statement.lineno > line:
            break
        if isinstance(statement, ast.If) and _asks_name(statement.test):
            leaves = any(isinstance(node, ast.Raise | ast.Call) for part in statement.body for node in ast.walk(part))
            if statement.lineno <= line <= (statement.end_lineno or line) or leaves:
                return True
    return False


def _asks_name(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _line(path: str, number: int) -> str:
    """The line of the script as it is written."""
    lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    return printable(lines[number - 1].strip()) if 0 < number <= len(lines) else "..."
