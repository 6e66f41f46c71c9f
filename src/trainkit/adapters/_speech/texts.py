"""Checks of what is to be spoken, and by whom, before anything is sent or started."""

from collections.abc import Collection

from trainkit.errors import InvalidInput

__all__ = ["check_text", "check_voice"]


def check_text(text: str, *, max_letters: int) -> str:
    """Return a text in one line; `InvalidInput` where there is nothing to say, or too much."""
    plain = " ".join(text.split())
    if not any(letter.isalnum() for letter in plain):
        raise InvalidInput("text", text, "words to say")
    if len(plain) > max_letters:
        raise InvalidInput("text", f"of {len(plain)} characters", f"at most {max_letters} long")
    return plain


def check_voice(voice: str | None, voices: Collection[str]) -> str:
    """Return a voice, by default the first; `InvalidInput` where there is none of that name."""
    if voice is None:
        return next(iter(voices))
    if voice not in voices:
        raise InvalidInput("voice", voice, f"one of {', '.join(voices)}")
    return voice
