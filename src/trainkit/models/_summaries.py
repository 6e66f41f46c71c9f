"""What a history comes to, as tables: one line for each question."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, cast

from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.frame import Frame, model_columns
from trainkit.models.model import Model
from trainkit.models.summary import (
    BestEffort,
    LongDrift,
    Period,
    PeriodTotals,
    ZoneMeasure,
    ZoneTime,
)

__all__ = ["Summaries"]


class Summaries:
    """Tables of best efforts, sums, zones and drift; a base class of `History`.

    `trainkit.loads` has the functions behind them, which return the rows as models.
    """

    if TYPE_CHECKING:  # a field of the history
        athlete: Athlete | None

    def best_efforts(
        self,
        distances_m: Sequence[float] | None = None,
        *,
        sport: str = "running",
        most: int = 1,
    ) -> Frame:
        """Return the fastest time over each distance, with when and where.

        Parameters
        ----------
        distances_m : sequence of float, optional
            Distances [m], above 0; by default those that are raced in the sport.
        sport : str
            As in `Activity`.
        most : int
            How many of each distance.

        Returns
        -------
        Frame
            The rows of `loads.best_efforts`.

        Raises
        ------
        InvalidInput
            As `loads.best_efforts`.
        """
        options = {"sport": sport, "most": most}
        return _frame(BestEffort, _call("best_efforts", self, distances_m, **options))

    def season_bests(
        self,
        distances_m: Sequence[float] | None = None,
        *,
        sport: str = "running",
        first_month: int = 1,
    ) -> Frame:
        """Return the fastest time of each season over each distance.

        Parameters
        ----------
        distances_m : sequence of float, optional
            Distances [m], above 0; by default those that are raced in the sport.
        sport : str
            As in `Activity`.
        first_month : int
            The month in which a season begins, 1 to 12.

        Returns
        -------
        Frame
            The rows of `loads.season_bests`.

        Raises
        ------
        InvalidInput
            As `loads.season_bests`.
        """
        options = {"sport": sport, "first_month": first_month}
        return _frame(BestEffort, _call("season_bests", self, distances_m, **options))

    def totals(self, by: Period = "week", *, athlete: Athlete | None = None) -> Frame:
        """Return sessions, time, distance, climb and load of each sport by week, month or year.

        Parameters
        ----------
        by : {"week", "month", "year"}
            The periods; weeks begin on Monday.
        athlete : Athlete, optional
            Whose thresholds loads count with; by default the history's.

        Returns
        -------
        Frame
            The rows of `loads.totals`.

        Raises
        ------
        InvalidInput
            `by` is no period.
        """
        return _frame(PeriodTotals, _call("totals", self, by, athlete=athlete))

    def zones(
        self,
        by: Period = "month",
        *,
        measure: ZoneMeasure = "heart_rate",
        sport: str | None = None,
        athlete: Athlete | None = None,
    ) -> Frame:
        """Return the time in each zone by week, month or year.

        Parameters
        ----------
        by : {"week", "month", "year"}
            The periods; weeks begin on Monday.
        measure : {"heart_rate", "power", "speed"}
            What the zones are of.
        sport : str, optional
            One sport; by default all of them.
        athlete : Athlete, optional
            Whose zones count; by default the history's.

        Returns
        -------
        Frame
            The rows of `loads.zone_totals`.

        Raises
        ------
        InvalidInput
            There is no athlete, or as in `loads.zone_totals`.
        """
        owner = athlete or self.athlete
        if owner is None:
            raise InvalidInput("athlete", None, "given: zones need an athlete's thresholds")
        rows = _call("zone_totals", self, owner, by, measure=measure, sport=sport)
        return _frame(ZoneTime, rows)

    def drift(self, *, sport: str = "running", min_minutes: float = 75.0) -> Frame:
        """Return how far heart rate drifted from pace or power in each long session.

        Parameters
        ----------
        sport : str
            As in `Activity`.
        min_minutes : float
            The least moving time of a long session [min], at least 20.

        Returns
        -------
        Frame
            The rows of `loads.drift`.

        Raises
        ------
        InvalidInput
            `min_minutes` is below 20.
        """
        return _frame(LongDrift, _call("drift", self, sport=sport, min_minutes=min_minutes))


def _call(name: str, *given: object, **more: object) -> Iterable[Model]:
    # Loads stand on a floor above the models, so they are reached by name.
    function = getattr(import_module("trainkit.loads"), name)
    return cast("Callable[..., Iterable[Model]]", function)(*given, **more)


def _frame(model: type[Model], rows: Iterable[Model]) -> Frame:
    return Frame(model_columns(model, tuple(rows)))
