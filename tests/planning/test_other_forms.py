"""A hard session that would come a third time in a row: other pieces, never more load."""

import datetime as dt

import pytest

from builders.runners import RUNNER
from trainkit.planning._solver.choices import measure_choice
from trainkit.planning._solver.workouts import _other_form
from trainkit.workouts import Session, Work, find_session, swim_ladder

DAY = dt.date(2026, 6, 29)


@pytest.mark.parametrize(
    ("session", "group"),
    [
        (find_session("Threshold run"), "Threshold run"),
        (find_session("Hard intervals"), "Hard intervals"),
        (swim_ladder("threshold")[4], "threshold"),
        (swim_ladder("speed")[2], "speed"),
    ],
)
def test_other_pieces_are_another_session(session: Session, group: str) -> None:
    choice = measure_choice(f"{group} 0", session, 60, RUNNER, DAY)
    other = _other_form(choice)
    assert other is not None
    assert other.build(60, RUNNER, DAY).steps != session.build(60, RUNNER, DAY).steps


def test_what_has_no_pieces_and_the_lowest_rung_have_no_other_form() -> None:
    even = measure_choice("steady 0", find_session("Steady run"), 60, RUNNER, DAY)
    lowest = measure_choice("threshold 0", swim_ladder("threshold")[0], 40, RUNNER, DAY)
    assert _other_form(even) is None
    assert _other_form(lowest) is None
    assert Work().minutes == 0
