"""Follow today's advice for 16 weeks: 60 made-up athletes of five kinds, with events planted.

Beside the advice stands a fixed good template: one hard session, a long one and easy days, a
lighter week in four, less before the race, rest when ill. ``python benchmarks/following_advice.py``
prints the table; the athletes, their mornings and the events know nothing of the library.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

import trainkit as tk
from trainkit.rules import RiskStyle

START = dt.date(2026, 3, 2)  # a Monday
BEFORE, WEEKS = 91, 16
RACE_DAY = 7 * WEEKS - 1
LENGTH = BEFORE + 7 * WEEKS


class Session(NamedTuple):
    """What is done on a day: sport, minutes, share of threshold, and whether it is a race."""

    sport: str
    minutes: float
    share: float
    race: bool = False

    @property
    def load(self) -> float:
        """An hour at threshold is 100 [1]."""
        return 100 * self.minutes / 60 * self.share**2


Week = tuple[Session | None, ...]


def run(minutes: float, share: float = 0.73) -> Session:
    """A run."""
    return Session("running", minutes, share)


def ride(minutes: float, share: float = 0.66) -> Session:
    """A ride."""
    return Session("cycling", minutes, share)


@dataclass(frozen=True)
class Kind:
    """A kind of athlete: a usual week, and the race at the end."""

    name: str
    week: Week
    race_m: float
    speed: float = 3.4
    ftp_w: float | None = None
    born: str = "1988-01-01"
    style: RiskStyle = "balanced"


KINDS = (
    Kind("beginner", (None, run(30), None, run(30), None, None, run(40)), 10_000, 2.8),
    Kind(
        "club runner",
        (None, run(50, 0.88), run(45), run(45), None, run(40), run(85)),
        21_097.5,
        3.5,
    ),
    Kind(
        "marathoner",
        (None, run(60, 0.88), run(55), run(70), run(45), run(50), run(110)),
        42_195,
        3.9,
        style="adaptive",
    ),
    Kind(
        "older runner",
        (None, run(45), None, run(50), None, run(40), run(75)),
        10_000,
        3.0,
        born="1962-01-01",
        style="conservative",
    ),
    Kind(
        "cyclist",
        (None, ride(60, 0.88), None, ride(75), None, ride(90), ride(180)),
        100_000,
        3.0,
        ftp_w=230,
    ),
)


@dataclass
class Life:
    """What happens to one athlete, drawn before anything is advised."""

    ill: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)
    sore: dict[int, float] = field(default_factory=dict)
    noise: np.ndarray = field(default_factory=lambda: np.zeros(0))


def life_of(seed: int) -> Life:
    """Draw two illnesses, a holiday, and sore mornings."""
    random = np.random.default_rng([7, seed])
    life = Life(noise=random.standard_normal((LENGTH, 3)))
    for first in (int(random.integers(10, 45)), int(random.integers(55, 85))):
        life.ill |= set(range(first, first + int(random.integers(2, 7))))
    holiday = int(random.integers(46, 54))
    life.away = set(range(holiday, holiday + int(random.integers(7, 13))))
    for day in random.integers(0, RACE_DAY - 10, 5).tolist():
        life.sore[day] = float(random.integers(65, 95))
    return life


@dataclass
class Body:
    """Fitness, fatigue and the mornings that they show; saturating, unlike the library's model."""

    fitness: float = 45.0
    fatigue: float = 45.0

    def train(self, load: float) -> None:
        """Take a day's load in."""
        effect = 280 * load / (140 + load)
        self.fitness += (effect - self.fitness) / 42
        self.fatigue += (effect - self.fatigue) / 8

    def morning(self, noise: Sequence[float], *, ill: bool) -> tuple[float, float, float]:
        """RMSSD [ms], resting heart rate [bpm] and sleep [h] as a watch shows them."""
        form = (self.fitness - self.fatigue) / 40
        ln_rmssd = 4.05 + 0.08 * form - 0.2 * ill + 0.13 * noise[0]
        heart = 53 - 1.0 * form + 5 * ill + 2.0 * noise[1]
        return round(float(np.exp(ln_rmssd)), 1), round(heart), round(7.4 + 0.5 * noise[2], 1)


@dataclass
class Outcome:
    """What sixteen weeks came to."""

    days: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("rest", "easy", "moderate", "hard"), 0)
    )
    spikes: int = 0
    hard_in_a_row: int = 0
    too_early: int = 0
    race_week_long: int = 0
    longest: float = 0.0
    form: float = 0.0
    fitness: float = 0.0
    raced: bool = False

    @property
    def not_easy(self) -> float:
        """Share of the days trained that were moderate or hard [1]."""
        trained = self.days["easy"] + self.days["moderate"] + self.days["hard"]
        return (self.days["moderate"] + self.days["hard"]) / max(trained, 1)

    @property
    def days_lost(self) -> float:
        """Days lost that such weeks cost on average [d]; a convention of this page.

        A spike of a session carries a hazard of 1.64 (Frandsen 2025) on a base of one injury of
        three weeks in 150 sessions; hard training before an illness is over costs two more days.
        """
        return self.spikes * 0.64 * 21 / 150 + 2.0 * self.too_early


Advice = Callable[[tk.History, tk.Athlete, dt.date, tk.Goal], tuple[str, Session | None]]


def advised(
    history: tk.History, athlete: tk.Athlete, day: dt.date, goal: tk.Goal
) -> tuple[str, Session | None]:
    """What the library recommends, as a session."""
    chosen = tk.assess(history, athlete, day, goal=goal).recommendation
    workout = chosen.workout
    if chosen.intensity == "rest":
        return "rest", None
    if workout.kind == "race" or (day == goal.date and workout.duration_min == 0):
        return "hard", race_session(athlete, goal)
    share = {"easy": 0.72, "moderate": 0.82, "hard": 0.88}[chosen.intensity]
    if chosen.intensity == "hard" and chosen.load:
        share = float(np.clip((chosen.load / 100 / (workout.duration_min / 60)) ** 0.5, 0.7, 1.0))
    return chosen.intensity, Session(workout.sport, workout.duration_min, share)


def race_session(athlete: tk.Athlete, goal: tk.Goal) -> Session:
    """The race itself."""
    speed = (athlete.threshold_speed_m_s or 3.3) if goal.sport == "running" else 8.5
    hours = goal.distance_m / speed / 3600 * 1.03
    return Session(goal.sport, 60 * hours, 0.97 if hours < 1 else 0.88, race=True)


def template(kind: Kind) -> Callable[[int, Life], tuple[str, Session | None]]:
    """A fixed plan of good habits that looks at nothing but the calendar and illness."""

    def on(day: int, life: Life) -> tuple[str, Session | None]:
        session = kind.week[day % 7]
        if session is None or day in life.ill or day - 1 in life.ill:
            return "rest", None
        week, left = day // 7, RACE_DAY - day
        factor = 0.75 if week % 4 == 3 else 1.0 + 0.03 * min(week, 10)
        if left < 14:
            factor = 0.7 if left >= 7 else 0.5
        hard = session.share > 0.8
        share = session.share if left > 3 or not hard else 0.72
        effort = "hard" if hard and left > 3 else "easy"
        return effort, Session(session.sport, session.minutes * factor, share)

    return on


def follow(kind: Kind, seed: int, *, advice: Advice | None) -> Outcome:
    """Live sixteen weeks by the advice, or by the template where there is none."""
    life, body, outcome = life_of(seed), Body(), Outcome()
    athlete, fixed = athlete_of(kind, seed), template(kind)
    sport = "cycling" if kind.ftp_w else "running"
    goal = tk.Goal(distance_m=kind.race_m, date=START + dt.timedelta(days=RACE_DAY), sport=sport)
    done: list[tuple[int, Session]] = []
    columns: dict[str, list[object]] = {
        name: [] for name in ("date", "hrv_rmssd", "resting_hr", "sleep_h", "illness", "soreness")
    }
    for day in range(-BEFORE, 7 * WEEKS):
        log_morning(columns, day, body, life)
        if day == RACE_DAY:
            outcome.fitness, outcome.form = body.fitness, (body.fitness - body.fatigue) / 40
        if day < 0:
            effort, session = "easy", kind.week[day % 7]
        elif day in life.away:
            effort, session = "rest", None
        elif advice is None:
            effort, session = fixed(day, life)
            if day == RACE_DAY and day not in life.ill:
                effort, session = "hard", race_session(athlete, goal)
        else:
            history = tk.History.from_columns(
                columns,
                activities=[recorded(athlete, number, past) for number, past in done],
                athlete=athlete,
            )
            effort, session = advice(history, athlete, START + dt.timedelta(days=day), goal)
        count(outcome, day, (effort, session), done, life)
        body.train(0.0 if session is None else session.load)
        if session is not None:
            done.append((day, session))
    return outcome


def athlete_of(kind: Kind, seed: int) -> tk.Athlete:
    """Who follows."""
    return tk.Athlete(
        sex="female" if seed % 2 else "male",
        birth_date=dt.date.fromisoformat(kind.born),
        hr_rest=52,
        hr_max=186 if kind.born > "1970" else 168,
        threshold_speed_m_s=kind.speed,
        ftp_w=kind.ftp_w,
        risk_style=kind.style,
    )


def log_morning(columns: dict[str, list[object]], day: int, body: Body, life: Life) -> None:
    """Add what the watch and the journal say on a morning."""
    ill = day in life.ill
    morning = body.morning(life.noise[day + BEFORE], ill=ill)
    reports = (True if ill else None, life.sore.get(day))
    values = (START + dt.timedelta(days=day), *morning, *reports)
    for column, value in zip(columns.values(), values, strict=True):
        column.append(value)


def count(
    outcome: Outcome,
    day: int,
    advised_day: tuple[str, Session | None],
    done: Sequence[tuple[int, Session]],
    life: Life,
) -> None:
    """Note what a day did."""
    effort, session = advised_day
    if day == RACE_DAY:
        outcome.raced = session is not None and session.race
    if not 0 <= day < RACE_DAY:
        return
    outcome.days[effort] += 1
    if session is None:
        return
    outcome.longest = max(outcome.longest, session.minutes)
    before = [
        past.minutes for at, past in done if day - 30 <= at < day and past.sport == session.sport
    ]
    longest = max(before, default=session.minutes)
    outcome.spikes += session.minutes > 1.1 * longest and session.minutes > longest + 5
    hard = effort == "hard"
    yesterday = [past for at, past in done if at == day - 1]
    outcome.hard_in_a_row += hard and any(past.share >= 0.8 for past in yesterday)
    ill_lately = [at for at in life.ill if 0 <= day - at <= 2]
    outcome.too_early += bool(ill_lately) and (hard or day in life.ill)
    outcome.race_week_long += RACE_DAY - day <= 6 and session.minutes > 70


def recorded(athlete: tk.Athlete, day: int, session: Session) -> tk.Activity:
    """A session as a watch records it, without samples."""
    reserve = 0.88 * session.share**0.9
    seconds = 60 * session.minutes
    speed = (athlete.threshold_speed_m_s or 3.3) * session.share
    power = None
    if session.sport == "cycling":
        speed, power = 8.5, (athlete.ftp_w or 200) * session.share
    return tk.Activity(
        sport=session.sport,
        start=dt.datetime.combine(START + dt.timedelta(days=day), dt.time(17), dt.UTC),
        elapsed_s=seconds,
        moving_s=seconds,
        distance_m=round(speed * seconds),
        hr_mean=round(athlete.hr_rest + reserve * (athlete.hr_max - athlete.hr_rest)),
        power_mean=power,
        race=session.race,
    )


def table(outcomes: dict[str, list[Outcome]]) -> str:
    """A row for each way, means over the athletes."""
    lines = [
        "| way | not easy | rest days a week | spikes | hard after hard | trained ill or too early "
        "| long in race week | days lost | fitness | form at the race | raced |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, listed in outcomes.items():

        def mean(of: Callable[[Outcome], float], listed: list[Outcome] = listed) -> float:
            return float(np.mean([of(outcome) for outcome in listed]))

        lines.append(
            f"| {name} | {mean(lambda o: o.not_easy):.0%} "
            f"| {mean(lambda o: o.days['rest']) / WEEKS:.1f} | {mean(lambda o: o.spikes):.1f} "
            f"| {mean(lambda o: o.hard_in_a_row):.1f} | {mean(lambda o: o.too_early):.1f} "
            f"| {mean(lambda o: o.race_week_long):.1f} | {mean(lambda o: o.days_lost):.1f} "
            f"| {mean(lambda o: o.fitness):.1f} | {mean(lambda o: o.form):+.2f} "
            f"| {mean(lambda o: o.raced):.0%} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=12, help="athletes of each kind")
    parser.add_argument("--kinds", action="store_true", help="a table for each kind too")
    each = parser.parse_args().each
    ways: dict[str, list[Outcome]] = {"today's advice": [], "fixed template": []}
    for kind in KINDS:
        for seed in range(each):
            ways["today's advice"].append(follow(kind, seed, advice=advised))
            ways["fixed template"].append(follow(kind, seed, advice=None))
    sys.stdout.write(table(ways) + "\n")
    for at, kind in enumerate(KINDS if parser.parse_args().kinds else ()):
        part = {name: listed[at * each : (at + 1) * each] for name, listed in ways.items()}
        sys.stdout.write(f"\n{kind.name}\n\n{table(part)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
