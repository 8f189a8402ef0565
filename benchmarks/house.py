"""`make house`: the code in figures, as docs/design.md quotes them.

How long functions and modules are, how much of the text explains, how many ways lead through a function, how many rooms the two
houses have and how many storeys. Only `engine/` and `analysis/` are measured; scripts, styles and data are not Python.

What is counted:

- a function's lines: from `def` to its last line, decorators left out, its docstring counted;
- explanation: the characters of docstrings (also of those below an attribute) over those of the rest of the code; comments,
  blank lines and indentation count on neither side;
- complexity: one, and one more for each branch, loop, handler, comprehension, further operand of `and` or `or`, and assertion;
- rooms: folders with modules; storeys: layers of the import contracts in pyproject.toml.
"""

from __future__ import annotations

import ast
import io
import statistics
import tokenize
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOUSES = ("engine", "analysis")
LONGEST = 8
COMPLEX = 12
BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.Assert,
    ast.comprehension,
    ast.match_case,
)


@dataclass(frozen=True)
class Function:
    """A function or method: where it stands, its lines and its complexity."""

    name: str
    lines: int
    complexity: int


@dataclass(frozen=True)
class Module:
    """One Python file: its path below the repository, its lines, its functions, characters of docstrings and of other code."""

    path: Path
    lines: int
    functions: tuple[Function, ...]
    docstrings: int
    code: int

    @property
    def room(self) -> str:
        """The folder of the file, as a package is written."""
        return ".".join(self.path.parent.parts)


def measured(path: Path, source: str) -> Module:
    """The figures of one file."""
    tree = ast.parse(source)
    lines = _without_comments(source)
    docstrings = sum(_characters(lines[text.lineno - 1 : text.end_lineno]) for text in _docstrings(tree))
    code = _characters(lines) - docstrings
    functions = tuple(
        Function(f"{path}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1, complexity(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return Module(path, len(source.splitlines()), functions, docstrings, code)


def complexity(function: ast.AST) -> int:
    """Ways through a function: one, and one more for each branch. Functions inside it count as part of it."""
    nodes = list(ast.walk(function))
    branches = sum(isinstance(node, BRANCHES) for node in nodes)
    filters = sum(len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    operands = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    return 1 + branches + filters + operands


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    """Texts that stand alone as a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value


def _characters(lines: Sequence[str]) -> int:
    """Characters of all lines without indentation and blank lines."""
    return sum(len(line.strip()) for line in lines)


def _without_comments(source: str) -> list[str]:
    """The lines of a file; a text that stands alone as a statement has its lines for itself."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return lines


def modules() -> list[Module]:
    """Every Python file of the houses, by path."""
    paths = sorted(path for house in HOUSES for path in (ROOT / house).rglob("*.py"))
    return [measured(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in paths]


def storeys(house: str) -> int:
    """Layers of a house in the import contracts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(len(each["layers"]) for each in contracts if each["type"] == "layers" and each["containers"] == [house])


def _lines(found: Sequence[Module]) -> Iterator[str]:
    """The report, line by line."""
    for house in HOUSES:
        own = [module for module in found if module.path.parts[0] == house]
        rooms = {module.room for module in own if module.code}
        lines = sum(module.lines for module in own)
        yield f"{house}: {len(own)} modules, {lines} lines, {len(rooms)} rooms on {storeys(house)} storeys"
    functions = [function for module in found for function in module.functions]
    lengths = [function.lines for function in functions]
    tenth = statistics.quantiles(lengths, n=10)[8]
    yield f"functions: {len(functions)}, median {statistics.median(lengths):.0f} lines, 90 % at most {tenth:.0f}"
    above = sorted((each for each in functions if each.complexity > COMPLEX), key=lambda each: (-each.complexity, each.name))
    yield f"functions of complexity above {COMPLEX}: {len(above)}"
    yield from (f"  {each.complexity:3d}  {each.name}" for each in above)
    yield "longest modules:"
    longest = sorted(found, key=lambda module: (-module.lines, module.path))[:LONGEST]
    yield from (f"  {module.lines:3d}  {module.path}" for module in longest)
    yield "docstrings to code:"
    for room in sorted({module.room for module in found}):
        yield _explained(room, [module for module in found if module.room == room])
    for house in HOUSES:
        yield _explained(f"all of {house}", [module for module in found if module.path.parts[0] == house])


def _explained(name: str, found: Sequence[Module]) -> str:
    docstrings, code = (sum(getattr(module, kind) for module in found) for kind in ("docstrings", "code"))
    return f"  {docstrings / max(code, 1):4.2f}  {name} ({docstrings / 1000:.1f} of {(docstrings + code) / 1000:.1f} kB)"


def main() -> None:
    """Print the report."""
    for line in _lines(modules()):
        print(line)


if __name__ == "__main__":
    main()
