"""Say what a person typed: names of options, not of the library's arguments."""

import re
from collections.abc import Sequence
from typing import Any

from trainkit.errors import InvalidInput

__all__ = ["name_options"]

_FLAG = re.compile(r"\b[a-z_]+=True\b")
_ALIASES = {
    "hrv_rmssd": "hrv",
    "distance_m": "distance_km",
    "elapsed_s": "minutes",
    "on": "date",
    "week_start": "start",
}
"""Fields of a model and arguments of the library whose option has another name."""


def name_options(error: InvalidInput, command: Any, words: Sequence[str]) -> InvalidInput:
    """Name the option or the argument of the command line in an error about its value.

    Parameters
    ----------
    error : InvalidInput
        An error of the library.
    command : click.Command or None
        All commands.
    words : sequence of str
        What was typed after ``trainkit``.

    Returns
    -------
    InvalidInput
        The same error; where an option carries the value, with the option's name.
    """
    parameters = _parameters(command, words)
    name = error.argument
    shown = parameters.get(name) or parameters.get(_ALIASES.get(name, ""))
    flags = {f"{key}=True": option for key, option in parameters.items()}
    allowed = _FLAG.sub(lambda found: flags.get(found[0], found[0]), error.allowed)
    return InvalidInput(shown or name, error.value, allowed)


def _parameters(command: Any, words: Sequence[str]) -> dict[str, str]:
    """Return the parameters of the requested command: its function's names to what one types."""
    for word in words:
        inner = getattr(command, "commands", {}).get(word)
        if inner is not None:
            command = inner
    found = {}
    for parameter in getattr(command, "params", ()):
        is_option = parameter.param_type_name == "option"
        long = [name for name in parameter.opts if name.startswith("--")]
        shown = (long or parameter.opts)[0] if is_option else parameter.name.upper()
        found[parameter.name] = shown
    return found
