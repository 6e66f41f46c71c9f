"""Any subset of adapters, combined for one athlete."""

import datetime as dt
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Self

from trainkit import recovery
from trainkit.cache import Cache
from trainkit.kit._adapters import AdapterPool, Adapters, Choices, KitStore, cipher_for
from trainkit.kit._coached_kit import CoachedKit, begin_coaching
from trainkit.kit._contributions import collect_formats
from trainkit.kit._data import AthleteData
from trainkit.kit._decisions import Decisions, Question
from trainkit.kit._kept_kit import KeptKit
from trainkit.kit._kept_loads import keep_loads_of
from trainkit.kit._notifying_kit import NotifyingKit, list_channels
from trainkit.kit._planning_kit import PlanningKit
from trainkit.kit._resolve import OptionDefaults
from trainkit.kit._searching_kit import SearchingKit
from trainkit.kit._synced_kit import SyncedKit
from trainkit.models import (
    Assessment,
    Athlete,
    Availability,
    Goal,
    History,
)
from trainkit.models.entry import Entry
from trainkit.models.status import BANDS
from trainkit.plugins import Registry, shared
from trainkit.ports.store import check_name
from trainkit.privacy import Use
from trainkit.records import Accounts
from trainkit.secrets import EncryptedStore, EnvironmentSecrets, SecretStore
from trainkit.telemetry import Counts, LogFolder, Meter

if TYPE_CHECKING:
    from trainkit.coach import BudgetAlert
    from trainkit.ports import FaultInjector

__all__ = ["Kit"]


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Kit(CoachedKit, KeptKit, PlanningKit, SyncedKit, SearchingKit, NotifyingKit):
    """Combine any subset of adapters for one athlete: data sources, a store, models and voices.

    Each adapter is a name (``"files"``), an address (``"sqlite:///path.db"``), options that include
    a ``"name"``, or an adapter that the host made. Named adapters are created on first use and
    closed with the Kit, which is a context manager. Options written ``"secret:NAME"`` are looked up
    in `secrets`. Threads may share a Kit.

    Parameters
    ----------
    source : str, mapping, Source, or a list of them, optional
        Sources of training data.
    llm : str, mapping or LanguageModel, or a list of them, optional
        The language model; of several, the first that answers.
    speech : str, mapping or Speech, optional
        The voice.
    store : str, mapping or Store
        Where everything is kept; by default in memory.
    fault_injector : str, mapping or FaultInjector, optional
        Injects faults for campaigns.
    surrogate : str, mapping or Surrogate, optional
        The surrogate model of optimizers.
    notify : str, mapping or Notifier, or a list of them, optional
        Who tells the athlete the morning's page, the week, warnings and alerts of budgets, with
        ``kinds`` and ``quiet`` hours among the options.
    athlete : Athlete, optional
        The athlete; by default the one in the store or in the data.
    athlete_id : str
        The athlete's name in a store.
    key : str or sequence of str, optional
        Encryption keys, the newest first; by default ``TRAINKIT_KEY``. None encrypts nothing.
    secrets : SecretStore, optional
        Where secrets are; by default in environment variables ``TRAINKIT_NAME``.
    registry : Registry, optional
        The plugins; by default all that are installed and allowed.
    budget : float, Budget, or a list of Budget, optional
        What language models may cost; a number is US dollars a month for all athletes together.
    on_alert : callable, optional
        Is told when 80 % of a budget is spent.
    logs : path, optional
        A folder for structured logs from INFO up, one file a day.
    clock : callable
        The current time, aware.

    Examples
    --------
    >>> from trainkit import simulate
    >>> with Kit() as kit:
    ...     kit.log(simulate(days=120))
    ...     today = kit.today(dt.date(2026, 6, 28))
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
        notify: object = None,
        athlete: Athlete | None = None,
        athlete_id: str = "me",
        key: str | Sequence[str] | None = None,
        secrets: SecretStore | None = None,
        registry: Registry | None = None,
        budget: object = None,
        on_alert: "Callable[[BudgetAlert], object] | None" = None,
        logs: str | os.PathLike[str] | None = None,
        clock: Callable[[], dt.datetime] = _clock,
    ) -> None:
        self._id = check_name("athlete_id", athlete_id)
        plugins, secrets = registry or shared(), secrets or EnvironmentSecrets()
        self._meter = meter = Meter()
        self._logs = None if logs is None else LogFolder(logs)
        # The store comes first: other adapters take defaults from the data in it.
        self._store = KitStore(store, AdapterPool(plugins, secrets), cipher_for(key), meter)
        self._data = AthleteData(
            self._store,
            athlete=athlete,
            athlete_id=athlete_id,
            clock=clock,
            meter=meter,
            logs=self._logs,
            prepare=keep_loads_of,
        )
        formats, timezone = partial(collect_formats, plugins), self._data.timezone
        accounts = Accounts(secrets, self._store.open, athlete_id, clock=clock)
        defaults: OptionDefaults = {
            "formats": formats,
            "timezone": timezone,
            "accounts": lambda: accounts,
            "clock": lambda: clock,
        }
        pool = AdapterPool(plugins, secrets, defaults)
        self._channels = list_channels(notify)
        told = tuple(channel.choice for channel in self._channels)
        choices = Choices(source, llm, speech, fault_injector, surrogate, told)
        self._adapters = Adapters(choices, pool, meter)
        self._coaching_once = begin_coaching(
            self._data,
            self._adapters,
            meter,
            clock=clock,
            budget=budget,
            alert=lambda: self._notices.alert(on_alert),
        )
        self._decisions = Decisions(self._data, plugins, meter)
        self._registry = plugins
        if self._logs is not None:
            self._logs.listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Kit for {self._id!r}>"

    @property
    def store(self) -> EncryptedStore:
        """The store; what it keeps is encrypted where there is a key."""
        return self._data.store

    @property
    def cache(self) -> Cache:
        """Cached answers, kept beside the athlete's records."""
        return self._data.cache

    def licences(self) -> dict[str, dt.datetime]:
        """Return the licences of all data, each with the moment of the oldest record under it.

        What is computed from the data may be kept as long as they allow.
        """
        return dict(self._data.records.snapshot().oldest_by_licence)

    @property
    def fault_injector(self) -> "FaultInjector | None":
        """The fault injector; None where none was chosen."""
        return self._adapters.fault_injector()

    def history(self, *, use: Use | None = None) -> History:
        """Return all logged and synced data, without what may no longer be kept.

        Parameters
        ----------
        use : {"prompt", "training"}, optional
            The purpose: records that their licence excludes from it are left out, and counted as
            refusals.

        Returns
        -------
        History
            The history.
        """
        return self._data.history(use)

    def outline(self) -> History:
        """Return all logged and synced data, without reading the samples of activities.

        Samples stay in the store until somebody reads them, which takes an open Kit. With ten years
        of data it is there in half the time of `history`.

        Returns
        -------
        History
            Equal to `history()`. Reading samples raises `BackendError` where they are damaged, or
            were changed or deleted meanwhile.
        """
        return self._data.outline()

    def log(self, entry: Entry) -> None:
        """Add data: a history, or a record entered by hand.

        Parameters
        ----------
        entry : History, Activity, DailyHealth, RaceResult or PlannedWorkout
            What to add. Known records stay; of two manual entries for one day the latest wins,
            field by field.

        Raises
        ------
        InvalidInput
            `entry` is something else.
        BackendError
            The store failed. Each kind of record is then stored completely or not at all.
        """
        self._data.add(entry)

    def today(
        self,
        on: dt.date | None = None,
        *,
        model: "recovery.ModelName" = "personal",
        bands: tuple[float, float] = BANDS["70/40"],
        goal: Goal | None = None,
        availability: Availability | None = None,
        force: bool = False,
    ) -> Assessment:
        """Assess a day as `trainkit.assess` does, with the latest plan and plugins' contributions.

        Old data is told, not an error: `Assessment.data_until` is its last day.

        Parameters
        ----------
        on : date, optional
            The day; by default today, by the Kit's clock in the athlete's time zone.
        model, bands, goal, availability
            As in `trainkit.assess`.
        force : bool
            Compute the answer even where it is cached.

        Returns
        -------
        Assessment
            Recovery, warnings and recommendation.

        Raises
        ------
        InvalidInput, InsufficientData
            As `trainkit.assess` does.
        """
        athlete, plan = self.athlete, self.planned
        time = availability or self._data.records.availability()
        day = self._data.today() if on is None else on
        question = Question(athlete, plan, day, model, bands, goal, time, late=on is None)
        return self._decisions.answer(question, force=force)

    def counters(self, backend: str | None = None) -> Counts:
        """Read the counters of calls, failures, retries, cache hits, refusals, tokens and money.

        Parameters
        ----------
        backend : str, optional
            One backend, such as ``"source.files"``; by default all together.
        """
        return self._meter.counts(backend)

    def export(self) -> bytes:
        """Export everything stored about the athlete, without tokens, as a zip archive of JSON.

        `trainkit.read` reads its ``history.json``; plans and other records have their own files.
        """
        return self._data.export()

    def forget(self) -> int:
        """Delete everything stored about the athlete, and return the number of records.

        Data that a source still has returns with the next `sync`.
        """
        self.voice.delete_models()  # where they are stands in what is deleted next
        return self._data.forget()

    def purge(self, before: dt.date) -> int:
        """Delete records, cached answers, voice models and logs of every athlete before a day.

        Parameters
        ----------
        before : date
            The first day that stays.

        Returns
        -------
        int
            The number of deleted records, models and log files.
        """
        return self.voice.purge_models(before) + self._data.purge(before)

    def rotate(self) -> int:
        """Encrypt all records of every athlete with the newest key, and return their number.

        Nobody may write to the store meanwhile.
        """
        return self._data.rotate()

    def close(self) -> None:
        """Close what the Kit created; safe to call twice."""
        self._close_voice()
        self._adapters.close()
        self._store.close()
        if self._logs is not None:
            self._logs.close()
