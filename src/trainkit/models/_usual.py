"""Usual values of an athlete, where nobody has measured."""

import datetime as dt

__all__ = ["usual_hr_max"]

_TANAKA = 208.0, 0.7


def usual_hr_max(birth_date: dt.date, on: dt.date) -> float:
    """Estimate the maximum heart rate from the age, as 208 - 0.7 times the years of life.

    Parameters
    ----------
    birth_date, on : date
        The day of birth, and the day that counts.

    Returns
    -------
    float
        The maximum heart rate, whole [bpm].

    References
    ----------
    - Tanaka et al. 2001, J Am Coll Cardiol 37:153. <https://doi.org/10.1016/S0735-1097(00)01054-8>
    """
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    years = on.year - birth_date.year - (not had_birthday)
    most, slope = _TANAKA
    return float(round(most - slope * max(years, 0)))
