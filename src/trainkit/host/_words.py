"""Pages in another language: words of a file in place of the English ones."""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from trainkit._html import escape
from trainkit.errors import InvalidInput

__all__ = [
    "ENGLISH",
    "Find",
    "Words",
    "read_languages",
    "read_words",
    "rewrite",
    "script_texts",
    "translate",
]

Find: TypeAlias = Callable[[str], str | None]
"""Gives the words for an English text; None where it knows none."""

_INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup"})
_LEFT = frozenset({"script", "style", "textarea"})
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_OTHER = re.compile(r' (?:lang|translate)="')
_TAG = re.compile(r"(<[/a-zA-Z!][^<>]*>)")
_SPOKEN = re.compile(r'(?<= )((?:title|aria-label|placeholder|alt|data-read)=")([^"]*)(?=")')
_SCRIPT = re.compile(r'\bsay\(\s*("(?:[^"\\]|\\.)+")')
_VALUE = re.compile(r"\{(\d*)\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FIRST_PLACE, _MOST_PLACES = 0xE000, 6400  # characters for private use: no text has them
_PLACES = re.compile("([\ue000-\uf8ff])")
_SENTENCE, _FEW_WORDS = 10, 4
_AMOUNT = re.compile("[0-9\ue000-\uf8ff]")
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An English text with values in it, and the same in another language."""

    literals: tuple[str, ...]
    said: str

    def match(self, text: str) -> list[str] | None:
        """Return the values of a text; None where it is another one. Takes linear time."""
        first, *middle, last = self.literals
        if not (text.startswith(first) and text.endswith(last)):
            return None
        at, end, values = len(first), len(text) - len(last), []
        for literal in middle:
            found = text.find(literal, at, end)
            if found < 0:
                return None
            values.append(text[at:found])
            at = found + len(literal)
        if at > end:
            return None
        values.append(text[at:end])
        is_sentence = first[:1].isupper() or sum(map(len, self.literals)) >= _SENTENCE
        return values if is_sentence or _are_amounts(values) else None


def _are_amounts(values: list[str]) -> bool:
    """Return whether values are what "{} of {}" joins, and no piece of a sentence that it cuts."""
    is_short = all(len(value.split()) <= _FEW_WORDS for value in values)
    if any(_PLACES.search(value) and _has_letters(value) for value in values):
        return False
    return is_short and any(_AMOUNT.search(value) for value in values)


class Words:
    """The words of a language.

    Parameters
    ----------
    language : str
        Its code, such as ``"de"``.
    entries : mapping of str to str
        The English texts with ``{}`` for each value, and what stands in their place; ``{0}`` and
        ``{1}`` where the values come in another order.
    """

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        self.language, self._entries = language, entries
        self.exact = {text: said for text, said in entries.items() if not _VALUE.search(text)}
        found = [
            _Pattern(tuple(_VALUE.sub("{}", text).split("{}")), said)
            for text, said in entries.items()
            if _VALUE.search(text)
        ]
        # The one that says most comes first: "{} of {} days" before "{} of {}".
        self._patterns = sorted(found, key=lambda item: -sum(map(len, item.literals)))

    @property
    def name(self) -> str:
        """What the language calls itself: its word for ``"English"``."""
        return self.exact.get("English", self.language)

    def for_script(self) -> dict[str, str]:
        """Return what the script of the pages says."""
        return {text: self._entries[text] for text in script_texts() if text in self._entries}

    def name_of(self, name: str) -> str:
        """Return the word for a day or a month: it stands in text and in attributes alike."""
        said = self.exact.get(name, name)
        return said if escape(said) == said else name

    def find(self, text: str, depth: int = 2) -> str | None:
        """Return the words for an English text; None where the file has none.

        Values in it are looked up too, `depth` texts deep.
        """
        said = self.exact.get(text)
        if said is not None or not depth:
            return said
        for pattern in self._patterns:
            values = pattern.match(text)
            if values is not None:
                return _fill(pattern.said, [self._find_value(each, depth - 1) for each in values])
        return None

    def _find_value(self, value: str, depth: int) -> str:
        return _say_list(value, lambda text: self.find(text, depth)) or value


ENGLISH = Words("en", {})
"""The words that pages are written in."""


@cache
def script_texts() -> tuple[str, ...]:
    """Return the English texts in the script of the pages."""
    script = (Path(__file__).parent / "static" / "app.js").read_text(encoding="utf-8")
    return tuple(json.loads(text) for text in _SCRIPT.findall(script))


def read_words(path: Path) -> Words:
    """Read the file of a language, such as ``de.json``; `InvalidInput` says what is wrong."""
    name = str(path)
    if _LANGUAGE.fullmatch(path.stem) is None or path.stem == "en":
        raise InvalidInput("words", name, "named like a language, such as de.json")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput("words", name, "a file of 1 MiB at most")
        entries = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidInput("words", name, f"a readable JSON file ({error})") from None
    if not isinstance(entries, dict) or not all(isinstance(said, str) for said in entries.values()):
        raise InvalidInput("words", name, 'pairs of texts, such as {"Today": "Heute"}')
    for text, said in entries.items():
        _check(name, text, said)
    return Words(path.stem, {text: said for text, said in entries.items() if said.strip()})


def read_languages(folder: Path | None) -> dict[str, Words]:
    """Read the languages in a folder by their codes; a folder that is not there has none."""
    if folder is None or not folder.is_dir():
        return {}
    found = [read_words(path) for path in sorted(folder.glob("*.json")) if path.stem != "en"]
    return {words.language: words for words in found}


def translate(page: str, words: Words) -> str:
    """Put the words of a language into a page; what the language has no words for stays English.

    Text and the attributes that are read out are looked up, and escaped: words bring no markup in.
    Elements of another language (``lang``) and what people write (``translate="no"``, a
    ``textarea``) are left as they are.
    """
    return page if words is ENGLISH else rewrite(page, words.find)


def rewrite(page: str, find: Find) -> str:
    """Put what `find` gives in place of each text of a page.

    A text is what stands between two blocks, such as a paragraph: elements inside its line, such
    as a link, are values of it, and texts of their own.
    """
    tokens = _TAG.split(page)
    written: list[str] = []
    line: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        name = _name(token) if at % 2 else ""
        end = at + 1
        if name and _is_left(name, token):
            end = _find_end(tokens, at, name)
            token = "".join(tokens[at:end])
        elif name == "svg":
            end = max(_find_end(tokens, at, name), at + 1)
            token = _say_tag(token, find) + rewrite("".join(tokens[at + 1 : end]), find)
        if not name or name in _INLINE or (name == "svg" and end > at + 1):
            line.append(token)
        else:
            written += [_say_line(line, find), token if end > at + 1 else _say_tag(token, find)]
            line = []
        at = end
    return "".join([*written, _say_line(line, find)])


def _name(token: str) -> str:
    found = _NAME.match(token)
    return found[1].lower() if found else ""


def _is_left(name: str, token: str) -> bool:
    """Return whether an element is left as it is."""
    if token.startswith("</"):
        return False
    is_value = name == "option" and ' value="' not in token  # what a form sends
    return is_value or name in _LEFT or _OTHER.search(token) is not None


def _is_whole(token: str) -> bool:
    """Return whether a piece of a line is an element with its end."""
    return "</" in token[1:]


def _find_end(tokens: list[str], start: int, name: str) -> int:
    """Return where an element ends: after its own end, not that of one of its name inside."""
    depth = 0
    for at in range(start, len(tokens)):
        if at % 2 and _name(tokens[at]) == name:
            depth += -1 if tokens[at].startswith("</") else 1
            if not depth:
                return at + 1
    return start + 1


def _say_line(line: list[str], find: Find) -> str:
    """Write the texts and elements of a line."""
    if len(line) > _MOST_PLACES:
        return "".join(line)
    ends = _pair(line)
    written, text, inside, at = [], "", list[str](), 0
    while at < len(line):
        token = line[at]
        is_tag = token.startswith("<") and _name(token) != ""
        if not is_tag:
            text += _PLACES.sub("\ufffd", html.unescape(token))
        elif at in ends or _is_whole(token):
            end = ends.get(at, at)
            element = token
            if end > at:
                within = _say_line(line[at + 1 : end], find)
                element = f"{_say_tag(token, find)}{within}{line[end]}"
            text += chr(_FIRST_PLACE + len(inside))
            inside.append(element)
            at = end
        else:  # its other end lies in another line
            written += [_say_text(text, inside, find), _say_tag(token, find)]
            text, inside = "", []
        at += 1
    return "".join([*written, _say_text(text, inside, find)])


def _pair(line: list[str]) -> dict[int, int]:
    """Return where each element of a line begins and ends."""
    began: list[tuple[str, int]] = []
    ends = {}
    for at, token in enumerate(line):
        name = _name(token)
        if name and token.startswith("</"):
            if began and began[-1][0] == name:
                ends[began.pop()[1]] = at
        elif name and not _is_whole(token):
            began.append((name, at))
    return ends


def _say_text(text: str, inside: list[str], find: Find) -> str:
    """Write a text with the elements inside it."""
    said = _say(text, find)
    if said is None:  # no words for the whole: its parts may have some
        said = "".join(_say_list(piece, find) or piece for piece in _PLACES.split(text))
    return _restore(said, inside)


def _say(text: str, find: Find) -> str | None:
    """Return the words for a text, with the spaces around it; None where there are none."""
    core = text.strip()
    said = find(core) if _has_letters(core) else None
    return None if said is None else text.replace(core, said)


def _say_list(text: str, find: Find) -> str | None:
    """Return the words for a text, or for a list whose parts all have words."""
    said = _say(text, find)
    parts = text.split(", ")
    if said is not None or len(parts) == 1:
        return said
    listed = [_say(part, find) if _has_letters(part) else part for part in parts]
    return None if None in listed else ", ".join(part for part in listed if part is not None)


def _restore(text: str, inside: list[str]) -> str:
    """Escape a text, and put its elements back."""
    pieces = _PLACES.split(text)
    return "".join(
        inside[ord(piece) - _FIRST_PLACE] if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )


def _say_tag(token: str, find: Find) -> str:
    """Write a tag with the attributes that are read out."""
    return _SPOKEN.sub(lambda found: found[1] + _say_attribute(found[2], find), token)


def _say_attribute(text: str, find: Find) -> str:
    said = _say_list(html.unescape(text), find)
    return text if said is None else escape(said)


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _fill(said: str, values: list[str]) -> str:
    """Put values into words, in their order or by their numbers."""
    left = iter(values)
    return _VALUE.sub(lambda found: values[int(found[1])] if found[1] else next(left), said)


def _check(name: str, text: str, said: str) -> None:
    """Refuse words that lose a value of the English text, or add one."""
    if not _has_letters(text):
        raise InvalidInput("words", f"{name}: {text!r}", "an English text")
    count, given = len(_VALUE.findall(text)), _VALUE.findall(said)
    in_order = given == [""] * count
    by_number = sorted(given) == sorted(str(at) for at in range(count))
    if said.strip() and not in_order and not by_number:
        raise InvalidInput("words", f"{name}: {said!r}", f"words with each value of {text!r} once")
    if _PLACES.search(said):
        raise InvalidInput("words", f"{name}: {said!r}", "without characters for private use")
