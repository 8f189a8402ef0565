"""The field reference of the scenario format, made from the models that read it: docs/fields.md."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from typing import Any, get_args

from engine.scenario import mistakes, schema
from engine.scenario.key_words import unit_of
from engine.scenario.types import Model

EXAMPLE = "crossroads"
"""The shipped scenario that uses every field once."""
SHOWN_AT_MOST = 60
HEAD = """\
# Every field of a scenario

Made from the models that read a scenario: `august-storm list fields --markdown`. Whatever is not `needed` may be left out.
Any number may carry its origin ([numbers](scenarios.md#numbers-and-where-they-come-from)), any list of things with an id may
be a [table](scenarios.md#tables). Examples are those of [crossroads](../scenarios/crossroads/scenario.yaml) and its variants."""
HEADER = """
| key | unit | default | values | example | meaning |
| --- | --- | --- | --- | --- | --- |"""


def lines() -> Iterator[str]:
    """The document, line by line: a table for each kind of thing, in the order in which the scenario leads to them."""
    examples = _examples()
    yield HEAD
    for model in _models(schema.Scenario):
        about, described = (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " "), _described(model)
        yield f"\n## {model.__name__}\n\n{about}\n{HEADER}"
        for name, field in model.model_fields.items():
            key = field.alias or name
            default = "needed" if field.is_required() else _written(field.get_default(call_default_factory=True))
            rule = mistakes.schema_of(model)["properties"].get(key, {})
            values = _values(rule, mistakes.schema_of(model))
            example = _written(examples[model, name]) if (model, name) in examples else ""
            cells = (f"`{key}`", unit_of(key), default, values, example, described.get(name, ""))
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _models(top: type[Model]) -> list[type[Model]]:
    """A model and all that its fields lead to, each once, from the top."""
    found, waiting = list[type[Model]](), [top]
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found.append(model)
            waiting += [part for field in model.model_fields.values() for part in _parts(field.annotation)]
    return found


def _parts(hint: Any) -> Iterator[type[Model]]:
    if isinstance(hint, type) and issubclass(hint, Model):
        yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _described(model: type[Model]) -> dict[str, str]:
    """Field to the text that stands below it in the source, of the model and those that it is made from."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if each is Model or not issubclass(each, Model):
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(each))).body[0]
        last = ""
        for node in body.body if isinstance(body, ast.ClassDef) else []:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                last = node.target.id
            elif last and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                found[last] = " ".join(str(node.value.value).split())
                last = ""
    return found


def _values(rule: mistakes.Rule, root: mistakes.Rule) -> str:
    """What may stand there, in words."""
    if "items" in rule:
        return f"a list of: {_values(rule['items'], root)}"
    followed = mistakes.schema_at((), {**rule, "$defs": root.get("$defs", {})}) if rule else {}
    title = rule.get("$ref", "") or next((option.get("$ref", "") for option in rule.get("anyOf", [])), "")
    if title and "properties" in followed:
        name = title.rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    return mistakes.phrase(followed).replace("one of ", "", 1) if followed else "anything"


def _written(value: Any) -> str:
    """A value as YAML has it, cut where it is long; nothing for none."""
    if value is None or value in ([], {}, ""):
        return ""
    if isinstance(value, Model) or (isinstance(value, list | tuple) and isinstance(value[0], Model)):
        return "see there"
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    return f"`{text if len(text) <= SHOWN_AT_MOST else text[: SHOWN_AT_MOST - 3] + '...'}`"


def _examples() -> dict[tuple[type[Model], str], Any]:
    """The first value of each field, other than its default, in the example and its variants."""
    import scenarios
    from engine.scenario.loading import load_scenario

    found: dict[tuple[type[Model], str], Any] = {}
    for name in scenarios.names():
        if name.partition("/")[0] == EXAMPLE:
            waiting: list[Any] = [load_scenario(name).spec]
            while waiting:
                waiting += _parts_of(waiting.pop(0), found)
    return found


def _parts_of(value: Any, found: dict[tuple[type[Model], str], Any]) -> list[Any]:
    """What is within a value; its own fields are noted."""
    if not isinstance(value, Model):
        return list(value) if isinstance(value, list | tuple) else []
    fields = type(value).model_fields
    for name in fields:
        given = getattr(value, name)
        if given != fields[name].get_default(call_default_factory=True):
            found.setdefault((type(value), name), given)
    return [getattr(value, name) for name in fields]
