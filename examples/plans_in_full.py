"""Print eight plans as an athlete reads them; ``--write`` updates docs/guides/plans-in-full.md."""

import datetime as dt
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import trainkit as tk
from trainkit.models import Activity, PlannedWorkout, ThresholdChange

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "plans-in-full.md"
BEGIN, END = "<!-- plans: begin -->\n", "<!-- plans: end -->\n"
START = dt.date(2026, 6, 29)  # a Monday
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
THRESHOLDS = {"running": "threshold_speed_m_s", "cycling": "ftp_w"}
UNITS = {"running": "km", "cycling": "h", "swimming": "m"}  # rides are planned by time
SHORTER = {"Easy run": "Easy", "Easy swim": "Easy", " run": "", " swim": "", " ride": ""}
COLOURS = {"base": "#8fb8de", "build": "#f2b856", "peak": "#e0755c", "taper": "#9ac58f"}
INK = "#222"
WIDTH, HEIGHT = 700, 300
LEFT, RIGHT, TOP, BOTTOM = 60, 690, 40, 235
GRID = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
HISTORY_DAYS = 112
TOLERANCE = 0.05  # of the solver [points]


@dataclass(frozen=True)
class Case:
    """Somebody who wants a plan: the race, the time available and the usual week until now."""

    slug: str
    title: str
    who: str
    weeks: int
    distance_m: float
    minutes: Sequence[float]  # from Monday to Sunday
    age: int
    past_km: Sequence[float] = ()  # from Monday to Sunday
    past_min_per_km: float = 6.0
    threshold: float | None = None  # [m/s], or [W] for cycling
    time_s: float | None = None
    sport: str = "running"
    blackout: Sequence[dt.date] = ()


# fmt: off
CASES = (
    Case(
        slug="couch-to-5k", title="Couch to 5 km",
        who="She is 41, has not run since school, and has 40 minutes or so on three days a week.",
        weeks=9, distance_m=5000, age=41,
        minutes=(0, 40, 0, 40, 0, 0, 45),
    ),
    Case(
        slug="10k-under-50", title="10 km under 50 minutes",
        who="She is 38, runs 34 km a week on four days, and wants to break 50 minutes.",
        weeks=12, distance_m=10_000, time_s=2990, age=38, threshold=3.27,
        minutes=(0, 60, 0, 60, 0, 60, 100), past_km=(0, 8, 0, 8, 0, 6, 12),
    ),
    Case(
        slug="first-half", title="First half marathon",
        who="She is 40, runs 24 km a week on four days, and has never run longer than 8 km.",
        weeks=14, distance_m=21_097.5, age=40, threshold=2.9,
        minutes=(0, 60, 0, 60, 0, 45, 150), past_km=(0, 6, 0, 6, 0, 4, 8), past_min_per_km=6.8,
    ),
    Case(
        slug="half-with-holiday", title="Half marathon in 1:38, with a holiday",
        who="She is 34, runs 52 km a week on six days, and is away for ten days from week 6.",
        weeks=14, distance_m=21_097.5, time_s=5880, age=34, threshold=3.7,
        minutes=(0, 75, 60, 75, 45, 60, 130), past_km=(0, 9, 8, 9, 6, 6, 14), past_min_per_km=5.5,
        blackout=[START + dt.timedelta(days=day) for day in range(35, 45)],
    ),
    Case(
        slug="marathon-3-30", title="Marathon in 3:30",
        who="She is 35, runs 56 km a week on five days, and wants 4:58 /km from start to finish.",
        weeks=18, distance_m=42_195, time_s=12_600, age=35, threshold=3.65,
        minutes=(0, 80, 60, 80, 0, 75, 200), past_km=(0, 10, 8, 12, 0, 8, 18), past_min_per_km=5.4,
    ),
    Case(
        slug="first-marathon", title="First marathon",
        who="She is 37, runs 31 km a week on four days, and wants to finish.",
        weeks=20, distance_m=42_195, age=37, threshold=3.0,
        minutes=(0, 60, 0, 75, 0, 60, 210), past_km=(0, 7, 0, 7, 0, 5, 12), past_min_per_km=6.6,
    ),
    Case(
        slug="gran-fondo", title="Gran fondo of 130 km",
        who="She is 38, has an FTP of 240 W, and rides 170 km a week on four days.",
        weeks=14, distance_m=130_000, sport="cycling", age=38, threshold=240,
        minutes=(0, 75, 0, 75, 0, 150, 300), past_km=(0, 30, 0, 30, 0, 40, 70), past_min_per_km=2.2,
    ),
    Case(
        slug="open-water-1500", title="1500 m in open water",
        who="She is 40, has a CSS of 0.95 m/s, and swims 5.6 km a week in three swims.",
        weeks=10, distance_m=1500, time_s=1680, sport="swimming", age=40, threshold=0.95,
        minutes=(0, 60, 0, 60, 0, 75, 0), past_km=(0, 1.8, 0, 1.8, 0, 2.0, 0), past_min_per_km=20,
    ),
)
# fmt: on


def athlete(case: Case) -> tk.Athlete:
    """Describe the athlete by age and threshold."""
    known: dict[str, object] = {}
    if case.sport == "swimming":
        css = ThresholdChange(
            date=dt.date(2026, 1, 1), sport=case.sport, threshold_speed_m_s=case.threshold
        )
        known["changes"] = (css,)
    elif case.threshold is not None:
        known[THRESHOLDS[case.sport]] = case.threshold
    born = dt.date(START.year - case.age, 3, 1)
    basics = {"sex": "female", "birth_date": born, "hr_rest": 54, "hr_max": 208 - 0.7 * case.age}
    return tk.Athlete.model_validate(basics | known)


def history(case: Case) -> tk.History | None:
    """Repeat the usual week for sixteen weeks before the plan."""
    if not case.past_km:
        return None
    activities = []
    for back in range(1, HISTORY_DAYS + 1):
        day = START - dt.timedelta(days=back)
        km = case.past_km[day.weekday()]
        moving_s = km * case.past_min_per_km * 60
        if km:
            activity = Activity(
                sport=case.sport,
                start=dt.datetime.combine(day, dt.time(9), dt.UTC),
                elapsed_s=moving_s,
                moving_s=moving_s,
                distance_m=1000 * km,
                hr_mean=138,
            )
            activities.append(activity)
    return tk.History(activities=tuple(activities), athlete=athlete(case))


def goal(case: Case) -> tk.Goal:
    """Set the race on the last Sunday of the plan."""
    return tk.Goal(
        distance_m=case.distance_m,
        date=START + dt.timedelta(days=7 * case.weeks - 1),
        time_s=case.time_s,
        sport=case.sport,
        name=case.title,
    )


def section(case: Case) -> tuple[str, str]:
    """Plan for a case; return its part of the page and its picture."""
    who, past, race = athlete(case), history(case), goal(case)
    free = tk.Availability(
        minutes=dict(zip(DAYS, case.minutes, strict=True)), blackout=tuple(case.blackout)
    )
    verdict = tk.planning.feasibility(race, who, past, free, start=START)
    plan = tk.plan(race, who, past, availability=free, start=START, seconds=60)
    warnings = " ".join(plan.warnings) or "The plan has no warnings."
    parts = [
        f"## {case.title}",
        case.who,
        f"**Verdict.** {verdict} {warnings}",
        f"**Certificate.** {certificate_sentence(plan)}",
        f"**Content.** {plan.certificate.readiness if plan.certificate else ''}",
        f"![{case.title}: weekly volume, longest session and hard sessions](plans/{case.slug}.svg)",
        "**Key sessions**",
        "\n".join(f"- {describe(workout)}" for workout in key_sessions(plan)),
        "**Every week**",
        as_table(plan, case.sport),
        f"**The race.** {race.date:%A} {race.date.day} {race.date:%B %Y}, "
        f"{case.distance_m / 1000:.4g} km{_finish(case, verdict.reachable_time_s)}. "
        f"{plan.workouts[-1].notes}",
    ]
    return "\n\n".join(parts), picture(plan, case)


def certificate_sentence(plan: tk.TrainingPlan) -> str:
    """Say in one sentence what the certificate proves."""
    proof = plan.certificate
    if proof is None:  # only imported plans have none
        return "None."
    exact = proof.bound - proof.objective < TOLERANCE
    limit = "more" if exact else f"more than {math.ceil(proof.bound)}"
    return (
        f"Every hard rule holds; the plan scores {proof.objective:.0f} points, and no plan of this "
        f"season, made of the same sessions under the same rules, can score {limit}."
    )


def key_sessions(plan: tk.TrainingPlan) -> list[PlannedWorkout]:
    """Choose the biggest session of each name that shapes the plan, at most five, by date."""
    shaping = [w for w in plan.workouts if w.kind not in {"rest", "easy", "recovery", "race"}]
    if {w.kind for w in shaping} == {"walk_run"}:  # the first rung, two on the way, the last
        rungs = sorted({w.title: w for w in reversed(shaping)}.values(), key=_day)
        return [rungs[round(at * (len(rungs) - 1) / 3)] for at in range(4)]
    biggest: dict[str, PlannedWorkout] = {}
    for workout in sorted(shaping, key=_load):
        biggest[workout.title.partition(",")[0]] = workout
    return sorted(sorted(biggest.values(), key=_load)[-5:], key=_day)


def _load(workout: PlannedWorkout) -> float:
    return workout.load or 0.0


def _day(workout: PlannedWorkout) -> dt.date:
    return workout.date or START


def describe(workout: PlannedWorkout) -> str:
    """Describe a session in full."""
    day = f"{workout.date:%A}" if workout.date else ""
    notes = (workout.notes or "").rstrip(".")
    return (
        f"Week {workout.week}, {day}: **{workout.title}**, {workout.duration_min:.0f} min. {notes}."
    )


def as_table(plan: tk.TrainingPlan, sport: str) -> str:
    """Format one row per week: phase, hours, distance, longest session and each training day."""
    used = sorted({w.date.weekday() for w in plan.workouts if w.kind != "rest" and w.date})
    unit = UNITS[sport]
    volume = [unit] if unit != "h" else []
    head = ["week", "phase", "hours", *volume, "longest", *(DAYS[day].capitalize() for day in used)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for week in plan.weeks:
        training = [w for w in week if w.kind != "race"]
        hours = sum(w.duration_min for w in training) / 60
        amounts = [_amount_text(sum(_amount(w, unit) for w in training), "")] if volume else []
        longest = _amount_text(max(_amount(w, unit) for w in training), unit) if hours else ""
        start = [f"{week[0].week}", f"{week[0].phase}", f"{hours:.1f}", *amounts, longest]
        lines.append(f"| {' | '.join([*start, *(_cell(week[day]) for day in used)])} |")
    return "\n".join(lines)


def _cell(workout: PlannedWorkout) -> str:
    if workout.kind == "rest":
        return ""
    if workout.kind == "race":
        return "**Race**"
    name, _, rest = workout.title.partition(", ")
    if workout.kind == "walk_run":
        return f"{rest or name}, {workout.duration_min:.0f} min in all"
    for long, short in SHORTER.items():
        name = name.replace(long, short)
    amount = f"{workout.duration_min:.0f} min"
    if workout.sport == "swimming":
        amount = f"{workout.distance_m:.0f} m"
    main = rest or _main_part(workout.notes or "")
    name = f"**{name}**" if workout.hard else name
    return f"{name} {amount}" + (f" ({main})" if main else "")


def _main_part(notes: str) -> str:
    """Return the repeats or the fast part of a session's notes, without its pace."""
    _, found, rest = notes.partition(" easy, then ")
    return rest.split(" at ")[0] if found else ""


def _amount_text(amount: float, unit: str) -> str:
    return f"{amount:.{0 if amount >= 10 else 1}f} {unit}".strip()


def _amount(workout: PlannedWorkout, unit: str) -> float:
    if unit == "h":
        return workout.duration_min / 60
    return workout.distance_m / (1 if unit == "m" else 1000)


def _finish(case: Case, reachable_s: tuple[float, float] | None) -> str:
    words = f", goal {_clock(case.time_s)}" if case.time_s else ""
    if reachable_s is None:
        return words
    return f"{words}; expect between {_clock(reachable_s[0])} and {_clock(reachable_s[1])}"


def _clock(seconds: float) -> str:
    minutes, rest_s = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest_s:02d}" if hours else f"{minutes}:{rest_s:02d}"


def picture(plan: tk.TrainingPlan, case: Case) -> str:
    """Draw weekly volume by phase, the longest session, and a dot for each hard session."""
    unit = UNITS[case.sport]
    weeks = [[w for w in week if w.kind != "race"] for week in plan.weeks]
    totals = [sum(_amount(w, unit) for w in week) for week in weeks]
    longest = [max(_amount(w, unit) for w in week) for week in weeks]
    step = (RIGHT - LEFT) / len(weeks)
    scale = (BOTTOM - TOP) / max(totals)
    middles = [LEFT + step * (at + 0.5) for at in range(len(weeks))]
    marks = [*_legend(unit), *_grid(max(totals), scale, unit)]
    for week, total, x in zip(weeks, totals, middles, strict=True):
        colour = COLOURS[week[0].phase or "base"]
        marks.append(
            f'<rect x="{x - 0.36 * step:.1f}" y="{BOTTOM - total * scale:.1f}" '
            f'width="{0.72 * step:.1f}" height="{total * scale:.1f}" fill="{colour}"/>'
        )
        marks.append(_text(x, BOTTOM + 17, f"{week[0].week}", "middle"))
        hard = sum(w.hard and w.kind != "long" for w in week)
        dots = [x + 11 * (at - (hard - 1) / 2) for at in range(hard)]
        marks += [f'<circle cx="{dot:.1f}" cy="{BOTTOM + 33}" r="4" fill="{INK}"/>' for dot in dots]
    points = [(x, BOTTOM - top * scale) for x, top in zip(middles, longest, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks.append(f'<polyline points="{line}" fill="none" stroke="{INK}" stroke-width="2.5"/>')
    marks += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="white" stroke="{INK}"/>' for x, y in points
    ]
    race = f"race {case.distance_m / 1000:.4g} km"
    marks.append(_text(RIGHT, BOTTOM + 54, f"{race} at the end of week {case.weeks}", "end"))
    marks.append(_text(LEFT, BOTTOM + 54, "weeks of the plan", "start"))
    body = "\n".join(marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" font-family="sans-serif" font-size="13">\n'
        f"<title>{case.title}: {unit} a week, longest session and hard sessions</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n'
    )


def _legend(unit: str) -> list[str]:
    marks, x = [], LEFT
    for phase, colour in COLOURS.items():
        marks.append(f'<rect x="{x}" y="10" width="13" height="13" fill="{colour}"/>')
        marks.append(_text(x + 18, 21, phase, "start"))
        x += 70
    marks.append(_text(x, 21, f"({unit} a week)", "start"))
    x += 110
    marks.append(f'<path d="M{x} 17h22" stroke="{INK}" stroke-width="2.5"/>')
    marks.append(_text(x + 28, 21, "longest session", "start"))
    x += 145
    marks.append(f'<circle cx="{x}" cy="17" r="4" fill="{INK}"/>')
    return [*marks, _text(x + 9, 21, "hard session", "start")]


def _grid(highest: float, scale: float, unit: str) -> list[str]:
    step = next(size for size in GRID if highest / size < 6)
    marks = []
    for at in range(int(highest / step) + 1):
        y = BOTTOM - at * step * scale
        marks.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#ddd"/>')
        marks.append(_text(LEFT - 7, y + 4, f"{at * step:g}" + (f" {unit}" if at else ""), "end"))
    return marks


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{words}</text>'


def files(page: str) -> Mapping[Path, str]:
    """Make the page, given the one that exists, and its pictures."""
    before, rest = page.split(BEGIN)
    parts, made = [], {}
    for case in CASES:
        text, drawing = section(case)
        parts.append(text)
        made[PAGE.parent / "plans" / f"{case.slug}.svg"] = drawing
    text = "\n\n".join(parts)
    return {PAGE: f"{before}{BEGIN}\n{text}\n\n{END}{rest.split(END)[1]}"} | made


def main() -> None:
    """Print the plans, or write the page and its pictures."""
    made = files(PAGE.read_text(encoding="utf-8"))
    if "--write" not in sys.argv:
        print(made[PAGE])
        return
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
