"""What every benchmark shares: timing one call, and a row of the table."""

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Row", "best_seconds"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a measured figure beside the one that must be reached."""

    work: str
    ours: str
    peer: str
    figure: float
    unit: str
    must: str  # ">= 15" or "<= 2": compared with `figure`

    @property
    def reached(self) -> bool:
        """Whether the figure meets its target."""
        sign, limit = self.must.split()
        return self.figure >= float(limit) if sign == ">=" else self.figure <= float(limit)


def best_seconds(work: Callable[[], object], *, repeats: int = 5, warm: bool = True) -> float:
    """Shortest wall time of a call in seconds, over several after a warm-up."""
    if warm:
        work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
