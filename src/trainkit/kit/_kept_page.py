"""Answers that are ready to be shown, kept while nothing that they depend on changes.

Finding one imports no engine and reads no samples: a command that asks again answers at once.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, cast

from trainkit import __version__
from trainkit.cache import Cache
from trainkit.kit._adapters import AdapterPool, KitStore, cipher_for
from trainkit.models.athlete import Athlete
from trainkit.plugins import shared
from trainkit.plugins._installed import Catalogue, package_of
from trainkit.records import (
    ATHLETE,
    HISTORY_KINDS,
    decode_gate,
    parse_setting,
    read_snapshot,
)
from trainkit.secrets import EncryptedStore, SecretStore
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
    licences : mapping of str to datetime
        The licences of what it was computed from, as `Kit.licences` tells them.
    lasting : bool
        Whether it may be kept: not where a plugin failed at it, which may be mended meanwhile.
    """

    page: Page
    licences: Mapping[str, dt.datetime]
    lasting: bool = True


class KeptPages:
    """The answers that are kept beside an athlete's records.

    Parameters
    ----------
    store : EncryptedStore
        Where the records are.
    athlete_id, clock
        As in `Kit`.
    catalogue : Catalogue
        The plugins.
    """

    def __init__(
        self,
        store: EncryptedStore,
        athlete_id: str,
        clock: Callable[[], dt.datetime],
        catalogue: Catalogue,
    ) -> None:
        self._store, self._id, self._clock = store, athlete_id, clock
        self._catalogue = catalogue

    @property
    def timezone(self) -> str:
        """The athlete's time zone, as far as the records know it."""
        known = self._store.get("settings", self._id, keys=[ATHLETE])
        return parse_setting(Athlete, known[0].body, ATHLETE).timezone if known else "UTC"

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
        gate = decode_gate(self._store.get("settings", self._id))
        key = "page " + json.dumps([self._name_state(), question, __version__, self._plugins()])
        cache = Cache(
            clock=self._clock,
            store=self._store,
            athlete=self._id,
            retention_s=gate.cache_retention_s,
        )
        kept = cast("Page | None", cache.recall("recovery", key))
        if kept is not None:
            return kept
        made = make()
        if made.lasting:
            cache.keep("recovery", key, made.page, licences=made.licences)
        return made.page

    def _plugins(self) -> list[tuple[str, ...]]:
        """Name everything that is installed, and what may load: any may take part in a decision."""
        found = self._catalogue
        return sorted((entry.name, *package_of(entry), found.state(entry)) for entry in found)

    def _name_state(self) -> object:
        """Name what is known: by its revisions, or by all of it where the store tells none."""
        kinds = (*HISTORY_KINDS, "goals")
        told = self._store.revisions(self._id)
        if told is not None:
            return [told.get(kind) for kind in kinds]
        snapshot = read_snapshot(self._store, self._id, clock=self._clock)
        goals = self._store.get("goals", self._id)
        return snapshot.digest, [(goal.key, goal.body) for goal in goals]


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
    plugins = shared()
    opened = KitStore(store, AdapterPool(plugins, secrets), cipher_for(None), Meter())
    try:
        yield KeptPages(opened.open(), athlete_id, clock, plugins.catalogue)
    finally:
        opened.close()
