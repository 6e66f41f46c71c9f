"""Shared by every benchmark: timing a call, and a row of the table."""

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Row", "best_seconds"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a measured figure and its target."""

    work: str
    ours: str
    peer: str
    figure: float
    unit: str
    must: str  # ">= 15" or "<= 2": compared with `figure`

    @property
    def reached(self) -> bool:
        """True if the figure meets its target."""
        sign, limit = self.must.split()
        return self.figure >= float(limit) if sign == ">=" else self.figure <= float(limit)


def best_seconds(work: Callable[[], object], *, repeats: int = 5, warm: bool = True) -> float:
    """Measure the shortest wall time of several calls [s], after a warm-up."""
    if warm:
        work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
