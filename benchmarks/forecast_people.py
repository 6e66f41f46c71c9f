"""Race forecasts judged on real runners; ``python forecast_people.py fit`` fits the constants.

The races are those of Vickers and Vertosick 2016 (doi:10.1186/s13102-016-0052-y). The constants are
fitted to one half of the runners, the other half only judges.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from people import is_held_out, rows_of

from trainkit.metrics import running
from trainkit.metrics.running._race_model import (
    WEEK_M,
    Constants,
    log_distance,
    quantile,
    transfer,
)

Numbers = NDArray[np.floating]

FILE = "vickers_2016_races.csv"
MILE_M = 1609.344
DISTANCES = {
    "k5_ti": ("5 km", 5000.0),
    "m5_ti": ("5 miles", 5 * MILE_M),
    "k10_ti": ("10 km", 10_000.0),
    "m10_ti": ("10 miles", 10 * MILE_M),
    "mh_ti": ("half marathon", 21_097.5),
    "mf_ti": ("marathon", 42_195.0),
}
NAMES = tuple(name for name, _ in DISTANCES.values())
METRES = np.array([metres for _, metres in DISTANCES.values()])
TARGETS = ("10 km", "10 miles", "half marathon", "marathon")
LEVEL, LEAST = 0.8, 100


class Runner(NamedTuple):
    """A runner's races and weekly distance [m]."""

    places: tuple[int, ...]
    times_s: tuple[float, ...]
    week_m: float


class Case(NamedTuple):
    """A race to predict from others of its runner."""

    known: tuple[int, ...]
    known_s: tuple[float, ...]
    target: int
    time_s: float
    week_m: float


def runners(*, held_out: bool) -> list[Runner]:
    found = []
    for row in rows_of(FILE):
        if is_held_out(row["id"]) == held_out:
            raced = [(at, float(row[key])) for at, key in enumerate(DISTANCES) if row[key]]
            places, times = zip(*raced, strict=True)
            found.append(Runner(places, times, float(row["typical"]) * MILE_M))
    return found


def cases(people: list[Runner]) -> Iterator[Case]:
    """Predict each race from each other race alone, and from all others together."""
    for runner in people:
        time_at = dict(zip(runner.places, runner.times_s, strict=True))
        for target in runner.places:
            others = [at for at in runner.places if at != target]
            for count in sorted({1, len(others)}):
                for known in combinations(others, count):
                    times = tuple(time_at[at] for at in known)
                    yield Case(known, times, target, time_at[target], runner.week_m)


def pair_of(case: Case) -> tuple[int, int]:
    """The distances of a case: the known one, or -1 for several, and the target."""
    return (case.known[0] if len(case.known) == 1 else -1, case.target)


class Batch(NamedTuple):
    """Cases with the same number of known races, as arrays."""

    x: Numbers
    y: Numbers
    to_x: Numbers
    volume: Numbers
    truth: Numbers
    weight: Numbers


def batches(found: list[Case]) -> list[Batch]:
    """Group cases by their number of known races.

    A pair of distances weighs by the root of its number, or the rare ones would be sacrificed.
    """
    pairs = Counter(pair_of(case) for case in found)
    made = []
    for count in sorted({len(case.known) for case in found}):
        part = [case for case in found if len(case.known) == count]
        made.append(
            Batch(
                x=log_distance(METRES[np.array([case.known for case in part])]),
                y=np.log(np.array([case.known_s for case in part])),
                to_x=log_distance(METRES[np.array([case.target for case in part])]),
                volume=np.log(np.array([case.week_m for case in part]) / WEEK_M),
                truth=np.log(np.array([case.time_s for case in part])),
                weight=np.array([pairs[pair_of(case)] ** -0.5 for case in part]),
            )
        )
    return made


_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
# Start and size of a first step of the fit; scales and freedom move by their logarithms.
_START = {
    "slope": (1.08, 0.01), "fade": (0.07, 0.01), "slope_volume": (-0.012, 0.005),
    "slope_speed": (0.03, 0.01), "fade_speed": (0.08, 0.02), "error": (0.028, 0.2),
    "slope_sd": (0.02, 0.2), "fade_sd": (0.045, 0.2), "scale_speed": (1.35, 0.2),
    "scale_volume": (-0.25, 0.05), "freedom": (3.0, 0.2),
}  # fmt: skip
_SCALES = frozenset({"error", "slope_sd", "fade_sd", "freedom"})


def fit(people: list[Runner]) -> Constants:
    """Minimize the pinball loss of five quantiles of each race given the others.

    Among all losses it is the one that judges an interval by its cover and width alone, and a
    mistyped time counts no more than its distance.
    """
    from scipy.optimize import minimize

    data = batches(list(cases(people)))
    volume = _usual_volume(people)

    def constants(steps: Numbers) -> Constants:
        named = {
            name: start * np.exp(size * step) if name in _SCALES else start + size * step
            for (name, (start, size)), step in zip(_START.items(), steps, strict=True)
        }
        return Constants(**{name: float(value) for name, value in named.items()}, **volume)

    def loss(steps: Numbers) -> float:
        return 1e4 * pinball(data, constants(steps))

    best = minimize(loss, np.zeros(len(_START)), method="BFGS", options={"gtol": 0.01})
    return constants(best.x)


def pinball(data: list[Batch], constants: Constants) -> float:
    """Average the pinball loss over races and quantiles [ln s]."""
    losses, weights = [], []
    for batch in data:
        found = transfer(batch.x, batch.y, batch.to_x, batch.volume, constants=constants)
        for share in _QUANTILES:
            error = batch.truth - quantile(found, share)
            losses.append(np.maximum(share * error, (share - 1) * error))
            weights.append(batch.weight)
    return float(np.average(np.concatenate(losses), weights=np.concatenate(weights)))


def _usual_volume(people: list[Runner]) -> dict[str, float]:
    """Regress the weekly distance on the 10 km time that a runner's races are worth."""
    level = [
        np.mean(np.log(runner.times_s) - 1.08 * log_distance(METRES[list(runner.places)])) - 8.0
        for runner in people
    ]
    volume = np.log(np.array([runner.week_m for runner in people]) / WEEK_M)
    slope, start = np.polyfit(level, volume, 1)
    spread = float(np.std(volume - start - slope * np.array(level)))
    return {
        "usual_volume": float(start),
        "usual_volume_speed": float(slope),
        "volume_sd": spread,
    }


class Judged(NamedTuple):
    """Cases with what was predicted: log times of shape (cases,), and those of the baselines."""

    target: Numbers  # a place in DISTANCES
    known: Numbers  # that of the only known race, or -1
    truth: Numbers
    lower: Numbers
    middle: Numbers
    upper: Numbers
    riegel: Numbers
    vdot: Numbers

    def of(self, kept: NDArray[np.bool_]) -> "Judged":
        return Judged(*(part[kept] for part in self))


def judge(people: list[Runner], *, with_week: bool = True) -> Judged:
    """Predict every case as a user would, by the public function."""
    rows = []
    for case in cases(people):
        metres = METRES[list(case.known)]
        found = running.predict_race(
            metres,
            case.known_s,
            METRES[case.target],
            week_m=case.week_m if with_week else None,
            level=LEVEL,
        )
        nearest = int(np.argmin(np.abs(np.log(metres / METRES[case.target]))))
        before_m, before_s = float(metres[nearest]), case.known_s[nearest]
        level = float(np.clip(running.vdot(before_m, before_s), 15, 100))
        rows.append(
            (
                case.target,
                case.known[0] if len(case.known) == 1 else -1,
                case.time_s,
                found.lower_s,
                found.time_s,
                found.upper_s,
                running.riegel(before_s, before_m, METRES[case.target]),
                running.race_time(level, float(METRES[case.target])),
            )
        )
    columns = np.array(rows).T
    return Judged(columns[0], columns[1], *np.log(columns[2:]))


def constant_half(error: Numbers, cover: float) -> float:
    """Half the constant interval around a prediction that covers as much [ln s]."""
    return float(np.quantile(np.abs(error), cover))


def interval_score(error: Numbers, lower: Numbers, upper: Numbers) -> float:
    """Score intervals by width and misses, less is better (Gneiting and Raftery 2007) [%]."""
    miss = np.maximum(lower - error, 0.0) + np.maximum(error - upper, 0.0)
    return 100 * float(np.mean(upper - lower + 2 / (1 - LEVEL) * miss))


def line(name: str, known: str, judged: Judged) -> str:
    """Format a row of the table."""
    inside = (judged.lower <= judged.truth) & (judged.truth <= judged.upper)
    cover, count = float(inside.mean()), inside.size
    low, high = share_interval(cover, count)
    own, lower, upper = (
        part - judged.middle for part in (judged.truth, judged.lower, judged.upper)
    )
    width = 100 * (np.exp(upper) - np.exp(lower))
    errors = (own, judged.truth - judged.riegel, judged.truth - judged.vdot)
    halves = [constant_half(error, cover) for error in errors]
    constants = [f"{100 * (np.exp(half) - np.exp(-half)):.1f}" for half in halves]
    around = np.full_like(own, halves[0])
    cells = [
        name,
        known,
        f"{count}",
        f"{100 * cover:.1f} ({100 * low:.0f} to {100 * high:.0f})",
        " / ".join(f"{100 * float(np.median(error)):+.1f}" for error in errors),
        f"{width.mean():.1f} ({np.median(width):.1f})",
        " / ".join(constants),
        f"{interval_score(own, lower, upper):.1f} / {interval_score(own, -around, around):.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def share_interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z2 = 1.96**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = 1.96 * np.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return float(middle - half), float(middle + half)


HEAD = (
    "| race | from | races | inside 80 % | median error: ours / Riegel / VDOT "
    "| width: mean (median) | constant width: ours / Riegel / VDOT | score: ours / constant |",
    "|---|---|---|---|---|---|---|---|",
)


def table(*, held_out: bool = True) -> str:
    """Judge the forecasts of one half of the runners, in Markdown.

    One known race at a time, for every target and every known distance of at least 100 runners;
    "all others" are the runners of three races and more.
    """
    judged = judge(runners(held_out=held_out))
    lines = [*HEAD]
    for name in TARGETS:
        of_target = judged.of(judged.target == NAMES.index(name))
        one = of_target.known >= 0
        for at, known in enumerate(NAMES):
            cell = of_target.of(of_target.known == at)
            if cell.truth.size >= LEAST:
                lines.append(line(name, known, cell))
        lines.append(line(name, "any one", of_target.of(one)))
        lines.append(line(name, "all others", of_target.of(~one)))
    lines.append(line("all", "any one", judged.of(judged.known >= 0)))
    return "\n".join(lines) + "\n"


def table_without_week() -> str:
    """The same for runners of whom one race is known and no weekly distance, targets only."""
    judged = judge(runners(held_out=True), with_week=False)
    one = judged.of(judged.known >= 0)
    made = [line(name, "any one", one.of(one.target == NAMES.index(name))) for name in TARGETS]
    return "\n".join([*HEAD, *made]) + "\n"


def table_of_levels() -> str:
    """The cover of intervals of other levels, one known race, all targets."""
    found = [case for case in cases(runners(held_out=True)) if len(case.known) == 1]
    lines = ["| level of the interval | races inside |", "|---|---|"]
    for level in (0.5, 0.8, 0.9, 0.95):
        inside = []
        for case in found:
            (known,), (known_s,) = case.known, case.known_s
            told = running.predict_race(
                float(METRES[known]), known_s, METRES[case.target], week_m=case.week_m, level=level
            )
            inside.append(told.lower_s <= case.time_s <= told.upper_s)
        lines.append(f"| {100 * level:.0f} % | {100 * float(np.mean(inside)):.1f} % |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["fit"]:
        for field, value in fit(runners(held_out=False))._asdict().items():
            print(f"    {field}={value:.4g},")
    else:
        print(table())
