"""What the athlete enters and keeps: goals, races, workouts and the journal."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from trainkit.host._access import OpenKit
from trainkit.host._api.said import Limit, Offset, Said, example, page_of
from trainkit.models import Activity, DailyHealth, Goal, GoalProgress, KeptGoal, RaceResult
from trainkit.models.units import (
    Day,
    Distance,
    HeartRate,
    Height,
    Hours,
    Mass,
    Milliseconds,
    Moment,
    Percent,
    Power,
    Rpe,
    Seconds,
)

__all__ = ["router", "view_of"]

router = APIRouter()

Words = Annotated[str, Field(min_length=1, max_length=2_000)]


class NewGoal(Said):
    """A race, in fields or in words such as "10K in 50 minutes on 2027-06-06"."""

    model_config = example(goal="10K in 50 minutes on 2027-06-06")

    goal: Goal | Annotated[str, Field(min_length=1, max_length=200)]


class NewWorkout(Said):
    """A session that no device recorded, in the units of `Activity`."""

    model_config = example(
        sport="running", start="2026-06-20T07:00:00+02:00", elapsed_s=1800, distance_m=5000, rpe=4
    )

    sport: Annotated[str, Field(min_length=1, max_length=60)]
    start: Moment
    elapsed_s: Seconds
    distance_m: Distance | None = None
    hr_mean: HeartRate | None = None
    power_mean: Power | None = None
    rpe: Rpe | None = None
    name: Words | None = None
    notes: Words | None = None


class Edited(BaseModel):
    """New values of fields by their names; null where a field is unknown."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [{}]})


class WorkoutView(BaseModel):
    """An activity without its samples."""

    id: str
    sport: str
    sub_sport: str | None
    start: dt.datetime
    day: dt.date
    elapsed_s: float
    moving_s: float | None
    distance_m: float | None
    ascent_m: float | None
    hr_mean: float | None
    hr_max: float | None
    power_mean: float | None
    normalized_power_w: float | None
    rpe: float | None
    name: str | None
    notes: str | None
    race: bool
    source: str


class RaceEntry(Said):
    """A race result, in the units of `RaceResult`; the id is given by the host."""

    model_config = example(date="2026-05-10", distance_m=10_000, time_s=2_900, name="City run")

    id: str | None = None
    date: Day
    distance_m: Annotated[float, Field(ge=1, le=50_000_000)]
    time_s: Annotated[float, Field(ge=1, le=100_000_000)]
    sport: Annotated[str, Field(min_length=1, max_length=60)] = "running"
    name: Words | None = None
    ascent_m: Height | None = None


class JournalDay(Said):
    """How a day was, in the units of `DailyHealth`."""

    model_config = example(date="2026-06-20", energy=60, soreness=30, pain=0)

    date: Day
    hrv_rmssd: Milliseconds | None = None
    resting_hr: HeartRate | None = None
    sleep_h: Hours | None = None
    weight_kg: Mass | None = None
    energy: Percent | None = None
    soreness: Percent | None = None
    pain: Percent | None = None
    pain_place: Words | None = None
    mood: Percent | None = None
    sleep_quality: Percent | None = None
    felt_stress: Percent | None = None
    rpe: Rpe | None = None
    illness: bool | None = None
    fever: bool | None = None
    alcohol_units: Annotated[float, Field(ge=0, le=100)] | None = None
    notes: Words | None = None


def view_of(activity: Activity) -> WorkoutView:
    """Leave out samples, laps and what an activity was merged from."""
    fields: dict[str, Any] = {
        name: getattr(activity, name) for name in WorkoutView.model_fields if name != "source"
    }
    return WorkoutView(**fields, source=activity.provenance.source)


@router.get("/goals")
def list_goals(kit: OpenKit) -> list[KeptGoal]:
    """List the goals by date."""
    return kit.goals.list()


@router.post("/goals", status_code=201)
def add_goal(kit: OpenKit, new: NewGoal) -> KeptGoal:
    """Keep a goal."""
    return kit.goals.add(new.goal)


@router.get("/goals/{key}")
def read_goal(kit: OpenKit, key: str) -> KeptGoal:
    """Return a goal."""
    return kit.goals.get(key)


@router.get("/goals/{key}/progress")
def follow_goal(kit: OpenKit, key: str) -> GoalProgress:
    """Tell how far the athlete is on the way to a goal."""
    return kit.goals.progress(key)


@router.patch("/goals/{key}")
def update_goal(kit: OpenKit, key: str, said: Edited) -> KeptGoal:
    """Change fields of a goal."""
    return kit.goals.update(key, **_fields(said))


@router.delete("/goals/{key}", status_code=204)
def remove_goal(kit: OpenKit, key: str) -> None:
    """Remove a goal."""
    kit.goals.remove(key)


@router.get("/races")
def list_races(kit: OpenKit) -> list[RaceEntry]:
    """List race results, the latest first."""
    return [_race(race) for race in kit.races.list()]


@router.post("/races", status_code=201)
def add_race(kit: OpenKit, new: RaceEntry) -> RaceEntry:
    """Enter a race result."""
    race = RaceResult(**new.model_dump(exclude_none=True, exclude={"id"}))
    kit.log(race)
    return _race(kit.races.get(race.key))


@router.delete("/races/{key}", status_code=204)
def remove_race(kit: OpenKit, key: str) -> None:
    """Remove a race result for good."""
    kit.races.remove(key)


@router.get("/workouts")
def list_workouts(  # noqa: PLR0917  parameters of an address
    kit: OpenKit,
    request: Request,
    response: Response,
    sport: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> list[WorkoutView]:
    """List activities, the latest first, a page at a time; ``Link`` leads to the next page."""
    found = kit.activities.list(sport=sport, first=first, last=last)
    return [view_of(item) for item in page_of(request, response, found, offset, limit)]


@router.post("/workouts", status_code=201)
def add_workout(kit: OpenKit, new: NewWorkout) -> WorkoutView:
    """Enter a session that no device recorded."""
    activity = Activity(**new.model_dump(exclude_none=True))
    kit.log(activity)
    return view_of(kit.activities.get(activity.key))


@router.get("/workouts/{key}")
def read_workout(kit: OpenKit, key: str) -> WorkoutView:
    """Return an activity."""
    return view_of(kit.activities.get(key))


@router.patch("/workouts/{key}")
def edit_workout(kit: OpenKit, key: str, said: Edited) -> WorkoutView:
    """Correct fields of an activity: the athlete's word counts before every source."""
    return view_of(kit.activities.edit(key, **_fields(said)))


@router.delete("/workouts/{key}", status_code=204)
def remove_workout(kit: OpenKit, key: str) -> None:
    """Remove an activity for good; it does not return with the next import."""
    kit.activities.remove(key)


@router.get("/journal")
def list_days(  # noqa: PLR0917  parameters of an address
    kit: OpenKit,
    request: Request,
    response: Response,
    first: dt.date | None = None,
    last: dt.date | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
) -> list[JournalDay]:
    """List days with a record, the latest first, a page at a time; ``Link`` leads to the next."""
    found = kit.days.list(first=first, last=last)
    return [_day(day) for day in page_of(request, response, found, offset, limit)]


@router.post("/journal", status_code=201)
def add_day(kit: OpenKit, new: JournalDay) -> JournalDay:
    """Enter how a day was."""
    kit.log(DailyHealth(**new.model_dump(exclude_none=True)))
    return _day(kit.days.get(new.date))


@router.get("/journal/{date}")
def read_day(kit: OpenKit, date: dt.date) -> JournalDay:
    """Return what is known of a day."""
    return _day(kit.days.get(date))


@router.patch("/journal/{date}")
def edit_day(kit: OpenKit, date: dt.date, said: Edited) -> JournalDay:
    """Correct fields of a day: the athlete's word counts before every source."""
    return _day(kit.days.edit(date, **_fields(said)))


@router.delete("/journal/{date}", status_code=204)
def remove_day(kit: OpenKit, date: dt.date) -> None:
    """Remove what is known of a day, whatever a source says of it later."""
    kit.days.remove(date)


def _race(race: RaceResult) -> RaceEntry:
    return RaceEntry(**{name: getattr(race, name) for name in RaceEntry.model_fields})


def _day(day: DailyHealth) -> JournalDay:
    return JournalDay(**{name: getattr(day, name) for name in JournalDay.model_fields})


def _fields(said: Edited) -> dict[str, Any]:
    return dict(said.model_extra or {})
