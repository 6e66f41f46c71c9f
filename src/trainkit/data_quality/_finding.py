"""A finding: a kind of implausible data, its place and its size."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from trainkit._html import escape, section, table
from trainkit.models.activity import Activity
from trainkit.models.model import Model

__all__ = ["Finding", "QualityReport", "find_runs", "sample_finding"]


class Finding(Model):
    """Implausible data in one place.

    Parameters
    ----------
    kind : str
        The kind; `quality` lists them.
    message : str
        A description in plain words.
    size : float
        The size of the deviation, in `unit`.
    unit : str
        The unit of `size`.
    activity : str, optional
        The key of the activity.
    column : str, optional
        The column of its streams, or the field of the days.
    first, last : int, optional
        The first and the last sample, both included.
    start_s, end_s : float, optional
        Their times since the activity's start [s].
    first_day, last_day : date, optional
        The first and the last local day, both included.
    """

    kind: str
    message: str
    size: float
    unit: str
    activity: str | None = None
    column: str | None = None
    first: int | None = None
    last: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None


class QualityReport(Sequence[Finding]):
    """All findings of a history.

    Parameters
    ----------
    findings : iterable of Finding
        In the order of the history.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = tuple(findings)

    def of(self, *kinds: str) -> "QualityReport":
        """Return the findings of some kinds."""
        return QualityReport(finding for finding in self if finding.kind in kinds)

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings of each kind, most frequent first."""
        return dict(Counter(finding.kind for finding in self).most_common())

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __repr__(self) -> str:
        summary = ", ".join(f"{count} {kind}" for kind, count in self.counts.items())
        return f"<QualityReport: {summary or 'nothing found'}>"

    def _repr_html_(self) -> str:
        rows = [(escape(finding.kind), escape(finding.message)) for finding in self]
        return section(f"<p>{len(self)} findings</p>", table(("kind", "what"), rows))

    def __str__(self) -> str:
        lines = []
        for finding in self:
            where = finding.activity or f"{finding.first_day} to {finding.last_day}"
            if finding.start_s is not None:
                where += f" {finding.start_s:.0f}-{finding.end_s:.0f} s"
            lines.append(f"{finding.kind:16} {where}: {finding.message}")
        return "\n".join(lines) or "nothing found"


def sample_finding(
    kind: str,
    activity: Activity,
    column: str,
    place: tuple[int, int],
    *,
    size: float,
    unit: str,
    message: str,
) -> Finding:
    """Build a finding about samples of an activity.

    Parameters
    ----------
    kind, size, unit, message
        As in `Finding`.
    activity : Activity
        The activity.
    column : str
        A column of its streams.
    place : tuple of (int, int)
        The first and the last sample.

    Returns
    -------
    Finding
        With the times of the samples.
    """
    first, last = int(place[0]), int(place[1])
    times = None if activity.streams is None else activity.streams.time_s
    return Finding(
        kind=kind,
        message=message,
        size=float(size),
        unit=unit,
        activity=activity.key,
        column=column,
        first=first,
        last=last,
        start_s=None if times is None else float(times[first]),
        end_s=None if times is None else float(times[last]),
    )


def find_runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and last place of each run of true."""
    edges = np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
