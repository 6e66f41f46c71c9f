"""Claims about severity: worked numbers stand in published/severity.csv."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.errors import InvalidInput
from trainkit.metrics import severity

names = st.lists(st.sampled_from("abcde"), max_size=30)
scores = st.floats(0, 10)


def plain_edit_distance(left: list[str], right: list[str]) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@given(names, names)
def test_edit_distance_equals_the_table_filled_by_hand(left: list[str], right: list[str]) -> None:
    assert severity.edit_distance(left, right) == plain_edit_distance(left, right)


@given(names, names, names)
def test_edit_distance_is_a_metric(a: list[str], b: list[str], c: list[str]) -> None:
    distance = severity.edit_distance
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, c) <= distance(a, b) + distance(b, c)


def test_the_first_rule_that_matches_counts() -> None:
    assert severity.bug(500, logs=["ERROR"], error_rate=1) == 10
    assert severity.bug(499, logs=["ERROR"]) == 8
    assert severity.bug(399, logs=["fine", "an Error here"], error_rate=1) == 6
    assert severity.bug(200, logs=[], error_rate=0.0) == 0


def test_a_missing_field_scores_0() -> None:
    assert severity.bug() == 0
    assert severity.performance(None) == 0
    assert severity.structure(None, ["a"]) == 0
    assert severity.structure(["a"] * 9, None, error_spans=None) == 0
    assert severity.structure(None, None, error_spans=1) == 2


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_a_slower_answer_is_never_less_severe(latency_1: float, latency_2: float) -> None:
    fast, slow = sorted((latency_1, latency_2))
    assert severity.performance(fast) <= severity.performance(slow)


def test_the_threshold_itself_is_9_and_just_above_10() -> None:
    limits = {"baseline_ms": 100.0, "threshold_ms": 500.0}
    assert severity.performance(500, **limits) == 9
    assert severity.performance(500.001, **limits) == 10
    assert severity.performance(100, **limits) == 0


def test_structure_takes_the_largest_rule_at_its_edges() -> None:
    base = ["a", "b", "c", "d"]
    assert severity.structure([*base, "a", "b"], base) == 0  # 1.5 times, 2 edits
    assert severity.structure(["a", "a"], ["a"]) == 3  # 2 times, 1 edit
    assert severity.structure([*base, "a", "b", "c"], base) == 5
    assert severity.structure(["x", "y", "z", "d"], base, error_spans=2) == 5
    assert severity.structure(["a"], []) == 3


@given(scores, scores, scores, st.tuples(scores, scores, scores).filter(lambda w: sum(w) > 1e-6))
def test_the_mean_lies_between_the_dimensions(
    bug: float, slow: float, shape: float, weights: tuple[float, float, float]
) -> None:
    total = severity.combine(bug, slow, shape, weights=weights)
    assert min(bug, slow, shape) - 1e-9 <= total <= max(bug, slow, shape) + 1e-9


def test_a_server_error_alone_is_a_third_of_the_mean() -> None:
    assert severity.combine(severity.bug(503), 0, 0) == pytest.approx(10 / 3)
    assert severity.combine(severity.bug(503), 0, 0, weights=(1, 0, 0)) == 10


BAD = [
    (lambda: severity.bug(99), "status_code"),
    (lambda: severity.bug(600), "status_code"),
    (lambda: severity.bug(200, logs="ERROR"), "logs"),
    (lambda: severity.bug(200, error_rate=1.5), "error_rate"),
    (lambda: severity.performance(-1), "latency_ms"),
    (lambda: severity.performance(1, baseline_ms=5, threshold_ms=5), "threshold_ms"),
    (lambda: severity.structure("abc", ["a"]), "operations"),
    (lambda: severity.structure(["a"], ["a"], error_spans=-1), "error_spans"),
    (lambda: severity.combine(11, 0, 0), "bug"),
    (lambda: severity.combine(1, 0, 0, weights=(0, 0, 0)), "weights"),
    (lambda: severity.combine(1, 0, 0, weights=(1, 1)), "weights"),
    (lambda: severity.combine(1, 0, 0, weights=(1, -1, 1)), "weights"),
]


@pytest.mark.parametrize(("call", "argument"), BAD)
def test_bad_input_names_the_argument(call: object, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument
