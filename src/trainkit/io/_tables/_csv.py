"""CSV text of any making to columns of text."""

import csv
import re
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

from trainkit.io._remarks import Remarks

__all__ = ["Table", "numbers_of", "table_of"]

_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_DELIMITERS = ",;\t"
_MOST_COLUMNS = 1000
_HEAD = 1 << 14
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Parameters
    ----------
    columns : dict of str to list of str
        Cells by the column's name in lower case, words joined by underscores; a name that comes
        again has ``_2`` behind it. All lists have one length.
    rows : int
        How many rows.
    size : int
        Bytes of the file.
    """

    columns: dict[str, list[str]]
    rows: int
    size: int

    def first(self, *names: str) -> list[str]:
        """Look up the first of some columns that is there; one of empty cells without any."""
        for name in names:
            if name in self.columns:
                return self.columns[name]
        return [""] * self.rows


def table_of(data: bytes, remarks: Remarks) -> Table:
    """Read CSV: UTF-8, UTF-16 or Latin-1; commas, semicolons or tabs; any line ends.

    Parameters
    ----------
    data : bytes
        The file.
    remarks : Remarks
        Takes what was wrong with it.

    Returns
    -------
    Table
        Its cells, without blanks around them.
    """
    mark, encoding = _encoding(data)
    stream = TextIOWrapper(BytesIO(data[len(mark) :]), encoding, errors="replace", newline="")
    head = data[len(mark) : len(mark) + _HEAD].decode(encoding, errors="replace").lstrip()
    line = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", head, maxsplit=1)[0])
    delimiter = max(_DELIMITERS, key=line.count)
    lines = (line.replace("\0", "") for line in stream)
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    names: list[str] = []
    columns: list[list[str]] = []
    count = 0
    try:
        for row in rows:
            if not any(row):
                continue
            if not names:
                names = _named(row[:_MOST_COLUMNS])
                columns = [[] for _ in names]
                continue
            count += 1
            if len(row) != len(names):
                remarks.counts["rows with more or fewer cells than the header"] += 1
            for place, column in enumerate(columns):
                column.append(row[place].strip() if place < len(row) else "")
    except csv.Error as error:
        remarks.counts[f"row could not be read, and none after it: {error}"] += 1
    return Table(dict(zip(names, columns, strict=True)), count, len(data))


def folded(name: str) -> str:
    """Fold a column's name: ``" Max Heart-Rate"`` is ``max_heart_rate``."""
    return re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_")


def _named(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for one in header:
        name = folded(one) or "column"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names if len(set(names)) == len(names) else [f"{n}_{at}" for at, n in enumerate(names)]


def _encoding(data: bytes) -> tuple[bytes, str]:
    """Tell the mark at the beginning and the encoding."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return mark, encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "latin-1"
    return b"", "utf-8"


def numbers_of(cells: list[str], remarks: Remarks) -> list[float | None]:
    """Read cells as numbers: with a decimal point or comma, a percent sign or a unit behind.

    Parameters
    ----------
    cells : list of str
        The text; an empty cell, and words for none, are unknown.
    remarks : Remarks
        Takes how many cells are no numbers.

    Returns
    -------
    list of float or None
        The numbers.
    """
    found = []
    for cell in cells:
        value = _number(cell)
        if value is None and cell.lower() not in _NONE:
            remarks.counts[f"cells such as {cell[:20]!r} that are no numbers"] += 1
        found.append(value)
    return found


_NONE = {"", "-", "--", "na", "n/a", "nan", "none", "null"}


def _number(cell: str) -> float | None:
    match = _NUMBER.match(cell)
    if _GROUPED.fullmatch(cell):
        return float(cell.replace(",", ""))
    rest = cell[match.end() :] if match else cell
    if match is None or not re.fullmatch(r"\s*(%|[^\W\d_]{0,6}(/[^\W\d_]+)?)", rest):
        return None
    return float(match[0].replace(",", "."))
