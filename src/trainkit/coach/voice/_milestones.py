"""Moments that follow from time and distance alone: splits, half way, the end, food and drink."""

from collections.abc import Iterator

from trainkit.coach.voice._pacing import Moment
from trainkit.coach.voice._signals import Signals

__all__ = ["Milestones"]

_KM_M = 1000.0
_SPLITS_M = {"running": _KM_M, "walking": _KM_M, "hiking": _KM_M, "cycling": 5 * _KM_M}
_MINUTE_S = 60.0
_FIRST_FUEL_S = {"cycling": 60 * _MINUTE_S}
_FIRST_FUEL_OTHER_S = 75 * _MINUTE_S
_FUEL_EVERY_S = 35 * _MINUTE_S
_FUELLED_S = 75 * _MINUTE_S  # a session that is planned shorter needs no food
_DRINK_EVERY_S = {"cycling": 25 * _MINUTE_S}
_DRINK_EVERY_OTHER_S = 30 * _MINUTE_S
_NEAR_END_S = 10 * _MINUTE_S
_AFTER_FUEL_S = 8 * _MINUTE_S  # who eats drinks
_SHORTEST_RACE_M = 3 * _KM_M
_ROUND_MIN = 5  # to the minute, nobody wants to know it
_DRY = frozenset({"swimming"})


class Milestones:
    """Notices splits, half way, the last kilometre, and when it is time to eat or drink.

    Parameters
    ----------
    sport : str
        As in `Activity`.
    total_m, total_s : float, optional
        What was planned [m], [s].
    """

    def __init__(self, sport: str, *, total_m: float | None, total_s: float | None) -> None:
        self._sport, self._total_m, self._total_s = sport, total_m, total_s
        self._split_m = _SPLITS_M.get(sport)
        self._splits = 0
        self._split_at: tuple[float, float] | None = None  # moving time and distance
        self._is_half = self._is_last = False
        self._next_fuel_s = _FIRST_FUEL_S.get(sport, _FIRST_FUEL_OTHER_S)
        self._drink_every_s = _DRINK_EVERY_S.get(sport, _DRINK_EVERY_OTHER_S)
        self._next_drink_s = self._drink_every_s

    def look(self, signals: Signals, step_left_s: float | None) -> Iterator[Moment]:
        """Yield what is to be said at this moment."""
        yield from self._look_for_split(signals, step_left_s)
        yield from self._look_for_half(signals)
        yield from self._look_for_last(signals)
        if self._sport not in _DRY:
            yield from self._look_for_fuel(signals)

    def _look_for_split(self, signals: Signals, step_left_s: float | None) -> Iterator[Moment]:
        if self._split_m is None:
            return
        if self._split_at is None:
            self._split_at = signals.moving_s, signals.distance_m
            self._splits = int(signals.distance_m // self._split_m)
        count = int(signals.distance_m // self._split_m)
        if count <= self._splits:
            return
        since_s, since_m = self._split_at
        time_s, moved_m = signals.moving_s - since_s, signals.distance_m - since_m
        self._splits, self._split_at = count, (signals.moving_s, signals.distance_m)
        # In intervals the watch shows laps: a split would tell the mean of hard and easy parts.
        if step_left_s is None and time_s > 0 and moved_m > 0:
            context: dict[str, object] = {"split": round(count * self._split_m / _KM_M)}
            if self._sport == "cycling":
                context["speed_kmh"] = 3.6 * moved_m / time_s
            else:
                context["pace_s_per_km"] = _KM_M * time_s / moved_m
            context["heart_rate"] = signals.heart_rate
            yield Moment("split", signals.time_s, 15.0, context)

    def _look_for_half(self, signals: Signals) -> Iterator[Moment]:
        if self._is_half or not (self._total_m or self._total_s):
            return
        context: dict[str, object] = {}
        if self._total_m:
            self._is_half = signals.distance_m >= self._total_m / 2
            context["remaining_m"] = self._total_m - signals.distance_m
        elif self._total_s:
            self._is_half = signals.time_s >= self._total_s / 2
            context["remaining_s"] = self._total_s - signals.time_s
        if self._is_half:
            yield Moment("half-way", signals.time_s, 120.0, context)

    def _look_for_last(self, signals: Signals) -> Iterator[Moment]:
        total_m = self._total_m
        if self._is_last or total_m is None or total_m < _SHORTEST_RACE_M:
            return
        if signals.distance_m >= total_m - _KM_M:
            self._is_last = True
            context: dict[str, object] = {}
            if signals.speed_m_s and self._sport == "running":
                context["pace_s_per_km"] = _KM_M / signals.speed_m_s
            yield Moment("last-kilometre", signals.time_s, 30.0, context)

    def _look_for_fuel(self, signals: Signals) -> Iterator[Moment]:
        now_s, total_s = signals.time_s, self._expected_s(signals)
        if total_s is not None and now_s > total_s - _NEAR_END_S:
            return
        context: dict[str, object] = {"minutes": _ROUND_MIN * round(now_s / _MINUTE_S / _ROUND_MIN)}
        if now_s >= self._next_fuel_s:
            self._next_fuel_s = now_s + _FUEL_EVERY_S
            if total_s is None or total_s >= _FUELLED_S:
                self._next_drink_s = max(self._next_drink_s, now_s + _AFTER_FUEL_S)
                yield Moment("fuel", now_s, 180.0, context)
        elif now_s >= self._next_drink_s:
            will_eat = total_s is None or total_s >= _FUELLED_S
            if will_eat and self._next_fuel_s - now_s < _AFTER_FUEL_S:
                self._next_drink_s = self._next_fuel_s + _AFTER_FUEL_S  # not the same twice
                return
            self._next_drink_s = now_s + self._drink_every_s
            yield Moment("drink", now_s, 180.0, context)

    def _expected_s(self, signals: Signals) -> float | None:
        if self._total_s:
            return self._total_s
        if self._total_m and signals.distance_m > _KM_M:
            return signals.time_s * self._total_m / signals.distance_m
        return None
