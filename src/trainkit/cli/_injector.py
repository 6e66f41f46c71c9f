"""The fault injector of a campaign: made from options, some of which no journal may hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar, cast

from trainkit.errors import BackendError, InvalidInput, PluginError
from trainkit.models import FaultPlan, Observation
from trainkit.plugins import Registry
from trainkit.ports import FaultInjector
from trainkit.secrets import EnvironmentSecrets
from trainkit.secrets._options import conceal, reveal, secrets_in, split_options

__all__ = ["describe_injector", "open_injector", "parse_options"]

Result = TypeVar("Result")


def parse_options(texts: Sequence[str]) -> dict[str, str]:
    """Parse ``NAME=VALUE`` options of a fault injector."""
    options = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidInput("--option", "(not shown)", "NAME=VALUE")
        options[name] = value
    return options


def describe_injector(injector: str, options: Mapping[str, str]) -> dict[str, object]:
    """Describe an injector for a journal, without options that may be secrets."""
    public, withheld = split_options(options)
    return {"injector": injector, "options": public, "withheld": list(withheld)}


@contextmanager
def open_injector(about: Mapping[str, object], given: Mapping[str, str]) -> Iterator[FaultInjector]:
    """Make the fault injector of a campaign, and close it afterwards if it can be closed.

    Parameters
    ----------
    about : mapping
        The campaign's notes, as `describe_injector` made them.
    given : mapping of str to str
        Options of the command; those that the notes withhold are required.

    Yields
    ------
    FaultInjector
        The injector; its errors repeat no secret of the options.
    """
    stored = about["options"] if isinstance(about["options"], Mapping) else {}
    withheld = about.get("withheld", ())
    names = [str(name) for name in withheld] if isinstance(withheld, list) else []
    if missing := [name for name in names if name not in given]:
        allowed = (
            f"given again for {', '.join(missing)}: a journal keeps no text that may be secret"
        )
        raise InvalidInput("--option", "not given", allowed)
    options = reveal({**stored, **given}, EnvironmentSecrets())
    secrets = secrets_in(options) | {
        options[name] for name, value in {**stored, **given}.items() if value != options[name]
    }
    name = str(about.get("injector", about.get("executor")))  # the key in older journals
    try:
        injector = cast("FaultInjector", Registry().make("fault_injector", name, options))
    except PluginError as error:
        raise PluginError(error.plugin, conceal(error.message, secrets)) from None
    try:
        yield _DiscreetInjector(injector, f"fault_injector.{name}", secrets)
    finally:
        close = getattr(injector, "close", None)
        if close is not None:
            close()


class _DiscreetInjector:
    """A fault injector whose errors repeat no secret."""

    def __init__(self, injector: FaultInjector, backend: str, secrets: frozenset[str]) -> None:
        self._injector, self._backend, self._secrets = injector, backend, secrets

    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        return self._call(lambda: self._injector.apply(plan, policy=policy))

    def observe(self) -> Observation:
        return self._call(self._injector.observe)

    def remove(self, policy: str) -> None:
        self._call(lambda: self._injector.remove(policy))

    def healthy(self) -> bool:
        return self._call(self._injector.healthy)

    def _call(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except Exception as error:
            text = str(error.message if isinstance(error, BackendError) else error)
            if conceal(text, self._secrets) == text:
                raise
            raise BackendError(
                self._backend,
                conceal(text, self._secrets),
                retryable=getattr(error, "retryable", False),
                retry_after_s=getattr(error, "retry_after_s", None),
            ) from None
