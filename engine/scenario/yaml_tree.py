"""Strict YAML as a tree of nodes that know where they were written.

The tree is built from the parser's events, so depth is bounded before anything is nested, and every
construct that YAML readers understand differently (`5:30`, `0600`, `no`) is refused with a remedy.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from engine.errors import Problem, ScenarioError
from engine.scenario.scalars import Scalar, scalar, without_comma

try:
    from yaml import CSafeLoader as EventLoader
except ImportError:  # pragma: no cover - a build of PyYAML without libyaml: the same events, ten times slower
    from yaml import SafeLoader as EventLoader  # type: ignore[assignment]

MAX_BYTES = 5_000_000
MAX_DEPTH = 50
TOO_DEEP = f"more than {MAX_DEPTH} levels of nesting; reduce it"
MAX_ELEMENTS = 400_000
KEPT_TREES = 40
"""Files whose trees are kept in a process: those of two large campaigns."""

Plain = Scalar | list["Plain"] | dict[str, "Plain"]


class Mark(NamedTuple):
    """A position in a file, counted from 1; line 0 where there is no file (the command line)."""

    file: str
    line: int
    column: int

    def problem(self, text: str, *, warning: bool = False) -> Problem:
        """`text` as a mistake, or a warning, at this position."""
        return Problem(self.file, self.line, self.column, text, warning)


NOTHING: Mapping[str, Mark] = {}
"""What almost every node lacks: one for all, for a campaign has a hundred thousand of them."""


class Node:
    """A value and where it stands; mappings also know where each key stands, and rows of a table where a column is missing."""

    __slots__ = ("keys", "lacks", "mark", "value")

    def __init__(
        self,
        value: Scalar | list[Node] | dict[str, Node],
        mark: Mark,
        keys: dict[str, Mark] | None = None,
        lacks: Mapping[str, Mark] | None = None,
    ):
        self.value = value
        self.mark = mark
        self.keys: dict[str, Mark] = {} if keys is None else keys
        self.lacks = NOTHING if lacks is None else lacks


def mapping(node: Node | None) -> dict[str, Node]:
    """The entries of a mapping node, nothing for any other node."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def sequence(node: Node | None) -> list[Node]:
    """The items of a list node, nothing for any other node."""
    return node.value if node is not None and isinstance(node.value, list) else []


def read_text(path: Path, shown: str) -> str:
    """The file's text without a byte order mark; raises ScenarioError for a file that is no readable text of legal size."""
    start = Mark(shown, 1, 1)
    try:
        if not path.is_file():
            raise ScenarioError([start.problem("there is no such file; give a YAML file")])
        if path.stat().st_size > MAX_BYTES:
            raise ScenarioError([start.problem(f"the file is larger than {MAX_BYTES // 10**6} MB; split it and use include:")])
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise ScenarioError([_position(shown, before).problem("this is not UTF-8 text; save the file as UTF-8")]) from None
    except (OSError, ValueError) as error:
        raise ScenarioError([start.problem(f"the file cannot be read ({_reason(error)})")]) from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _position(shown: str, before: str) -> Mark:
    lines = before.replace("\r\n", "\n").split("\n")
    return Mark(shown, len(lines), len(lines[-1]) + 1)


def read_tree(path: Path, shown: str) -> tuple[Node, list[Problem]]:
    """The root node of a YAML file and the mistakes of form that let one read on.

    `shown` names the file in problems. The tree is shared by all who read the same text, and nobody changes it. Raises
    ScenarioError where reading on makes no sense.
    """
    root, problems = _tree(read_text(path, shown), shown)
    return root, list(problems)


@lru_cache(maxsize=KEPT_TREES)
def _tree(text: str, shown: str) -> tuple[Node, tuple[Problem, ...]]:
    """See `read_tree`. Kept, for the variants of a campaign and the points of a design are made of the same files."""
    builder = _Builder(shown)
    try:
        for event in yaml.parse(text, Loader=EventLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.end(*_broken(shown, error))
    except yaml.reader.ReaderError as error:
        builder.end(_position(shown, text[: _offset(text, error)]), "YAML does not allow this character; remove it")
    if builder.root is None:
        builder.end(Mark(shown, 1, 1), "the file is empty; write a mapping of keys and values")
    return builder.root, (*builder.problems, *_guesses(text, shown))


def _guesses(text: str, shown: str) -> Iterator[Problem]:
    """A warning for each line that is still marked as a gap (`# GAP: why`) and holds a guess."""
    for number, line in enumerate(text.splitlines() if GUESS in text else (), start=1):
        before, mark, why = line.partition(GUESS)
        if mark and not before.strip().startswith("#") and not before.strip().endswith(": GAP"):
            said = f"still marked as a gap: {why.strip(' :') or 'nobody has said what is right'}"
            yield Mark(shown, number, len(before) + 1).problem(f"{said}; put it right, and take the mark away", warning=True)


def _broken(shown: str, error: yaml.MarkedYAMLError) -> tuple[Mark, str]:
    """Where and why the parser gave up; for an end of file, where that began which does not end."""
    problem = error.problem or "it breaks off"
    mark = error.context_mark if "end of stream" in problem and error.context_mark else error.problem_mark
    at = Mark(shown, mark.line + 1, mark.column + 1) if mark else Mark(shown, 1, 1)
    if "nesting depth" in problem:
        return at, TOO_DEEP
    opened = error.context_mark
    if "did not find expected ',' or" in problem and opened and error.problem_mark and opened.line < error.problem_mark.line:
        bracket = "{" if "mapping" in str(error.context) else "["
        begun = Mark(shown, opened.line + 1, opened.column + 1)
        return begun, f"'{bracket}' is still open in line {at.line}; close it, or put a comma between its entries"
    context = f" {error.context}" if error.context else ""
    return at, f"this is not YAML: {problem}{context}; look at this line and the one above"


def _offset(text: str, error: yaml.reader.ReaderError) -> int:
    """Where in `text` the reader stumbled; libyaml counts bytes of UTF-8, the Python reader characters."""
    found = text.find(chr(error.character)) if isinstance(error.character, int) else -1
    return found if found >= 0 else int(error.position or 0)


GUESS = "# GAP"
"""Begins the comment of a line that somebody should look at."""


class _Builder:
    """Turns events into nodes; one open mapping or list a level, never recursion."""

    def __init__(self, shown: str):
        self.shown = shown
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[Node] = []
        self.pending: list[tuple[str, Mark] | None] = []
        self.elements = 0

    def take(self, event: Any) -> None:
        """Take the next event of the stream."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self.scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self.start(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.open.pop()
            self.pending.pop()
        elif kind is yaml.AliasEvent:
            self.note(event, f"'*{event.anchor}' refers to another part of the file, which is not allowed; write the value out")
            self.place(Node(None, self.mark(event)))
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            self.end(self.mark(event), "a second document starts here; keep one document in a file")

    def mark(self, event: Any) -> Mark:
        start = event.start_mark
        return Mark(self.shown, start.line + 1, start.column + 1)

    def note(self, event: Any, text: str) -> None:
        self.problems.append(self.mark(event).problem(text))

    def end(self, mark: Mark, text: str) -> NoReturn:
        """Raise this mistake, after which reading on makes no sense, with all before it."""
        raise ScenarioError([*self.problems, mark.problem(text)])

    def start(self, event: Any, value: list[Node] | dict[str, Node]) -> None:
        """Open a mapping or list."""
        if len(self.open) >= MAX_DEPTH:
            self.end(self.mark(event), TOO_DEEP)
        self.check_properties(event)
        if self.expects_key():
            self.end(self.mark(event), "a key must be text, not a mapping or a list")
        node = Node(value, self.mark(event))
        self.place(node)
        self.open.append(node)
        self.pending.append(None)

    def scalar(self, event: Any) -> None:
        """Take a key or a value."""
        if event.tag is not None or event.anchor is not None:
            self.check_properties(event)
        mark = self.mark(event)
        if self.expects_key():
            self.key(event, mark)
            return
        value: Scalar = event.value
        if event.implicit[0]:
            try:
                value = scalar(event.value)
            except ValueError as error:
                self.problems.append(mark.problem(str(error)))
        self.place(Node(value, mark))

    def check_properties(self, event: Any) -> None:
        if event.tag is not None:
            self.note(event, f"the tag '{event.tag}' is not allowed; write the plain value")
        if event.anchor is not None:
            self.note(event, f"the anchor '&{event.anchor}' is not allowed; write the value out where it is needed")

    def expects_key(self) -> bool:
        return bool(self.open) and self.pending[-1] is None and isinstance(self.open[-1].value, dict)

    def key(self, event: Any, mark: Mark) -> None:
        """Remember a key until its value comes."""
        text: str = event.value
        if text == "<<" and event.implicit[0]:
            self.note(event, "the merge key '<<' is not allowed; write the entries out")
        elif not text:
            self.note(event, "a key is missing before ':'")
        elif text.isdecimal() and (cut := self.cut_number(text)):
            self.note(event, cut)
        first = self.open[-1].keys.get(text)
        if first is not None:
            self.note(event, f"'{text}' is given twice; the first stands in line {first.line}")
        self.pending[-1] = (text, mark)

    def cut_number(self, text: str) -> str:
        """What is wrong where a comma cut a number, as in `{men: 21,000}`, which is joined again; nothing where none did."""
        entries = mapping(self.open[-1])
        last = next(reversed(entries)) if entries else None
        before = entries[last].value if last is not None else None
        if last is None or isinstance(before, bool) or not isinstance(before, int):
            return ""
        mend = without_comma(f"{before},{text}")
        entries[last] = Node(scalar(mend.rpartition(" ")[2]), entries[last].mark)
        return f"{last}: {before},{text} has a comma in its number; {mend}"

    def place(self, node: Node) -> None:
        """Put a finished or just opened node where it belongs."""
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            self.end(node.mark, f"more than {MAX_ELEMENTS} elements; a scenario is smaller than that")
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict) and (waiting := self.pending[-1]) is not None:
            key, mark = waiting
            parent.value[key] = node
            parent.keys[key] = mark
            self.pending[-1] = None
