"""Resolve what a host names to a working adapter."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from trainkit import ports
from trainkit.errors import InvalidInput
from trainkit.plugins import Kind, Registry
from trainkit.plugins.adapters import port_of
from trainkit.secrets import SecretStore

__all__ = ["OptionDefaults", "ResolvedAdapter", "resolve_adapter"]

_SECRET = "secret:"  # noqa: S105  a mark, no secret

OptionDefaults = Mapping[str, Callable[[], object]]
"""Options that are filled in where an adapter has them and the host sets none."""


class ResolvedAdapter(NamedTuple):
    """An adapter and its origin.

    Parameters
    ----------
    adapter : object
        The adapter.
    backend : str
        Its name, such as ``"source.files"``.
    settings : str
        A digest of its options without secrets: it differs between two folders, for example.
    owned : bool
        Whether the Kit created it, and therefore closes it.
    """

    adapter: object
    backend: str
    settings: str
    owned: bool


def resolve_adapter(
    kind: Kind,
    choice: object,
    registry: Registry,
    secrets: SecretStore,
    defaults: OptionDefaults,
) -> ResolvedAdapter:
    """Create the adapter that a host named, or pass through the one it made.

    Parameters
    ----------
    kind : str
        The port.
    choice : str, mapping or object
        A name (``"files"``), an address with the name as its scheme (``"sqlite:///path.db"``),
        options that include a ``"name"``, or an adapter.
    registry : Registry
        Looks names up.
    secrets : SecretStore
        Provides options that are written ``"secret:NAME"``.
    defaults : mapping of str to callable
        Options to fill in.

    Returns
    -------
    ResolvedAdapter
        The adapter.
    """
    if isinstance(choice, str):
        options: dict[str, object] = {"url": choice} if "://" in choice else {}
        name = choice.partition("://")[0].strip(":")
    elif isinstance(choice, Mapping):
        options = {str(key): value for key, value in choice.items()}
        named = options.pop("name", None)
        if not isinstance(named, str):
            raise InvalidInput(f"{kind}.name", named, "the name of an adapter")
        name = named
    else:
        backend = f"{kind}.{type(choice).__name__}"
        return ResolvedAdapter(
            ports.guard.guard_adapter(choice, port_of(kind), backend), backend, "", owned=False
        )
    model = registry.options(kind, name)
    try:
        revealed = {key: _reveal(key, value, secrets) for key, value in options.items()}
        digest = hashlib.blake2b(registry.settings(kind, name, revealed).encode())
        for key, default in defaults.items():
            if key in model.model_fields and key not in revealed:
                revealed[key] = default()
        adapter = registry.guard(kind, name, registry.make(kind, name, revealed))
    except InvalidInput as error:
        allowed = error.allowed.replace(f"{model.__name__} has no such field", "no such option")
        raise InvalidInput(f"{kind}.{name}: {error.argument}", error.value, allowed) from None
    return ResolvedAdapter(adapter, f"{kind}.{name}", digest.hexdigest()[:16], owned=True)


def _reveal(key: str, value: object, secrets: SecretStore) -> object:
    if not isinstance(value, str) or not value.startswith(_SECRET):
        return value
    secret = secrets.get(value.removeprefix(_SECRET))
    if secret is None:
        place = getattr(secrets, "place_of", repr)
        where = f"{secrets!r}" if place is repr else place(value.removeprefix(_SECRET))
        raise InvalidInput(key, value, f"the name of a secret that is in {where}")
    return secret
