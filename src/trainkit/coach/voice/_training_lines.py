"""The lines that a persona is trained on: its own sentences, and what an athlete's texts add."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from trainkit.coach.voice._patterns import count_words
from trainkit.coach.voice._personal_kinds import NUMBER_WORD
from trainkit.coach.voice._quantities import PLACEHOLDER
from trainkit.coach.voice._safety import find_unsafe
from trainkit.coach.voice._triggers import TRIGGERS, make_question
from trainkit.coach.voice._voice_log import TrainingRow
from trainkit.models.tuning import TrainingLine
from trainkit.models.voice import Persona

__all__ = ["make_lines", "split_lines"]

_LOWEST_QUALITY = 0.3
_WORDS = (2, 40)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_BUCKETS = 1000


def make_lines(persona: Persona, rows: Iterable[TrainingRow]) -> list[TrainingLine]:
    """Make the lines for a training.

    The persona's sentences stand for the moments, with their quantities in braces. Of a row, those
    sentences are taken that are whole, may be said, and have no number: numbers come from the
    workout, and a model that learned some would invent others.

    Parameters
    ----------
    persona : Persona
        Who speaks.
    rows : iterable of TrainingRow
        Texts without personal data.

    Returns
    -------
    list of TrainingLine
        The lines, each once.
    """
    lines = [
        TrainingLine(prompt=make_question(TRIGGERS[name], direction), text=pattern)
        for key, patterns in persona.patterns.items()
        for name, _, direction in [key.partition("/")]
        for pattern in patterns
    ]
    for row in rows:
        if row.quality < _LOWEST_QUALITY:
            continue
        trigger = TRIGGERS.get(row.trigger)
        prompt = "" if trigger is None else make_question(trigger)
        lines += [
            TrainingLine(prompt=prompt, text=sentence, row=row.key)
            for sentence in _SENTENCE_END.split(row.text)
            if _is_fit(sentence)
        ]
    return list({(line.prompt, line.text): line for line in lines}.values())


def split_lines(
    lines: Sequence[TrainingLine], *, held_out: float = 0.15
) -> tuple[list[TrainingLine], list[TrainingLine]]:
    """Hold some lines back, the same ones each time; a text is on one side, whatever its prompt.

    Parameters
    ----------
    lines : sequence of TrainingLine
        The lines.
    held_out : float
        The share that is held back [1].

    Returns
    -------
    trained, held : list of TrainingLine
        What is trained on, and what the result is measured with.
    """
    held = [line for line in lines if _bucket(line.text) < held_out * _BUCKETS]
    return [line for line in lines if _bucket(line.text) >= held_out * _BUCKETS], held


def _bucket(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % _BUCKETS


def _is_fit(sentence: str) -> bool:
    low, high = _WORDS
    return (
        low <= count_words(sentence) <= high
        and not any(letter.isdigit() for letter in sentence)
        and not NUMBER_WORD.search(sentence)
        and not PLACEHOLDER.search(sentence)
        and find_unsafe(sentence) is None  # also what was masked, in brackets
    )
