"""From nothing to half an hour, and what comes after it."""

import datetime as dt

import trainkit as tk

START = dt.date(2026, 6, 29)
WALKED = tk.History(
    activities=(
        tk.Activity(
            sport="walking",
            start=dt.datetime(2026, 6, 20, 9, tzinfo=dt.UTC),
            elapsed_s=1800,
            distance_m=2500,
        ),
    )
)


def test_weeks_after_the_first_half_hour_are_easy_and_no_shorter() -> None:
    free = tk.Availability(
        minutes={"mon": 0, "tue": 40, "wed": 0, "thu": 40, "fri": 0, "sat": 0, "sun": 60}
    )
    who = tk.Athlete(sex="male", birth_date="1980-02-01", hr_rest=65, hr_max=180)
    race = tk.Goal(distance_m=10_000, date=START + dt.timedelta(days=20 * 7 - 1))
    plan = tk.plan(race, who, WALKED, availability=free, start=START)
    learned = max(
        w.week or 0 for w in plan.workouts if w.title.startswith(("Walk and run", "Run of"))
    )
    after = [week for week in plan.weeks if learned < (week[0].week or 0) <= learned + 4]
    assert len(after) == 4
    for week in after:
        runs = [w for w in week if not w.resting]
        assert not any(w.hard and w.kind != "long" for w in runs)
        longest = max(w.duration_min for w in runs)
        assert longest >= 30
        assert longest == runs[-1].duration_min  # Sunday's
