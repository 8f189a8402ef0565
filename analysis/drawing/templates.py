"""The one way from a template to a page: every value is text until somebody says that it is more.

A template stands in a file beside the room that fills it, so that its look can be changed without reading Python. Values come
from scenarios that anybody may write, so they are escaped by default, for HTML as for Markdown; only what this program made
itself is handed over as `Markup`. What a page says, and in which order, is left to its room.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from analysis.terminal import plain

TYPED = re.compile(r"`([^`]+)`")
NEGATIVE = re.compile(r"(?<![\w.)-])-(?=\d)")
SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""Spaces of print, which a page shows as they are and a text as plain ones."""
MARKS = re.compile(r"([\\`*_\[\]<>&|#!])")


def packed(package: str, name: str) -> str:
    """The text of a file that is packed with `package`, as `analysis.report`; `name` may lead into a folder of it."""
    return files(package).joinpath(*name.split("/")).read_text(encoding="utf-8")


def source_hash(text: str) -> str:
    """What a content security policy calls a style sheet or script that stands in the page itself."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def custom_properties(colours: Mapping[str, str]) -> str:
    """The palette as a rule of a style sheet: `ink` is called `var(--ink)` there."""
    return f":root{{{''.join(f'--{name}:{value};' for name, value in colours.items())}}}\n"


def html(template: str, **values: object) -> str:
    """`template` filled as HTML: what is not `Markup` is escaped, its control and bidirectional characters shown by their codes.

    The filter `prose` sets text as in print: a true minus before numbers, and what stands in backticks as something to type.
    A value that the template names and nobody gives is an error.
    """
    return _filled(template, values, _html_text, {"prose": prose})


def markdown(template: str, **values: object) -> str:
    """`template` filled as Markdown: what is not `Markup` stays text, its marks are escaped; the filter `typed` keeps a line of
    code as it is but for control characters."""
    return _filled(template, values, lambda value: Markup(_markdown_text(value)), {"typed": lambda line: Markup(plain(line))})


def prose(words: str) -> Markup:
    """`words` as HTML, set as in print."""
    text = NEGATIVE.sub("\N{MINUS SIGN}", str(escape(_html_text(words))))
    return Markup(TYPED.sub(r"<code>\1</code>", text))


def linked(words: object, address: str) -> Markup:
    """`words` as a link of Markdown to `address`, which this program made itself."""
    return Markup(f"[{_markdown_text(words)}]({address})")


def _filled(
    template: str,
    values: Mapping[str, object],
    text: Callable[[object], str],
    filters: Mapping[str, Callable[..., Markup]],
) -> str:
    """`text` is applied to each value that is no `Markup`; what it gives is escaped for HTML unless it is `Markup` itself."""
    environment = Environment(
        loader=DictLoader({"page": template}),
        autoescape=True,
        finalize=lambda value: value if isinstance(value, Markup) else text(value),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= filters
    return environment.get_template("page").render(**values)


def _html_text(value: object) -> str:
    """Control and bidirectional characters by their codes; a space that does not break is none of them."""
    return "".join(c if c.isprintable() or c in SPACES else f"\\u{ord(c):04x}" for c in str(value))


def _markdown_text(value: object) -> str:
    return MARKS.sub(r"\\\1", plain(str(value).translate(dict.fromkeys(map(ord, SPACES), " "))))
