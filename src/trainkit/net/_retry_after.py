"""The wait that a server asks for."""

from email.utils import parsedate_to_datetime

__all__ = ["parse_retry_after"]

_LONGEST_DIGITS = 9  # of a wait in seconds: some thirty years


def parse_retry_after(header: str | None, now: str | None) -> float | None:
    """Parse a header ``Retry-After``.

    Parameters
    ----------
    header : str, optional
        The header: whole seconds or a date.
    now : str, optional
        The response's own ``Date``, from which a date counts.

    Returns
    -------
    float or None
        The wait that it asks for [s]; None where it cannot be read.
    """
    if header is None:
        return None
    digits = header.strip()
    if digits.isascii() and digits.isdigit():
        return float(digits) if len(digits) <= _LONGEST_DIGITS else None
    try:
        wait = parsedate_to_datetime(header) - parsedate_to_datetime(now or "")
    except (TypeError, ValueError, OverflowError):
        return None
    return max(wait.total_seconds(), 0.0)
