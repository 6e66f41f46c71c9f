"""Messages that need a physician or a friend get a fixed answer, and harmless ones do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.hostile.phrases import HARMLESS, WARNING_SIGNS
from trainkit._warning_signs import _PARTS, _RULES
from trainkit.coach import careful_answer

HALF = 20


def test_every_warning_sign_gets_the_careful_answer() -> None:
    for half in (WARNING_SIGNS[:HALF], WARNING_SIGNS[HALF:]):
        assert [text for text in half if careful_answer(text) is None] == []


def test_at_most_one_harmless_message_in_twenty_does() -> None:
    for half in (HARMLESS[:HALF], HARMLESS[HALF:]):
        stopped = [text for text in half if careful_answer(text) is not None]
        assert len(stopped) <= len(half) / 20, stopped


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("My chest felt tight during the intervals", "physician"),
        ("I would rather end it all", "crisis line"),
        ("My periods stopped in spring", "dietitian"),
        ("My knee is swollen", "physiotherapist"),
    ],
)
def test_the_answer_is_about_what_was_said(text: str, words: str) -> None:
    answer = careful_answer(text)
    assert answer is not None
    assert words in answer


@pytest.mark.parametrize("words", [words for words, _ in _RULES])
def test_whatever_a_pattern_finds_has_one_of_the_parts(words: str) -> None:
    @given(st.from_regex(re.compile(words, re.IGNORECASE | re.ASCII)))
    def check(found: str) -> None:
        assert any(part in found.lower() for part in _PARTS), found

    check()
