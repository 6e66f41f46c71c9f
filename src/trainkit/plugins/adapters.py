"""Adapters that plugins register: their ports, and how they are made."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from trainkit import ports
from trainkit._text import describe_error
from trainkit.errors import InvalidInput, PluginError, TrainkitError
from trainkit.plugins.hookspecs import Kind

__all__ = ["RegisteredAdapter", "port_of"]

_PORTS: Mapping[Kind, str] = {
    "fault_injector": "FaultInjector",
    "llm": "LanguageModel",
    "notify": "Notifier",
    "source": "Source",
    "speech": "Speech",
    "store": "Store",
    "surrogate": "Surrogate",
}


def port_of(kind: Kind) -> type:
    """Return the port of a kind of adapter, imported on first use."""
    port: type = getattr(ports, _PORTS[kind])
    return port


class RegisteredAdapter(NamedTuple):
    """What a plugin registers under one name: how an adapter is made, from which options.

    Parameters
    ----------
    make : callable
        Makes the adapter.
    options : type of BaseModel
        Its options.
    needs : mapping of str to str
        The modules of optional packages, and what pip installs for each.
    """

    make: Callable[..., object]
    options: type[BaseModel]
    needs: Mapping[str, str]

    @classmethod
    def check(cls, make: object, options: object, needs: object) -> "RegisteredAdapter":
        """Check what a plugin registers; `TypeError` for what can never work."""
        if not callable(make):
            raise TypeError(f"it registers a {type(make).__name__} that makes no adapters")
        if not isinstance(options, type) or not issubclass(options, BaseModel):
            raise TypeError("the options that it registers are no pydantic model")
        if not isinstance(needs, Mapping) or not all(
            isinstance(word, str) and word for pair in needs.items() for word in pair
        ):
            raise TypeError("what it needs is no mapping of modules to what pip installs")
        return cls(make, options, dict(needs))

    def describe_missing(self) -> str:
        """Say which packages are not installed, and the command; empty if none is missing."""
        missing = {name: pip for name, pip in self.needs.items() if not _is_installed(name)}
        if not missing:
            return ""
        names, pip = (
            ", ".join(missing),
            " ".join(f'"{package}"' for package in dict.fromkeys(missing.values())),
        )
        are = "is" if len(missing) == 1 else "are"
        return f"{names} {are} not installed; run: python -m pip install {pip}"

    def create(self, plugin: str, options: Mapping[str, object]) -> object:
        """Make an adapter; errors as in `Registry.make`."""
        validated = self.validate(plugin, options)
        return _call(plugin, "it could not be made", lambda: self.make(validated))

    def settings(self, plugin: str, options: Mapping[str, object]) -> str:
        """Return options as JSON, secrets masked."""
        validated = self.validate(plugin, options)
        text = _call(plugin, "its options cannot be written", validated.model_dump_json)
        return str(text)

    def validate(self, plugin: str, options: Mapping[str, object]) -> BaseModel:
        """Validate options; an error repeats no text, which may be a secret."""

        def work() -> BaseModel:
            try:
                return self.options.model_validate(dict(options))
            except InvalidInput as error:
                hidden = isinstance(error.value, str | bytes | dict)
                value = "(not shown)" if hidden else error.value
                raise InvalidInput(error.argument, value, error.allowed) from None
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False, include_context=False)
                where = ".".join(str(part) for part in first[0]["loc"])
                raise InvalidInput(where or "options", "(not shown)", first[0]["msg"]) from None

        validated = _call(plugin, "its options cannot be checked", work)
        if not isinstance(validated, BaseModel):
            raise PluginError(plugin, "its options cannot be checked")
        return validated


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):  # a name that no import takes
        return False


def _call(plugin: str, what: str, work: Callable[[], object]) -> object:
    try:
        return work()
    except (TrainkitError, KeyboardInterrupt):
        raise
    except BaseException as error:  # an exit too: a plugin must not end its host
        raise PluginError(plugin, f"{what}: {describe_error(error)}") from error
