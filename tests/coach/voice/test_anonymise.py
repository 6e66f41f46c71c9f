"""No personal data of twelve kinds and four languages remains, and harmless texts are kept."""

import os
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.personal_diaries import diary_texts, harmless_diaries
from builders.personal_texts import KINDS, Planted, harmless_texts, planted_texts
from trainkit.coach.voice import anonymise

# 10,000 texts of each set in the sweep.
COUNT = 20_000 if "TRAINKIT_SWEEP" in os.environ else 1200


def remains(planted: Planted) -> list[str]:
    words = set(re.findall(r"\w+", anonymise(planted.text).text.lower()))
    return [secret for secret in planted.secrets if secret.lower() in words]


@pytest.mark.parametrize("make_texts", [planted_texts, diary_texts])
def test_nothing_personal_remains(make_texts: Callable[..., list[Planted]]) -> None:
    texts = make_texts(COUNT // 2, seed=3)
    assert {planted.kind for planted in texts} == set(KINDS)
    assert [(planted.text, remains(planted)) for planted in texts if remains(planted)] == []


def test_a_planted_secret_that_remains_is_found() -> None:
    assert remains(Planted("Easy run, strong legs.", "name", ("legs",))) == ["legs"]


@pytest.mark.parametrize("make_texts", [harmless_texts, harmless_diaries])
def test_harmless_texts_are_kept(make_texts: Callable[..., list[str]]) -> None:
    texts = make_texts(COUNT // 2, seed=3)
    results = [anonymise(text) for text in texts]
    assert sum(not result.kept for result in results) <= 0.02 * len(texts)
    words = sum(len(text.split()) for text in texts)
    assert sum(result.text.count("[") for result in results) <= 0.05 * words


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "Easy run with Anna Winter in Bad Wörishofen.",
            "Easy run with [name] [name] in [name] [name].",
        ),
        ("6 x 400 m in 78 s, legs felt heavy.", "6 x 400 m in 78 s, legs felt heavy."),
        ("10x400m at z4, 5.2 km", "10x400m at z4, 5.2 km"),
        ("Pulse 152 and easy. Then 12 km.", "[health] [health] and easy. Then 12 km."),
        ("Slept six hours, then ran 10 km.", "[health] [health] hours, then ran [health] km."),
        ("Ran 10 km. Mail: a.b@c.de", "Ran 10 km. Mail: [e-mail]"),
        ("Will and I ran. Will run again.", "[name] and I ran. [name] run again."),
        ("Will it rain? Good run.", "Will it rain? Good run."),
        ("Down to 71.5 kilos, legs fine.", "Down to [health], legs fine."),
        ("Squats, 5 x 80 kg, legs fine.", "Squats, 5 x 80 kg, legs fine."),
        ("Held 165 on the hill, easy.", "Held [number] on the hill, easy."),
        ("Held 165 watts on the hill.", "Held 165 watts on the hill."),
        ("We meet at 17 Hope Row, easy run.", "We meet at [address], easy run."),
        ("Sur la route.\n3 x 8 min, facile.", "Sur la route. 3 x 8 min, facile."),
        ("ran with zoltan today", "ran with [name] today"),
        ("Zoltan ran with me today", "[name] ran with me today"),
        ("ａｎｎａ＠ｗｅｂ．ｄｅ is my mail, good run", "[e-mail] is my mail, good run"),
        ("an\u200bna@web.de is my mail, good run", "[e-mail] is my mail, good run"),
    ],
)
def test_what_goes_and_what_stays(text: str, rest: str) -> None:
    assert anonymise(text) == (rest, True, anonymise(text).kinds)


@pytest.mark.parametrize(
    "text", ["", "  ", "Anna Winter", "今日は走った", "Бежал с Анной", "x" * 5001]
)
def test_what_cannot_be_trusted_is_dropped(text: str) -> None:
    assert anonymise(text)[:2] == ("", False)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    result = anonymise(text)
    assert result.kept is bool(result.text)
    assert "@" not in result.text


@given(st.sampled_from(planted_texts(300, seed=9)))
def test_doing_it_twice_changes_nothing_that_matters(planted: Planted) -> None:
    once = anonymise(planted.text)
    assert not once.kept or anonymise(once.text).text in {once.text, ""}
