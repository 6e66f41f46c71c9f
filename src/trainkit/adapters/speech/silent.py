"""Silence of the right length: needs nothing, and lets everything else be tried."""

from trainkit.coach.voice import SilentSpeech
from trainkit.models.model import Model
from trainkit.plugins import Register, hookimpl

__all__ = ["SilentOptions", "SilentSpeech"]

TRAINKIT_CONTRACT = 1


class SilentOptions(Model):
    """No options."""


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the voice."""
    register("speech", "silent", lambda _: SilentSpeech(), options=SilentOptions)
