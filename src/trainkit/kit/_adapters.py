"""The adapters of a Kit, each created on first use and closed with the Kit."""

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from trainkit import models
from trainkit.errors import InvalidInput
from trainkit.kit._remembered import RememberingStore
from trainkit.kit._resolve import OptionDefaults, ResolvedAdapter, resolve_adapter
from trainkit.plugins import Kind, Registry
from trainkit.secrets import Cipher, EncryptedStore, SecretStore
from trainkit.telemetry import Meter, observe

if TYPE_CHECKING:  # a store is opened without the others
    from trainkit.ports import (
        FaultInjector,
        LanguageModel,
        Notifier,
        Source,
        Speech,
        Store,
        Surrogate,
    )

__all__ = ["AdapterPool", "Adapters", "Choices", "KitStore", "cipher_for"]

_LOG = logging.getLogger("trainkit.kit")


class AdapterPool:
    """Create adapters on first use, return them again, and close them; threads may share it.

    Parameters
    ----------
    registry : Registry
        Looks names up.
    secrets : SecretStore
        Provides options that name a secret.
    defaults : mapping of str to callable, optional
        Options that are filled in where an adapter has them.
    """

    def __init__(
        self, registry: Registry, secrets: SecretStore, defaults: OptionDefaults | None = None
    ) -> None:
        self._registry, self._secrets, self._defaults = registry, secrets, defaults or {}
        self._lock = threading.RLock()
        self._adapters: dict[tuple[Kind, int], ResolvedAdapter] = {}
        self._closed = False

    def get(self, kind: Kind, choice: object, number: int = 0) -> ResolvedAdapter | None:
        """Return an adapter, created on the first call; None where the host chose none.

        Raises
        ------
        InvalidInput
            The pool is closed, or the choice is invalid.
        """
        with self._lock:
            if self._closed:
                raise InvalidInput("kit", "closed", "open; create a new one")
            if choice is None:
                return None
            key = kind, number
            if key not in self._adapters:
                self._adapters[key] = resolve_adapter(
                    kind, choice, self._registry, self._secrets, self._defaults
                )
            return self._adapters[key]

    def add(self, kind: Kind, choice: object) -> ResolvedAdapter | None:
        """Create one more adapter, beside the host's choices; errors as in `get`."""
        with self._lock:
            return self.get(kind, choice, len(self._adapters) + 1)

    def close(self) -> None:
        """Close what was created here, the newest first; safe to call twice."""
        with self._lock:
            adapters, self._adapters, self._closed = self._adapters, {}, True
        for resolved in reversed(adapters.values()):
            close = getattr(resolved.adapter, "close", None)
            if resolved.owned and close is not None:
                try:
                    close()
                except Exception as error:  # noqa: BLE001  the others must be closed too
                    _LOG.warning("%s did not close: %s", resolved.backend, type(error).__name__)


class KitStore:
    """The store of a Kit, opened on first use; bodies are encrypted where there is a key.

    Parameters
    ----------
    choice : object
        The host's choice.
    pool : AdapterPool
        Creates and closes the store.
    cipher : Cipher or None
        Encrypts what the store keeps.
    meter : Meter
        Counts calls.
    """

    def __init__(
        self, choice: object, pool: AdapterPool, cipher: Cipher | None, meter: Meter
    ) -> None:
        self._choice, self._pool, self._cipher, self._meter = choice, pool, cipher, meter
        self._lock = threading.Lock()
        self._store: EncryptedStore | None = None

    def open(self) -> EncryptedStore:
        """Return the store; `InvalidInput` where the host chose none, or closed the Kit."""
        resolved = self._pool.get("store", self._choice)
        if resolved is None:
            raise InvalidInput("store", None, "the name of a store; ':memory:' keeps nothing")
        with self._lock:
            if self._store is None:
                store = cast("Store", _observe(resolved, self._meter))
                self._store = RememberingStore(store, self._cipher)
            return self._store

    def close(self) -> None:
        """Close the store."""
        self._pool.close()


class Choices(NamedTuple):
    """The adapters that a host chose: names, addresses, options or adapters; None for none."""

    source: object
    llm: object
    speech: object
    fault_injector: object
    surrogate: object
    notify: tuple[object, ...] = ()


class Adapters:
    """The adapters of a Kit beside its store; threads may share it.

    Parameters
    ----------
    choices : Choices
        The host's choices.
    pool : AdapterPool
        Creates and closes the adapters.
    meter : Meter
        Counts calls.
    """

    def __init__(self, choices: Choices, pool: AdapterPool, meter: Meter) -> None:
        self._choices, self._pool, self._meter = choices, pool, meter
        self._sources = _as_tuple(choices.source)
        self._llms = _as_tuple(choices.llm)

    @property
    def source_count(self) -> int:
        """Number of sources."""
        return len(self._sources)

    def source(self, number: int) -> "tuple[ResolvedAdapter, Source]":
        """Return a source by its place in the host's order."""
        resolved = self._pool.get("source", self._sources[number], number)
        assert resolved is not None  # noqa: S101  None was filtered out above
        if not resolved.owned:  # an adapter without options is identified by its place
            resolved = resolved._replace(settings=str(number))
        return resolved, cast("Source", _observe(resolved, self._meter))

    def llms(self) -> "list[tuple[ResolvedAdapter, LanguageModel]]":
        """Return the language models in the host's order, not observed: a guard counts calls."""
        chosen = [self._pool.get("llm", choice, number) for number, choice in enumerate(self._llms)]
        return [
            (resolved, cast("LanguageModel", resolved.adapter))
            for resolved in chosen
            if resolved is not None
        ]

    def notifier(self, number: int) -> "Notifier":
        """Return a notifier by its place in the host's order."""
        resolved = self._pool.get("notify", self._choices.notify[number], number)
        assert resolved is not None  # noqa: S101  no choice is None
        return cast("Notifier", _observe(resolved, self._meter))

    def speech(self) -> "Speech | None":
        """Return the voice."""
        return cast("Speech | None", self._get("speech", self._choices.speech))

    def fault_injector(self) -> "FaultInjector | None":
        """Return the fault injector."""
        adapter = self._get("fault_injector", self._choices.fault_injector)
        return cast("FaultInjector | None", adapter)

    def surrogate(self, choice: object = None) -> "Surrogate | None":
        """Return the surrogate model of an optimizer: the one asked for, else the host's choice."""
        if choice is None:
            resolved = self._pool.get("surrogate", self._choices.surrogate)
        else:
            resolved = self._pool.add("surrogate", choice)
        return None if resolved is None else cast("Surrogate", resolved.adapter)

    def close(self) -> None:
        """Close the adapters that were created here; those of the host stay open."""
        self._pool.close()

    def _get(self, kind: Kind, choice: object) -> object:
        resolved = self._pool.get(kind, choice)
        return None if resolved is None else _observe(resolved, self._meter)


def _as_tuple(choice: object) -> tuple[object, ...]:
    """Return a host's choices of one kind: none, one, or several in its order."""
    several = choice if isinstance(choice, list | tuple) else (choice,)
    for part in several:
        if isinstance(part, models.Athlete | models.History):
            allowed = "an adapter; give an athlete as `athlete=`, and a history to `Kit.log`"
            raise InvalidInput("source", type(part).__name__, allowed)
    return tuple(part for part in several if part is not None)


def _observe(resolved: ResolvedAdapter, meter: Meter) -> object:
    return observe(resolved.adapter, meter, resolved.backend)


def cipher_for(key: str | Sequence[str] | None) -> Cipher | None:
    """Create the cipher of a Kit's keys; by default that of the environment."""
    if key is None:
        return Cipher.from_environment()
    return Cipher([key] if isinstance(key, str) else key)
