"""From what a host names to an adapter that works."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from trainkit.errors import InvalidInput
from trainkit.plugins import Kind, Registry
from trainkit.secrets import SecretStore

__all__ = ["Wired", "wired"]

_SECRET = "secret:"  # noqa: S105  a mark, no secret


class Wired(NamedTuple):
    """An adapter, and how it came to be.

    Parameters
    ----------
    adapter : object
        The adapter.
    backend : str
        Its name, such as ``"source.files"``.
    settings : str
        A digest of its options, secrets masked: of another folder it is another one.
    owned : bool
        Whether it was made here, and so is closed here.
    """

    adapter: object
    backend: str
    settings: str
    owned: bool


def wired(
    kind: Kind,
    choice: object,
    registry: Registry,
    secrets: SecretStore,
    extras: Mapping[str, Callable[[], object]],
) -> Wired:
    """Make the adapter that a host chose, or take the one that it gave.

    Parameters
    ----------
    kind : str
        Which port.
    choice : str, mapping or object
        A name (``"files"``), an address whose scheme is the name (``"sqlite:///path.db"``),
        options with a ``"name"`` among them, or an adapter.
    registry : Registry
        Where names are looked up.
    secrets : SecretStore
        Gives options that are written ``"secret:NAME"``.
    extras : mapping of str to callable
        Options that the host's Kit fills in where an adapter has them.

    Returns
    -------
    Wired
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
        return Wired(choice, f"{kind}.{type(choice).__name__}", "", owned=False)
    model = registry.options(kind, name)
    given = {key: _revealed(key, value, secrets) for key, value in options.items()}
    digest = hashlib.blake2b(registry.settings(kind, name, given).encode())
    for key, make in extras.items():
        if key in model.model_fields and key not in given:
            given[key] = make()
    adapter = registry.make(kind, name, given)
    return Wired(adapter, f"{kind}.{name}", digest.hexdigest()[:16], owned=True)


def _revealed(key: str, value: object, secrets: SecretStore) -> object:
    if not isinstance(value, str) or not value.startswith(_SECRET):
        return value
    secret = secrets.get(value.removeprefix(_SECRET))
    if secret is None:
        raise InvalidInput(key, value, f"the name of a secret that is in {secrets!r}")
    return secret
