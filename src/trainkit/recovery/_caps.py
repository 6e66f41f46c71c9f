"""What limits a day: its ladders, warnings and data, each with its words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trainkit.data_quality import unlikely_nights
from trainkit.models.assessment import (
    INTENSITIES,
    Intensity,
    TrainingWarning,
)
from trainkit.models.status import Status, colour_of
from trainkit.recovery._candidates import Situation
from trainkit.recovery._week import FIRST_STEP
from trainkit.recovery._words import capitalize_first, label
from trainkit.rules import Ladder

__all__ = [
    "Cap",
    "hardest_allowed",
    "intensity_of_recovery",
    "is_current",
    "name_session",
    "state_words",
]

Source = Literal["ladder", "race_ahead", "warning", "data", "recovery"]

_BY_COLOUR: Mapping[Status, Intensity] = {"green": "hard", "yellow": "moderate", "red": "rest"}
_SAID_BY_LADDER = {"illness": "reported_illness", "pain": "reported_pain"}
_CURRENT_DAYS = 7  # after which an old state says nothing about the day
_OLD_DAYS = 3  # after which an old state allows only easy training

# Warnings about what the athlete reports or did: they are told even where something else decides.
_REPORTED = frozenset(
    {
        "reported_illness",
        "reported_pain",
        "soreness",
        "fever",
        "mandatory_rest",
        "recovery_needed",
        "niggle",
        "warning_sign",
    }
)
# Warnings that say what to do, and which intensities they say it of.
_ADVICE: Mapping[str, frozenset[Intensity]] = {
    "reported_illness": frozenset({"rest"}),
    "fever": frozenset({"rest"}),
    "warning_sign": frozenset({"rest"}),
    "mandatory_rest": frozenset({"rest"}),
    "soreness": frozenset({"easy", "rest"}),
    "feeling_low": frozenset({"easy"}),
    "time_zones": frozenset({"easy"}),
    "recovery_needed": frozenset({"easy"}),
    "illness_pattern": frozenset({"easy"}),
}
_DOUBTED = {
    "hrv_rmssd": (-1, "Last night's HRV"),
    "resting_hr": (1, "This morning's resting heart rate"),
    "sleep_h": (-1, "Last night's sleep"),
}


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit of the day.

    Parameters
    ----------
    intensity : {"rest", "easy", "moderate", "hard"}
        The most that it allows.
    text : str
        Its reason, a sentence; empty where another cap says it.
    source : str
        Where it comes from.
    reported : bool
        Whether it is about what the athlete reports or did, and is told even if it does not decide.
    advises : bool
        Whether the text says what to do.
    """

    intensity: Intensity
    text: str
    source: Source
    reported: bool = False
    advises: bool = False


def hardest_allowed(situation: Situation) -> tuple[Intensity, list[Cap]]:
    """Determine the hardest intensity that today supports.

    Parameters
    ----------
    situation : Situation
        The day.

    Returns
    -------
    tuple of (str, list of Cap)
        The intensity, and the limits that are told, the one that decided first.
    """
    by_colour = intensity_of_recovery(situation)
    ladders = [cap for ladder in situation.ladders for cap in _ladder_caps(situation, ladder)]
    warnings, data = list(_warning_caps(situation)), list(_data_caps(situation))
    limits = [by_colour, *(cap.intensity for cap in (*ladders, *warnings, *data))]
    most = min(limits, key=INTENSITIES.index)
    causes = [cap for cap in ladders if cap.intensity == most or cap.reported]
    felt = [cap for cap in warnings if cap.intensity == most or cap.reported]
    felt.sort(key=lambda cap: not cap.reported)  # reports before measures
    advised = any(cap.advises and cap.intensity == most for cap in (*causes, *felt))
    if felt and most != by_colour and not advised:
        advice = "Rest today." if most == "rest" else f"Do {name_session(most)} at most."
        felt.append(Cap(most, advice, "warning"))
    if most == by_colour and most != "hard" and is_current(situation):
        state = Cap(most, state_words(situation), "recovery")
        causes.insert(min(len(causes), 1), state)
    return most, [*causes, *felt, *(cap for cap in data if cap.intensity == most)]


def intensity_of_recovery(situation: Situation) -> Intensity:
    """The hardest intensity that the score alone supports; an old one neither frees nor forbids."""
    state = situation.recovery
    if not is_current(situation):
        return "easy"
    return _BY_COLOUR[state.by_score or colour_of(state.score, state.bands)]


def is_current(situation: Situation) -> bool:
    """Whether the score and the form are recent enough to say something about the day."""
    return situation.recovery.age_days <= _CURRENT_DAYS


def state_words(situation: Situation, *, alone: bool = False) -> str:
    """What recovery supports, unless it is too old; ``alone`` where something else decided."""
    if not is_current(situation):
        return ""
    state, by_colour = situation.recovery, intensity_of_recovery(situation)
    as_of = f" (as of {state.date})" if state.age_days else ""
    subject = f"Your recovery of {state.score:.0f} of 100{as_of}"
    if by_colour == "rest":
        return f"{subject} calls for rest."
    verb = "alone would support" if alone else "supports"
    return f"{subject} {verb} {name_session(by_colour)}."


def name_session(intensity: Intensity) -> str:
    """Name a session of an intensity: "an easy session"."""
    words = {"rest": "rest", "easy": "an easy session", "hard": "a hard session"}
    return words.get(intensity, "a moderate session")


def _ladder_caps(situation: Situation, ladder: Ladder) -> Iterator[Cap]:
    """Caps of a ladder, in words: the cause, and the step on which the athlete stands."""
    step = ladder.step_on(situation.date)
    if step is None:
        return
    place = capitalize_first(ladder.place_of(situation.date))
    place = place.replace("any session, up to", "nothing over")
    ahead = ladder.cause == "race_ahead"
    yield Cap(
        step.intensity,
        f"{ladder.because}. {place}.",
        "race_ahead" if ahead else "ladder",
        reported=not ahead,
        advises=step.intensity in {"rest", "easy"},
    )
    if ladder.without and step.minutes > 0:
        yield Cap(step.intensity, f"No {_join_sports(ladder.without)} for now.", "ladder")


def _warning_caps(situation: Situation) -> Iterator[Cap]:
    """Caps of the warnings of the last days, without the words of what a ladder says already."""
    by_colour = intensity_of_recovery(situation)
    stepped = INTENSITIES[max(INTENSITIES.index(by_colour) - 1, 0)]
    said = {_SAID_BY_LADDER.get(ladder.cause, "") for ladder in situation.ladders}
    for warning in situation.warnings:
        if (situation.date - warning.date).days > _CURRENT_DAYS:
            continue
        cap = min(warning.intensity_at_most, _level_cap(warning, stepped), key=INTENSITIES.index)
        if cap != "hard":
            yield Cap(
                cap,
                "" if warning.kind in said else f"{warning.message.rstrip('.')}.",
                "warning",
                reported=warning.kind in _REPORTED,
                advises=cap in _ADVICE.get(warning.kind, ()),
            )


def _level_cap(warning: TrainingWarning, stepped: Intensity) -> Intensity:
    """Cap by level: info leaves everything, a warning takes one step off, critical means rest."""
    caps: dict[str, Intensity] = {"info": "hard", "warning": stepped, "critical": "rest"}
    return caps[warning.level]


def _data_caps(situation: Situation) -> Iterator[Cap]:
    """Caps of old data, of a score that stands on one measure, and of a doubtful morning."""
    state = situation.recovery
    if state.age_days:
        cap: Intensity = "easy" if state.age_days > _OLD_DAYS else "moderate"
        age = "1 day" if state.age_days == 1 else f"{state.age_days} days"
        text = f"Your last data is {age} old, so do {name_session(cap)} at most."
        yield Cap(cap, text, "data", advises=True)
    names = {component.name for component in state.components}
    if len(names) == 1 and names != {"load"}:
        name = "what you report" if names == {"wellness"} else label(*names)
        text = f"Of your recovery only {name} is known, so nothing hard today."
        yield Cap("moderate", text, "data", advises=True)
    if not situation.habits.days_a_week:
        yield Cap("easy", FIRST_STEP, "data", advises=True)
    yield from _doubtful_caps(situation)


def _doubtful_caps(situation: Situation) -> Iterator[Cap]:
    """A value that was held back may be true after all: where it would be bad, nothing is hard."""
    history = situation.signals.history
    if history.dates[situation.at] != np.datetime64(situation.date):
        return
    nights = unlikely_nights(history)
    for field, (strained, name) in _DOUBTED.items():
        held = nights.held_back[field][situation.at]
        if held and nights.side[field][situation.at] == strained:
            text = f"{name} was held back, and may be true, so nothing hard today."
            yield Cap("moderate", text, "data", advises=True)


def _join_sports(sports: Iterable[str]) -> str:
    names = {"hiking", "alpine_skiing", "cross_country_skiing", "walking", "training"}
    shown = sorted(set(sports) - names) or sorted(sports)
    *first, last = [sport.replace("_", " ") for sport in shown]
    return f"{', '.join(first)} or {last}" if first else last
