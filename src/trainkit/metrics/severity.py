"""Severity of a fault: three dimensions from 0 to 10 and their weighted mean.

A field that was not observed (None) scores 0 in its dimension; callers list the missing fields. The
weighted mean stays within 0 to 10: a server error alone is 10 in its dimension and 3.33 in the mean
of three equal weights.
"""

from collections.abc import Sequence
from typing import overload

import numpy as np

from trainkit._array import FloatArray, Floats, finish, number, numbers, series, texts, whole
from trainkit.errors import InvalidInput

__all__ = ["bug", "combine", "edit_distance", "performance", "structure"]

_SPAN_GROWTH = 1.5
_EDITS = 2


def bug(
    status_code: int | None = None,
    *,
    logs: Sequence[str] | None = None,
    error_rate: float | None = None,
) -> float:
    r"""Severity of an outright failure, by the first matching rule.

    $$s = \begin{cases} 10 & \text{status } 5xx \\ 8 & \text{status } 4xx \\
    6 & \text{a log line with ERROR} \\ 3 & \text{error rate} > 0 \\ 0 & \text{else}
    \end{cases}$$

    Parameters
    ----------
    status_code : int, optional
        HTTP status [1], 100 to 599.
    logs : sequence of str, optional
        Log lines; ERROR matches in any case of letters.
    error_rate : float, optional
        Share of failed requests [1], 0 to 1.

    Returns
    -------
    float, a scalar
        Severity [1], 0 to 10.

    Raises
    ------
    InvalidInput
        A status outside 100 to 599, a rate outside 0 to 1, or one string as `logs`.

    References
    ----------
    - Minesweeper 2025, BOIFI recommender, specification of severity, specification. (bug dimension)

    Examples
    --------
    >>> bug(503), bug(404), bug(200, logs=["error: timeout"]), bug(200, error_rate=0.01)
    (10.0, 8.0, 6.0, 3.0)
    """
    status = 0 if status_code is None else whole("status_code", status_code, low=100, high=599)
    rate = 0.0 if error_rate is None else number("error_rate", error_rate, low=0, high=1)
    if logs is not None:
        texts("logs", logs, "a sequence of lines")
    rules = (
        (status >= 500, 10.0),
        (status >= 400, 8.0),
        (any("ERROR" in line.upper() for line in logs or ()), 6.0),
        (rate > 0, 3.0),
    )
    return next((points for matches, points in rules if matches), 0.0)


@overload
def performance(
    latency_ms: float | None, *, baseline_ms: float = 200.0, threshold_ms: float = 1000.0
) -> float: ...
@overload
def performance(
    latency_ms: Floats, *, baseline_ms: float = 200.0, threshold_ms: float = 1000.0
) -> FloatArray: ...
def performance(
    latency_ms: float | Floats | None, *, baseline_ms: float = 200.0, threshold_ms: float = 1000.0
) -> float | FloatArray:
    r"""Severity of slowness, x, between a baseline b and a threshold t.

    $$s = \begin{cases} 0 & x \le b \\ 9 \, \dfrac{x - b}{t - b} & b < x \le t \\
    10 & x > t \end{cases}$$

    Parameters
    ----------
    latency_ms : float or array or None
        Latency [ms], at least 0; None scores 0.
    baseline_ms : float
        Usual latency b [ms].
    threshold_ms : float
        Intolerable latency t [ms], above `baseline_ms`.

    Returns
    -------
    float or ndarray, shape of the input
        Severity [1], 0 to 10.

    Raises
    ------
    InvalidInput
        A negative latency, or a threshold that is not above the baseline.

    References
    ----------
    - Minesweeper 2025, BOIFI recommender, specification of severity, specification. (performance
      dimension)

    Examples
    --------
    >>> performance([150, 600, 1000, 1001]).tolist()
    [0.0, 4.5, 9.0, 10.0]
    """
    if latency_ms is None:
        return 0.0
    x = numbers("latency_ms", latency_ms, low=0)
    b = number("baseline_ms", baseline_ms, low=0)
    t = number("threshold_ms", threshold_ms, low=0)
    if t <= b:
        raise InvalidInput("threshold_ms", t, f"above baseline_ms, {b:g}")
    rising = 9 * (np.maximum(x, b) - b) / (t - b)
    return finish(np.where(np.greater(x, t), 10.0, rising), x)


def structure(
    operations: Sequence[str] | None,
    baseline_operations: Sequence[str] | None,
    *,
    error_spans: int | None = None,
) -> float:
    r"""Severity of a changed call structure, by the largest matching rule.

    $$s = \max \begin{cases} 3 & n > 1.5 \, n_0 \\ 5 & d(\text{trace}, \text{baseline}) > 2 \\
    2 & \text{an error span} \end{cases}$$

    Parameters
    ----------
    operations : sequence of str, optional
        Operation names of the trace's n spans, in order.
    baseline_operations : sequence of str, optional
        Operation names of the baseline trace, n0 spans; both traces are needed to compare.
    error_spans : int, optional
        Spans that ended in an error [1].

    Returns
    -------
    float, a scalar
        Severity [1]: 0, 2, 3 or 5.

    Raises
    ------
    InvalidInput
        A negative number of error spans, or one string in place of a sequence.

    References
    ----------
    - Minesweeper 2025, BOIFI recommender, specification of severity, specification. (structure
      dimension)

    Examples
    --------
    >>> structure(["get", "sql", "retry", "sql", "sql"], ["get", "sql"])
    5.0
    >>> structure(["get", "sql"], ["get", "sql"], error_spans=1)
    2.0
    """
    errors = 0 if error_spans is None else whole("error_spans", error_spans, low=0)
    points = [0.0, 2.0 if errors else 0.0]
    if operations is not None and baseline_operations is not None:
        edited = edit_distance(operations, baseline_operations) > _EDITS  # refuses what is no list
        grown = len(operations) > _SPAN_GROWTH * len(baseline_operations)
        points += [3.0 if grown else 0.0, 5.0 if edited else 0.0]
    return max(points)


def edit_distance(operations: Sequence[str], baseline_operations: Sequence[str]) -> int:
    r"""Levenshtein distance between two sequences of operation names.

    $$D_{ij} = \min(D_{i-1,j} + 1,\ D_{i,j-1} + 1,\ D_{i-1,j-1} + [a_i \ne b_j])$$

    The bits of two integers (rises and falls) hold a column of the table, so one step computes a
    whole column.

    Parameters
    ----------
    operations, baseline_operations : sequence of str
        Operation names, in order.

    Returns
    -------
    int, a scalar
        Fewest insertions, deletions and replacements [1].

    Raises
    ------
    InvalidInput
        One string in place of a sequence.

    References
    ----------
    - Levenshtein 1966, Sov Phys Dokl 10:707.
    - Myers 1999, J ACM 46:395. <https://doi.org/10.1145/316542.316550> (bits)
    - Hyyrö 2003, Nord J Comput 10:29. (the form used here)

    Examples
    --------
    >>> edit_distance(list("kitten"), list("sitting"))
    3
    """
    for name, value in (
        ("operations", operations),
        ("baseline_operations", baseline_operations),
    ):
        texts(name, value, "a sequence of operation names")
    rows = len(operations)
    if rows == 0:
        return len(baseline_operations)
    where: dict[str, int] = {}
    for row, operation in enumerate(operations):
        where[operation] = where.get(operation, 0) | 1 << row
    mask, last = (1 << rows) - 1, 1 << (rows - 1)
    rises, falls, distance = mask, 0, rows
    # Hyyrö 2003, after Myers 1999, https://doi.org/10.1145/316542.316550
    for operation in baseline_operations:
        equal = where.get(operation, 0)
        diagonal = (((equal & rises) + rises) ^ rises) | equal | falls
        up = falls | ~(diagonal | rises) & mask
        down = diagonal & rises
        distance += bool(up & last) - bool(down & last)
        up = up << 1 | 1
        down <<= 1
        rises = (down | ~(diagonal | up)) & mask
        falls = up & diagonal & mask
    return distance


def combine(
    bug: float,
    performance: float,
    structure: float,
    *,
    weights: Sequence[float] | FloatArray = (1.0, 1.0, 1.0),
) -> float:
    r"""Total severity: the weighted mean of the three dimensions.

    $$S = \frac{\sum_k w_k s_k}{\sum_k w_k}$$

    Parameters
    ----------
    bug, performance, structure : float
        Severity of each dimension [1], 0 to 10.
    weights : sequence of 3 float
        Weights [1], at least 0 and not all 0.

    Returns
    -------
    float, a scalar
        Severity [1], 0 to 10.

    Raises
    ------
    InvalidInput
        A severity outside 0 to 10, or weights that are not three, are negative or all 0.

    References
    ----------
    - Minesweeper 2025, BOIFI recommender, specification of severity, specification. (total severity
      and its worked examples)

    Examples
    --------
    >>> combine(0, 4.5, 0), round(combine(10, 10, 2), 2)
    (1.5, 7.33)
    """
    scores = [
        number("bug", bug, low=0, high=10),
        number("performance", performance, low=0, high=10),
        number("structure", structure, low=0, high=10),
    ]
    w = series("weights", weights, low=0, ndim=1)
    if len(w) != 3 or not w.sum() > 0:
        raise InvalidInput("weights", list(weights), "three numbers of at least 0, not all 0")
    return float(w @ np.array(scores) / w.sum())
