"""Notices on their way to the athlete: each told once, outside quiet hours, and tried again."""

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from trainkit.coach import BudgetAlert
from trainkit.errors import BackendError, TrainkitError
from trainkit.kit._adapters import Adapters
from trainkit.kit._channels import Channel
from trainkit.kit._data import AthleteData
from trainkit.models.model import Model
from trainkit.models.notice import Notice, NoticeKind
from trainkit.models.units import Moment
from trainkit.ports import Record
from trainkit.records import Lease

__all__ = ["KeptNotice", "Notices"]

_LOG = logging.getLogger("trainkit.kit")
_KEY = "notices"
_LEASE_S = 300.0
_RETRY_S = 900.0  # after a failure; twice as long after each further one
_ATTEMPTS = 5
_KEPT_DAYS = 14  # so that nothing is told twice
# After which nobody wants to read it any more [h].
_FRESH_H: Mapping[NoticeKind, float] = {"morning": 16, "warning": 24, "week": 72, "budget": 72}


class KeptNotice(Model):
    """A notice on its way through one channel.

    Parameters
    ----------
    notice : Notice
        The notice.
    channel : int
        The channel's place in the host's order.
    posted : datetime
        Aware.
    state : {"waiting", "told", "failed"}
        ``"failed"`` is not tried again: it was refused, or grew old.
    attempts : int
        How often it was tried.
    again : datetime, optional
        Not to be tried before.
    error : str
        Of the last attempt.
    """

    notice: Notice
    channel: Annotated[int, Field(ge=0)]
    posted: Moment
    state: Literal["waiting", "told", "failed"] = "waiting"
    attempts: int = 0
    again: Moment | None = None
    error: str = ""

    def __str__(self) -> str:
        return f"{self.notice.key}: {self.state}" + (f", {self.error}" if self.error else "")


class Notices:
    """The notices of one athlete; threads and processes may share them.

    Parameters
    ----------
    data : AthleteData
        Store and clock.
    adapters : Adapters
        The notifiers, one a channel.
    channels : sequence of Channel
        Without any, nothing is kept or told.
    """

    def __init__(
        self, data: AthleteData, adapters: Adapters, channels: tuple[Channel, ...]
    ) -> None:
        self._data, self._adapters, self._channels = data, adapters, channels

    def post(self, notice: Notice) -> list[KeptNotice]:
        """Keep a notice for each channel that wants it, and tell it where that may be now.

        Returns
        -------
        list of KeptNotice
            What came of it, one a channel; of one that is known, what came of it before.
        """
        wanted = [n for n, channel in enumerate(self._channels) if notice.kind in channel.kinds]
        if not wanted:
            return []
        with self._lease():
            kept = self._read()
            known = {(entry.notice.key, entry.channel) for entry in kept}
            now = self._data.now()
            new = [
                KeptNotice(notice=notice, channel=number, posted=now)
                for number in wanted
                if (notice.key, number) not in known
            ]
            if new:
                self._write([*kept, *new])
        self.deliver()
        return [entry for entry in self._read() if entry.notice.key == notice.key]

    def deliver(self) -> int:
        """Tell what waits and may be told now, unless another process is at it; return how many."""
        if not self._channels or not any(entry.state == "waiting" for entry in self._read()):
            return 0
        lease = self._lease()
        if not lease.take():
            return 0
        try:
            return self._deliver(lease)
        finally:
            lease.drop()

    def entries(self) -> list[KeptNotice]:
        """List what was posted in the last two weeks, the oldest first."""
        return self._read() if self._channels else []

    def alert(
        self, host: Callable[[BudgetAlert], object] | None
    ) -> Callable[[BudgetAlert], object]:
        """Return what tells a budget's alert to the host and, as a notice, to the athlete."""

        def tell(alert: BudgetAlert) -> None:
            if host is not None:
                host(alert)
            try:
                if self._channels:
                    self.post(self._of_budget(alert))
            except TrainkitError as error:  # the answer that was paid for matters more
                _LOG.warning("a notice of a budget was lost: %s", type(error).__name__)

        return tell

    def _of_budget(self, alert: BudgetAlert) -> Notice:
        budget, spent = alert
        text = (
            f"{spent:.2f} of {budget.limit_usd:.2f} USD are spent: {budget}. When it is used up, "
            "the rules answer instead of the language model."
        )
        title = f"{spent / budget.limit_usd:.0%} of the budget is spent"
        return Notice(
            kind="budget", day=self._data.today(), title=title, text=text, about=str(budget)
        )

    def _deliver(self, lease: Lease) -> int:
        kept, told = self._read(), 0
        for number, entry in enumerate(kept):
            now = self._data.now()
            if entry.state != "waiting" or entry.channel >= len(self._channels):
                continue
            channel = self._channels[entry.channel]
            if now - entry.posted > dt.timedelta(hours=_FRESH_H[entry.notice.kind]):
                kept[number] = _close(entry, "failed")
            elif channel.is_quiet(now) or (entry.again is not None and now < entry.again):
                continue
            else:
                kept[number] = self._tell(entry, now)
                told += kept[number].state == "told"
            lease.renew()
            self._write(kept)  # after each: what was told must not be told again after a crash
        return told

    def _tell(self, entry: KeptNotice, now: dt.datetime) -> KeptNotice:
        attempts = entry.attempts + 1
        try:
            self._adapters.notifier(entry.channel).notify(entry.notice)
        except TrainkitError as error:
            failed = isinstance(error, BackendError)  # else a secret is missing, or a typo
            passing = not failed or (_is_passing(error) and attempts < _ATTEMPTS)
            wait_s = _RETRY_S * 2.0 ** (attempts - 1) if failed else 0.0
            _LOG.warning("a notice was not told: %s", error)
            return _close(entry, "waiting" if passing else "failed").model_copy(
                update={
                    "attempts": attempts,
                    "again": now + dt.timedelta(seconds=wait_s),
                    "error": str(error),
                }
            )
        return _close(entry, "told").model_copy(update={"attempts": attempts, "error": ""})

    def _lease(self) -> Lease:
        name = f"notices:{self._data.athlete_id}"[:200]
        return Lease(self._data.store, name, clock=self._data.now, seconds=_LEASE_S)

    def _read(self) -> list[KeptNotice]:
        found = self._data.store.get("cursors", self._data.athlete_id, keys=[_KEY])
        try:
            return _ENTRIES.validate_json(found[0].body) if found else []
        except (ValidationError, ValueError):
            _LOG.warning("the kept notices are damaged, and begin anew")
            return []

    def _write(self, kept: Iterable[KeptNotice]) -> None:
        now = self._data.now()
        oldest = now - dt.timedelta(days=_KEPT_DAYS)
        rows = [entry.model_dump(mode="json") for entry in kept if entry.posted >= oldest]
        record = Record(_KEY, json.dumps(rows), now)
        self._data.store.put("cursors", self._data.athlete_id, [record])


def _close(entry: KeptNotice, state: Literal["waiting", "told", "failed"]) -> KeptNotice:
    """Note what came of a notice; what waits no more needs its text no more."""
    told = entry.notice if state == "waiting" else entry.notice.model_copy(update={"text": ""})
    return entry.model_copy(update={"state": state, "notice": told})


def _is_passing(error: TrainkitError) -> bool:
    return isinstance(error, BackendError) and error.retryable


_ENTRIES = TypeAdapter(list[KeptNotice])
