"""Explain a day's score with its numbers, and what would change its colour."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from trainkit.loads import daily_loads
from trainkit.models.assessment import (
    ComponentScore,
    MissingComponent,
    Recovery,
    TrainingWarning,
)
from trainkit.models.athlete import Athlete
from trainkit.models.history import History
from trainkit.models.provenance import Provenance
from trainkit.models.status import Status, colour_of
from trainkit.models.units import Moment
from trainkit.ports.component import Component, ComponentColumns
from trainkit.recovery._doubts import reason_not_used
from trainkit.recovery._score import Bands, Scores
from trainkit.recovery._words import capitalize_first, label

__all__ = ["Explainer", "missing_components", "stands_alone"]

_RANK: tuple[Status, ...] = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True, eq=False)
class Explainer:
    """Explains the scores of a history."""

    history: History
    athlete: Athlete
    scores: Scores
    parts: Sequence[Component]
    model: str
    bands: Bands

    def recovery(
        self, at: int, requested: dt.date, warnings: Sequence[TrainingWarning]
    ) -> Recovery:
        """Describe the state of the day at an index, for the requested day."""
        date = cast("dt.date", self.scores.dates[at].item())
        score = float(self.scores.score[at])
        own = colour_of(score, (self._green_edge(at), self.bands[1]))
        status = _cap_status(own, warnings)
        components = tuple(self._component(part, at) for part in self._present(at))
        missing = missing_components(self.history, self.scores, self.parts, at)
        return Recovery(
            date=date,
            score=score,
            status=status,
            by_score=own,
            model=self.model,
            bands=self.bands,
            components=components,
            missing=missing,
            explanation=_explanation(score, status, own, components, missing),
            what_would_change=tuple(self._changes(at, own, status, warnings)),
            age_days=(requested - date).days,
            known_at=self._time_of_fetch(date),
        )

    def _present(self, at: int) -> list[Component]:
        columns = self.scores.columns
        return [part for part in self.parts if not np.isnan(columns[part.name].points[at])]

    def _component(self, part: Component, at: int) -> ComponentScore:
        columns = self.scores.columns[part.name]
        weight = float(self.scores.weights[part.name][at])
        points = float(columns.points[at])
        unit, deviation_unit = part.units(self.history, at)
        return ComponentScore(
            name=part.name,
            value=float(columns.value[at]),
            unit=unit,
            baseline=_none_if_nan(columns.baseline[at]),
            low=_none_if_nan(columns.low[at]),
            high=_none_if_nan(columns.high[at]),
            deviation=_none_if_nan(columns.deviation[at]),
            deviation_unit=deviation_unit,
            points=points,
            weight=weight,
            contribution=weight * points,
            explanation=part.explain(self.history, self.athlete, at, columns),
            method=part.method,
            sources=self._sources(part.name, at),
        )

    def _sources(self, name: str, at: int) -> tuple[str, ...]:
        """List the sources of a component: recent sessions for load, else the day's record."""
        date = cast("dt.date", self.scores.dates[at].item())
        if name == "load":
            rows, activities = daily_loads(self.history, self.athlete).rows, self.history.activities
            recent = np.flatnonzero((rows >= at - 28) & (rows < at)).tolist()
            return tuple(sorted({activities[place].provenance.source for place in recent}))
        origins = self._origins(date)
        return tuple(dict.fromkeys(origin.source for origin in origins))

    def _origins(self, date: dt.date) -> list[Provenance]:
        return self.history.memoize(("origins", date), lambda: self._read_origins(date))

    def _read_origins(self, date: dt.date) -> list[Provenance]:
        days = self.history.days
        at = int(np.searchsorted(self.history.recorded, np.datetime64(date)))
        known = at < len(days) and days[at].date == date
        return list(days[at].sources) if known else []

    def _time_of_fetch(self, date: dt.date) -> Moment | None:
        fetched = [origin.fetched_at for origin in self._origins(date)]
        return max((time for time in fetched if time is not None), default=None)

    def _changes(
        self, at: int, own: Status, status: Status, warnings: Sequence[TrainingWarning]
    ) -> Iterator[str]:
        score = float(self.scores.score[at])
        if status != own:
            raised = [warning.kind for warning in warnings if warning.level != "info"]
            kinds = [label(kind) for kind in dict.fromkeys(raised)]
            noun = "warning" if len(kinds) == 1 else "warnings"
            names = ", ".join(kinds)
            yield f"Without the {noun} ({names}), your score of {score:.0f} would be {own}."
        if own != "green":
            better: Status = "green" if own == "yellow" else "yellow"
            least = self._green_edge(at) if own == "yellow" else self.bands[1]
            if own == "yellow" and score >= self.bands[0] - 0.5:
                yield (
                    f"Green starts at {self.bands[0]:.0f}, and at {least:.0f} after a day that was "
                    "not green."
                )
            paths = list(self._paths(at, least, f"would lift you to {better}"))
            yield from paths or [f"No single measure would lift you to {better} today."]
        else:
            spare = round(score) - self.bands[0]
            above = "just there" if spare <= 0 else f"{spare:.0f} points above it"
            yield f"Green starts at {self.bands[0]:.0f}; you are {above}."
            yield from self._paths(at, self.bands[0], "would bring you down to the edge of yellow")

    def _green_edge(self, at: int) -> float:
        return float(self.scores.needed_for_green(self.bands)[at])

    def _paths(self, at: int, target: float, ending: str) -> Iterator[str]:
        """For each component alone, the value at which the score reaches a target."""
        missing = target - float(self.scores.score[at])
        for part in self._present(at):
            columns = self.scores.columns[part.name]
            points = float(columns.points[at]) + missing / float(self.scores.weights[part.name][at])
            value = part.value_for(self.history, self.athlete, at, points, columns)
            if value is not None and 0 <= points <= 100:
                name = capitalize_first(label(part.name))
                unit, _ = part.units(self.history, at)
                new, known = _format(value), _format(columns.value[at])
                if new != known:  # at the very edge no digit that is shown changes
                    yield f"{name} of {new} {unit} instead of {known}, all else equal, {ending}."


def missing_components(
    history: History, scores: Scores, parts: Sequence[Component], at: int
) -> tuple[MissingComponent, ...]:
    """List the components that could not be scored on a day, with the reasons.

    An optional component is missing only for those who had it lately.
    """
    columns = [(part, scores.columns[part.name]) for part in parts]
    return tuple(
        _missing(history, part, column, at)
        for part, column in columns
        if np.isnan(column.points[at]) and (column.need > 0 or column.have[at] > 0)
    )


def _missing(
    history: History, part: Component, columns: ComponentColumns, at: int
) -> MissingComponent:
    have, need = int(columns.have[at]), columns.need
    name = label(part.name)
    reason = reason_not_used(history, part.name, at)
    if reason is None and have < need:
        reason = f"{have} of {need} days of {name} are known"
    reason = reason or f"no {name} to go by on this day"
    return MissingComponent(name=part.name, have=have, need=need, reason=reason)


def _cap_status(own: Status, warnings: Sequence[TrainingWarning]) -> Status:
    """Lower green to yellow for a warning, and any colour to red for a critical one."""
    levels = {warning.level for warning in warnings}
    capped: Status = "red" if "critical" in levels else "yellow" if "warning" in levels else "green"
    return min(own, capped, key=_RANK.index)


def _explanation(
    score: float,
    status: Status,
    own: Status,
    components: Sequence[ComponentScore],
    missing: Sequence[MissingComponent],
) -> str:
    lowered = f" ({own} by score, lowered by a warning)" if status != own else ""
    parts = "; ".join(
        f"{part.explanation} [{part.points:.0f} x {part.weight:.0%}]" for part in components
    )
    names = ", ".join(label(part.name) for part in missing)
    note = f" Without {names}; the other components share the weight." if names else ""
    if len(components) == 1:
        note = f" {stands_alone(components[0])}."
    return f"Recovery {score:.0f} of 100, {status}{lowered}. {parts}.{note}"


def stands_alone(component: ComponentScore) -> str:
    """Say that a score has a single component."""
    name = "training load" if component.name == "load" else label(component.name)
    return f"This score stands on your {name} alone"


def _none_if_nan(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _format(value: float) -> str:
    return f"{value:.1f}" if value < 20 else f"{value:.0f}"
