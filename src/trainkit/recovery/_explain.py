"""A day's score with its numbers, and what would move it, in plain words."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from trainkit.models.assessment import (
    ComponentScore,
    MissingComponent,
    Recovery,
    Status,
    TrainingWarning,
    colour_of,
)
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.units import Moment
from trainkit.ports.component import Component, ComponentColumns
from trainkit.recovery._score import Bands, Scores

__all__ = ["Scored", "missing_on"]

_NAMES = {"hrv": "HRV", "resting_hr": "resting heart rate"}
_RANK: tuple[Status, ...] = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A history, its scores, and the model that they were made with."""

    history: History
    athlete: Athlete
    scores: Scores
    parts: Sequence[Component]
    model: str
    bands: Bands

    def recovery(self, at: int, asked: dt.date, warnings: Sequence[TrainingWarning]) -> Recovery:
        """Describe the day at a place, as seen from the day that was asked for."""
        date = cast("dt.date", self.scores.dates[at].item())
        score = float(self.scores.score[at])
        own = colour_of(score, self.bands)
        status = _lowered(own, warnings)
        components = tuple(self._component(one, at) for one in self._there(at))
        missing = missing_on(self.scores, self.parts, at)
        return Recovery(
            date=date,
            score=score,
            status=status,
            model=self.model,
            bands=self.bands,
            components=components,
            missing=missing,
            explanation=_sentence(score, status, own, components, missing),
            what_would_change=tuple(self._changes(at, own, status, warnings)),
            age_days=(asked - date).days,
            known_at=self._known_at(date),
        )

    def _there(self, at: int) -> list[Component]:
        columns = self.scores.columns
        return [one for one in self.parts if not np.isnan(columns[one.name].points[at])]

    def _component(self, part: Component, at: int) -> ComponentScore:
        columns = self.scores.columns[part.name]
        weight = float(self.scores.weights[part.name][at])
        points = float(columns.points[at])
        unit, deviation_unit = part.units(self.history, at)
        return ComponentScore(
            name=part.name,
            value=float(columns.value[at]),
            unit=unit,
            baseline=_known(columns.baseline[at]),
            low=_known(columns.low[at]),
            high=_known(columns.high[at]),
            deviation=_known(columns.deviation[at]),
            deviation_unit=deviation_unit,
            points=points,
            weight=weight,
            contribution=weight * points,
            explanation=part.explain(self.history, self.athlete, at, columns),
            method=part.method,
            sources=self._sources(part.name, at),
        )

    def _sources(self, name: str, at: int) -> tuple[str, ...]:
        """Where a component's value came from: the day's record, or yesterday's sessions."""
        date = cast("dt.date", self.scores.dates[at].item())
        if name == "load":
            first = date - dt.timedelta(days=28)
            done = self.history.between(first, date - dt.timedelta(days=1)).activities
            return tuple(sorted({one.provenance.source for one in done}))
        days = self.history.between(date, date).days
        return tuple(dict.fromkeys(one.source for day in days for one in day.sources))

    def _known_at(self, date: dt.date) -> Moment | None:
        days = self.history.between(date, date).days
        fetched = [one.fetched_at for day in days for one in day.sources]
        return max((one for one in fetched if one is not None), default=None)

    def _changes(
        self, at: int, own: Status, status: Status, warnings: Sequence[TrainingWarning]
    ) -> Iterator[str]:
        score = float(self.scores.score[at])
        if status != own:
            held = [one for one in warnings if one.level != "info"]
            names = ", ".join(one.kind.replace("_", " ") for one in held)
            yield f"Without the warning ({names}) the score of {score:.0f} would be {own}."
        if own != "green":
            better: Status = "green" if own == "yellow" else "yellow"
            least = self.bands[0] if own == "yellow" else self.bands[1]
            yield from self._paths(at, least, f"would make it {better}")
        else:
            spare = score - self.bands[0]
            yield f"Green begins at {self.bands[0]:.0f}; there are {spare:.0f} to spare."
            yield from self._paths(at, self.bands[0], "is where yellow begins")

    def _paths(self, at: int, target: float, ending: str) -> Iterator[str]:
        """By each component alone, the value at which the score meets a target."""
        short = target - float(self.scores.score[at])
        for part in self._there(at):
            columns = self.scores.columns[part.name]
            points = float(columns.points[at]) + short / float(self.scores.weights[part.name][at])
            value = part.value_for(self.history, self.athlete, at, points, columns)
            if value is not None and 0 <= points <= 100:
                name = _NAMES.get(part.name, part.name)
                unit, _ = part.units(self.history, at)
                change = f"{_number(value)} {unit} instead of {_number(columns.value[at])}"
                yield f"{name[0].upper()}{name[1:]} of {change}, all else equal, {ending}."


def missing_on(scores: Scores, parts: Sequence[Component], at: int) -> tuple[MissingComponent, ...]:
    """List what could not be scored on a day, and why."""
    return tuple(
        _missing(one, scores.columns[one.name], at)
        for one in parts
        if np.isnan(scores.columns[one.name].points[at])
    )


def _missing(part: Component, columns: ComponentColumns, at: int) -> MissingComponent:
    have, need = int(columns.have[at]), columns.need
    name = _NAMES.get(part.name, part.name)
    if have < need:
        reason = f"{have} of {need} days of {name} that a score takes"
    else:
        reason = f"no {name} to go by on this day"
    return MissingComponent(name=part.name, have=have, need=need, reason=reason)


def _lowered(own: Status, warnings: Sequence[TrainingWarning]) -> Status:
    """Green turns yellow by a warning; anything turns red by a critical one."""
    levels = {one.level for one in warnings}
    capped: Status = "red" if "critical" in levels else "yellow" if "warning" in levels else "green"
    return min(own, capped, key=_RANK.index)


def _sentence(
    score: float,
    status: Status,
    own: Status,
    components: Sequence[ComponentScore],
    missing: Sequence[MissingComponent],
) -> str:
    held = f" ({own} by its score, {status} by a warning)" if status != own else ""
    parts = "; ".join(
        f"{one.explanation} [{one.points:.0f} x {one.weight:.0%}]" for one in components
    )
    absent = ", ".join(_NAMES.get(one.name, one.name) for one in missing)
    tail = f" Without {absent}, whose weight went over to the others." if absent else ""
    return f"Recovery {score:.0f} of 100, {status}{held}. {parts}.{tail}"


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _number(value: float) -> str:
    return f"{value:.1f}" if value < 20 else f"{value:.0f}"
