"""Reads one source, a file or a member of an archive, by the format that recognises it."""

import datetime as dt
import gzip
import logging
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from trainkit.errors import InvalidInput
from trainkit.io._reading.bounded_stream import (
    UNREADABLE,
    BoundedStream,
    error_text,
    seekable_copy,
)
from trainkit.io._reading.expansion_budget import ExpansionBudget, ExpansionLimitExceeded
from trainkit.io._reading.sniff import HEAD, MAGIC, archive_kind
from trainkit.io.formats import FORMATS, MAY_BE_EMPTY, order_formats
from trainkit.ports.format import Contents, FileContext, Format
from trainkit.ports.read_limits import DEFAULT_LIMITS, ReadLimits

__all__ = ["FAULT", "Source", "SourceReader", "list_sources"]

FAULT = "its reader did not expect what it holds"

_LOG = logging.getLogger(__name__)
_ENCRYPTED = 0x1
_JUNK_FOLDER, _JUNK_FILE = "__MACOSX/", "Thumbs.db"
_NOTHING = Contents()


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or one member of the zip archive that a file is.

    Parameters
    ----------
    path : str
        The file.
    member : str, optional
        The member's name.
    """

    path: str
    member: str | None = None

    @property
    def name(self) -> str:
        """The name in problems and provenance."""
        return self.path if self.member is None else f"{self.path}!{self.member}"


def list_sources(path: str) -> list[Source]:
    """List the sources in a file: the members of a zip archive, or the file itself."""
    try:
        if archive_kind(_first_bytes(path)) == "zip":
            with zipfile.ZipFile(path) as archive:
                names = [member.filename for member in archive.infolist() if _is_data(member)]
            return [Source(path, name) for name in dict.fromkeys(names)]
    except UNREADABLE:
        return [Source(path)]  # reading it reports what is wrong
    return [Source(path)]


class SourceReader:
    """Reads sources; keeps the archive of the last one open.

    Parameters
    ----------
    zone : tzinfo
        The athlete's time zone.
    contributed : sequence of Format
        Formats beside the built-in ones; see `order_formats` for their place.
    limits : ReadLimits
        How much a file may hold.
    """

    def __init__(
        self,
        zone: dt.tzinfo,
        contributed: Sequence[Format] = (),
        limits: ReadLimits = DEFAULT_LIMITS,
    ) -> None:
        self._zone = zone
        self.limits = limits
        self._formats = order_formats(contributed)
        self._archive: tuple[str, zipfile.ZipFile, ExpansionBudget] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def read(self, source: Source) -> Iterator[Contents]:
        """Read one source, and everything inside it if it is an archive.

        Parameters
        ----------
        source : Source
            What to read.

        Yields
        ------
        Contents
            The records of each file, part by part; what cannot be read is a problem.
        """
        context = FileContext(source.name, self._zone, limits=self.limits)
        if context.path != source.name:
            yield Contents(problems=(context.warning("its name is no text: shown with \ufffd"),))
        try:
            status = os.stat(source.path)  # noqa: PTH116  of thousands: a fifth of the time of Path
            modified = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
            context = replace(context, fetched_at=modified)
            if source.member is None:
                # What reads it has a buffer of its own.
                with Path(source.path).open("rb", buffering=0) as stream:
                    budget = ExpansionBudget(status.st_size, self.limits)
                    yield from self._read_stream(BoundedStream(stream, budget), context, budget)
            else:
                archive, budget = self._open_archive(source.path, status.st_size)
                member = archive.getinfo(source.member)
                budget.spend_member(0)
                yield from self._read_member(archive, member, context, budget)
        except ExpansionLimitExceeded as error:
            yield _loss(context, str(error))
        except (*UNREADABLE, KeyError) as error:
            yield _loss(context, f"it cannot be read: {error_text(error)}")

    def read_open(self, stream: IO[bytes], name: str, size: int) -> Iterator[Contents]:
        """Read what is open already; its size sets the budget.

        Parameters
        ----------
        stream : binary file
            The content.
        name : str
            The name in problems and provenance.
        size : int
            Size of the content [bytes].

        Yields
        ------
        Contents
            As in `read`.
        """
        budget = ExpansionBudget(size, self.limits)
        context = FileContext(name, self._zone, limits=self.limits)
        try:
            yield from self._read_stream(BoundedStream(stream, budget), context, budget)
        except ExpansionLimitExceeded as error:
            yield _loss(context, str(error))
        except UNREADABLE as error:
            yield _loss(context, f"it cannot be read: {error_text(error)}")

    def _open_archive(self, path: str, size: int) -> tuple[zipfile.ZipFile, ExpansionBudget]:
        """Open an archive once: its members share a budget."""
        if self._archive is None or self._archive[0] != path:
            self._close()
            self._archive = path, zipfile.ZipFile(path), ExpansionBudget(size, self.limits)
        return self._archive[1], self._archive[2]

    def _read_stream(
        self, stream: BoundedStream, context: FileContext, budget: ExpansionBudget, depth: int = 0
    ) -> Iterator[Contents]:
        head = stream.head(HEAD)
        kind = archive_kind(head)
        if kind == "zip":
            yield from self._read_zip(stream, context, budget, depth)
        elif kind == "gzip":
            inner = BoundedStream(cast("IO[bytes]", gzip.GzipFile(fileobj=stream)), budget)
            yield from self._read_stream(inner, context, budget, depth + 1)
        elif (found := self._format_for(head, context.path)) is not None:
            format_, name = found
            named = replace(context, source=name, noted=[], most_records=budget.records)
            yield from _read_format(format_, stream, named, budget)
        elif stream.fault is None:
            what = "an unknown format" if head else "empty"
            yield Contents(problems=(context.warning(f"it is {what}: left out"),))
        if stream.fault is not None and kind != "gzip":
            yield _loss(context, stream.fault)

    def _format_for(self, head: bytes, path: str) -> tuple[Format, str] | None:
        """Return the first format that matches, and its name; one that raises does not match."""
        for format_ in self._formats:
            try:
                if format_.matches(head, path):
                    return format_, format_.name
            except Exception:  # noqa: BLE001  a plugin's fault in one file must not stop ten years
                _LOG.warning("the format %s failed to look at a file", type(format_).__name__)
        return None

    def _read_zip(
        self, stream: BoundedStream, context: FileContext, budget: ExpansionBudget, depth: int
    ) -> Iterator[Contents]:
        try:
            with seekable_copy(stream) as copy, zipfile.ZipFile(copy) as archive:
                for member in archive.infolist():
                    if _is_data(member):
                        budget.spend_member(depth + 1)
                        inside = replace(context, path=f"{context.path}!{member.filename}")
                        yield from self._read_member(archive, member, inside, budget, depth + 1)
        except ExpansionLimitExceeded as error:
            yield _loss(context, str(error))
        except UNREADABLE as error:
            yield _loss(context, f"the archive is damaged: {error_text(error)}")

    def _read_member(
        self,
        archive: zipfile.ZipFile,
        member: zipfile.ZipInfo,
        context: FileContext,
        budget: ExpansionBudget,
        depth: int = 0,
    ) -> Iterator[Contents]:
        if member.flag_bits & _ENCRYPTED:
            yield _loss(context, "it is encrypted: unpack it with its password first")
            return
        try:
            with archive.open(member) as stream:
                yield from self._read_stream(BoundedStream(stream, budget), context, budget, depth)
        except UNREADABLE as error:
            yield _loss(context, f"the archive is damaged: {error_text(error)}")

    def _close(self) -> None:
        if self._archive is not None:
            self._archive[1].close()
            self._archive = None


def _first_bytes(path: str) -> bytes:
    """Return the bytes that tell an archive; asked of each of thousands of files."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(file, MAGIC)
    finally:
        os.close(file)


def _read_format(
    format_: Format, stream: BoundedStream, context: FileContext, budget: ExpansionBudget
) -> Iterator[Contents]:
    """Read a file by its format; an error becomes a problem, after the parts before it."""
    empty = True
    try:
        budget.spend_records(_NOTHING)  # a file before may have taken all
        for part in format_.read(stream, context):
            if not isinstance(part, Contents):
                raise TypeError(f"it yields a {type(part).__name__}, not Contents")
            if part != _NOTHING:
                empty = False
                yield part
                budget.spend_records(part)
        if context.noted:
            yield Contents(problems=tuple(context.noted))
    except ExpansionLimitExceeded as error:
        yield _loss(context, f"{error}: the rest was left out")
        return
    except Exception as error:  # noqa: BLE001  one file must not stop ten years
        yield _loss(context, _failure(format_, context.source, error))
        return
    if empty and format_.name not in MAY_BE_EMPTY:
        yield Contents(problems=(context.warning("nothing was found in it"),))


def _failure(format_: Format, name: str, error: Exception) -> str:
    text = f"{type(error).__name__}: {error}"
    if any(format_ is built_in for built_in in FORMATS):
        return f"{FAULT}: {text}"
    if isinstance(error, InvalidInput):
        return f"damaged {name}: {error}"
    return f"its reader failed: {text}"


def _is_data(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    hidden = name.rpartition("/")[2].startswith(".")
    junk = name.startswith(_JUNK_FOLDER) or name.endswith(_JUNK_FILE)
    return not (member.is_dir() or hidden or junk)


def _loss(context: FileContext, message: str) -> Contents:
    return Contents(problems=(context.error(message),))
