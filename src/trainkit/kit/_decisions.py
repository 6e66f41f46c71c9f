"""Today's decision with what plugins add, and the name under which it can be found again."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache, partial
from importlib import metadata

from trainkit import recovery
from trainkit.kit._contributions import Extras
from trainkit.models import Assessment, Athlete, Availability, Goal, History, TrainingPlan
from trainkit.ports import Component, Detector
from trainkit.workouts import LIBRARY

__all__ = ["Question"]

_version = cache(partial(metadata.version, "trainkit"))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a day.

    Parameters
    ----------
    on : date, optional
        The day; by default the last in the history.
    athlete : Athlete
        Who asks.
    plan : TrainingPlan, optional
        What was planned.
    model, bands, goal, availability
        As in `trainkit.assess`.
    """

    on: dt.date | None
    athlete: Athlete
    plan: TrainingPlan | None
    model: recovery.ModelName
    bands: tuple[float, float]
    goal: Goal | None
    availability: Availability | None

    def answer(self, history: History, extras: Extras) -> Assessment:
        """Decide."""
        return recovery.assess(
            history,
            self.athlete,
            self.on,
            plan=self.plan,
            model=self._model(extras),
            bands=self.bands,
            goal=self.goal,
            availability=self.availability,
            detectors=self._detectors(extras),
            more_rules=extras.rules,
            library=(*extras.workouts, *LIBRARY),  # a host's own are wanted first
        )

    def name(self, known: str, extras: Extras) -> str:
        """Name everything that the answer depends on; `known` names the history."""
        said = (self.athlete, self.plan, self.goal, self.availability)
        asked = [None if one is None else one.model_dump_json() for one in said]
        return json.dumps(
            [known, repr(self.on), self.model, self.bands, asked, extras.names, _version()]
        )

    def _model(self, extras: Extras) -> recovery.ModelName | tuple[Component, ...]:
        if not extras.components or self.model not in recovery.MODELS:
            return self.model  # an unknown one is refused by the library
        return (*recovery.MODELS[self.model], *extras.components)

    def _detectors(self, extras: Extras) -> tuple[Detector, ...] | None:
        if not extras.detectors:
            return None
        own = recovery.CLASSIC_DETECTORS if self.model == "classic" else recovery.DETECTORS
        return (*own, *recovery.REPORTED, *extras.detectors)
