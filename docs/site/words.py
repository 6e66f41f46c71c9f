"""The English texts of the dashboard in one list, taken from the source of its pages.

``python docs/site/words.py --write`` writes the list that a translation starts from.
"""

import ast
import calendar
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import unquote_plus

from trainkit.host._member import ROLES
from trainkit.host._words import rewrite, script_texts
from trainkit.models import Status

HOST = Path(__file__).parents[2] / "src" / "trainkit" / "host"
LIST = HOST / "words" / "en.json"
ENGINES = {"traces.py", "slim.py"}  # they look into texts of the engines, and show none
PAGES = (
    *(path for path in sorted((HOST / "_pages").glob("*.py")) if path.name not in ENGINES),
    *(HOST / "_team" / name for name in ("admin_page.py", "login_page.py", "pages.py")),
)
NAMES = (*calendar.day_name, *calendar.month_name[1:])
"""What dates are written with."""

_UNITS = "bpm|km|kg|ft|mi|mph|lb|min|ms|MB|kB|UTC|USD|FTP|HRV|RMSSD|ACWR|CTL|ATL|TSB"
UNITS = frozenset(_UNITS.split("|"))
"""What is the same in every language."""

_PLACE = re.compile("[\ue000-\uf8ff]")
_SAID = re.compile(r"[?&]said=([^&#{]+)")
_TAG = re.compile("^[^(]*</?[a-z]")
_ATTRIBUTE = re.compile(r'(?<!title)(?<!aria-label)="$')
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(
    r"[<>\\_=|*]|\(\?|^[#&/]|%[aAbBdHY]|\{0|^[a-z][^.]*[a-z)]: "
    r'|^\W*[a-z-]+"$|.-$|^[A-Z_]+$|^\w+/\w+$|^ [a-z-]+$|^: '
)
"""Patterns, addresses, forms of dates, subjects of facts, and pieces of tags."""

_PROGRAMS = frozenset({"compile", "replace", "removeprefix", "call", "hidden", "memoize", "router"})
_ONE_WORD = (ast.Return, ast.Dict, ast.Tuple, ast.List, ast.IfExp, ast.BoolOp)


def collect() -> dict[str, str]:
    """Return each text of the pages with itself, sorted."""
    found = {*NAMES, *(name[:3] for name in NAMES), *get_args(Status), *ROLES}
    for path in PAGES:
        for text in _find(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {part for part in _split(text) if has_words(part)}
    return {text: text for text in sorted({*found, *script_texts()})}


def has_words(text: str) -> bool:
    """Return whether there is more in a text than numbers and units."""
    return any(word not in UNITS for word in _WORD.findall(text))


def _find(node: ast.AST) -> Iterator[str]:
    """Yield what a reader may see: no docstrings, types, errors or names of programs."""
    for child in _seen(node):
        text = _write(child)
        if text is None:
            yield from _find(child)
            continue
        yield from (unquote_plus(said) for said in _SAID.findall(text))
        words = not _CODE.search(text)
        if _TAG.search(text) or (words and (isinstance(node, _ONE_WORD) or not _is_one_word(text))):
            yield text
        if isinstance(child, ast.JoinedStr):
            for value in _shown_values(child):
                yield from _find(value)


def _shown_values(text: ast.JoinedStr) -> Iterator[ast.FormattedValue]:
    """Yield the values of a text, without those that are an attribute of a tag."""
    before = ""
    for part in text.values:
        if isinstance(part, ast.FormattedValue) and not _ATTRIBUTE.search(before):
            yield part
        before = str(part.value) if isinstance(part, ast.Constant) else ""


def _is_one_word(text: str) -> bool:
    """Return whether a text may be the name of a field, or a class, as well as a word."""
    return re.fullmatch(r" ?[a-z-]+", text) is not None


def _is_title(node: ast.AST) -> bool:
    text = _write(node)
    return text is not None and re.match("[A-Z][a-z]", text) is not None


def _seen(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a piece of source that may hold what is shown."""
    match node:
        case ast.FunctionDef():
            yield from node.body
        case ast.AnnAssign():
            yield from [node.value] if node.value else []
        case ast.Dict():
            yield from (key for key in node.keys if key is not None and _is_title(key))
            yield from node.values
        case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.Compare() | ast.Subscript():
            return
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return
        case ast.FormattedValue():
            yield node.value
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _PROGRAMS:
            return
        case _:
            yield from ast.iter_child_nodes(node)


def _write(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _split(text: str) -> list[str]:
    """Return the texts in a piece of a page."""
    texts: list[str] = []

    def keep(found: str) -> str | None:
        whole = re.sub(r"(?:\{\})+", "{}", _PLACE.sub("{}", found))
        if not has_words(whole):
            return None  # its parts may have some
        texts.append(whole)
        return found

    rewrite(text, keep)
    return [text for text in texts if not re.search('="|">|doctype', text)]


if __name__ == "__main__":
    current = json.dumps(collect(), ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        LIST.write_text(current, encoding="utf-8")
    elif LIST.read_text(encoding="utf-8") != current:
        raise SystemExit(f"{LIST} is out of date: python docs/site/words.py --write")
