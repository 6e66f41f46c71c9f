"""One source, a file or a member of an archive, to what its readers make of it."""

import datetime as dt
import gzip
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, BinaryIO, Self, cast

from trainkit.errors import InvalidInput
from trainkit.io._fit_models import read_fit
from trainkit.io._histories import read_history, read_parquet
from trainkit.io._json import read_json
from trainkit.io._origin import Origin
from trainkit.io._parsed import Parsed
from trainkit.io._reading._budget import Budget, TooMuch
from trainkit.io._reading._flow import UNREADABLE, Flow, said, spooled
from trainkit.io._reading._sniff import HEAD, Kind, kind_of
from trainkit.io._tables import read_table
from trainkit.io._xml import read_apple_health, read_gpx, read_tcx
from trainkit.models.history import History
from trainkit.ports.format import Format

__all__ = ["FAULT", "Files", "Source", "sources_in"]

FAULT = "its reader failed, which is a fault of trainkit"

_LOG = logging.getLogger(__name__)
_ENCRYPTED = 0x1
_JUNK = ("__MACOSX/", "Thumbs.db")

# Readers of a whole file in memory, and of one that flows by.
_WHOLE: Mapping[Kind, Callable[[bytes, Origin], Parsed]] = MappingProxyType(
    {
        "fit": read_fit,
        "history": read_history,
        "json": read_json,
        "parquet": read_parquet,
        "table": read_table,
    }
)
_FLOWING: Mapping[Kind, Callable[[BinaryIO, Origin], Parsed]] = MappingProxyType(
    {"gpx": read_gpx, "tcx": read_tcx, "apple": read_apple_health}
)


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
        """What problems and provenance call it."""
        return self.path if self.member is None else f"{self.path}!{self.member}"


def sources_in(path: str) -> list[Source]:
    """List the sources in a file: the members of a zip archive, or the file itself."""
    try:
        with Path(path).open("rb") as stream:
            if kind_of(stream.read(HEAD)) == "zip":
                with zipfile.ZipFile(stream) as archive:
                    names = [one.filename for one in archive.infolist() if _wanted(one)]
                return [Source(path, name) for name in dict.fromkeys(names)]
    except UNREADABLE:
        return [Source(path)]  # reading it will say what is wrong
    return [Source(path)]


class Files:
    """Reads sources; keeps the archive open that the last one lay in.

    Parameters
    ----------
    zone : tzinfo
        The athlete's time zone.
    formats : sequence of Format
        Asked about files that no reader here knows.
    """

    def __init__(self, zone: dt.tzinfo, formats: Sequence[Format] = ()) -> None:
        self._zone, self._formats = zone, formats
        self._archive: tuple[str, zipfile.ZipFile] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def read(self, source: Source) -> Iterator[Parsed]:
        """Read one source, and all that lies in it if it is an archive.

        Parameters
        ----------
        source : Source
            What to read.

        Yields
        ------
        Parsed
            The contents of each file; what cannot be read is a problem, never an error.
        """
        origin = Origin(source.name, self._zone)
        try:
            status = Path(source.path).stat()
            written = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
            origin = Origin(source.name, self._zone, written)
            if source.member is None:
                with Path(source.path).open("rb") as stream:
                    budget = Budget(status.st_size)
                    yield from self._flow(Flow(stream, budget), origin, budget)
            else:
                archive = self._opened(source.path)
                member = archive.getinfo(source.member)
                yield from self._member(archive, member, origin, Budget(member.compress_size))
        except (*UNREADABLE, KeyError) as error:
            yield _lost(origin, f"it cannot be read: {said(error)}")

    def _opened(self, path: str) -> zipfile.ZipFile:
        if self._archive is None or self._archive[0] != path:
            self._close()
            self._archive = path, zipfile.ZipFile(path)
        return self._archive[1]

    def _flow(self, flow: Flow, origin: Origin, budget: Budget, depth: int = 0) -> Iterator[Parsed]:
        """Read a flow by what it is."""
        kind = kind_of(flow.head(HEAD))
        if kind == "zip":
            yield from self._within(flow, origin, budget, depth)
        elif kind == "gzip":
            inner = cast("IO[bytes]", gzip.GzipFile(fileobj=flow))
            yield from self._flow(Flow(inner, budget), origin, budget, depth + 1)
        elif kind is not None and (flowing := _FLOWING.get(kind)):
            yield _told(lambda: flowing(flow, origin), origin)
        elif kind is not None and (whole := _WHOLE.get(kind)):
            yield _told(lambda: whole(flow.everything(), origin), origin, quiet=kind == "json")
        elif (format_ := self._format_of(flow.head(HEAD))) is not None:
            yield _contributed(format_, flow.everything(), origin)
        elif flow.fault is None:
            what = "an unknown format" if flow.head(1) else "empty"
            yield Parsed(problems=(origin.warning(f"it is {what}: left out"),))
        if flow.fault is not None and kind != "gzip":
            yield _lost(origin, flow.fault)

    def _format_of(self, head: bytes) -> Format | None:
        """Ask the formats of a host; one that fails is not asked again about this file."""
        for one in self._formats:
            try:
                if one.matches(head):
                    return one
            except Exception:  # noqa: BLE001  as in `_contributed`
                _LOG.warning("the format %s failed to look at a file", type(one).__name__)
        return None

    def _within(self, flow: Flow, origin: Origin, budget: Budget, depth: int) -> Iterator[Parsed]:
        try:
            with spooled(flow) as kept, zipfile.ZipFile(kept) as archive:
                for member in archive.infolist():
                    if _wanted(member):
                        budget.spend_member(depth + 1)
                        inside = replace(origin, path=f"{origin.path}!{member.filename}")
                        yield from self._member(archive, member, inside, budget, depth + 1)
        except TooMuch as error:
            yield _lost(origin, str(error))
        except UNREADABLE as error:
            yield _lost(origin, f"the archive is damaged: {said(error)}")

    def _member(
        self,
        archive: zipfile.ZipFile,
        member: zipfile.ZipInfo,
        origin: Origin,
        budget: Budget,
        depth: int = 0,
    ) -> Iterator[Parsed]:
        if member.flag_bits & _ENCRYPTED:
            yield _lost(origin, "it is encrypted: unpack it with its password first")
            return
        try:
            with archive.open(member) as stream:
                yield from self._flow(Flow(stream, budget), origin, budget, depth)
        except UNREADABLE as error:
            yield _lost(origin, f"the archive is damaged: {said(error)}")

    def _close(self) -> None:
        if self._archive is not None:
            self._archive[1].close()
            self._archive = None


def _told(read: Callable[[], Parsed], origin: Origin, *, quiet: bool = False) -> Parsed:
    """Say so where a file holds nothing; answers of web APIs may."""
    try:
        parsed = read()
    except Exception as error:  # noqa: BLE001  our own fault in one file must not stop ten years
        return _lost(origin, f"{FAULT}: {type(error).__name__}: {error}")
    if quiet or parsed != Parsed():
        return parsed
    return Parsed(problems=(origin.warning("nothing was found in it"),))


def _wanted(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    hidden = name.rpartition("/")[2].startswith(".")
    return not (member.is_dir() or hidden or name.startswith(_JUNK[0]) or name.endswith(_JUNK[1]))


def _contributed(format_: Format, data: bytes, origin: Origin) -> Parsed:
    try:
        found: object = format_.read(data, origin.path)
        if not isinstance(found, History):
            return _lost(origin, f"its reader gave a {type(found).__name__}, not a History")
        return Parsed(histories=(found,))
    except InvalidInput as error:
        return _lost(origin, f"damaged {format_.name}: {error}")
    except Exception as error:  # noqa: BLE001  a host's fault in one file must not stop ten years
        return _lost(origin, f"its reader failed: {type(error).__name__}: {error}")


def _lost(origin: Origin, message: str) -> Parsed:
    return Parsed(problems=(origin.error(message),))
