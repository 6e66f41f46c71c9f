"""Numbers in columns of text; what a comma means is decided for a column, by its cells together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.models.units import Within

__all__ = [
    "HOURS",
    "NumberStyle",
    "find_decimal_mark",
    "parse_durations",
    "parse_hours",
    "parse_numbers",
]

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009'\u2019", " ") | {"\u2212": "-"})
_NONE = {"", "-", "--", "---", "na", "n/a", "nan", "none", "null", "\u2013", "\u2014"}
_NUMBER = re.compile(
    r"([+-]?)(\d[\d.,]*(?: \d{3}(?!\d)[\d.,]*)*|[.,]\d+)([eE][+-]?\d+)?"
    r"(\s*(?:%|\u00b0?[^\W\d_]{0,6}(?:/[^\W\d_]+)?))"
)
_EITHER_WAY = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")  # a decimal mark, or a mark of thousands
_GROUPS = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_GROUPS_AND_DECIMALS = re.compile(r"\d{1,3}(?:([.,])\d{3})+(?!\1)([.,])\d*")
_DECIMALS = re.compile(r"\d*([.,])\d*")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:[.,]\d+)?)")
_HOURS = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_IN_WORDS = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|std|hours?)\.?)?\s*(?:(\d+)\s*(?:m|min|mins|minutes?)\.?)?"
    r"\s*(?:(\d+)\s*(?:s|sec|secs|seconds?)\.?)?",
    re.IGNORECASE,
)


HOURS = {"h": 1.0, "min": 1 / 60, "m": 1 / 60, "mins": 1 / 60, "s": 1 / 3600, "sec": 1 / 3600}
"""Hours in one unit of time."""


class NumberStyle(NamedTuple):
    """How a table writes numbers.

    Parameters
    ----------
    proven : str or None
        The decimal mark that its cells prove, ``"."`` or ``","``.
    usual : str
        The decimal mark that is usual with its delimiter.
    """

    proven: str | None = None
    usual: str = "."


class _Cell(NamedTuple):
    """A number in text: its sign, its digits with their marks, its exponent and its unit."""

    sign: str
    digits: str
    exponent: str
    unit: str


def parse_numbers(
    cells: Iterable[str],
    log: ProblemLog,
    *,
    style: NumberStyle | None = None,
    within: Within | None = None,
    whole: bool = False,
    units: Mapping[str, float] | None = None,
    column: str = "",
) -> list[float | None]:
    """Parse a column of numbers, with decimal points or commas, marks of thousands and units.

    ``1,5`` and ``1.234,5`` prove what a comma means, for the whole column. Where no cell proves
    anything, as in ``12,345``, these decide, in this order: the rest of the table, whether the
    numbers must be whole, the range of the field if only one reading lies in it, and at last the
    usage. The log reports such a guess. Cells that contradict each other are read each for itself,
    and those that may be read both ways are left out.

    Parameters
    ----------
    cells : iterable of str
        The text; an empty cell and words such as ``"n/a"`` are unknown.
    log : ProblemLog
        Counts cells that are no numbers, and reports guesses.
    style : NumberStyle, optional
        How the rest of the table writes numbers: see `CsvTable.style`.
    within : Within, optional
        The range of the field.
    whole : bool
        True for numbers that count something.
    units : dict of str to float, optional
        Factors for units in cells, by the unit in lower case; other units change nothing.
    column : str
        The column's name, for the log.

    Returns
    -------
    list of float or None
        The numbers.
    """
    cells = cells if isinstance(cells, Sequence) else list(cells)
    style = style or NumberStyle()
    if style.proven == "." or not (whole or "," in style or _may_be_read_two_ways(cells)):
        plain = _parse_plain(cells)
        if plain is not None:
            return plain
    texts = [_split(cell) for cell in cells]
    mark = _decide(texts, log, style=style, within=within, whole=whole, column=column)
    numbers: list[float | None] = []
    for cell, text in zip(cells, texts, strict=True):
        value = None if text is None else _to_float(text, mark)
        if text is None and cell.strip().lower() in _NONE:
            pass
        elif value is None and text is not None and _EITHER_WAY.fullmatch(text.digits):
            log.count("number[s] such as {} that may be read two ways: left out", example=cell)
        elif value is None:
            log.count("cell[s] such as {} that [is no number|are no numbers]", example=cell)
        elif units and text is not None and text.unit:
            value *= units.get(text.unit, 1.0)
        numbers.append(value)
    return numbers


def find_decimal_mark(cells: Iterable[str]) -> str | None:
    """Return the decimal mark that most cells of a table prove; None if no cell proves one."""
    votes = {".": 0, ",": 0}
    for cell in cells:
        if "," not in cell and "." not in cell:
            continue
        text = _split(cell)
        mark = None if text is None else _proves(text.digits)
        if mark is not None:
            votes[mark] += 1
    if votes["."] == votes[","]:
        return None
    return max(votes, key=lambda mark: votes[mark])


def parse_durations(cells: Iterable[str], log: ProblemLog) -> list[float | None]:
    """Parse a column of durations such as ``1:02:03``, ``62:03.5`` or ``1h 2m``.

    Parameters
    ----------
    cells : iterable of str
        The text. Two numbers with a colon are minutes and seconds; numbers alone are seconds.
    log : ProblemLog
        Counts cells that are no durations.

    Returns
    -------
    list of float or None
        [s]
    """
    durations: list[float | None] = []
    for cell in cells:
        text = cell.strip().lower()
        value = _parse_duration(text)
        if value is None and text not in _NONE:
            log.count("cell[s] such as {} that [is no duration|are no durations]", example=cell)
        durations.append(value)
    return durations


def parse_hours(
    cells: Sequence[str],
    log: ProblemLog,
    *,
    style: NumberStyle | None = None,
    units: Mapping[str, float] | None = None,
    column: str = "",
) -> list[float | None]:
    """Parse a column of hours: numbers, ``7:30`` (hours and minutes) or ``7h 30m``.

    Parameters
    ----------
    cells : sequence of str
        The text.
    log : ProblemLog
        Counts cells that are no hours, and reports guesses.
    style, units, column
        As in `parse_numbers`.

    Returns
    -------
    list of float or None
        [h]
    """
    clocks = [_parse_clock(cell.strip().lower()) for cell in cells]
    if not any(clock is not None for clock in clocks):
        return parse_numbers(cells, log, style=style, units=units or HOURS, column=column)
    plain = ["" if clock is not None else cell for cell, clock in zip(cells, clocks, strict=True)]
    numbers = parse_numbers(plain, log, style=style, units=units or HOURS, column=column)
    return [n if clock is None else clock for n, clock in zip(numbers, clocks, strict=True)]


def _parse_clock(text: str) -> float | None:
    """Parse hours and minutes, with a colon or in words."""
    if (match := _IN_WORDS.fullmatch(text)) and match[1] and match[2]:
        return int(match[1]) + int(match[2]) / 60
    if (match := _HOURS.fullmatch(text)) and int(match[2]) < 60:
        return int(match[1]) + int(match[2]) / 60 + int(match[3] or 0) / 3600
    return None


def _parse_duration(text: str) -> float | None:
    if match := _CLOCK.fullmatch(text):
        seconds = float(match[3].replace(",", "."))
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + seconds
    if (match := _IN_WORDS.fullmatch(text)) and any(match.groups()):
        hours, minutes, whole = (int(part or 0) for part in match.groups())
        return float(hours * 3600 + minutes * 60 + whole)
    try:
        return float(text.replace(",", ".")) if text[:1].isdigit() and "_" not in text else None
    except ValueError:
        return None


def _parse_plain(cells: Sequence[str]) -> list[float | None] | None:
    """Parse cells of digits with points, the usual case; None if any cell is another one."""
    try:
        values = [float(cell) if cell else None for cell in cells]
    except ValueError:
        return None
    for cell in cells:
        if cell and not (cell[-1].isascii() and cell[-1] in "0123456789." and "_" not in cell):
            return None  # words such as "inf"
    return values


def _may_be_read_two_ways(cells: Sequence[str]) -> bool:
    pointed = [cell for cell in cells if "." in cell]
    return bool(pointed) and all(_EITHER_WAY.fullmatch(cell) for cell in pointed)


def _split(cell: str) -> _Cell | None:
    match = _NUMBER.fullmatch(cell.translate(_BLANKS).strip())
    if match is None:
        return None
    return _Cell(match[1], match[2].replace(" ", ""), match[3] or "", match[4].strip().lower())


def _proves(digits: str) -> str | None:
    """Return the decimal mark that a number proves; None if it has no mark, or may be both."""
    if not ("." in digits or "," in digits) or _EITHER_WAY.fullmatch(digits):
        return None
    if match := _GROUPS_AND_DECIMALS.fullmatch(digits):
        return match[2]
    if match := _GROUPS.fullmatch(digits):
        return "." if match[1] == "," else ","
    if match := _DECIMALS.fullmatch(digits):
        return match[1]
    return None


def _decide(
    texts: Sequence[_Cell | None],
    log: ProblemLog,
    *,
    style: NumberStyle,
    within: Within | None,
    whole: bool,
    column: str,
) -> str | None:
    """Return the decimal mark of a column; None if its cells contradict each other."""
    open_cells = [text for text in texts if text is not None and _is_open(text)]
    proofs = {_proves(text.digits) for text in texts if text is not None} - {None}
    if len(proofs) > 1:
        log.note(f"decimal points and commas are mixed{_of(column)}: each number read for itself")
        return None
    if proofs:
        return proofs.pop()
    if style.proven is not None or not open_cells:
        return style.proven or "."
    return _guess(open_cells, log, style=style, within=within, whole=whole, column=column)


def _guess(
    open_cells: Sequence[_Cell],
    log: ProblemLog,
    *,
    style: NumberStyle,
    within: Within | None,
    whole: bool,
    column: str,
) -> str:
    """Return the likeliest decimal mark of numbers that may be read two ways, and report it."""
    marks = {"," if "." in text.digits else "." for text in open_cells}
    if whole and len(marks) == 1:
        mark = marks.pop()
    else:
        fitting = _fit(open_cells, within)
        mark = fitting or style.usual
        if fitting == style.usual:
            return mark
    example = open_cells[0].digits
    value = _to_float(open_cells[0], mark)
    log.note(f"numbers such as {example} may be read two ways{_of(column)}: read as {value:g}")
    return mark


def _is_open(text: _Cell) -> bool:
    return _EITHER_WAY.fullmatch(text.digits) is not None


def _fit(open_cells: Sequence[_Cell], within: Within | None) -> str | None:
    """Return the only decimal mark with which all numbers lie in a range, if there is one."""
    if within is None:
        return None
    fitting = []
    for mark in ".,":
        values = [_to_float(text, mark) for text in open_cells]
        if all(value is not None and within.low <= value <= within.high for value in values):
            fitting.append(mark)
    return fitting[0] if len(fitting) == 1 else None


def _of(column: str) -> str:
    return f" in the column {column}" if column else ""


def _to_float(text: _Cell, mark: str | None) -> float | None:
    """Return the value with a decimal mark; None if it is no number with it, or may be both."""
    proof = _proves(text.digits)
    if mark is None and proof is None and _is_open(text):
        return None
    mark = mark or proof or "."
    if proof not in {None, mark}:
        return None
    digits = text.digits.replace("," if mark == "." else ".", "").replace(mark, ".")
    try:
        return float(f"{text.sign}{digits}{text.exponent}")
    except ValueError:
        return None
