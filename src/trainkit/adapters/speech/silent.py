"""Silence of the right length: needs nothing, and lets everything else be tried."""

from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl
from trainkit.ports import Speech

__all__ = ["SilentOptions"]

TRAINKIT_CONTRACT = 1


class SilentOptions(Model):
    """No options."""


def _make(_: SilentOptions) -> Speech:
    from trainkit.coach.voice import SilentSpeech

    return SilentSpeech()


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the voice."""
    register("speech", "silent", _make, options=SilentOptions)
