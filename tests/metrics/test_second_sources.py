"""Somebody else agrees with each calculator: another author, another package, another route.

Each check in ``builders/second_sources`` is run twice. It must hold for the calculator, and it must
fail for the calculator with one per cent more on each number, or it would prove nothing.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.calculators import public_calculators
from builders.second_sources import SECOND_SOURCES, SecondSource, distort

CALCULATORS = public_calculators()
PUBLISHED = Path(__file__).parents[1] / "published"
NEEDED = 0.8  # share of the calculators


def without_second_source() -> list[str]:
    """Names of the calculators that no other author, package or printed number confirms."""
    checked = {source.calculator for source in SECOND_SOURCES if not source.is_route}
    for path in PUBLISHED.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            checked |= {row["function"] for row in rows if row["evidence"] == "published"}
    return sorted(set(CALCULATORS) - checked)


def cases() -> list[object]:
    return [
        pytest.param(source, id=f"{source.calculator} by {source.by}", marks=_marks(source))
        for source in SECOND_SOURCES
    ]


def _marks(source: SecondSource) -> list[pytest.MarkDecorator]:
    return [pytest.mark.peers] if source.is_peer else []


@pytest.mark.parametrize("source", cases())
def test_the_second_source_agrees(source: SecondSource) -> None:
    source.check(CALCULATORS[source.calculator])


@pytest.mark.parametrize("source", cases())
def test_the_second_source_notices_one_per_cent(source: SecondSource) -> None:
    with pytest.raises(AssertionError):
        source.check(distort(CALCULATORS[source.calculator]))


def test_at_least_four_in_five_calculators_have_a_second_source(
    record_property: Callable[[str, object], None],
) -> None:
    without = without_second_source()
    share = 1 - len(without) / len(CALCULATORS)
    record_property("without_second_source", without)
    assert share >= NEEDED, "\n".join(["without a second source:", *without])


def test_each_second_source_is_of_a_public_calculator_and_says_whose_it_is() -> None:
    assert [s.calculator for s in SECOND_SOURCES if s.calculator not in CALCULATORS] == []
    assert [s.calculator for s in SECOND_SOURCES if not s.by] == []
    assert len({s.calculator for s in SECOND_SOURCES}) >= 0.95 * len(CALCULATORS)
