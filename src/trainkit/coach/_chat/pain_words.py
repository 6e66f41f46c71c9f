"""An answer to pain: what the rules do about it, and who can say what it is; no diagnosis."""

import re

from trainkit.coach._chat.condition_words import find_conditions
from trainkit.coach._chat.spoken import Notes, join
from trainkit.coach._chat.today_words import say_today
from trainkit.rules._pain_ladders import PAIN_RESTS, PAIN_STOPS
from trainkit.rules._pain_places import Place, find_places, name_places, sports_that_hurt

__all__ = ["PAIN", "say_pain"]

_HURT = (
    r"hurts?|hurting|pain(?:ful|s)?|ach(?:es?|ing|y)|injur(?:y|ies|ed)|niggl(?:e|es|ing)|twinges?"
    r"|strain(?:ed)? (?:my|a)|pulled (?:my|a)|sprain(?:ed)?|tweaked"
)
_PLACE = (
    r"foot|feet|heels?|toes?|plantar|arch|ankles?|achilles|cal(?:f|ves)|shins?|knees?|itb|hips?"
    r"|groin|glutes?|hamstrings?|quads?|thighs?|legs?|back|neck|shoulders?|elbows?|wrists?|arms?"
)
PAIN = (
    rf"^(?!.*\b(?:how (?:many|often|much)|what if|pain cave)\b).*(?:\b(?:{_HURT})\b"
    rf"|\b(?:sore|stiff|tight) (?:{_PLACE})\b|\b(?:{_PLACE}) (?:\w+ ){{0,2}}(?:sore|stiff|tight)\b"
    rf"|\b(?:{_PLACE})\b.*\b\d+ ?(?:/|out of|of) ?100?\b)"
)
"""A message that speaks of pain, and asks for no number."""

_LEVEL = re.compile(r"\b(\d+) ?(?:/|out of|of) ?(100?)\b")
_OVER = re.compile(
    r"\b(?:no|not|never|without|\w+n.?t|no longer|stopped) "
    rf"(?:\w+ ){{0,2}}(?:{_HURT}|sore|stiff|tight)\b"
    rf"|\b(?:{_HURT}) (?:\w+ ){{0,2}}(?:gone|better|over)\b"
    r"|\bany ?more\b"
)
_USUAL = frozenset({"cycling", "rowing", "running", "swimming"})
_HELP = (
    "See a doctor or a physiotherapist if it is strong, swells, keeps you awake, comes back, or "
    "has not gone after a week."
)


def say_pain(notes: Notes, text: str) -> str:
    """Say what the rules do about pain, and what they advise today where the journal has it."""
    named = re.findall(rf"\b(?:(?:left|right) )?(?:{_PLACE})\b", text)
    places = find_places(" and ".join(named)) if named else ()
    if _OVER.search(text):
        return join(
            "Good. Enter it with the level 0, so that today and the plan know: after pain they "
            "lead back with two easy days of half the usual length, and nothing hard for a week or "
            "two.",
            "If it comes back, stop.",
        )
    where = f"your {name_places(places)}" if places else "it"
    example = places[0].word if places else "knee"
    if _is_in_the_journal(notes):
        return join("Your journal has it.", say_today(notes), _HELP)
    return join(
        f"I cannot know what is behind it, and do not guess. What my rules do: {_rule(places)}",
        f"Below {PAIN_STOPS:.0f}, train only what does not make it worse.",
        _level_words(text),
        f"Enter where {where} hurts and how much, from 0 to 100, in your journal, so that today "
        "and the plan follow (at the terminal: trainkit log journal --pain 50 --pain-place "
        f"{example}).",
        _HELP,
        find_conditions(text),
    )


def _level_words(text: str) -> str:
    """What the named level of pain comes to."""
    found = _LEVEL.search(text)
    if found is None or int(found[1]) > int(found[2]):
        return ""
    level = 100 * int(found[1]) / int(found[2])
    if level >= PAIN_RESTS:
        return f"At {level:.0f}: rest."
    if level >= PAIN_STOPS:
        return f"At {level:.0f}: leave what hurts, today and for some days."
    return (
        f"At {level:.0f} you may train easily on flat ground, if it grows no worse while you do "
        "and by the next morning: stop where it does, and leave hills and speed until it has gone."
    )


def _is_in_the_journal(notes: Notes) -> bool:
    head = f"journal {notes.today}: pain"
    level = notes.number(head) if notes.today else None
    return level is not None and level >= PAIN_STOPS


def _rule(places: tuple[Place, ...]) -> str:
    """What happens from the level on from which training changes."""
    if not places:
        return (
            f"from {PAIN_STOPS:.0f} of 100 on, no training in a sport that hurts; with a place "
            "that I do not know, two days of rest."
        )
    *first, last = sorted(sports_that_hurt(places, "running") & _USUAL)
    out = f"{', '.join(first)} or {last}" if first else last
    return (
        f"from {PAIN_STOPS:.0f} of 100 on, no {out} for four days, only easy training that does "
        f"not hurt, and then a short way back; from {PAIN_RESTS:.0f} on, rest."
    )
