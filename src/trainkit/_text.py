"""Text that cannot control what shows it: a terminal, a calendar, a bicycle computer."""

import re
from unicodedata import category

__all__ = ["clean", "clean_json", "clean_line", "describe_error"]

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_JOINERS = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"}  # of emoji, and of scripts
_SHOWN = 300  # characters of an error
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    r"""Replace what controls a terminal or reverses the text that follows; line ends stay.

    Parameters
    ----------
    text : str
        Text of unknown origin.

    Returns
    -------
    str
        Printable characters, plain blanks and line ends. Control and escape characters, marks that
        change the direction of text, and halves of characters become U+FFFD.

    Examples
    --------
    >>> clean("Easy\trun \x1b[2J")
    'Easy run �[2J'
    """
    return text if text.isprintable() else "".join(map(_replace, text))


def clean_line(text: str) -> str:
    r"""Clean a text as `clean` does, in one line.

    Examples
    --------
    >>> clean_line("Easy run\r\n with  strides ")
    'Easy run with strides'
    """
    return clean(_BLANKS.sub(" ", text)).strip() if not text.isprintable() else text


def clean_json(text: str, *, only_ascii: bool = False) -> str:
    r"""Escape what `clean` replaces; in JSON it can only be part of a string, so nothing is lost.

    Parameters
    ----------
    text : str
        JSON.
    only_ascii : bool
        Whether to escape all that is not ASCII.

    Returns
    -------
    str
        JSON of the same value.

    Examples
    --------
    >>> clean_json('{"name": "\u202egnp"}')
    '{"name": "\\u202egnp"}'
    """
    if text.isprintable() and (text.isascii() or not only_ascii):
        return text
    kept = str.isascii if only_ascii else str.isprintable
    return "".join(
        char if char == "\n" or (kept(char) and char.isprintable()) else _escape(char)
        for char in text
    )


def _replace(character: str) -> str:
    if character.isprintable() or character == "\n" or character in _JOINERS:
        return character
    return " " if character == "\t" or category(character) == "Zs" else _REPLACEMENT


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def describe_error(error: BaseException) -> str:
    """Describe an error of somebody else's code; even its text may fail, and may be long."""
    try:
        text = str(error)
        text.encode()
    except Exception:  # noqa: BLE001  somebody else's class
        text = ""
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
