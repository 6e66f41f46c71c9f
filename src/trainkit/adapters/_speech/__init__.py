"""What the services that speak have in common: one POST, and the checks around it."""

from trainkit.adapters._speech.speech_service import (
    Address,
    Refusal,
    ServiceOptions,
    SpeechService,
)
from trainkit.adapters._speech.texts import check_text, check_voice

__all__ = [
    "Address",
    "Refusal",
    "ServiceOptions",
    "SpeechService",
    "check_text",
    "check_voice",
]
