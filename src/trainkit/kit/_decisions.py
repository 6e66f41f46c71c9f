"""Today's decision with the contributions of plugins, and its place in the cache."""

import datetime as dt
import json
from dataclasses import dataclass

from trainkit import __version__, recovery, workouts
from trainkit.kit._contributions import Contributions, notes_on_plugins, with_contributions
from trainkit.kit._data import AthleteData
from trainkit.models import Assessment, Athlete, Availability, Goal, History, TrainingPlan
from trainkit.plugins import Registry
from trainkit.ports import Component, Detector
from trainkit.telemetry import Meter

__all__ = ["Decisions", "Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a day.

    Parameters
    ----------
    athlete : Athlete
        The athlete.
    plan : TrainingPlan, optional
        The latest plan.
    on : date
        The day.
    model, bands, goal, availability
        As in `trainkit.assess`.
    late : bool
        Whether to answer long after the last data too: with the last known state and its age.
    """

    athlete: Athlete
    plan: TrainingPlan | None
    on: dt.date
    model: "recovery.ModelName"
    bands: tuple[float, float]
    goal: Goal | None
    availability: Availability | None
    late: bool = False

    def answer(self, history: History, contributions: Contributions) -> Assessment:
        """Decide the day."""
        day = self._last_possible(history) if self.late else self.on
        decided = self._assess(history, contributions, day)
        return decided if day == self.on else _age(decided, history, self.on)

    def _last_possible(self, history: History) -> dt.date:
        """Return the day, or the last one that can be decided, if the score before it is old."""
        model = self.model if self.model in recovery.MODELS else "personal"
        if history.span is None:
            return self.on
        last = recovery.last_scored(history, self.athlete, self.on, model=model)
        last_known = dt.timedelta(days=recovery.LAST_KNOWN_DAYS)
        return self.on if last is None else min(self.on, last + last_known)

    def _assess(self, history: History, contributions: Contributions, day: dt.date) -> Assessment:
        return recovery.assess(
            history,
            self.athlete,
            day,
            plan=self.plan,
            model=self._model(contributions),
            bands=self.bands,
            goal=self.goal,
            availability=self.availability,
            detectors=self._own_detectors(),
            more_detectors=contributions.detectors,
            more_rules=contributions.rules,
            library=(
                *contributions.workouts,
                *workouts.LIBRARY,
            ),  # a host's own sessions come first
        )

    def cache_key(self, history_digest: str, contributions: Contributions) -> str:
        """Name everything that the answer depends on."""
        models = (self.athlete, self.plan, self.goal, self.availability)
        asked = [None if model is None else model.model_dump_json() for model in models]
        names = contributions.names
        return json.dumps(
            [
                history_digest,
                repr((self.on, self.late)),
                self.model,
                self.bands,
                asked,
                names,
                __version__,
            ]
        )

    def _model(self, extra: Contributions) -> "recovery.ModelName | tuple[Component, ...]":
        if not extra.components or self.model not in recovery.MODELS:
            return self.model  # `assess` refuses an unknown name
        return (*recovery.MODELS[self.model], *extra.components)

    def _own_detectors(self) -> tuple[Detector, ...] | None:
        """Return those of the classic model, which a contributed component must not replace."""
        if self.model != "classic":
            return None
        return (*recovery.CLASSIC_DETECTORS, *recovery.REPORTED)


def _age(decided: Assessment, history: History, on: dt.date) -> Assessment:
    """Date a decision made from the last known state on the day that was asked for."""
    known, last = decided.recovery, history.dates[-1].item()
    age_days = (on - known.date).days
    note = (
        f"The last recovery that can be scored is from {known.date}, {age_days} days ago, and the "
        f"last data is from {min(on, last)}: sync or import newer data first."
    )
    return decided.model_copy(
        update={
            "date": on,
            "recovery": known.model_copy(update={"age_days": age_days}),
            "notes": (note, *decided.notes),
            "data_until": min(on, last),
        }
    )


class Decisions:
    """Answer questions about a day, from the cache where nothing changed.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    registry : Registry
        Provides contributions.
    meter : Meter
        Counts cache hits and misses.
    """

    def __init__(self, data: AthleteData, registry: Registry, meter: Meter) -> None:
        self._data, self._registry, self._meter = data, registry, meter

    def answer(self, question: Question, *, force: bool) -> Assessment:
        """Answer a question; `force` ignores the cached answer."""
        records = self._data.records
        snapshot = records.snapshot()
        licences = snapshot.oldest_by_licence

        def answer(contributions: Contributions) -> Assessment:
            key = question.cache_key(snapshot.digest, contributions)
            with self._meter.call("cache", "recovery"):
                cached = self._data.cache.read(
                    "recovery",
                    key,
                    lambda: question.answer(
                        self._data.decode(snapshot), contributions
                    ).model_dump_json(),
                    licences=licences,
                    force=force,
                )
            return Assessment.model_validate_json(cached.value)

        answered = with_contributions(self._registry, question.athlete, answer)
        if not (notes := notes_on_plugins(self._registry)):
            return answered
        return answered.model_copy(update={"notes": (*answered.notes, *notes)})
