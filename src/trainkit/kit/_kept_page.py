"""Answers that are ready to be shown, kept while nothing that they depend on changes.

Finding one imports no engine and reads no samples: a command that asks again answers at once.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from typing import NamedTuple

from trainkit.kit._adapters import AdapterPool, KitStore, cipher_for
from trainkit.kit._data import AthleteData
from trainkit.plugins import shared
from trainkit.secrets import SecretStore
from trainkit.telemetry import Meter

__all__ = ["KeptPages", "Made", "Page", "open_pages"]

Page = Mapping[str, object]
"""An answer, as JSON takes it."""


class Made(NamedTuple):
    """An answer that was just computed.

    Parameters
    ----------
    page : mapping
        The answer.
    lasting : bool
        Whether it may be kept: not where a plugin failed at it, which may be mended meanwhile.
    """

    page: Page
    lasting: bool = True


class _MissingError(Exception):
    """No such answer is kept."""


class KeptPages:
    """The answers that are kept beside an athlete's records.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    """

    def __init__(self, data: AthleteData) -> None:
        self._data = data

    @property
    def timezone(self) -> str:
        """The athlete's time zone, as far as the records know it."""
        return self._data.timezone()

    def read(self, question: Sequence[object], make: Callable[[], Made]) -> Page:
        """Return the answer to a question, from the cache where nothing changed.

        Parameters
        ----------
        question : sequence
            What the answer depends on beside the records, as JSON takes it.
        make : callable
            Computes the answer.

        Returns
        -------
        mapping
            The answer.
        """
        data = self._data
        snapshot = data.records.snapshot()
        goals = [(goal.key, goal.body) for goal in data.store.get("goals", data.athlete_id)]
        version = metadata.version("trainkit")
        key = "page " + json.dumps([snapshot.digest, goals, question, version, _plugins()])
        licences = snapshot.oldest_by_licence
        with suppress(_MissingError):
            return data.cache.read("recovery", key, _miss, licences=licences).value
        page, lasting = make()
        if lasting:
            data.cache.read("recovery", key, lambda: page, licences=licences, force=True)
        return page


def _miss() -> Page:
    raise _MissingError


@contextmanager
def open_pages(
    store: str, athlete_id: str, secrets: SecretStore, *, clock: Callable[[], dt.datetime]
) -> Iterator[KeptPages]:
    """Open the answers of an athlete without a Kit.

    Parameters
    ----------
    store, athlete_id, secrets, clock
        As in `Kit`.
    """
    meter = Meter()
    opened = KitStore(store, AdapterPool(shared(), secrets), cipher_for(None), meter)
    data = AthleteData(
        opened, athlete=None, athlete_id=athlete_id, clock=clock, meter=meter, logs=None
    )
    try:
        yield KeptPages(data)
    finally:
        opened.close()


def _plugins() -> list[tuple[str, ...]]:
    """Name everything that is installed, and what may load: any may take part in a decision."""
    return sorted(
        (f"{plugin.kind}.{plugin.name}", plugin.package, plugin.version, plugin.state)
        for plugin in shared().installed()
    )
