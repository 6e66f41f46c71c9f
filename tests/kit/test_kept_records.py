"""A person's word: it counts before every source, survives what comes later, and can be undone."""

import datetime as dt
import zipfile
from io import BytesIO

import pytest

import trainkit as tk
from trainkit.models import Calendar, Edit, GoalProgress, KeptGoal

NOW = dt.datetime(2026, 6, 29, 6, tzinfo=dt.UTC)
HISTORY = tk.simulate(days=120, end=dt.date(2026, 6, 28))
WORDS = "10K in 50 minutes on 2026-09-06"


@pytest.fixture
def kit() -> tk.Kit:
    kit = tk.Kit(clock=lambda: NOW)
    kit.log(HISTORY)
    return kit


def run(source: str, minute: int = 0, **more: object) -> tk.Activity:
    start = dt.datetime(2026, 6, 20, 7, minute, tzinfo=dt.UTC)
    known = {"sport": "running", "start": start, "elapsed_s": 3600.0, **more}
    return tk.Activity.model_validate({**known, "provenance": {"source": source}})


def test_an_edit_counts_survives_the_same_import_and_is_undone(kit: tk.Kit) -> None:
    before = kit.activities.list()[0]
    edited = kit.activities.edit(before.id, rpe=9, sport="hiking", name="Hill", hr_max=None)
    assert (edited.rpe, edited.sport, edited.name, edited.hr_max) == (9, "hiking", "Hill", None)
    assert edited.id == before.id
    assert kit.activities.get(before.key) == edited
    kit.log(HISTORY)
    assert kit.activities.get(before.id) == edited
    assert {edit.field for edit in kit.edits()} == {"rpe", "sport", "name", "hr_max"}
    while kit.edits():
        kit.undo()
    assert kit.history() == HISTORY
    with pytest.raises(tk.NotFound, match="it must be made first"):
        kit.undo()


def test_an_undo_goes_back_one_edit(kit: tk.Kit) -> None:
    name = kit.activities.list()[0].id
    kit.edit(name, rpe=3)
    second = kit.edit(name, rpe=4)
    assert isinstance(second, tk.Activity)
    assert second.rpe == 4
    kit.undo(kit.edits()[0].id)
    assert kit.activities.get(name).rpe == 3


def test_an_edit_counts_when_another_source_delivers_the_same_workout_later() -> None:
    kit = tk.Kit(clock=lambda: NOW)
    kit.log(run("tcx-file", distance_m=9000, hr_mean=140))
    name = kit.activities.list()[0].id
    kit.activities.edit(name, distance_m=10_000)
    kit.log(run("fit-file", 1, distance_m=9100, hr_mean=141, hr_max=170))
    (merged,) = kit.activities.list()
    assert (merged.distance_m, merged.hr_max) == (10_000, 170)
    assert kit.activities.get(name) == merged
    assert len(merged.originals) == 2


def test_what_is_removed_stays_away_until_it_is_restored(kit: tk.Kit) -> None:
    gone = kit.activities.list()[0]
    kit.activities.remove(gone.id)
    kit.log(HISTORY)
    with pytest.raises(tk.NotFound, match="not removed"):
        kit.activities.get(gone.id)
    assert [activity.id for activity in kit.activities.removed()] == [gone.id]
    assert len(kit.history().activities) == len(HISTORY.activities) - 1
    assert kit.activities.restore(gone.id) == gone
    assert kit.edits() == []


def test_edits_and_removals_survive_json_export_and_another_store(kit: tk.Kit) -> None:
    first, second, *_ = kit.activities.list()
    kit.activities.edit(first.id, rpe=1)
    kit.activities.remove(second.id)
    day = kit.days.list()[0].date
    kit.days.edit(day, resting_hr=41)
    history = kit.history()
    assert tk.History.model_validate_json(history.model_dump_json()) == history
    other = tk.Kit(clock=lambda: NOW)
    other.log(history)
    assert other.history() == history
    other.undo(kit.edits()[0])
    assert other.days.get(day) == HISTORY.days[-1]
    assert kit.history().merge(HISTORY) == history


def test_a_day_is_edited_cleared_and_removed(kit: tk.Kit) -> None:
    day = kit.days.list()[0].date
    device = tk.DailyHealth(
        date=day, resting_hr=60, steps=9000, provenance=tk.Provenance(source="garmin")
    )
    edited = kit.days.edit(day, resting_hr=41, notes="measured by hand")
    assert (edited.resting_hr, edited.notes) == (41, "measured by hand")
    kit.log(device)
    assert (kit.days.get(day).resting_hr, kit.days.get(day).steps) == (41, 9000)
    assert kit.days.clear(day, "hrv_rmssd").hrv_rmssd is None
    kit.log(device.model_copy(update={"hrv_rmssd": 55}))
    assert kit.days.get(day).hrv_rmssd is None
    assert kit.history().daily("resting_hr")[-1] == 41
    kit.days.remove(day)
    with pytest.raises(tk.NotFound):
        kit.days.get(day.isoformat())
    kit.undo()
    assert kit.days.get(day).resting_hr == 41


def test_engines_and_cleaning_take_an_edited_history(kit: tk.Kit) -> None:
    gone, *others = kit.activities.list()
    kit.remove(gone)
    kit.edit(others[0], distance_m=None, rpe=10)
    for day in kit.days.list()[:20]:
        kit.clear(day, "hrv_rmssd", "resting_hr")
        kit.edit(day, sleep_h=2)
    history = kit.history()
    report = tk.quality(history)
    cleaned = tk.io.clean(history, report)
    assert cleaned.history.edits == history.edits
    assert cleaned.history.daily("sleep_h")[-1] == 2
    assert kit.today().date == NOW.date()
    assert kit.history(use="prompt").edits == history.edits
    without = history.model_copy(update={"edits": ()})
    assert without == HISTORY
    assert tk.History(days=list(history.days)).daily("sleep_h")[-1] != 2


def test_a_day_without_a_record_can_be_edited(kit: tk.Kit) -> None:
    day = dt.date(2026, 6, 29)
    bed = dt.datetime(2026, 6, 28, 22, tzinfo=dt.UTC)
    edited = kit.edit(day, mood=70, sleep_start=bed, illness=False)
    assert isinstance(edited, tk.DailyHealth)
    assert (edited.mood, edited.sleep_start, edited.illness) == (70, bed, False)
    with pytest.raises(tk.InvalidInput, match="at most sleep_end"):
        kit.days.edit(day, sleep_end=bed - dt.timedelta(hours=1))
    with pytest.raises(tk.InvalidInput, match="date, such as"):
        kit.days.edit("yesterday", mood=1)


def test_what_a_person_logs_counts_before_the_device() -> None:
    day = dt.date(2026, 6, 20)
    rich = tk.DailyHealth(
        date=day, resting_hr=60, hrv_rmssd=50, mood=10, provenance=tk.Provenance(source="garmin")
    )
    kit = tk.Kit(clock=lambda: NOW)
    kit.log(tk.DailyHealth(date=day, resting_hr=44))
    kit.log(rich)
    assert kit.days.get(day).resting_hr == 44
    assert kit.days.get(day).hrv_rmssd == 50
    kit.log(run("fit-file", distance_m=9000, rpe=2))
    kit.log(run("manual", distance_m=10_000))
    assert (kit.activities.list()[0].distance_m, kit.activities.list()[0].rpe) == (10_000, 2)


def test_an_old_copy_of_an_entry_never_counts_as_said_anew() -> None:
    day = dt.date(2026, 6, 20)
    first = tk.DailyHealth(date=day, mood=80)
    kit = tk.Kit(clock=lambda: NOW)
    kit.log(first)
    copy = kit.history()
    kit.log(tk.DailyHealth(date=day, mood=60))
    kit.log(copy)
    assert kit.days.get(day).mood == 60
    kit.log(first)
    assert kit.days.get(day).mood == 80


def test_of_an_edit_and_an_entry_by_hand_the_later_counts() -> None:
    day = dt.date(2026, 6, 20)
    kit = tk.Kit(clock=lambda: NOW)
    kit.days.edit(day, mood=50, energy=20)
    kit.log(tk.DailyHealth(date=day, mood=60))
    assert (kit.days.get(day).mood, kit.days.get(day).energy) == (60, 20)
    kit.days.edit(day, mood=70)
    assert kit.days.get(day).mood == 70
    kit.log(run("manual"))
    kit.activities.remove(kit.activities.list()[0].id)
    kit.log(run("manual", rpe=4))
    assert [activity.rpe for activity in kit.activities.list()] == [4]


def test_a_race_is_corrected(kit: tk.Kit) -> None:
    result = tk.RaceResult(date=dt.date(2026, 5, 3), distance_m=10_000, time_s=2700)
    kit.log(result)
    corrected = kit.races.edit(result.id, time_s=2690, name="Spring run")
    assert (corrected.time_s, corrected.id) == (2690, result.id)
    kit.log(tk.History(races=(result,)))
    assert [race.time_s for race in kit.races.list(sport="running")] == [2690]
    history = kit.history()
    assert tk.History.model_validate_json(history.model_dump_json()) == history
    kit.remove(result.id)
    kit.log(tk.History(races=(result,)))
    assert kit.races.list() == []
    kit.undo()
    assert kit.clear(result.id, "name") == kit.races.get(result.id)
    assert kit.races.get(result.id).name is None


def test_activities_are_listed_by_sport_days_and_text(kit: tk.Kit) -> None:
    everything = kit.activities.list()
    assert [item.start for item in everything] == sorted(
        (item.start for item in everything), reverse=True
    )
    day = everything[3].day
    assert {item.day for item in kit.activities.list(first=day, last=day)} == {day}
    kit.edit(everything[3].id, notes="Wet leaves", sport="rowing")
    assert [item.id for item in kit.activities.list(text="wet LEAVES")] == [everything[3].id]
    assert [item.id for item in kit.activities.list(sport="rowing")] == [everything[3].id]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rpe": 11}, "rpe is 11"),
        ({"sport": None}, "sport is missing"),
        ({"streams": None}, "field is 'streams'"),
        ({"pace": 3}, "field is 'pace'"),
        ({}, "one or more fields"),
    ],
)
def test_an_edit_is_checked(kit: tk.Kit, fields: dict[str, float | None], says: str) -> None:
    with pytest.raises(tk.InvalidInput, match=says):
        kit.edit(kit.activities.list()[0], **fields)
    assert kit.edits() == []


def test_ids_fit_a_url_and_errors_have_a_status(kit: tk.Kit) -> None:
    assert all(item.id.replace("-", "").isalnum() for item in kit.activities.list())
    for ask in (kit.activities.get, kit.races.get, kit.goals.get, kit.remove, kit.undo):
        with pytest.raises(tk.NotFound) as caught:
            ask("a/b c")
        assert caught.value.status == 404
    assert (tk.InvalidInput.status, tk.Conflict.status, tk.BackendError.status) == (400, 409, 503)


def test_goals_are_kept_changed_followed_and_removed(kit: tk.Kit) -> None:
    goal = kit.goals.add(WORDS)
    assert (goal.distance_m, goal.time_s, goal.date) == (10_000, 3000, dt.date(2026, 9, 6))
    early = kit.goals.add("5K on 2026-08-02", priority="B", name="Park run")
    assert [known.key for known in kit.goals.list()] == [early.key, goal.key]
    assert kit.goals.list(first=dt.date(2026, 9, 1)) == [goal]
    with pytest.raises(tk.Conflict, match="kept already"):
        kit.goals.add(tk.Goal(distance_m=10_000, date=dt.date(2026, 9, 6), time_s=3000))
    assert kit.goals.update(goal.key, time_s=2940, priority="C").priority == "C"
    with pytest.raises(tk.InvalidInput, match="priority is 'D'"):
        kit.goals.update(goal.key, priority="D")  # type: ignore[typeddict-item]
    assert kit.goals.get(goal.key).goal.time_s == 2940
    assert kit.goals.progress(goal.key).days_left == 69
    assert kit.goals.progress(goal.key).plan is None
    kit.goals.remove(early.key)
    kit.plan(kit.goals.list(), seconds=2)
    followed = kit.goals.progress(goal.key)
    assert followed.plan is not None
    assert GoalProgress.model_validate_json(followed.model_dump_json()) == followed
    assert KeptGoal.model_validate_json(goal.model_dump_json()) == goal


def test_a_calendar_covers_days_in_and_outside_a_plan(kit: tk.Kit) -> None:
    goal = kit.goals.add(WORDS)
    first, last = dt.date(2026, 6, 1), dt.date(2026, 9, 10)
    bare = kit.calendar(first, last)
    assert [day.date for day in bare.days][:: len(bare.days) - 1] == [first, last]
    trained = bare.on(HISTORY.activities[-1].day)
    assert trained is not None
    assert (trained.state, trained.planned) == ("extra", None)
    assert (trained.actual_min or 0) > 0
    assert (trained.actual_load or 0) > 0
    race = bare.on(goal.date)
    assert race is not None
    assert (race.races, race.state) == ((goal,), "ahead")
    kit.plan(goal, seconds=2)
    planned = kit.calendar(first, last)
    assert all(day.planned for day in planned.days if dt.date(2026, 7, 6) <= day.date <= goal.date)
    assert Calendar.model_validate_json(planned.model_dump_json()) == planned
    assert kit.calendar().days[0].date == dt.date(2026, 6, 29)
    with pytest.raises(tk.InvalidInput, match="last is '2026-05-01'"):
        kit.calendar(first, dt.date(2026, 5, 1))
    assert tk.Kit(clock=lambda: NOW).calendar().days[0].state == "ahead"


def test_an_edit_is_a_model_with_json() -> None:
    edit = Edit(kind="activity", record="a", day="2026-05-01", field="race", value=True, at=NOW)
    assert Edit.model_validate_json(edit.model_dump_json()) == edit
    assert edit.parsed is True


def test_today_is_the_day_of_the_athlete_and_tells_the_age_of_the_data() -> None:
    late = dt.datetime(2026, 6, 28, 23, 30, tzinfo=dt.UTC)
    assert HISTORY.athlete is not None
    athlete = HISTORY.athlete.model_copy(update={"timezone": "Pacific/Auckland"})
    kit = tk.Kit(clock=lambda: late, athlete=athlete)
    kit.log(HISTORY)
    today = kit.today()
    assert (today.date, today.data_until, today.data_age_days) == (
        *(dt.date(2026, 6, 29), dt.date(2026, 6, 28)),
        1,
    )
    assert tk.Assessment.model_validate_json(today.model_dump_json()) == today


@pytest.mark.parametrize("days", [5, 20, 200])
def test_old_data_is_told_and_not_an_error(days: int) -> None:
    kit = tk.Kit(clock=lambda: NOW + dt.timedelta(days=days))
    kit.log(HISTORY)
    today = kit.today()
    assert today.date == NOW.date() + dt.timedelta(days=days)
    assert today.data_age_days == days + 1
    assert today.recovery.age_days >= days
    assert any("2026-06-28" in note or "last known state" in note for note in today.notes)
    assert today.recommendation.intensity in {"rest", "easy"}
    with pytest.raises(tk.InvalidInput, match="the last data is from"):
        kit.today(today.date + dt.timedelta(days=20))


def test_a_profile_is_kept_and_changed_by_date() -> None:
    kit = tk.Kit(clock=lambda: NOW)
    with pytest.raises(tk.NotFound):
        kit.profile.get()
    with pytest.raises(tk.InvalidInput, match="sex is missing; it must be given"):
        kit.profile.update(hr_max=190)
    kit.profile.update(
        sex="female", birth_date=dt.date(1990, 5, 17), hr_rest=50, hr_max=180, name="Anna"
    )
    kit.log(HISTORY)
    assert kit.athlete.name == "Anna"
    may = dt.date(2026, 5, 1)
    kit.profile.accept(tk.ThresholdChange(date=may, sport="cycling", ftp_w=200))
    kit.profile.accept(tk.ThresholdChange(date=may, sport="cycling", hr_threshold=160))
    assert kit.athlete.at(may, "cycling").ftp_w == 200
    assert kit.athlete.at(may, "cycling").hr_threshold == 160
    assert kit.athlete.at(may - dt.timedelta(days=1), "cycling").ftp_w is None
    with pytest.raises(tk.InvalidInput, match="hr_rest"):
        kit.profile.accept(tk.ThresholdChange(date=may, hr_rest=185))
    assert kit.profile.retract(may, "cycling").changes == ()
    with pytest.raises(tk.NotFound):
        kit.profile.retract(may)


def test_thresholds_are_proposed_from_the_data_and_accepted() -> None:
    kit = tk.Kit(clock=lambda: NOW)
    kit.profile.update(
        sex="male", birth_date=dt.date(1990, 5, 17), hr_rest=50, hr_max=180, mass_kg=70
    )
    assert kit.profile.propose() == []
    kit.log(run("fit-file", hr_max=220))
    assert kit.profile.propose() == []  # one wrong spike proposes nothing
    late = dt.datetime(2026, 6, 22, 7, tzinfo=dt.UTC)
    kit.log(run("fit-file", start=late, hr_max=186))
    watts = tk.Streams(time_s=[float(s) for s in range(1800)], power=[200.0] * 1800)
    kit.log(run("fit-file", start=late + dt.timedelta(hours=8), sport="cycling", streams=watts))
    kit.log(tk.RaceResult(date=dt.date(2026, 6, 14), distance_m=10_000, time_s=2400))
    for day in range(1, 29):
        kit.log(tk.DailyHealth(date=dt.date(2026, 6, day), resting_hr=45, weight_kg=70.4))
    found = kit.profile.propose()
    said = {name for item in found for name, value in item.change if value is not None}
    assert said == {"date", "sport", "hr_max", "hr_rest", "ftp_w", "threshold_speed_m_s"}
    for proposal in found:
        kit.profile.accept(proposal)
    today = kit.athlete.at(NOW.date(), "running")
    assert (today.hr_max, today.hr_rest) == (186, 45)
    assert today.threshold_speed_m_s == pytest.approx(4.07, abs=0.02)  # 10 km in 40 min
    assert kit.athlete.at(NOW.date(), "cycling").ftp_w == 190
    assert kit.profile.propose() == []
    assert kit.athlete.at(dt.date(2026, 6, 1)).hr_max == 180


def test_plans_use_the_goals_and_the_time_that_are_kept(kit: tk.Kit) -> None:
    kit.goals.add("10K on 2026-05-01")  # a race that is over
    goal = kit.goals.add(WORDS)
    kit.profile.keep_availability(tk.Availability(max_sessions_per_week=3))
    plan = kit.plan(seconds=2)
    assert plan.goals == (goal.goal,)
    assert plan.availability == kit.profile.availability
    assert tk.TrainingPlan.model_validate_json(plan.model_dump_json()) == plan
    assert kit.plan(WORDS, seconds=1).goals == (goal.goal,)
    assert kit.plan(None, seconds=1).goals == ()
    names = zipfile.ZipFile(BytesIO(kit.export())).namelist()
    assert {"history.json", "goals.json", "availability.json", "plans.json"} <= {*names}


def test_a_list_names_what_may_be_asked_for() -> None:
    with tk.Kit(clock=lambda: NOW) as kit:
        start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
        kit.log(tk.Activity(sport="running", sub_sport="parkrun", start=start, elapsed_s=1800))
        kit.log(tk.Activity(sport="quidditch", start=start, elapsed_s=900))
        for kept in (kit.activities, kit.races, kit.days, kit.goals):
            with pytest.raises(tk.InvalidInput, match="first, last"):
                kept.list(month="May")  # type: ignore[attr-defined]
        with pytest.raises(tk.InvalidInput, match="one of sport, first, last, text"):
            kit.activities.list(sprot="running")  # type: ignore[call-arg]
        with pytest.raises(tk.InvalidInput, match="those here, parkrun, quidditch, running"):
            kit.activities.list(sport="juggling")
        with pytest.raises(tk.InvalidInput, match="did you mean running"):
            kit.races.list(sport="runing")
        assert len(kit.activities.list(sport="quidditch")) == 1
        assert len(kit.activities.list(sport="parkrun")) == 1
        assert kit.activities.list(sport="swimming") == []
