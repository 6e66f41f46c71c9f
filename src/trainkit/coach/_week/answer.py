"""What a language model is asked to write about a week, and how its answer becomes workouts."""

import datetime as dt
import json
import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainkit.coach._fact_text import clean_words
from trainkit.coach._session_by_name import REST, build_named_session, look_up_session
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability
from trainkit.models.workout import PlannedWorkout

__all__ = ["DayAnswer", "WeekAnswer", "parse_answer", "to_workouts"]

_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_FEWEST_MINUTES = 10.0  # fewer must be hours
_MOST_MINUTES = 600.0  # more must be seconds
_SAME = 0.1  # share of the duration within which a session is left as it was
_ALWAYS = frozenset({"race"})


class DayAnswer(BaseModel):
    """One day of the answer."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    date: str = Field(description="YYYY-MM-DD")
    session: str = Field(description='a session of the list, or "Rest"')
    minutes: float = Field(default=0.0, description="duration in minutes; 0 for Rest")
    title: str = ""
    description: str = Field(default="", description="two sentences to the athlete")
    focus: str = Field(default="", description="what matters most, a few words")
    terrain: str = Field(default="", description="where to do it, a few words")


class WeekAnswer(BaseModel):
    """The whole answer."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    days: list[DayAnswer] = Field(description="seven, Monday to Sunday")
    summary: str = Field(default="", description="the week in three sentences")
    nutrition: str = ""
    injury: str = ""


def parse_answer(text: str) -> WeekAnswer:
    """Read an answer that is JSON, bare, fenced or between other words.

    Raises
    ------
    InvalidInput
        It is not; the message says what is wrong, for the model to mend.
    """
    fenced = _FENCE.search(text)
    body = fenced.group(1) if fenced else text[text.find("{") : text.rfind("}") + 1]
    try:
        return WeekAnswer.model_validate(json.loads(body))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise InvalidInput(where or "answer", "an answer", first["msg"].lower()) from None
        raise InvalidInput("answer", text[:60], "one JSON object") from None


def to_workouts(
    answer: WeekAnswer,
    safe: Sequence[PlannedWorkout],
    athlete: Athlete,
    free: Availability,
) -> list[PlannedWorkout]:
    """Turn an answer into seven workouts; a day that makes no sense stays as the rules have it.

    Parameters
    ----------
    answer : WeekAnswer
        The answer; days outside of the week and second ones of a date are left out.
    safe : sequence of PlannedWorkout
        The week of the rules, seven days with dates.
    athlete : Athlete
        Whose thresholds set the targets.
    free : Availability
        The time for training.

    Returns
    -------
    list of PlannedWorkout
        Seven.
    """
    asked: dict[str, DayAnswer] = {}
    for day in answer.days:
        asked.setdefault(day.date.strip()[:10], day)
    return [_choose(asked.get(str(old.date)), old, athlete, free) for old in safe]


def _choose(
    asked: DayAnswer | None, old: PlannedWorkout, athlete: Athlete, free: Availability
) -> PlannedWorkout:
    if asked is None or old.date is None or old.kind in _ALWAYS or _is_fixed(old, free):
        return old
    if asked.session.strip().lower() == old.name.lower() and _is_as_long(asked.minutes, old):
        return old
    try:
        new = _build(asked, athlete, old.date, free)
    except InvalidInput:
        return old
    if new.resting and old.resting:
        return old
    place = {"date": old.date, "week": old.week, "phase": old.phase}
    return new.model_copy(update=place)


def _build(asked: DayAnswer, athlete: Athlete, day: dt.date, free: Availability) -> PlannedWorkout:
    name = clean_words(asked.session)
    if name.lower().startswith(("rest", "day off")) or asked.minutes <= 0:
        return REST
    low, high = look_up_session(name).minutes
    minutes = asked.minutes
    if minutes < _FEWEST_MINUTES:
        minutes *= 60
    elif minutes > _MOST_MINUTES:
        minutes /= 60
    most = min(high, free.on(day))
    if most < low:
        raise InvalidInput("minutes", most, "enough for the session")
    return build_named_session(name, min(max(minutes, low), most), athlete, day)


def _is_fixed(old: PlannedWorkout, free: Availability) -> bool:
    """Whether a session is the athlete's own and not the plan's to change."""
    return any(fixed.date == old.date for fixed in free.fixed)


def _is_as_long(minutes: float, old: PlannedWorkout) -> bool:
    return abs(minutes - old.duration_min) <= _SAME * max(old.duration_min, 1.0)
