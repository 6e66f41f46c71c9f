"""CSV in any dialect to columns of text and numbers."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from itertools import islice
from operator import methodcaller

from trainkit.io.authoring._numbers import NumberStyle, find_decimal_mark, parse_numbers
from trainkit.io.authoring._problem_log import ProblemLog
from trainkit.io.authoring._text import decode_head, find_encoding
from trainkit.models.units import Within
from trainkit.ports.read_limits import DEFAULT_LIMITS, ReadLimits

__all__ = ["CsvTable", "csv_columns", "csv_rows", "fold_name", "is_csv", "read_csv_table"]

_DELIMITERS = ",;\t|"
_MOST_COLUMNS = 1000
_HEAD = 1 << 14
_LINE_END = re.compile(r"[\r\n]")
_BINARY = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATOR = re.compile(r"\s*sep=([,;\t|])\s*?(?:\r\n?|\n)", re.IGNORECASE)
_SAMPLE = 100  # rows that show how a table writes numbers
_TURNED = 4096  # rows at a time
_PLAIN = NumberStyle()
_FREE_CELLS = 100_000  # of any table; others have a cell for each byte at most
_SHORT = 20  # characters of a cell that may be a number


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
    style : NumberStyle
        How it writes numbers.
    header : tuple of str
        The column names as they stand in the file.
    """

    columns: dict[str, list[str]]
    rows: int
    size: int
    style: NumberStyle = _PLAIN
    header: tuple[str, ...] = ()

    def column(self, *names: str) -> list[str]:
        """Return the first column of these names that exists, else empty cells."""
        for name in names:
            if name in self.columns:
                return self.columns[name]
        return [""] * self.rows

    def numbers(
        self,
        log: ProblemLog,
        *names: str,
        within: Within | None = None,
        whole: bool = False,
        units: Mapping[str, float] | None = None,
    ) -> list[float | None]:
        """Parse the first column of these names that exists, in the style of the table.

        Parameters
        ----------
        log : ProblemLog
            Counts cells that are no numbers, and reports guesses.
        *names : str
            Folded column names.
        within, whole, units
            As in `parse_numbers`.

        Returns
        -------
        list of float or None
            One per row.
        """
        name = next((name for name in names if name in self.columns), None)
        if name is None:
            return [None] * self.rows
        return parse_numbers(
            self.columns[name],
            log,
            style=self.style,
            within=within,
            whole=whole,
            units=units,
            column=name,
        )


@lru_cache(maxsize=4)  # all formats look at the same beginning
def is_csv(head: bytes) -> bool:
    """Return whether the first bytes of a file are text with a delimiter in the first line."""
    text = decode_head(head)
    if text[:1] in {"", "<", "{", "["} or _BINARY.search(text):
        return False
    return any(mark in _LINE_END.split(text, maxsplit=1)[0] for mark in _DELIMITERS)


@lru_cache(maxsize=4)
def csv_columns(head: bytes) -> frozenset[str]:
    """Return the folded column names in the first bytes of a CSV file; none if it is not CSV."""
    return frozenset(_column_names(csv_rows(head)[0] if csv_rows(head) else []))


@lru_cache(maxsize=4)
def csv_rows(head: bytes) -> Sequence[list[str]]:
    """Return the rows in the first bytes of a CSV file; the last one may be cut.

    Parameters
    ----------
    head : bytes
        The beginning of a file, CSV or not.

    Returns
    -------
    sequence of list of str
        Cells without surrounding blanks; the column names first.
    """
    if not is_csv(head):
        return []
    rows: list[list[str]] = []
    text, delimiter = _split_off_separator(decode_head(head))
    try:
        found = _rows(text.splitlines(keepends=True), delimiter)
        rows.extend([cell.strip() for cell in row] for row in found if any(row))
    except csv.Error:
        pass  # what stands before it
    return rows


def read_csv_table(
    data: bytes,
    log: ProblemLog,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> CsvTable:
    """Read CSV in UTF-8, UTF-16 or Windows-1252, with any usual delimiter and any line ends.

    Parameters
    ----------
    data : bytes
        The file.
    log : ProblemLog
        Counts rows of the wrong length, and reports a row that ends the table early.
    limits : ReadLimits
        How many rows it may have, and how long a line may be.

    Returns
    -------
    CsvTable
        Its cells, without surrounding blanks.
    """
    if _has_long_line(data, limits.line_bytes):
        log.note(f"a table with a line of more than {limits.line_bytes:,} bytes: left out")
        data = b""
    mark, encoding = find_encoding(data)
    stream = TextIOWrapper(BytesIO(data[len(mark) :]), encoding, errors="replace", newline="")
    head = data[len(mark) : len(mark) + _HEAD].decode(encoding, errors="replace")
    rest, delimiter = _split_off_separator(head.lstrip())
    lines = iter(stream)
    if len(rest) < len(head.lstrip()):
        next((line for line in lines if line.strip()), None)
    header: list[str] = []
    columns: list[list[str]] = []
    filled = filter(any, _rows(lines, delimiter))
    try:
        header = [cell.strip() for cell in next(filled, [])[:_MOST_COLUMNS]]
        columns = [[] for _ in header]
        # Short rows are filled, so that many columns and one cell a row would be many.
        most = min(limits.table_rows, (_FREE_CELLS + len(data)) // max(len(header), 1))
        _add_rows(columns, islice(filled, most), log)
        if next(filled, None) is not None:
            log.note(f"rows after the first {most:,} were left out")
    except csv.Error as error:
        log.count(f"row could not be read, and none after it: {error}")
    count = len(columns[0]) if columns else 0
    style = NumberStyle(_find_proof(columns), "," if delimiter == ";" else ".")
    names = _column_names(header)
    return CsvTable(dict(zip(names, columns, strict=True)), count, len(data), style, tuple(header))


def _add_rows(columns: list[list[str]], rows: Iterable[list[str]], log: ProblemLog) -> None:
    """Add the cells of rows to columns; a short row has empty cells."""
    width = len(columns)
    waiting: list[list[str]] = []  # turned many at a time, in a third of the time
    try:
        for row in rows:
            if len(row) == width:
                waiting.append(row)
            else:
                log.count("row[s] with more or fewer cells than the header")
                waiting.append([*row[:width], *[""] * (width - len(row))])
            if len(waiting) == _TURNED:
                _turn(columns, waiting)
    finally:  # a row that cannot be read ends the table
        _turn(columns, waiting)


def _turn(columns: list[list[str]], rows: list[list[str]]) -> None:
    """Move the cells of rows of full width to columns."""
    for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
        column.extend(map(str.strip, cells))
    rows.clear()


def _has_long_line(data: bytes, most: int) -> bool:
    """Whether no line end comes for more than `most` bytes."""
    start = 0
    while len(data) - start > most:
        end = max(data.rfind(mark, start, start + most + 1) for mark in (b"\n", b"\r"))
        if end < 0:
            return True
        start = end + 1
    return False


def fold_name(name: str) -> str:
    """Fold a column's name: ``" Max Heart-Rate"`` becomes ``max_heart_rate``."""
    return re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_")


def _find_proof(columns: list[list[str]]) -> str | None:
    cells = (cell for column in columns for cell in column[:_SAMPLE] if len(cell) <= _SHORT)
    return find_decimal_mark(cells)


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    clean = map(methodcaller("replace", "\0", ""), lines)
    return csv.reader(clean, delimiter=delimiter, skipinitialspace=True)


def _split_off_separator(text: str) -> tuple[str, str]:
    """Return text without a first line such as ``sep=;``, and the delimiter.

    Without such a line, the delimiter is the one that the first line has most often outside quotes.
    """
    if match := _SEPARATOR.match(text):
        return text[match.end() :], match[1]
    line = re.sub(r'"[^"]*"', "", _LINE_END.split(text, maxsplit=1)[0])
    return text, max(_DELIMITERS, key=line.count)


def _column_names(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for cell in header[:_MOST_COLUMNS]:
        name = fold_name(cell) or "column"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names if len(set(names)) == len(names) else [f"{n}_{at}" for at, n in enumerate(names)]
