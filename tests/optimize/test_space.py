"""Spaces: what they accept, what they refuse, and what they draw."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from trainkit.optimize import Among, Linear

HUGE = pytest.param(10**400, id="400 digits")

FAULTS = tk.Space(
    [
        tk.Categorical("kind", ["delay", "abort"]),
        tk.Categorical("service", ["cart", "pay", "mail"]),
        tk.Integer("duration", 1, 60_000, log=True),
        tk.Integer("delay", 0, 10_000, when={"kind": "delay"}),
        tk.Integer("code", 400, 599, when={"kind": "abort"}),
        tk.Real("share", 0.01, 1.0, log=True),
    ],
    constraints=[
        Linear({"duration": 1}, at_least=100, when={"kind": "delay"}),
        Linear({"delay": 1, "duration": -1}, at_most=0),
        Among("service", ["cart", "pay"], when={"kind": "abort"}),
    ],
)


def test_a_drawn_point_keeps_everything() -> None:
    for point in FAULTS.sample(300, seed=3):
        assert FAULTS.check(point) == point
        assert ("delay" in point) == (point["kind"] == "delay")
        assert ("code" in point) == (point["kind"] == "abort")
        if point["kind"] == "delay":
            assert point["duration"] >= 100
            assert point["delay"] <= point["duration"]
        else:
            assert point["service"] != "mail"
        assert isinstance(point["duration"], int)
        assert isinstance(point["share"], float)


def test_every_value_is_drawn_as_often_as_another() -> None:
    space = tk.Space([tk.Integer("n", 0, 4), tk.Categorical("c", ["a", "b"])])
    drawn = space.sample(5_000)
    for n in range(5):
        assert 850 < sum(one["n"] == n for one in drawn) < 1_150
    assert 2_300 < sum(one["c"] == "a" for one in drawn) < 2_700


def test_a_logarithmic_scale_draws_each_decade_alike() -> None:
    drawn = tk.Space([tk.Real("x", 0.001, 1.0, log=True)]).sample(3_000)
    for low in (0.001, 0.01, 0.1):
        assert 900 < sum(low <= one["x"] < 10 * low for one in drawn) < 1_100


@pytest.mark.parametrize("form", ["json", "yaml", "plain"])
def test_a_space_is_written_and_read(form: str) -> None:
    if form == "yaml":
        pytest.importorskip("yaml", reason="the extra yaml is not installed")
        again = tk.Space.from_yaml(FAULTS.to_yaml())
    elif form == "json":
        again = tk.Space.from_json(FAULTS.to_json())
    else:
        again = tk.Space.from_dict(FAULTS.to_dict())
    assert again == FAULTS
    assert again.sample(20, seed=1) == FAULTS.sample(20, seed=1)


def test_a_function_cannot_be_written() -> None:
    space = tk.Space([tk.Real("x", 0, 1)], constraints=[lambda point: point["x"] > 0.5])
    with pytest.raises(tk.InvalidInput, match="a function cannot be"):
        space.to_json()
    with pytest.raises(tk.InvalidInput, match="given in Python"):
        tk.Space.from_dict(space.to_dict())


def test_the_default_is_the_defaults_and_middles() -> None:
    space = tk.Space(
        [tk.Real("x", 0, 4), tk.Integer("n", 1, 9, default=2), tk.Categorical("c", ["a", "b"])]
    )
    assert space.default == {"x": 2.0, "n": 2, "c": "a"}


X = tk.Real("x", 0, 1)
N = tk.Integer("n", 0, 9)
C = tk.Categorical("c", ["a", "b"])
WRONG = {
    "reversed": (lambda: tk.Real("x", 1, 0), "below x.high"),
    "reversed integers": (lambda: tk.Integer("n", 5, 5), "below n.high"),
    "not a number": (lambda: tk.Real("x", 0, math.nan), "x.high"),
    "endless": (lambda: tk.Real("x", 0, math.inf), "x.high"),
    "text": (lambda: tk.Real("x", "0", 1), "x.low"),
    "a fraction": (lambda: tk.Integer("n", 0.5, 3), "a whole number"),
    "logarithm of 0": (lambda: tk.Real("x", 0, 1, log=True), "above 0"),
    "logarithm of an integer 0": (lambda: tk.Integer("n", 0, 4, log=True), "above 0"),
    "no name": (lambda: tk.Real("", 0, 1), "non-empty"),
    "default outside": (lambda: tk.Real("x", 0, 1, default=2), "x.default"),
    "default no choice": (lambda: tk.Categorical("c", ["a"], default="z"), "c.default"),
    "no choices": (lambda: tk.Categorical("c", []), "at least one"),
    "a word of choices": (lambda: tk.Categorical("c", "ab"), "a sequence"),
    "a choice twice": (lambda: tk.Categorical("c", ["a", "b", "a"]), "listed only once"),
    "one and true": (lambda: tk.Categorical("c", [1, True]), "listed only once"),
    "a list as a choice": (lambda: tk.Categorical("c", [["a"]]), "text, a number"),
    "no dimension": (lambda: tk.Space([]), "at least one dimension"),
    "a name twice": (lambda: tk.Space([X, tk.Integer("x", 0, 3)]), "no other dimension"),
    "not a dimension": (lambda: tk.Space(["x"]), "Real, Integer or Categorical"),
    "when unknown": (lambda: tk.Space([tk.Real("y", 0, 1, when={"c": "a"})]), "before it"),
    "when later": (lambda: tk.Space([tk.Real("y", 0, 1, when={"c": "a"}), C]), "before it"),
    "when no value": (lambda: tk.Space([C, tk.Real("y", 0, 1, when={"c": "z"})]), "one of"),
    "weights unknown": (lambda: tk.Space([X], [Linear({"y": 1}, at_most=1)]), "weights"),
    "weights of words": (lambda: tk.Space([C], [Linear({"c": 1}, at_most=1)]), "of numbers"),
    "no bound": (lambda: Linear({"x": 1}), "at_least"),
    "bounds reversed": (lambda: Linear({"x": 1}, at_least=2, at_most=1), "at_least"),
    "no weights": (lambda: Linear({}, at_most=1), "weights"),
    "among nothing": (lambda: Among("c", []), "values"),
    "among strangers": (lambda: tk.Space([C], [Among("c", ["z"])]), "one of"),
    "not a constraint": (lambda: tk.Space([X], ["x < 1"]), "function of a point"),
    "a predicate that fails": (
        lambda: tk.Space([X], [lambda point: point["y"] > 0]).sample(1),
        "raised KeyError",
    ),
    "kept by none": (lambda: tk.Space([X], [lambda _: False]).sample(1), "none was found"),
    "none drawn": (lambda: tk.Space([X]).sample(0), "at least 1"),
    "not json": (lambda: tk.Space.from_json("{"), "JSON"),
    "no dimensions in json": (lambda: tk.Space.from_json("[]"), "dimensions"),
    "an unknown type": (
        lambda: tk.Space.from_dict({"dimensions": [{"type": "complex", "name": "x"}]}),
        "real, integer, categorical",
    ),
    "an unknown field": (
        lambda: tk.Space.from_dict(
            {"dimensions": [{"type": "real", "name": "x", "low": 0, "high": 1, "step": 1}]}
        ),
        "no such field",
    ),
    "a field missing": (
        lambda: tk.Space.from_dict({"dimensions": [{"type": "real", "name": "x", "low": 0}]}),
        "dimensions.high",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_space_refuses(case: str) -> None:
    make, message = WRONG[case]
    with pytest.raises(tk.InvalidInput, match=message):
        make()


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({}, r"point.kind is missing"),
        ({"kind": "hang"}, r"point.kind is 'hang'"),
        ({**FAULTS.sample(1)[0], "color": 1}, r"point.color"),
        ({"kind": "delay", "service": "pay", "duration": 0}, r"point.duration is 0"),
        ({"kind": "delay", "service": "pay", "duration": 90, "delay": 5, "share": 1}, ">= 100"),
        ({"kind": "delay", "service": "pay", "duration": 900, "delay": 950, "share": 1}, "<= 0"),
        (
            {"kind": "abort", "service": "mail", "duration": 9, "code": 500, "share": 1},
            "service in",
        ),
        ("x", "a mapping"),
    ],
)
def test_what_is_not_a_point(point: object, message: str) -> None:
    with pytest.raises(tk.InvalidInput, match=message):
        FAULTS.check(point)  # type: ignore[arg-type]


def test_a_thin_simplex_is_found_and_filled() -> None:
    names = [f"x{k}" for k in range(10)]
    space = tk.Space(
        [tk.Real(name, 0, 1) for name in names],
        constraints=[Linear(dict.fromkeys(names, 1), at_most=0.5)],
    )
    drawn = space.sample(200, seed=1)
    assert len({tuple(one.values()) for one in drawn}) == 200
    assert max(sum(one.values()) for one in drawn) <= 0.5 + 1e-9


def test_an_exact_sum_of_integers_is_found() -> None:
    names = [f"n{k}" for k in range(6)]
    space = tk.Space(
        [tk.Integer(name, 0, 50) for name in names],
        constraints=[Linear(dict.fromkeys(names, 1), at_least=100, at_most=100)],
    )
    assert all(sum(one.values()) == 100 for one in space.sample(20))


@st.composite
def spaces(draw: st.DrawFn) -> tk.Space:
    dimensions: list[tk.Real | tk.Integer | tk.Categorical] = []
    for place in range(draw(st.integers(1, 20))):
        kind = draw(st.sampled_from(["real", "integer", "categorical"]))
        log = draw(st.booleans())
        low = draw(st.integers(1 if log else -50, 50))
        high = low + draw(st.integers(1, 100))
        name = f"d{place}"
        if kind == "real":
            dimensions.append(tk.Real(name, low, low + (high - low) / 7, log=log))
        elif kind == "integer":
            dimensions.append(tk.Integer(name, low, high, log=log))
        else:
            dimensions.append(tk.Categorical(name, [*range(draw(st.integers(1, 6)))]))
    return tk.Space(dimensions)


@given(spaces(), st.integers(0, 1_000))
def test_points_survive_rows_and_text(space: tk.Space, seed: int) -> None:
    for point in space.sample(5, seed=seed):
        assert space.check(point) == point
        typed, row = space.encoding.encode(point)
        assert typed == point
        assert space.encoding.snap(row[None, :])[0] == pytest.approx(row, abs=1e-12)
        for name, value in space.encoding.table(row[None, :]).points()[0].items():
            assert value == pytest.approx(point[name], rel=1e-9, abs=1e-9)
    assert tk.Space.from_json(space.to_json()) == space


@pytest.mark.parametrize(
    "bound", [10**30, pytest.param(10**400, id="400 digits"), float("nan"), float("inf"), "5"]
)
def test_a_bound_is_a_whole_number_that_floats_can_tell_apart(bound: object) -> None:
    with pytest.raises(tk.InvalidInput, match="whole number"):
        tk.Integer("n", 0, bound)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), pytest.param(10**400, id="400 digits"), 1e308, "5", None]
)
def test_weights_and_bounds_of_a_sum_are_finite_numbers(number: object) -> None:
    with pytest.raises(tk.InvalidInput):
        Linear({"x": number}, at_least=5)  # type: ignore[dict-item]
    if number is not None:
        with pytest.raises(tk.InvalidInput):
            Linear({"x": 1}, at_most=number)  # type: ignore[arg-type]


def test_a_value_that_no_float_can_hold_is_no_value() -> None:
    with pytest.raises(tk.InvalidInput):
        tk.Space([tk.Real("x", 0, 1)]).check({"x": 10**400})
