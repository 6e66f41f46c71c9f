"""How an athlete responds to load: fitted to race results where there are enough of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainkit._array import FloatArray
from trainkit.errors import InsufficientData
from trainkit.loads import daily_loads
from trainkit.metrics import fitness
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.workouts import vdots

__all__ = ["POPULATION", "Response", "response_of"]

_LEAST_DAYS = 150
_TAU1, _TAU2 = (15.0, 80.0), (3.0, 21.0)  # plausible ranges of a person's constants [d]
_FEW_TESTS = 6


@dataclass(frozen=True, slots=True)
class Response:
    """How load becomes performance: Banister's constants, with the gain of fitness as the unit.

    Parameters
    ----------
    k2 : float
        Loss by fatigue for each unit of fitness gained [1].
    tau1, tau2 : float
        Time constants of fitness and fatigue [d].
    fitted : bool
        Whether the constants are fitted to the athlete.
    spread : mapping of str to (low, high)
        Plausible ranges of the constants.
    """

    k2: float
    tau1: float
    tau2: float
    fitted: bool
    spread: Mapping[str, tuple[float, float]]

    def weights(self, days_to_race: FloatArray) -> FloatArray:
        """Return what a unit of load is worth on race day, by the days between.

        Parameters
        ----------
        days_to_race : array
            [d]

        Returns
        -------
        ndarray, shape of `days_to_race`
            Performance points for each unit of load.
        """
        # Banister's model, solved for one unit of load: exp(-t/tau1) - k2/k1 exp(-t/tau2).
        gain = np.exp(-days_to_race / self.tau1)
        return np.asarray(gain - self.k2 * np.exp(-days_to_race / self.tau2))


POPULATION = Response(
    k2=1.9,
    tau1=42.0,
    tau2=7.0,
    fitted=False,
    spread={"k2": (1.2, 2.6), "tau1": (30.0, 60.0), "tau2": (4.0, 14.0)},
)
"""Usual values: the days of performance charts; the fatigue gain and the spread are conventions.

The 95 % intervals of elite swimmers were wider: 17 to 59 and 6 to 32 days (Hellard 2006, J Sports
Sci 24:509).
"""


def response_of(history: History | None, athlete: Athlete, on: dt.date) -> Response:
    """Fit an athlete's response to the races before a day, or return the usual one.

    A fit is used only if it is identifiable and its constants are plausible.

    Parameters
    ----------
    history : History or None
        With loads and races.
    athlete : Athlete
        Whose thresholds count.
    on : date
        Later races and loads are ignored.

    Returns
    -------
    Response
        The athlete's own, or `POPULATION`.
    """
    if history is None or history.span is None or not history.activities:
        return POPULATION
    known = daily_loads(history, athlete)
    before = known.dates < np.datetime64(on)
    days = int(before.sum())
    tests = vdots(history, on, days=days)
    if days < _LEAST_DAYS or len(tests) < _FEW_TESTS:
        return POPULATION
    at = np.array([int((np.datetime64(day) - known.dates[0]).astype(int)) for day, _ in tests])
    value = np.array([vdot for _, vdot in tests])
    inside = (at >= 0) & (at < days)
    try:
        fit = fitness.fit_impulse_response(known.internal[before], at[inside], value[inside])
    except InsufficientData:
        return POPULATION
    # A fit to few races often runs to the edge of its range.
    plausible = _TAU1[0] <= fit.tau1 <= _TAU1[1] and _TAU2[0] <= fit.tau2 <= _TAU2[1]
    if not fit.identifiable or not plausible or fit.k1 <= 0:
        return POPULATION
    spread = {"tau1": fit.tau1_range, "tau2": fit.tau2_range}
    return Response(fit.k2 / fit.k1, fit.tau1, fit.tau2, fitted=True, spread=spread)
