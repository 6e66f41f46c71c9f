"""Print three plans as a coach reads them; ``--write`` updates docs/guides/three-plans.md."""

import datetime as dt
import sys
from pathlib import Path

import trainkit as tk

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "three-plans.md"
BEGIN, END = "<!-- plans: begin -->\n", "<!-- plans: end -->\n"
START = dt.date(2026, 6, 29)  # a Monday
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def athlete(speed: float, *, born: str, style: str = "balanced") -> tk.Athlete:
    """Describe an athlete by threshold speed [m/s]."""
    return tk.Athlete.model_validate(
        {
            "sex": "female",
            "birth_date": born,
            "hr_rest": 52,
            "hr_max": 186,
            "hr_threshold": 168,
            "threshold_speed_m_s": speed,
            "risk_style": style,
        }
    )


def minutes_by_weekday(*minutes: float) -> tk.Availability:
    """Set the available minutes from Monday to Sunday."""
    return tk.Availability(minutes=dict(zip(WEEK, minutes, strict=True)))


def sunday_of_week(week: int) -> dt.date:
    """Find the Sunday that ends a week of the plan, counted from 1."""
    return START + dt.timedelta(days=7 * week - 1)


def first_10k() -> tk.TrainingPlan:
    """Ten weeks to a first 10 km, on three days a week, without any recorded training."""
    goal = tk.Goal(distance_m=10_000, date=sunday_of_week(10), name="First 10 km")
    free = minutes_by_weekday(0, 45, 0, 45, 0, 0, 75)
    return tk.plan(goal, athlete(2.7, born="1990-03-01"), availability=free, start=START)


def marathon() -> tk.TrainingPlan:
    """Sixteen weeks to a marathon in 3:30, on five days a week, after four months of running."""
    runner = athlete(3.55, born="1988-01-01")
    history = tk.simulate(runner, days=120, seed=1, end=START - dt.timedelta(days=1))
    goal = tk.Goal(distance_m=42_195, date=sunday_of_week(16), time_s=3.5 * 3600, name="Marathon")
    free = minutes_by_weekday(0, 75, 60, 75, 0, 75, 210)
    return tk.plan(goal, runner, history, availability=free, start=START)


def trail_50k() -> tk.TrainingPlan:
    """Twenty weeks to 50 km of trails, on six days a week."""
    runner = athlete(3.7, born="1981-09-20")
    history = tk.simulate(runner, days=150, seed=4, end=START - dt.timedelta(days=1))
    goal = tk.Goal(distance_m=50_000, date=sunday_of_week(20), trail=True, name="50 km trail")
    free = minutes_by_weekday(0, 75, 75, 90, 60, 150, 300)
    return tk.plan(goal, runner, history, availability=free, start=START)


def as_table(plan: tk.TrainingPlan) -> str:
    """Format one row per week: phase, hours, load, and a column for each training day."""
    used = sorted(
        {
            workout.date.weekday()
            for workout in plan.workouts
            if workout.kind != "rest" and workout.date
        }
    )
    head = ["week", "hours, load", *(WEEK[day].capitalize() for day in used)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for week in plan.weeks:
        hours = sum(workout.duration_min for workout in week) / 60
        load = sum(workout.load or 0.0 for workout in week)
        days = " | ".join(_cell(week[day]) for day in used)
        lines.append(f"| {week[0].week} {week[0].phase} | {hours:.1f} h, {load:.0f} | {days} |")
    return "\n".join(lines)


def _cell(workout: tk.PlannedWorkout) -> str:
    if workout.kind == "rest":
        return ""
    is_race = workout.kind == "race"
    text = workout.title if is_race else f"{workout.title} {workout.duration_min:.0f}"
    text = text.replace("Easy run", "Easy").replace(" run", "")
    return f"**{text}**" if workout.hard else text


def main() -> None:
    """Print the three plans, or write them to the page."""
    parts = []
    for make in (first_10k, marathon, trail_50k):
        plan = make()
        proof = plan.certificate
        if proof is None:  # only imported plans have none
            continue
        hard = max(plan.workouts, key=lambda workout: len(workout.steps) if workout.hard else 0)
        parts += [
            f"## {plan.goals[-1].name}",
            (make.__doc__ or "").strip(),
            as_table(plan),
            f"Value {proof.objective:.0f} of at most {proof.bound:.0f} points; the repaired "
            f"template scores {proof.reference:.0f}. Gap {proof.gap:.1%}.",
            f"One session in full: {hard.title} on {hard.date:%A} of week {hard.week}: "
            f"{hard.notes}.",
        ]
    text = "\n\n".join(parts) + "\n"
    if "--write" not in sys.argv:
        print(text)
        return
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
