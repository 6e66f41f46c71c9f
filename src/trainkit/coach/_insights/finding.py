"""What a detector answers: a pattern with its test, or that it was looked for and is not there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.coach._insights.columns import Columns
from trainkit.models.insight import InsightData, InsightGroup, InsightKind

__all__ = ["Detector", "Finding", "Words", "compare", "percent", "sign"]


class Words(NamedTuple):
    """What is said of a finding.

    Attributes
    ----------
    title, text, action : str
        As in `Insight`.
    """

    title: str
    text: str
    action: str


@dataclass(frozen=True)
class Finding:
    """The answer to one question.

    Parameters
    ----------
    key, kind, effect, low, high, unit, strength
        As in `Insight`.
    p : float or None
        None where nothing was tested.
    count, effective
        `sample_size` and `effective_size` of the insight.
    say : callable, optional
        Finds the words. None where the pattern would be no news, whatever its p: its direction or
        its size make no advice.
    data : InsightData
        For the picture.
    picture : {"groups", "days", "none"}
        As in `Insight`.
    """

    key: str
    kind: InsightKind
    p: float | None = None
    strength: float = 0.0
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    count: int = 0
    effective: float | None = None
    say: Callable[[], Words] | None = None
    data: InsightData = field(default_factory=InsightData)
    picture: Literal["groups", "days", "none"] = "none"


Detector = Callable[[Columns], Iterator[Finding]]
"""Asks the questions of one family."""


def compare(
    values: FloatArray,
    parts: Sequence[tuple[str, NDArray[np.bool_]]],
    *,
    logarithmic: bool = False,
) -> tuple[InsightGroup, ...]:
    """Return the means of groups of days, each with its 95 % interval.

    Parameters
    ----------
    values : ndarray, shape (days,)
        NaN where unknown.
    parts : sequence of (str, ndarray of bool)
        Name and days of each group; groups without a known value are left out.
    logarithmic : bool
        Whether the values are logarithms; then the means are geometric.
    """
    shown = []
    for name, chosen in parts:
        known = values[chosen & np.isfinite(values)]
        if known.size == 0:
            continue
        middle = float(known.mean())
        spread = float(known.std(ddof=1)) if known.size > 1 else 0.0
        margin = 1.96 * spread / np.sqrt(known.size)
        ends = np.array([middle, middle - margin, middle + margin])
        mean, low, high = (np.exp(ends) if logarithmic else ends).tolist()
        shown.append(InsightGroup(name=name, value=mean, low=low, high=high, count=known.size))
    return tuple(shown)


def percent(slope: float) -> float:
    """Turn a difference of logarithms into percent."""
    return float(100 * np.expm1(slope))


def sign(value: float, more: str, less: str) -> str:
    """Choose the word for a direction."""
    return more if value > 0 else less
