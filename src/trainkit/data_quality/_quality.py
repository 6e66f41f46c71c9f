"""All quality checks of a history."""

from collections.abc import Callable, Iterator

from trainkit.data_quality._clock import check_clock, find_overlaps
from trainkit.data_quality._daily import check_days
from trainkit.data_quality._finding import Finding, QualityReport
from trainkit.data_quality._heart_rate import check_heart_rate
from trainkit.data_quality._motion import check_motion
from trainkit.data_quality._totals import check_load, check_totals
from trainkit.models.activity import Activity
from trainkit.models.history import History

__all__ = ["quality"]

_ACTIVITY_CHECKS: tuple[Callable[[Activity], Iterator[Finding]], ...] = (
    check_clock,
    check_heart_rate,
    check_motion,
    check_totals,
)


def quality(history: History) -> QualityReport:
    """Find implausible data. Nothing is changed; `clean` removes it.

    ============== =========================================================================
    hr_spike       a heart rate 25 bpm from the half minute around it, or impossible
    hr_dropout     zeros, or half a minute without one in a recording that has it
    hr_stuck       the same number for five minutes
    cadence_lock   five minutes equal to the step rate, with its changes
    strap_change   another level after a gap, at the same effort
    power_spike    one or two samples far above their neighbours, or above 2,600 W
    impossible_speed faster than any athlete of that sport
    gps_jump       a jump and return of the position, faster than the sport allows
    gps_relocation the same, without coming back
    altitude_jump  more than 20 m faster than 15 m/s
    impossible_total more distance, speed, climbing, power or energy than anybody reaches
    fast_mean      a mean speed above the fastest of the sport: it may be another one
    impossible_load more than 1.6 times the athlete's FTP for ten minutes or longer
    clock_unset    a start before such devices existed
    clock_reset    twelve hours between two samples
    overlap        two activities at the same time
    unlikely_night HRV, resting heart rate or sleep far outside the range, for one night only
    missing_days   three days or more without a daily measure, within its record
    source_change  another device provides a daily measure from a day on
    ============== =========================================================================

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    QualityReport
        Findings with place and size, activities first, in order of time.

    Examples
    --------
    >>> from trainkit.models import History
    >>> print(quality(History()))
    nothing found
    """
    return QualityReport(_findings(history))


def _findings(history: History) -> Iterator[Finding]:
    for activity in history.activities:
        for check in _ACTIVITY_CHECKS:
            yield from check(activity)
        yield from check_load(activity, history.athlete)
    yield from find_overlaps(history.activities)
    yield from check_days(history)
