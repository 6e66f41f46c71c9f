"""Weeks and conversations of models that do harm: what reaches a reader, by kind.

``python benchmarks/hostile_coach.py [weeks] [conversations]``; the generators, and their half that
no tuning has seen, are in ``tests/coach/hostile``.
"""

import statistics
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def write_weeks(count: int, half: int) -> None:
    """Print what became of the weeks of one half."""
    from coach.hostile.tallies import WeekTally

    tally = WeekTally()
    for seed in range(half, count, 2):
        tally.add(seed)
    weeks = len(tally.changed_days)
    shares = {key: f"{value / weeks:.0%}" for key, value in sorted(tally.outcomes.items())}
    print(f"  {weeks} weeks with {tally.said} sentences: {shares}")
    print(f"  hard rules broken: {len(tally.broken)}")
    print(f"  false sentences shown: {len(tally.lies)}")
    print(f"  median of changed days: {statistics.median(tally.changed_days):g}")
    if not half:
        print(f"  {Counter(tally.lies).most_common(5)}")


def talk(count: int, half: int) -> None:
    """Print what became of the conversations of one half."""
    from coach.hostile.tallies import TalkTally

    liars, honest = TalkTally(), TalkTally()
    for seed in range(half, count, 2):
        liars.add(seed, lies=True)
        honest.add(seed, lies=False)
    told, shown = liars.told.total(), liars.shown.total()
    by_kind = {kind: f"{liars.shown[kind]} of {liars.told[kind]}" for kind in sorted(liars.told)}
    print(f"  lies shown: {shown} of {told} ({shown / max(told, 1):.1%}); {by_kind}")
    share = honest.rewritten / max(honest.answers, 1)
    print(f"  honest answers rewritten: {honest.rewritten} of {honest.answers} ({share:.1%})")
    if not half:
        print(f"  {liars.examples[:8]} {honest.blamed[:4]}")


def main(weeks: int = 500, conversations: int = 200) -> None:
    """Print the tables."""
    for name, half in (("open", 0), ("held out", 1)):
        print(f"{name} half")
        write_weeks(weeks, half)
        talk(conversations, half)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
