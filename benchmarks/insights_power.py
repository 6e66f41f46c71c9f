"""Power and false findings of the insight detectors on made-up athletes: a Markdown table.

The athletes are those of ``tests/builders/patterned.py``, frozen before the detectors were tuned on
the seeds 0 to 99; the seeds 1000 to 1099 only judge. Each seed makes one athlete with about a third
of the patterns, of drawn sizes, and one with none. ``docs/guides/insights.md`` holds the table.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import trainkit as tk
from builders.patterned import (
    EFFECTS,
    HELD_OUT_SEEDS,
    TUNING_SEEDS,
    Patterned,
    patterned,
)
from trainkit.coach import Insights, insights

_OPPOSITE = -1  # of the sign of what is planted: which way the outcome of the detector moves
_KEYS = {
    "trend_hrv": "trend:hrv",
    "trend_resting_hr": "trend:resting_hr",
    "trend_efficiency": "trend:efficiency",
}


@dataclass
class Tally:
    """What was found on the athletes of some seeds."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    without: int = 0
    fooled: int = 0
    tests: int = 0
    wrong_tests: int = 0

    @property
    def wrong_share(self) -> float:
        """Share of all findings on athletes with patterns that were not planted."""
        return sum(self.wrong.values()) / max(self.claims, 1)


def effects_found(answer: Insights) -> set[str]:
    """Return what was found, by the names of what may be planted."""
    names = {key: name for name, key in _KEYS.items()}
    return {
        names.get(test.key, test.kind) for test in answer.tests if test.found and test.kind != ""
    }


def count(seeds: Iterable[int]) -> Tally:
    """Run the detectors on athletes with patterns and without."""
    tally = Tally()
    for seed in seeds:
        athlete = patterned(seed)
        found = effects_found(_run(athlete))
        for name in EFFECTS:
            if name in athlete.planted:
                tally.planted[name] += 1
                tally.found[name] += name in found
            else:
                tally.absent[name] += 1
                tally.wrong[name] += name in found
        tally.claims += len(found)
        answer = _run(patterned(seed, effects=False))
        wrong = sum(test.found for test in answer.tests)
        tally.without += 1
        tally.fooled += wrong > 0
        tally.tests += len(answer.tests)
        tally.wrong_tests += wrong
        for name in effects_found(answer):
            tally.wrong[f"none: {name}"] += 1
    return tally


def _run(athlete: Patterned) -> Insights:
    return insights(athlete.history, athlete.athlete)


def table(tally: Tally) -> list[str]:
    """Write the table."""
    lines = [
        "| detector | planted | found | power | not planted | found all the same |",
        "|---|---|---|---|---|---|",
    ]
    for name in EFFECTS:
        power = tally.found[name] / max(tally.planted[name], 1)
        lines.append(
            f"| {name.replace('_', ' ')} | {tally.planted[name]} | {tally.found[name]} | "
            f"{power:.0%} | {tally.absent[name]} | {tally.wrong[name]} |"
        )
    planted, found = sum(tally.planted.values()), sum(tally.found.values())
    lines.append(
        f"| all | {planted} | {found} | {found / max(planted, 1):.0%} | "
        f"{sum(tally.absent.values())} | {sum(tally.wrong[name] for name in EFFECTS)} |"
    )
    wrong = sum(tally.wrong[name] for name in EFFECTS)
    lines += [
        "",
        f"False among all findings on these athletes: {wrong} of {tally.claims} "
        f"({wrong / max(tally.claims, 1):.1%}).",
        f"Athletes with no pattern: {tally.fooled} of {tally.without} were told of one; "
        f"{tally.wrong_tests} of {tally.tests} questions "
        f"({tally.wrong_tests / max(tally.tests, 1):.2%}).",
    ]
    return lines


def measure_speed(repeats: int = 3) -> str:
    """Time three years of a simulated athlete, without what is computed once."""
    first = tk.simulate(days=60)
    assert first.athlete is not None
    tk.coach.insights(first, first.athlete)  # imports scipy
    seconds = []
    for seed in range(repeats):
        history = tk.simulate(days=1095, seed=seed)
        assert history.athlete is not None
        start = time.process_time()
        insights(history, history.athlete)
        seconds.append(time.process_time() - start)
    return f"Three years of one athlete: {statistics.median(seconds):.2f} s of CPU."


def main() -> None:
    """Print the table of the held-out athletes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the athletes to tune on, instead")
    parser.add_argument("--quick", action="store_true", help="twelve of them")
    parser.add_argument("--verbose", action="store_true", help="also what fooled whom")
    chosen = parser.parse_args()
    seeds = TUNING_SEEDS if chosen.tuning else HELD_OUT_SEEDS
    tally = count(seeds[:12] if chosen.quick else seeds)
    print("\n".join(table(tally)))
    if chosen.verbose:
        print({name: n for name, n in tally.wrong.items() if name.startswith("none")})
    print(measure_speed())


if __name__ == "__main__":
    main()
