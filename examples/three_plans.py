"""Three plans as a coach would read them; ``--write`` puts them into docs/guides/three-plans.md."""

import datetime as dt
import sys
from pathlib import Path

import trainkit as tk

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "three-plans.md"
BEGIN, END = "<!-- plans: begin -->\n", "<!-- plans: end -->\n"
START = dt.date(2026, 6, 29)  # a Monday
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def athlete(speed: float, *, born: str, style: str = "balanced") -> tk.Athlete:
    """Someone with a threshold speed [m/s]."""
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


def time(*minutes: float) -> tk.Availability:
    """Minutes from Monday to Sunday."""
    return tk.Availability(minutes=dict(zip(WEEK, minutes, strict=True)))


def after(weeks: int) -> dt.date:
    """The Sunday that ends so many weeks."""
    return START + dt.timedelta(days=7 * weeks - 1)


def first_10k() -> tk.TrainingPlan:
    """Ten weeks to a first 10 km, on three days a week, from nothing that is recorded."""
    goal = tk.Goal(distance_m=10_000, date=after(10), name="First 10 km")
    free = time(0, 45, 0, 45, 0, 0, 75)
    return tk.plan(goal, athlete(2.7, born="1990-03-01"), availability=free, start=START)


def marathon() -> tk.TrainingPlan:
    """Sixteen weeks to a marathon in 3:30, on five days a week, after four months of running."""
    runner = athlete(3.55, born="1988-01-01")
    history = tk.simulate(runner, days=120, seed=1, end=START - dt.timedelta(days=1))
    goal = tk.Goal(distance_m=42_195, date=after(16), time_s=3.5 * 3600, name="Marathon")
    free = time(0, 75, 60, 75, 0, 75, 210)
    return tk.plan(goal, runner, history, availability=free, start=START)


def trail_50k() -> tk.TrainingPlan:
    """Twenty weeks to 50 km of trails, on six days a week."""
    runner = athlete(3.7, born="1981-09-20")
    history = tk.simulate(runner, days=150, seed=4, end=START - dt.timedelta(days=1))
    goal = tk.Goal(distance_m=50_000, date=after(20), trail=True, name="50 km trail")
    free = time(0, 75, 75, 90, 60, 150, 300)
    return tk.plan(goal, runner, history, availability=free, start=START)


def as_table(plan: tk.TrainingPlan) -> str:
    """One row a week: phase, hours and load, and each day that is ever trained."""
    used = sorted({one.date.weekday() for one in plan.workouts if one.kind != "rest" and one.date})
    head = ["week", "hours, load", *(WEEK[day].capitalize() for day in used)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for week in plan.weeks:
        hours = sum(one.duration_min for one in week) / 60
        load = sum(one.load or 0.0 for one in week)
        days = " | ".join(_cell(week[day]) for day in used)
        lines.append(f"| {week[0].week} {week[0].phase} | {hours:.1f} h, {load:.0f} | {days} |")
    return "\n".join(lines)


def _cell(one: tk.PlannedWorkout) -> str:
    if one.kind == "rest":
        return ""
    words = one.title if one.kind == "race" else f"{one.title} {one.duration_min:.0f}"
    words = words.replace("Easy run", "Easy").replace(" run", "")
    return f"**{words}**" if one.hard else words


def main() -> None:
    """Print the three plans, or write them into the page."""
    parts = []
    for make in (first_10k, marathon, trail_50k):
        plan = make()
        proof = plan.certificate
        if proof is None:  # only a plan from elsewhere has none
            continue
        hard = max(plan.workouts, key=lambda one: len(one.steps) if one.hard else 0)
        parts += [
            f"## {plan.goals[-1].name}",
            (make.__doc__ or "").strip(),
            as_table(plan),
            f"Value {proof.objective:.0f} of at most {proof.bound:.0f} points; the template made "
            f"safe comes to {proof.reference:.0f}. Gap {proof.gap:.1%}.",
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
