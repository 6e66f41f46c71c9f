"""Recovery on real nights and on held-out simulated athletes: a Markdown table each.

``validate.py`` writes them to docs/validation.md; this script prints them too, also of the half
that constants are chosen on. The nights are those of `people`. Simulated athletes are those of
recovery_bench.py, as frozen and with mornings as variable as real ones.
"""

import argparse
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from people import is_held_out, rows_of
from recovery_bench import count_illnesses

import trainkit as tk
from trainkit._simulate import FROZEN, REAL, Simulation, Truth, Variation, simulate_with_truth
from trainkit.ports.detector import Detector
from trainkit.recovery import CLASSIC_DETECTORS, DETECTORS, ModelName, daily_signals, scores

_SEEDS = range(1000, 1100)
_DAYS = 365
_START = 60  # days of a simulated athlete to learn from
_WITHIN = 2  # days from an onset within which an illness is noticed in time
_WARNING, _CRITICAL = 2, 3
_SOMEBODY = tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=60, hr_max=190)
_PLANTED_BPM = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0)
_LN_PER_BPM = 0.045  # the simulator's mean illness: 0.2 ln ms with 4.5 bpm
_GROWTH = 2  # days over which a planted illness develops
_PLANTED_DAYS = 6
_RANGE_SD = 0.5
_FIRST_PLANTED, _EVERY_PLANTED = 15, 3  # of the mornings that can be judged

_SHOWN: tuple[tuple[ModelName, bool], ...] = (
    ("personal", False),
    ("personal", True),  # with warnings
    ("classic", False),
)

Figure = Callable[[np.ndarray], float]


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four simulated athletes")
    parser.add_argument("--tuning", action="store_true", help="the people to choose on, instead")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(TABLES)}; all by default")
    chosen = parser.parse_args()
    run = Run(held_out=not chosen.tuning, quick=chosen.quick)
    for name in chosen.names or TABLES:
        print(f"### {name}\n", *TABLES[name](run), "", sep="\n", flush=True)


@dataclass(frozen=True)
class Run:
    """What to run on."""

    held_out: bool = True
    quick: bool = False

    def nights(self) -> dict[str, tk.History]:
        """Return the real nights of one half of the people."""
        return real_nights(held_out=self.held_out)

    def simulations(self, variation: Variation) -> Iterator[Simulation]:
        """Simulate the held-out athletes, or others to choose on."""
        seeds = _SEEDS if self.held_out else range(60)
        for seed in seeds[:4] if self.quick else seeds:
            yield simulate_with_truth(days=_DAYS, seed=seed, variation=variation)


def real_nights(*, held_out: bool) -> dict[str, tk.History]:
    """Return the nights of each person; an RMSSD of zero is the device's mark for none."""
    people: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("lifesnaps_nights.csv"):
        if is_held_out(row["id"]) == held_out:
            people.setdefault(row["id"], []).append(row)
    return {person: _history(rows) for person, rows in people.items()}


def _history(rows: Sequence[Mapping[str, str]]) -> tk.History:
    def column(name: str) -> np.ndarray:
        return np.array([float(row[name]) if row[name] else np.nan for row in rows])

    hrv = column("rmssd")
    return tk.History.from_columns(
        {
            "date": [row["date"] for row in rows],
            "hrv_rmssd": np.where(hrv > 0, hrv, np.nan),
            "resting_hr": column("resting_hr"),
            "sleep_h": column("minutesAsleep") / 60,
        }
    )


def judged(history: tk.History) -> np.ndarray:
    """Mark the mornings on which HRV or resting heart rate can be compared with a normal."""
    signals = daily_signals(history, _SOMEBODY)
    return np.asarray(~np.isnan(signals.resting_hr_z) | ~np.isnan(signals.hrv_night_z))


def flagged(run: Run) -> list[str]:
    """Count the mornings on which each detector warns, of those with a normal range."""
    nights = run.nights()
    lines = ["| detector | warning | critical | most of a person |", "|---|---|---|---|"]
    for model, detectors in (("personal", DETECTORS), ("classic", CLASSIC_DETECTORS)):
        rows = [(entry.kind, (entry,)) for entry in detectors]
        for kind, entries in [*rows, ("any of them", tuple(detectors))]:
            counts = np.array([_count_flags(history, entries) for history in nights.values()])
            asked, warned, critical = counts.sum(axis=0)
            worst = float((counts[:, 1] / np.maximum(counts[:, 0], 1)).max())
            lines.append(
                f"| {model}: `{kind}` | {warned / asked:.1%} {_spread(counts)} "
                f"| {critical / asked:.2%} | {worst:.1%} |"
            )
    mornings = int(sum(judged(history).sum() for history in nights.values()))
    return [f"{len(nights)} people, {mornings} mornings.", "", *lines]


def _count_flags(history: tk.History, detectors: Sequence[Detector]) -> tuple[int, int, int]:
    levels = np.max([entry.levels(history, _SOMEBODY) for entry in detectors], axis=0)
    asked = judged(history)
    return (
        int(asked.sum()),
        int((levels >= _WARNING)[asked].sum()),
        int((levels >= _CRITICAL)[asked].sum()),
    )


def _spread(counts: np.ndarray) -> str:
    """Return the 95 % interval of a share, by resampling people."""

    def share(drawn: np.ndarray) -> float:
        return float(100 * drawn[:, 1].sum() / max(drawn[:, 0].sum(), 1))

    return interval(counts, share)


def interval(values: np.ndarray, figure: Figure, digits: str = ".1f") -> str:
    """Return the 95 % interval of a figure, by resampling the first axis."""
    random = np.random.default_rng(0)
    drawn = [figure(values[random.integers(0, len(values), len(values))]) for _ in range(1000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"({low:{digits}} to {high:{digits}})"


def power(run: Run) -> list[str]:
    """Plant illnesses of each size on the real nights, and count those noticed in time."""
    levels = list(_planted_levels(run.nights()))
    lines = [
        "| resting heart rate, lnRMSSD | noticed on one of the first three mornings | critical |",
        "|---|---|---|",
    ]
    for at, bpm in enumerate(_PLANTED_BPM):
        counts = np.array([person[at] for person in levels])
        planted, _, critical = counts.sum(axis=0)
        share = counts[:, 1].sum() / planted
        lines.append(
            f"| +{bpm:.0f} bpm, -{bpm * _LN_PER_BPM:.2f} | {share:.0%} {_spread(counts)} "
            f"| {critical / planted:.0%} |"
        )
    planted = sum(person[0][0] for person in levels)
    return [f"{planted} onsets on nights of {len(levels)} people, each size.", "", *lines]


def _planted_levels(
    nights: Mapping[str, tk.History],
) -> Iterator[list[tuple[int, int, int]]]:
    """Count onsets, those noticed and those critical, by size, for each person."""
    for history in nights.values():
        onsets = np.flatnonzero(judged(history))[_FIRST_PLANTED::_EVERY_PLANTED]
        yield [
            _count_planted(history, bpm, onsets[onsets + _WITHIN < history.dates.size])
            for bpm in _PLANTED_BPM
        ]


def _count_planted(history: tk.History, bpm: float, onsets: np.ndarray) -> tuple[int, int, int]:
    detector = next(entry for entry in DETECTORS if entry.kind == "illness_pattern")
    most = np.array(
        [
            detector.levels(_plant(history, bpm, at), _SOMEBODY)[at : at + _WITHIN + 1].max()
            for at in onsets.tolist()
        ]
    )
    return most.size, int((most >= _WARNING).sum()), int((most >= _CRITICAL).sum())


def _plant(history: tk.History, bpm: float, at: int) -> tk.History:
    """Add an illness to real nights that begins on a day and grows for two."""
    course = np.zeros(history.dates.size)
    since = np.arange(course[at : at + _PLANTED_DAYS].size)
    course[at : at + _PLANTED_DAYS] = np.minimum((since + 1) / _GROWTH, 1)
    return tk.History.from_columns(
        {
            "date": history.dates,
            "hrv_rmssd": history.daily("hrv_rmssd") * np.exp(-_LN_PER_BPM * bpm * course),
            "resting_hr": history.daily("resting_hr") + bpm * course,
            "sleep_h": history.daily("sleep_h"),
        }
    )


def simulated_illness(run: Run) -> list[str]:
    """Count illnesses noticed and mornings flagged, as frozen and as variable as real people."""
    lines = [
        "| simulator | illnesses | noticed within 2 days | already flagged the day before "
        "| well mornings flagged | critical | alarms a month |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, variation in (("as frozen", FROZEN), ("as variable as real people", REAL)):
        counts = np.array([count_illnesses(*made) for made in run.simulations(variation)])
        onsets, noticed, alarms, well, before, flags, critical = counts.sum(axis=0)
        lines.append(
            f"| {name} | {onsets} | {noticed / onsets:.0%} {_spread(counts)} "
            f"| {before / onsets:.1%} | {flags / well:.2%} | {critical / well:.2%} "
            f"| {30 * alarms / well:.2f} |"
        )
    return lines


def colours(run: Run) -> list[str]:
    """Describe the scores of real mornings and of simulated ones, model by model."""
    lines = [
        "| mornings of | model | green | yellow | red | change of the score, median | p90 "
        "| mornings with another colour | week of HRV outside its range |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    simulated = [made.history for made in run.simulations(FROZEN)]
    groups = {
        "real people": [(history, _SOMEBODY) for history in run.nights().values()],
        "simulated athletes": [(history, athlete_of(history)) for history in simulated],
    }
    for name, people in groups.items():
        outside = np.concatenate([_outside_of_range(*person) for person in people])
        for model, warned in _SHOWN:
            shares = [_days_of_colour(*person, model, warned=warned) for person in people]
            label = f"{model}, with warnings of the morning" if warned else model
            lines.append(f"| {name} | {label} | {_describe_days(shares)} | {outside.mean():.0%} |")
    return lines


def athlete_of(history: tk.History) -> tk.Athlete:
    """Return the athlete of a simulated history."""
    assert history.athlete is not None
    return history.athlete


Days = tuple[np.ndarray, np.ndarray, np.ndarray]


def _days_of_colour(
    history: tk.History, athlete: tk.Athlete, model: ModelName, *, warned: bool
) -> Days:
    """Return colours of the mornings with a normal range; changes of score and colour."""
    result = scores(history, athlete, model=model)
    colour = result.status()
    if warned:
        levels = np.max([entry.levels(history, athlete) for entry in DETECTORS], axis=0)
        lowered = np.where((levels >= _WARNING) & (colour == "green"), "yellow", colour)
        colour = np.where(levels >= _CRITICAL, "red", lowered)
    signals = daily_signals(history, athlete)
    known = ~np.isnan(result.score) & ~np.isnan(signals.hrv_week_z + signals.resting_hr_z)
    pair = known[1:] & known[:-1]
    return colour[known], np.abs(np.diff(result.score))[pair], (colour[1:] != colour[:-1])[pair]


def _describe_days(people: Sequence[Days]) -> str:
    colour, change, changed = (np.concatenate(column) for column in zip(*people, strict=True))
    shares = [f"{(colour == name).mean():.0%}" for name in ("green", "yellow", "red")]
    jumps = [f"{quantile:.1f}" for quantile in np.quantile(change, [0.5, 0.9])]
    return " | ".join([*shares, *jumps, f"{changed.mean():.0%}"])


def _outside_of_range(history: tk.History, athlete: tk.Athlete) -> np.ndarray:
    z = daily_signals(history, athlete).hrv_week_z
    return np.abs(z[~np.isnan(z)]) > _RANGE_SD


def ranking(run: Run) -> list[str]:
    """Compare the score with trivial ones: how well each ranks simulated days by true readiness."""
    lines = [
        "| simulator | ranked by | correlation with readiness, all days "
        "| area under the curve, above and below the median | upper and lower quarter |",
        "|---|---|---|---|---|",
    ]
    for simulator, variation in (("as frozen", FROZEN), ("as variable as real people", REAL)):
        made = [_rank_days(*simulation) for simulation in run.simulations(variation)]
        for name in made[0]:
            figures = np.array([person[name] for person in made])
            cells = [
                f"{column.mean():.3f} {interval(column, np.mean, '.3f')}" for column in figures.T
            ]
            lines.append(f"| {simulator} | {name} | {' | '.join(cells)} |")
    return lines


def _rank_days(history: tk.History, truth: Truth) -> dict[str, tuple[float, float, float]]:
    """Rank the same days by each column: correlation, and areas under the curve."""
    athlete = athlete_of(history)
    signals = daily_signals(history, athlete)
    columns = {
        "personal score": scores(history, athlete).score,
        "classic score": scores(history, athlete, model="classic").score,
        "form of yesterday alone": signals.form,
        "HRV of the week alone": signals.hrv_week_z,
        "HRV of last night alone": signals.hrv_night_z,
        "resting heart rate alone": -signals.resting_hr_z,
        "a constant": np.zeros(signals.days),
    }
    known = ~np.isnan(np.sum(list(columns.values()), axis=0)) & (np.arange(signals.days) >= _START)
    readiness = truth.readiness[known]
    return {name: rank(column[known], readiness) for name, column in columns.items()}


def rank(column: np.ndarray, readiness: np.ndarray) -> tuple[float, float, float]:
    """Compute the correlation on all days, and areas under the curve by halves and by quarters."""
    lower, middle, upper = np.quantile(readiness, [0.25, 0.5, 0.75])
    r = 0.0 if np.ptp(column) == 0 else float(np.corrcoef(column, readiness)[0, 1])
    return (
        r,
        area_between(column[readiness > middle], column[readiness <= middle]),
        area_between(column[readiness >= upper], column[readiness <= lower]),
    )


def area_between(good: np.ndarray, bad: np.ndarray) -> float:
    """Compute how often a good day has more points than a bad one."""
    margin = good[:, np.newaxis] - bad
    return float(np.mean((margin > 0) + 0.5 * (margin == 0)))


TABLES: dict[str, Callable[[Run], list[str]]] = {
    "mornings with a warning": flagged,
    "planted illnesses": power,
    "simulated illnesses": simulated_illness,
    "bands and colours": colours,
    "ranking of days": ranking,
}


def tables() -> dict[str, Callable[[], str]]:
    """Return the tables of docs/validation.md by name, on what is held out."""
    return {name: _made(table) for name, table in TABLES.items()}


def _made(table: Callable[[Run], list[str]]) -> Callable[[], str]:
    return lambda: "\n".join(table(Run())) + "\n"


if __name__ == "__main__":
    main()
