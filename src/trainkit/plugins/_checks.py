"""What a plugin must be, and the words for one that is not."""

from collections.abc import Sequence
from importlib.metadata import EntryPoint

from trainkit._text import describe_error
from trainkit.errors import PluginError
from trainkit.plugins._installed import package_of
from trainkit.plugins.hookspecs import CONTRACT, CONTRIBUTIONS, KINDS, RENAMED_KINDS

__all__ = ["check_contract", "check_kind", "check_sequence", "describe_failure"]


def describe_failure(entry: EntryPoint, error: BaseException) -> str:
    package, version = package_of(entry)
    return f"{package} {version} cannot be used: {describe_error(error)}"


def check_contract(full: str, plugin: object) -> None:
    built_for = getattr(plugin, "TRAINKIT_CONTRACT", None)
    if built_for is None:
        reason = f"it names no contract version: add TRAINKIT_CONTRACT = {CONTRACT} to it"
        raise PluginError(full, reason)
    if built_for != CONTRACT:
        raise PluginError(
            full,
            f"it was built for version {built_for!r} of the plugin contract, but this trainkit "
            f"has version {CONTRACT}: update {'trainkit' if _is_newer(built_for) else 'it'}",
        )


def _is_newer(built_for: object) -> bool:
    return isinstance(built_for, int) and built_for > CONTRACT


def check_kind(full: str, kind: str) -> None:
    if kind in RENAMED_KINDS:
        raise PluginError(full, f"the kind {kind!r} is now called {RENAMED_KINDS[kind]!r}")
    if kind not in {*KINDS, *CONTRIBUTIONS}:
        raise PluginError(full, f"{kind!r} is not a kind: {', '.join((*KINDS, *CONTRIBUTIONS))}")


def check_sequence(full: str, answer: object) -> Sequence[object]:
    if not isinstance(answer, Sequence) or isinstance(answer, str | bytes):
        raise PluginError(full, f"its hook returns a {type(answer).__name__}, not a list")
    return answer
