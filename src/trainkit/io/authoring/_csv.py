"""CSV in any dialect to columns of text and numbers."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._text import BYTE_ORDER_MARKS, decode_head

__all__ = ["CsvTable", "csv_columns", "fold_name", "is_csv", "parse_numbers", "read_csv_table"]

_DELIMITERS = ",;\t"
_MOST_COLUMNS = 1000
_HEAD = 1 << 14
_LINE_END = re.compile(r"[\r\n]")
_BINARY = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_NONE = {"", "-", "--", "na", "n/a", "nan", "none", "null"}


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table of text.

    Parameters
    ----------
    columns : dict of str to list of str
        Cells by folded column name (see `fold_name`); a name that repeats gets the suffix ``_2``.
        All lists have one length.
    rows : int
        Number of rows.
    size : int
        Size of the file [bytes].
    """

    columns: dict[str, list[str]]
    rows: int
    size: int

    def column(self, *names: str) -> list[str]:
        """Return the first column of these names that exists, else empty cells."""
        for name in names:
            if name in self.columns:
                return self.columns[name]
        return [""] * self.rows


def is_csv(head: bytes) -> bool:
    """Return whether the first bytes of a file are text with a delimiter in the first line."""
    text = decode_head(head)
    if text[:1] in {"", "<", "{", "["} or _BINARY.search(text):
        return False
    return any(mark in _LINE_END.split(text, maxsplit=1)[0] for mark in _DELIMITERS)


def csv_columns(head: bytes) -> frozenset[str]:
    """Return the folded column names in the first bytes of a CSV file; none if it is not CSV."""
    if not is_csv(head):
        return frozenset()
    text = decode_head(head)
    try:
        rows = _rows(text.splitlines(keepends=True), _delimiter(text))
        return frozenset(_column_names(next((row for row in rows if any(row)), [])))
    except csv.Error:
        return frozenset()


def read_csv_table(data: bytes, log: ProblemLog) -> CsvTable:
    """Read CSV: UTF-8, UTF-16 or Latin-1; commas, semicolons or tabs; any line ends.

    Parameters
    ----------
    data : bytes
        The file.
    log : ProblemLog
        Counts rows of the wrong length, and reports a row that ends the table early.

    Returns
    -------
    CsvTable
        Its cells, without surrounding blanks.
    """
    mark, encoding = _encoding(data)
    stream = TextIOWrapper(BytesIO(data[len(mark) :]), encoding, errors="replace", newline="")
    head = data[len(mark) : len(mark) + _HEAD].decode(encoding, errors="replace").lstrip()
    names: list[str] = []
    columns: list[list[str]] = []
    count = 0
    try:
        for row in _rows(stream, _delimiter(head)):
            if not any(row):
                continue
            if not names:
                names = _column_names(row)
                columns = [[] for _ in names]
                continue
            count += 1
            if len(row) != len(names):
                log.count("rows with more or fewer cells than the header")
            for place, column in enumerate(columns):
                column.append(row[place].strip() if place < len(row) else "")
    except csv.Error as error:
        log.count(f"row could not be read, and none after it: {error}")
    return CsvTable(dict(zip(names, columns, strict=True)), count, len(data))


def fold_name(name: str) -> str:
    """Fold a column's name: ``" Max Heart-Rate"`` becomes ``max_heart_rate``."""
    return re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_")


def parse_numbers(cells: Iterable[str], log: ProblemLog) -> list[float | None]:
    """Parse cells as numbers, with a decimal point or comma, a percent sign or a trailing unit.

    Parameters
    ----------
    cells : iterable of str
        The text; an empty cell and words such as ``"n/a"`` are unknown.
    log : ProblemLog
        Counts cells that are no numbers.

    Returns
    -------
    list of float or None
        The numbers.
    """
    numbers = []
    for cell in cells:
        value = _parse_cell(cell)
        if value is None and cell.lower() not in _NONE:
            log.count(f"cells such as {cell[:20]!r} that are no numbers")
        numbers.append(value)
    return numbers


def _parse_cell(cell: str) -> float | None:
    match = _NUMBER.match(cell)
    if _GROUPED.fullmatch(cell):
        return float(cell.replace(",", ""))
    rest = cell[match.end() :] if match else cell
    if match is None or not re.fullmatch(r"\s*(%|[^\W\d_]{0,6}(/[^\W\d_]+)?)", rest):
        return None
    return float(match[0].replace(",", "."))


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    clean = (line.replace("\0", "") for line in lines)
    return csv.reader(clean, delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str) -> str:
    """Return the delimiter that the first line has most often outside quotes."""
    line = re.sub(r'"[^"]*"', "", _LINE_END.split(text, maxsplit=1)[0])
    return max(_DELIMITERS, key=line.count)


def _column_names(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for cell in header[:_MOST_COLUMNS]:
        name = fold_name(cell) or "column"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names if len(set(names)) == len(names) else [f"{n}_{at}" for at, n in enumerate(names)]


def _encoding(data: bytes) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return mark, encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "latin-1"
    return b"", "utf-8"
