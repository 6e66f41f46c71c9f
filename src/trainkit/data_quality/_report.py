"""All detectors over a whole history."""

from collections.abc import Callable, Iterator

from trainkit.data_quality._clock import clock_findings, overlaps
from trainkit.data_quality._daily import daily_findings
from trainkit.data_quality._finding import Finding, QualityReport
from trainkit.data_quality._heart import heart_findings
from trainkit.data_quality._motion import motion_findings
from trainkit.models.activity import Activity
from trainkit.models.history import History

__all__ = ["quality"]

_OF_AN_ACTIVITY: tuple[Callable[[Activity], Iterator[Finding]], ...] = (
    clock_findings,
    heart_findings,
    motion_findings,
)


def quality(history: History) -> QualityReport:
    """Look for what can hardly be true. Nothing is changed: see `clean`.

    ============== =========================================================================
    hr_spike       a heart rate 25 bpm from the half minute around it, or impossible
    hr_dropout     zeros; half a minute without one where the recording has it
    hr_stuck       the same number for five minutes
    cadence_lock   five minutes equal to the step rate, and moving with it
    strap_change   another level at the same effort across a gap
    power_spike    one or two samples far above their neighbours, or above 2,600 W
    impossible_speed faster than anybody in that sport
    gps_jump       positions left and come back to faster than the sport allows
    gps_relocation the same, without coming back
    altitude_jump  more than 20 m faster than 15 m/s
    clock_unset    a start before there were such devices
    clock_reset    twelve hours between two samples
    overlap        two activities at the same time
    unlikely_night HRV, resting heart rate or sleep far outside the range, for one night only
    missing_days   three days and more without a daily measure, inside its record
    source_change  another device gives a daily measure from a day on
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
        for look in _OF_AN_ACTIVITY:
            yield from look(activity)
    yield from overlaps(history.activities)
    yield from daily_findings(history)
