"""The adapters of a Kit, each made when it is first needed and closed with it."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple, cast

from trainkit.errors import InvalidInput
from trainkit.kit._resolve import Wired, wired
from trainkit.plugins import Kind, Registry
from trainkit.ports import FaultInjector, Source, Speech, Store, Surrogate
from trainkit.secrets import Cipher, EncryptedStore, SecretStore
from trainkit.telemetry import Meter, observed

__all__ = ["Choices", "Parts"]

_LOG = logging.getLogger("trainkit.kit")


class Choices(NamedTuple):
    """What a host chose, by kind: names, addresses, options or adapters; None for none."""

    source: object
    llm: object
    speech: object
    store: object
    fault_injector: object
    surrogate: object


class Parts:
    """Adapters by kind; threads may share it.

    Parameters
    ----------
    choices : Choices
        What the host named.
    registry : Registry
        Where names are looked up.
    secrets : SecretStore
        Where options that name a secret find it.
    cipher : Cipher or None
        Encrypts what the store keeps.
    meter : Meter
        Where calls are counted.
    extras : mapping of str to callable
        Options that are filled in where an adapter has them.
    """

    def __init__(
        self,
        choices: Choices,
        registry: Registry,
        secrets: SecretStore,
        cipher: Cipher | None,
        meter: Meter,
        *,
        extras: Mapping[str, Callable[[], object]],
    ) -> None:
        self._choices, self._registry, self._secrets = choices, registry, secrets
        given, self._extras = choices.source, extras
        several = given if isinstance(given, list | tuple) else (given,)
        self._sources = tuple(one for one in several if one is not None)
        self._cipher, self._meter = cipher, meter
        self._lock = threading.RLock()
        self._made: dict[str, Wired] = {}
        self._store: EncryptedStore | None = None
        self._closed = False

    @property
    def store(self) -> EncryptedStore:
        """The store: what it keeps is encrypted where there is a key."""
        with self._lock:
            found = self._one("store", self._choices.store)
            if found is None:
                raise InvalidInput("store", None, "the name of a store; ':memory:' keeps nothing")
            if self._store is None:
                seen = cast("Store", observed(found.adapter, self._meter, found.backend))
                self._store = EncryptedStore(seen, self._cipher)
            return self._store

    @property
    def source_count(self) -> int:
        """How many sources the host named."""
        return len(self._sources)

    def source(self, at: int) -> tuple[Wired, Source]:
        """The source at a place in the host's order."""
        found = self._one("source", self._sources[at], at)
        assert found is not None  # noqa: S101  None was left out above
        if not found.owned:  # an adapter without options of its own is known by its place
            found = found._replace(settings=str(at))
        return found, cast("Source", observed(found.adapter, self._meter, found.backend))

    @property
    def llm(self) -> Wired | None:
        """The language model, not observed: who guards it counts its calls."""
        return self._one("llm", self._choices.llm)

    @property
    def speech(self) -> Speech | None:
        """The voice."""
        return cast("Speech | None", self._seen("speech", self._choices.speech))

    @property
    def fault_injector(self) -> FaultInjector | None:
        """What puts faults into a system."""
        return cast(
            "FaultInjector | None", self._seen("fault_injector", self._choices.fault_injector)
        )

    @property
    def surrogate(self) -> Surrogate | None:
        """What an optimizer learns with."""
        found = self._one("surrogate", self._choices.surrogate)
        return None if found is None else cast("Surrogate", found.adapter)

    def close(self) -> None:
        """Close what was made here, the last one first; what a host gave stays open."""
        with self._lock:
            made, self._made, self._closed = self._made, {}, True
        for one in reversed(made.values()):
            closing = getattr(one.adapter, "close", None)
            if one.owned and closing is not None:
                try:
                    closing()
                except Exception as error:  # noqa: BLE001  the others must be closed too
                    _LOG.warning("%s did not close: %s", one.backend, type(error).__name__)

    def _seen(self, kind: Kind, choice: object) -> object:
        found = self._one(kind, choice)
        return None if found is None else observed(found.adapter, self._meter, found.backend)

    def _one(self, kind: Kind, choice: object, number: int = 0) -> Wired | None:
        with self._lock:
            if self._closed:
                raise InvalidInput("kit", "closed", "open: make a new one")
            if choice is None:
                return None
            key = f"{kind} {number}"
            if key not in self._made:
                self._made[key] = wired(kind, choice, self._registry, self._secrets, self._extras)
            return self._made[key]
