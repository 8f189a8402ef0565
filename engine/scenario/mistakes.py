"""What the models refuse, in plain words at the line that is wrong."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.errors import Problem
from engine.scenario import schema, types
from engine.scenario.nearest import nearest
from engine.scenario.origins import Loc, Origins, dotted
from engine.scenario.scalars import FLOAT, without_comma, without_unit
from engine.scenario.yaml_tree import Mark, Node

Rule = dict[str, Any]

UNBOUNDED = 1e9
"""The models' largest number, not worth a word where a smaller one is wrong."""
TYPES = {"string": "text", "boolean": "true or false", "integer": "a whole number", "number": "a number", "array": "a list"}
A_DATE = "a date such as 1990-05-01"
PATTERNS = {
    get_args(types.Id)[1].pattern: "an id of at most 64 small letters, digits, '_', '.' or '-', in quotes if it is a number",
    get_args(types.LocalTime)[1].pattern: "a local time such as 1990-05-01T06:30",
    get_args(types.FromTime)[1].pattern: "a local time such as 1990-05-01T06:30, or a day such as 1990-05-01",
    get_args(types.Date)[1].pattern: A_DATE,
}
TIMES = [get_args(kind)[1].pattern for kind in (types.LocalTime, types.FromTime, types.Date)]
MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<hour>\d{2}:\d{2})(?P<seconds>:\d{2}(?:\.\d+)?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)


Checked = TypeVar("Checked", bound=BaseModel)


def parsed(model: type[Checked], data: Any) -> tuple[Checked | None, list[ErrorDetails]]:
    """A document as its model and no mistakes; or None, and what the model refuses."""
    try:
        return model.model_validate_json(json.dumps(data), strict=True), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def problems(wrong: Sequence[ErrorDetails], origins: Origins, model: type[BaseModel] = schema.Scenario) -> list[Problem]:
    """Every mistake that the models found in a document of kind `model`, at its line."""
    if not wrong:  # the schema of a model takes a quarter of a second to make
        return []
    root, columns, others = schema_of(model), defaultdict[Mark, list[str]](list), list[ErrorDetails]()
    for detail in _without_uses(wrong):
        header = origins.header(detail["loc"]) if detail["type"] == "missing" else None
        if header is None:
            others.append(detail)
        elif (name := _column(detail["loc"], root)) not in columns[header]:
            columns[header].append(name)
    tables = [header.problem(_without_columns(names)) for header, names in columns.items()]
    return list(dict.fromkeys([*tables, *(_problem(detail, origins, root) for detail in others)]))


def _column(loc: Loc, root: Rule) -> str:
    """The column of a table that gives what is missing at `loc`, with what it takes."""
    if loc[2:] == ("ends",):
        return "from and to (a place each)"
    inner = schema_at(loc, root).get("required", ())[:1]
    takes = phrase(schema_at((*loc, *inner), root)).removesuffix(", in quotes if it is a number").partition(" of at most")[0]
    return f"{dotted((*loc[2:], *inner))} ({takes})"


def _without_columns(columns: Sequence[str]) -> str:
    """What to say, once, of columns that a table needs and has not."""
    one = len(columns) == 1 and not columns[0].startswith("from and to")
    shown = " and ".join([", ".join(columns[:-1]), columns[-1]]) if columns[1:] else columns[0]
    text = f"the table has no column{'' if one else 's'} {shown}; add {'it' if one else 'them'}"
    return f"{text}, or give one value for all rows in its defaults:"


def _without_uses(wrong: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """The mistakes without those of names that only repeat how the thing itself is called."""
    called = {detail["input"] for detail in wrong if _is_of_id(detail) and detail["loc"][-1] == "id"}
    return [one for one in wrong if not _is_of_id(one) or one["loc"][-1] == "id" or one["input"] not in called]


GAP = "GAP"
"""What stands where nobody has said yet what is right: refused by name, once wherever it is written, whatever it holds for."""


def _is_of_id(detail: ErrorDetails) -> bool:
    return detail["type"] == "string_pattern_mismatch" and bool(detail["loc"])


def without_mistyped(data: dict[str, Any], wrong: Sequence[ErrorDetails]) -> dict[str, Any]:
    """A document with nothing (None) in place of each element whose type the models refuse: what later checks can trust."""
    locs = [detail["loc"] for detail in wrong if detail["type"].endswith("_type") and detail["loc"]]
    if not locs:
        return data
    sound = copy.deepcopy(data)
    for loc in locs:
        parent = functools.reduce(lambda node, part: node[part], loc[:-1], cast(Any, sound))
        parent[loc[-1]] = None
    return sound


def validated(model: type[Checked], data: Mapping[str, Any]) -> tuple[Checked | None, list[str]]:
    """One thing that stands in no file, as its model and no mistakes; or None, and every mistake in words."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [problem.text for problem in problems(error.errors(include_url=False), _Nowhere(), model)]


class _Nowhere(Origins):
    """The positions of something that was not read from a file."""

    def __init__(self) -> None:
        super().__init__(Node(None, Mark("", 0, 0)))


def _problem(detail: ErrorDetails, origins: Origins, root: Rule) -> Problem:
    loc, kind = detail["loc"], detail["type"]
    parent, key = dotted(loc[:-1]) or f"the {root['title'].lower()}", str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        advice = nearest(key, sorted(schema_at(loc[:-1], root).get("properties", {})))
        return origins.problem(loc, f"{parent} may not have the key '{key}'; {advice}", key=True)
    if kind == "missing" and not isinstance(loc[-1], int):
        return origins.problem(loc, f"{parent} has no '{key}'; it needs {phrase(schema_at(loc, root))}", key=True)
    if kind == "missing":
        loc = loc[:-1]
    if detail["input"] == GAP:
        named = dotted(tuple(part for part in loc if not isinstance(part, int)))
        return origins.problem(loc, f"{named} is a gap that only you can fill; it must be {phrase(schema_at(loc, root))}")
    if kind == types.IN_NO_CALENDAR:
        example = PATTERNS[schema_at(loc, root)["pattern"]].partition(",")[0].rpartition(" ")[2]
        text = f"{dotted(loc)} is {_shown(detail['input'])}, which is not in the calendar (years 1000-8999)"
        return origins.problem(loc, f"{text}; write it as {example}")
    return origins.problem(loc, f"{dotted(loc)} is {_shown(detail['input'])}; it must be {_must(schema_at(loc, root), detail)}")


def _must(rule: Rule, detail: ErrorDetails) -> str:
    """What would be right by `rule`, for the author of the value in `detail`."""
    value = detail["input"]
    if isinstance(value, str):
        return _instead_of_text(rule, value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return phrase(rule)
    if rule.get("type") in ("number", "integer"):
        whole = "a whole number" if detail["type"] in ("int_from_float", "int_type") else ""
        return " ".join(part for part in (whole, bounds(rule, value)) if part) or phrase(rule)
    return f"{phrase(rule)}, in quotes" if rule.get("type") == "string" and "pattern" not in rule else phrase(rule)


def _instead_of_text(rule: Rule, value: str) -> str:
    """What would be right by `rule` instead of a text: the choice that was probably meant, or the number without its quotes."""
    if "enum" in rule:
        advice = nearest(value, rule["enum"])
        return f"{phrase(rule)}; {advice}" if advice.startswith(("did", "it is")) else phrase(rule)
    if rule.get("type") in ("number", "integer"):
        mend = "without quotes" if FLOAT.fullmatch(value) else without_comma(value) or without_unit(value)
        return f"{phrase(rule)}{', ' if mend == 'without quotes' else '; '}{mend}" if mend else phrase(rule)
    mend = of_time(value, types.Date if PATTERNS.get(rule.get("pattern", "")) == A_DATE else None)
    return f"{phrase(rule)}; {mend}" if mend and rule.get("pattern") in TIMES else phrase(rule)


def of_time(value: str, kind: object = None) -> str:
    """How to write a moment that is written in another way: with seconds, a zone, a space, or without its hour."""
    found = MOMENT.fullmatch(value)
    if not found or not types.exists(value[:10]):
        return ""
    day, hour, rest, zone = found["day"], found["hour"], found["seconds"], found["zone"]
    if kind is types.Date:
        return f"write {day}"
    if hour is None:
        return f"add the hour: {day}T00:00"
    why = [words for words, there in (("seconds", rest), ("zone (utc_offset_hours gives it)", zone)) if there]
    return f"leave out the {' and the '.join(why)}: {day}T{hour}" if why else f"write {day}T{hour}"


def phrase(rule: Rule) -> str:
    """What a rule of the JSON Schema asks for, in words."""
    if "const" in rule:
        return str(rule["const"])
    if "enum" in rule:
        return "one of " + ", ".join(rule["enum"])
    if rule.get("pattern") in PATTERNS:
        return PATTERNS[rule["pattern"]]
    if "properties" in rule:
        return "a mapping with the keys " + ", ".join(rule.get("required") or rule["properties"])
    words, limits = TYPES.get(rule.get("type", ""), "a mapping"), bounds(rule)
    joint = ", " if rule.get("type") in ("number", "integer") else " "
    return f"{words}{joint}{limits}" if limits else words


def bounds(rule: Rule, value: float = 0) -> str:
    """The limits of a number, a text or a list in words; an upper limit beyond reach only if `value` exceeds it."""
    low, high = rule.get("minimum", rule.get("exclusiveMinimum")), rule.get("maximum")
    if "minItems" in rule or "maxItems" in rule:
        return _count(rule.get("minItems"), rule.get("maxItems"), "items")
    if "minLength" in rule or "maxLength" in rule:
        return _count(rule.get("minLength"), rule.get("maxLength"), "characters")
    if low is None or high is None:
        return ""
    above = "more than" if "exclusiveMinimum" in rule else ""
    if high >= UNBOUNDED:
        limit = f" and at most {high:.0f}" if value > high else ""
        return (f"{above} {low:g}{limit}" if above else f"{low:g} or more{limit}").strip()
    if above:
        return f"more than {low:g} and at most {high:g}"
    return f"{low:g} to {high:g}" if low < 0 else f"{low:g}-{high:g}"


def _count(low: int | None, high: int | None, what: str) -> str:
    if low == high:
        return f"of {low} {what}"
    if high is None:
        return f"of {low} or more {what}"
    return f"of {low or 0}-{high} {what}"


def _shown(value: Any) -> str:
    """A wrong value as a person wrote it, cut where it is long."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return f"a {'mapping' if isinstance(value, dict) else 'list'} of {len(value)}"
    text = repr(value) if isinstance(value, str) else f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


@functools.lru_cache(maxsize=4)
def schema_of(model: type[BaseModel]) -> Rule:
    """The JSON Schema of a kind of document, as its model makes it."""
    return model.model_json_schema()


def schema_at(loc: Loc, root: Rule) -> Rule:
    """The rule of the JSON Schema `root` for the element at `loc`; an empty one where there is none."""
    rule = _followed(root, root)
    for part in loc:
        if isinstance(part, int):
            ordered = rule.get("prefixItems", [])
            rule = ordered[part] if part < len(ordered) else rule.get("items", {})
        else:
            named: Rule = next(iter(rule.get("patternProperties", {}).values()), {})
            rule = rule.get("properties", {}).get(part) or named or rule.get("additionalProperties", {})
        rule = _followed(rule, root) if isinstance(rule, dict) else {}
    return rule


def _followed(rule: Rule, root: Rule) -> Rule:
    """The rule that `rule` refers to; for an optional one, the one beside null."""
    if "$ref" in rule:
        target: Rule = root["$defs"][rule["$ref"].removeprefix("#/$defs/")]
        return target
    if "anyOf" in rule:
        return _followed(next(option for option in rule["anyOf"] if option.get("type") != "null"), root)
    return rule
