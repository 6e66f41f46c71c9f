"""Adapters that plugins register: their ports, and how they are made."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from trainkit.errors import InvalidInput, PluginError, TrainkitError
from trainkit.plugins.hookspecs import Kind
from trainkit.ports import FaultInjector, LanguageModel, Source, Speech, Store, Surrogate
from trainkit.ports.guard import describe_error

__all__ = ["PORTS", "RegisteredAdapter"]

PORTS: Mapping[Kind, type] = {
    "fault_injector": FaultInjector,
    "llm": LanguageModel,
    "source": Source,
    "speech": Speech,
    "store": Store,
    "surrogate": Surrogate,
}
"""The port of each kind of adapter."""


class RegisteredAdapter(NamedTuple):
    """What a plugin registers under one name: how an adapter is made, from which options."""

    make: Callable[..., object]
    options: type[BaseModel]

    @classmethod
    def check(cls, make: object, options: object) -> "RegisteredAdapter":
        """Check what a plugin registers; `TypeError` for what can never work."""
        if not callable(make):
            raise TypeError(f"it registers a {type(make).__name__} that makes no adapters")
        if not isinstance(options, type) or not issubclass(options, BaseModel):
            raise TypeError("the options that it registers are no pydantic model")
        return cls(make, options)

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


def _call(plugin: str, what: str, work: Callable[[], object]) -> object:
    try:
        return work()
    except (TrainkitError, KeyboardInterrupt):
        raise
    except BaseException as error:  # an exit too: a plugin must not end its host
        raise PluginError(plugin, f"{what}: {describe_error(error)}") from error
