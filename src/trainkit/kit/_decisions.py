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
from trainkit.records import ChangedSamples
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
        As in `trainkit.assess`.
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
        return recovery.assess(
            history,
            self.athlete,
            self.on,
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
            late=self.late,
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
        try:
            return self._answer(question, force=force)
        except ChangedSamples:  # another process wrote between two reads: once more, of its records
            return self._answer(question, force=force)

    def _answer(self, question: Question, *, force: bool) -> Assessment:
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
                        self._data.outline(snapshot), contributions
                    ).model_dump_json(),
                    licences=licences,
                    force=force,
                )
            return Assessment.model_validate_json(cached.value)

        answered = with_contributions(self._registry, question.athlete, answer)
        if not (notes := notes_on_plugins(self._registry)):
            return answered
        return answered.model_copy(update={"notes": (*answered.notes, *notes)})
