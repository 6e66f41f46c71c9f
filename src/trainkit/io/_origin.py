"""Where a file's records come from, as every reader is told it."""

import datetime as dt
from dataclasses import dataclass

from trainkit.models.provenance import Problem, Provenance

__all__ = ["Origin"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a reader reads, and whose it is.

    Parameters
    ----------
    path : str
        The file, and after ``!`` the member inside an archive.
    zone : tzinfo
        The athlete's time zone: for sources that know only UTC, or only local time.
    fetched_at : datetime, optional
        When the file was last written, aware.
    licence : str
        As in `Provenance`.
    """

    path: str
    zone: dt.tzinfo = dt.UTC
    fetched_at: dt.datetime | None = None
    licence: str = "user-file"

    def provenance(
        self, source: str, *, identifier: str | None = None, licence: str | None = None
    ) -> Provenance:
        """Say where a record came from."""
        return Provenance(
            source=source,
            id=identifier,
            path=self.path,
            fetched_at=self.fetched_at,
            licence=licence or self.licence,
        )

    def warning(self, message: str, *, offset: int | None = None) -> Problem:
        """Say that something was kept but is in doubt."""
        return Problem(path=self.path, message=message, offset=offset, severity="warning")

    def error(self, message: str, *, offset: int | None = None) -> Problem:
        """Say that something was lost."""
        return Problem(path=self.path, message=message, offset=offset)

    def local(self, utc: dt.datetime) -> dt.datetime:
        """Tell a moment in the athlete's zone."""
        return utc.astimezone(self.zone)
