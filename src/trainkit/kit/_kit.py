"""Any subset of adapters, joined for one athlete."""

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from trainkit import planning, recovery
from trainkit.errors import InvalidInput
from trainkit.kit._adapters import Choices, Parts
from trainkit.kit._contributions import Extras, formats_of, with_extras
from trainkit.kit._data import Keeping
from trainkit.kit._decisions import Question
from trainkit.kit._guarded import GuardedModel
from trainkit.models import (
    Assessment,
    Athlete,
    Availability,
    Goal,
    Revision,
    TrainingPlan,
    Violation,
)
from trainkit.plugins import Registry, shared
from trainkit.ports import FaultInjector, LanguageModel, Speech, Surrogate
from trainkit.ports.store import check_name
from trainkit.records import fingerprint, oldest
from trainkit.secrets import Cipher, EnvironmentSecrets, SecretStore
from trainkit.telemetry import Counts, LogFolder, Meter
from trainkit.workouts import LIBRARY

__all__ = ["Kit"]


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Kit(Keeping):
    """Joins any subset of adapters: where data comes from, where it is kept, who talks.

    Each adapter is a name (``"files"``), an address (``"sqlite:///path.db"``), options with a
    ``"name"`` among them, or an adapter that the host made. It is loaded when it is first needed;
    what was made here is closed with the Kit, which is a context manager. An option that is
    written ``"secret:NAME"`` is looked up in `secrets`. Threads may share a Kit.

    Parameters
    ----------
    source : str, mapping, Source, or a list of them, optional
        Where training data comes from.
    llm : str, mapping or LanguageModel, optional
        Who answers prompts.
    speech : str, mapping or Speech, optional
        Who speaks.
    store : str, mapping or Store
        Where everything is kept; by default as long as the Kit lives.
    fault_injector : str, mapping or FaultInjector, optional
        What puts faults into a system, for campaigns.
    surrogate : str, mapping or Surrogate, optional
        What an optimizer learns with.
    athlete : Athlete, optional
        Who it is for; by default whom the store or the data know.
    athlete_id : str
        Under which name the athlete's records are kept, where a store holds several.
    key : str or sequence of str, optional
        Keys that encrypt what the store keeps, the newest first; by default what the environment
        variable ``TRAINKIT_KEY`` holds, and without either nothing is encrypted.
    secrets : SecretStore, optional
        Where secrets are; by default in environment variables ``TRAINKIT_NAME``.
    registry : Registry, optional
        Which plugins there are; by default all that are installed and may load.
    logs : path, optional
        A folder for structured logs from INFO on, a file a day.
    clock : callable
        The moment, aware.

    Examples
    --------
    >>> from trainkit import simulate
    >>> with Kit() as kit:
    ...     kit.log(simulate(days=120))
    ...     today = kit.today()
    >>> today.recovery.status, today.recommendation.intensity
    ('yellow', 'easy')
    """

    def __init__(
        self,
        source: object = None,
        llm: object = None,
        speech: object = None,
        store: object = ":memory:",
        *,
        fault_injector: object = None,
        surrogate: object = None,
        athlete: Athlete | None = None,
        athlete_id: str = "me",
        key: str | Sequence[str] | None = None,
        secrets: SecretStore | None = None,
        registry: Registry | None = None,
        logs: str | os.PathLike[str] | None = None,
        clock: Callable[[], dt.datetime] = _clock,
    ) -> None:
        check_name("athlete_id", athlete_id)
        self._registry = registry or shared()
        choices = Choices(source, llm, speech, store, fault_injector, surrogate)
        meter, folder = Meter(), None if logs is None else LogFolder(logs)
        secrets = secrets or EnvironmentSecrets()
        extras: dict[str, Callable[[], object]] = {"formats": lambda: formats_of(self._registry)}
        extras["timezone"] = self._zone
        parts = Parts(choices, self._registry, secrets, _cipher(key), meter, extras=extras)
        super().__init__(
            parts, athlete=athlete, athlete_id=athlete_id, clock=clock, meter=meter, logs=folder
        )
        if folder is not None:
            folder.listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Kit for {self._id!r}>"

    @property
    def llm(self) -> LanguageModel | None:
        """Who answers prompts, behind the provenance gate; None where none was chosen."""
        found = self._parts.llm
        if found is None:
            return None
        model: LanguageModel = found.adapter  # type: ignore[assignment]  # its conformance says so
        return GuardedModel(model, self._shelves.gate, self._meter, found.backend)

    @property
    def speech(self) -> Speech | None:
        """Who speaks; None where none was chosen."""
        return self._parts.speech

    @property
    def fault_injector(self) -> FaultInjector | None:
        """What puts faults into a system; None where none was chosen."""
        return self._parts.fault_injector

    @property
    def surrogate(self) -> Surrogate | None:
        """What an optimizer learns with; None where none was chosen."""
        return self._parts.surrogate

    def today(
        self,
        on: dt.date | None = None,
        *,
        model: recovery.ModelName = "personal",
        bands: tuple[float, float] = recovery.BANDS["70/40"],
        goal: Goal | None = None,
        availability: Availability | None = None,
        force: bool = False,
    ) -> Assessment:
        """Decide a day, as `trainkit.assess` does, with the plan and what plugins add.

        Parameters
        ----------
        on : date, optional
            The day; by default the last in the history.
        model, bands, goal, availability
            As in `trainkit.assess`.
        force : bool
            Decide anew, even where the same was asked within a day.

        Returns
        -------
        Assessment
            Recovery, warnings and recommendation.

        Raises
        ------
        InvalidInput, InsufficientData
            As `trainkit.assess` does.
        """
        rows = self._shelves.rows()
        known = fingerprint(rows)
        question = Question(on, self.athlete, self.planned, model, bands, goal, availability)
        licences = oldest(rows)

        def answer(extras: Extras) -> Assessment:
            name = question.name(known, extras)
            with self._meter.call("cache", "recovery"):
                kept = self.cache.read(
                    "recovery",
                    name,
                    lambda: question.answer(self._history(rows, known), extras).model_dump_json(),
                    licences=licences,
                    force=force,
                )
            return Assessment.model_validate_json(kept.value)

        return with_extras(self._registry, question.athlete, answer)

    def plan(
        self,
        goal: Goal | Sequence[Goal] | None,
        *,
        availability: Availability | None = None,
        start: dt.date | None = None,
        allow_short: bool = False,
        methodology: str | Mapping[str, float] = "pyramidal",
        seconds: float = 10.0,
    ) -> TrainingPlan:
        """Plan every day up to a race, as `trainkit.plan` does, and keep the plan.

        Parameters
        ----------
        goal, availability, start, allow_short, methodology, seconds
            As in `trainkit.plan`; without any history a plan starts on the Monday after today.

        Returns
        -------
        TrainingPlan
            The plan, which `planned` gives from now on.

        Raises
        ------
        InvalidInput, InfeasiblePlan
            As `trainkit.plan` does.
        """
        history, athlete = self.history(), self.athlete
        if history.span is None and start is None:
            start = self._day() + dt.timedelta(days=7 - self._day().weekday())
        made = with_extras(
            self._registry,
            athlete,
            lambda extras: planning.plan(
                goal,
                athlete,
                history,
                availability=availability,
                start=start,
                allow_short=allow_short,
                more_rules=extras.rules,
                library=(*LIBRARY, *extras.workouts),
                methodology=methodology,
                seconds=seconds,
            ),
        )
        self._shelves.put_plan(made)
        return made

    def adapt(
        self, on: dt.date | None = None, *, availability: Availability | None = None
    ) -> Revision:
        """Change the days ahead after what really happened, and keep the changed plan.

        Parameters
        ----------
        on : date, optional
            The first day that may change; by default today.
        availability : Availability, optional
            The time there is now.

        Returns
        -------
        Revision
            What was changed, and why; empty where the plan stays.

        Raises
        ------
        InvalidInput
            There is no plan, or the day is outside of it.
        InfeasiblePlan
            As `trainkit.adapt` does.
        """
        given, history, athlete = self._planned(), self.history(), self.athlete
        revision = with_extras(
            self._registry,
            athlete,
            lambda extras: planning.adapt(
                given,
                history,
                athlete,
                on=on or self._day(),
                availability=availability,
                more_rules=extras.rules,
            ),
        )
        if revision.changes or revision.availability is not None:
            self._shelves.put_plan(revision.apply(given))
        return revision

    def check(self, plan: TrainingPlan | None = None) -> list[Violation]:
        """List what is wrong with a plan, as `trainkit.check` does.

        Parameters
        ----------
        plan : TrainingPlan, optional
            Any plan; by default the one that was made last.

        Returns
        -------
        list of Violation
            By date.
        """
        given, history, athlete = plan or self._planned(), self.history(), self.athlete
        return with_extras(
            self._registry,
            athlete,
            lambda extras: planning.check(given, athlete, history, more_rules=extras.rules),
        )

    def counters(self, backend: str | None = None) -> Counts:
        """Read what was counted since the start.

        Parameters
        ----------
        backend : str, optional
            Of one backend, such as ``"source.files"``; by default of all together.

        Returns
        -------
        Counts
            Calls, failures, retries, cache hits, refusals, tokens and money.
        """
        return self._meter.counts(backend)

    def close(self) -> None:
        """Close what was made here; closing twice does no harm."""
        self._parts.close()
        if self._logs is not None:
            self._logs.close()

    def _planned(self) -> TrainingPlan:
        found = self.planned
        if found is None:
            raise InvalidInput("plan", None, "given, or made by plan() before")
        return found


def _cipher(key: str | Sequence[str] | None) -> Cipher | None:
    if key is None:
        return Cipher.from_environment()
    return Cipher([key] if isinstance(key, str) else key)
