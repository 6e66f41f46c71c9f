"""Claims about artifacts: published vectors stand in published/hrv.csv."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import hrv

beats = st.one_of(st.integers(250, 2100).map(float), st.just(np.nan))
recorded = arrays(np.float64, st.integers(1, 60), elements=beats)
FILTERS = {
    "range": hrv.range_filter,
    "malik": hrv.malik_filter,
    "kamath": hrv.kamath_filter,
    "karlsson": hrv.karlsson_filter,
    "acar": hrv.acar_filter,
    "quotient": hrv.quotient_filter,
}
filters = pytest.mark.parametrize("judge", FILTERS.values(), ids=FILTERS)
steady = 900 + 20 * np.sin(np.arange(300) / 3)


@filters
@given(rr=recorded)
def test_a_filter_changes_nothing_but_what_it_marks(judge, rr: np.ndarray) -> None:
    before = rr.copy()
    marked = judge(rr)
    np.testing.assert_array_equal(rr, before)
    normal = ~np.isnan(marked)
    np.testing.assert_array_equal(marked[normal], rr[normal])
    assert np.isnan(marked[np.isnan(rr)]).all()


@pytest.mark.parametrize("judge", [FILTERS[name] for name in FILTERS if name != "range"])
@given(rr=recorded, scale=st.sampled_from([0.5, 2.0, 4.0]))
def test_an_ectopic_criterion_has_no_unit(judge, rr: np.ndarray, scale: float) -> None:
    np.testing.assert_array_equal(judge(rr * scale), scale * judge(rr))


@filters
def test_a_steady_record_is_left_alone_in_its_own_precision(judge) -> None:
    single = steady.astype(np.float32)
    np.testing.assert_array_equal(judge(steady), steady)
    assert judge(single).dtype == np.float32
    np.testing.assert_array_equal(judge(single), single)


@pytest.mark.parametrize("shorter", [0.5, 1.8])
@filters
def test_a_lone_ectopic_beat_is_marked(judge, shorter: float) -> None:
    if judge is hrv.range_filter:
        shorter *= shorter
    rr = steady.copy()
    rr[200] *= shorter**2
    marked = np.flatnonzero(np.isnan(judge(rr)))
    assert 200 in marked
    assert set(marked) <= {199, 200, 201}


@pytest.mark.parametrize(
    ("judge", "abnormal"),
    [
        (hrv.malik_filter, lambda last, now: abs(now - last) > last / 5),
        (hrv.kamath_filter, lambda last, now: not -0.245 <= (now - last) / last <= 0.325),
    ],
)
@given(rr=arrays(np.float64, st.integers(1, 60), elements=st.integers(300, 2000).map(float)))
def test_the_beat_after_a_marked_one_is_kept(judge, abnormal, rr: np.ndarray) -> None:
    expected = [rr[0]]
    for last, now in pairwise(rr):
        free_pass = np.isnan(expected[-1])
        expected.append(np.nan if abnormal(last, now) and not free_pass else now)
    np.testing.assert_array_equal(judge(rr), expected)


def test_a_change_of_exactly_the_limit_is_normal() -> None:
    rr = [1000.0, 1200.0, 1200.0]
    np.testing.assert_array_equal(hrv.malik_filter(rr), rr)
    np.testing.assert_array_equal(hrv.quotient_filter(rr), rr)
    np.testing.assert_array_equal(hrv.karlsson_filter([1000.0, 1200, 1000]), [1000, 1200, 1000])
    np.testing.assert_array_equal(hrv.range_filter([300.0, 2000.0]), [300, 2000])
    assert np.isnan(hrv.malik_filter([1000.0, 1200.5])[1])


def test_acar_compares_with_the_last_nine_normal_beats_alone() -> None:
    rr = np.r_[np.full(9, 1000.0), 1190, np.full(9, np.nan), 2000, 1190, 1190]
    marked = hrv.acar_filter(rr)  # the mean has risen to 1021, then to 1042
    assert np.flatnonzero(np.isnan(marked)).tolist() == [*range(10, 19), 19]
    assert np.isnan(hrv.acar_filter(np.r_[np.full(9, 1000.0), 1201])[-1])


def test_acar_never_accepts_another_level_and_malik_does() -> None:
    rr = np.r_[np.full(50, 1000.0), np.full(50, 600.0)]
    assert np.isnan(hrv.acar_filter(rr)[50:]).all()
    assert np.isnan(hrv.malik_filter(rr)).sum() == 1


@pytest.mark.parametrize(("ratio", "marked"), [(1.49, 1), (1.51, 3), (0.68, 1), (0.66, 3), (2, 3)])
def test_karlsson_marks_the_neighbours_of_a_strong_artifact_too(ratio: float, marked: int) -> None:
    rr = np.full(21, 900.0)
    rr[10] *= ratio
    assert np.isnan(hrv.karlsson_filter(rr)).sum() == marked


def test_karlsson_takes_a_step_by_half_for_a_step() -> None:
    for step, marked in ((1.49, 0), (1.51, 2)):
        rr = np.repeat([900.0, 900 * step], 10)
        assert np.isnan(hrv.karlsson_filter(rr)).sum() == marked


def test_an_artifact_among_acars_first_nine_shifts_the_mean_by_a_ninth() -> None:
    rr = np.full(40, 900.0)
    rr[4] = 1800
    for beat, shorter, is_marked in ((10, 0.90, False), (10, 0.88, True), (20, 0.88, False)):
        short = rr.copy()
        short[beat] *= shorter
        assert np.isnan(hrv.acar_filter(short)[beat]) == is_marked


def test_limits_are_arguments() -> None:
    rr = [1000.0, 1150.0, 1150.0, 900.0]
    assert np.isnan(hrv.malik_filter(rr, max_change=0.1)).tolist() == [False, True, False, True]
    assert np.isnan(hrv.kamath_filter(rr, max_rise=0.1)).tolist() == [False, True, False, False]
    assert np.isnan(hrv.kamath_filter(rr, max_fall=0.2)).tolist() == [False, False, False, True]
    assert np.isnan(hrv.quotient_filter(rr, max_ratio=1.1)).tolist() == [True, False, True, False]
    assert np.isnan(hrv.karlsson_filter([1000.0, 1150, 1000], max_change=0.1))[1]
    assert np.isnan(hrv.range_filter(rr, low_ms=950, high_ms=1100)).tolist() == [0, 1, 1, 1]
    assert np.isnan(hrv.acar_filter([1000.0] * 9 + [1150.0], max_change=0.1))[-1]


@pytest.mark.parametrize("method", FILTERS)
def test_marking_is_the_range_then_the_named_criterion(method: str) -> None:
    rr = steady.copy()
    rr[[40, 41, 120]] = [250, 2500, 1500]
    marked = np.flatnonzero(np.isnan(hrv.mark_artifacts(rr, method=method)))
    assert {40, 41} <= set(marked)
    assert (120 in marked) == (method != "range")
    assert len(marked) <= 5


@given(recorded, st.sampled_from(sorted(FILTERS)))
def test_clean_intervals_are_whole_plausible_and_counted(rr: np.ndarray, method: str) -> None:
    marked = hrv.mark_artifacts(rr, method=method)
    if np.isnan(marked).all():
        with pytest.raises(InsufficientData):
            hrv.clean_rr(rr, method=method, max_artifact_fraction=1)
        return
    clean = hrv.clean_rr(rr, method=method, max_artifact_fraction=1)
    normal = ~np.isnan(marked)
    np.testing.assert_array_equal(clean.rr_ms[normal], rr[normal])
    assert clean.artifact_fraction == pytest.approx(1 - normal.mean())
    assert clean.rr_ms.min() >= rr[normal].min()
    assert clean.rr_ms.max() <= rr[normal].max()


def test_an_artifact_is_replaced_on_the_line_between_its_neighbours() -> None:
    rr = np.full(40, 800.0)
    rr[20:23] = [np.nan, 2500, 840]
    clean = hrv.clean_rr(rr)
    np.testing.assert_allclose(clean.rr_ms[19:23], [800, 800 + 40 / 3, 800 + 80 / 3, 840])
    assert clean.artifact_fraction == 0.05


def test_at_the_ends_the_nearest_normal_interval_is_repeated() -> None:
    rr = np.r_[2500, np.linspace(800, 900, 60), np.nan]
    clean = hrv.clean_rr(rr)
    assert (clean.rr_ms[0], clean.rr_ms[-1]) == (800, 900)


def test_a_clean_record_stays_as_it_is() -> None:
    clean = hrv.clean_rr(steady)
    np.testing.assert_array_equal(clean.rr_ms, steady)
    assert clean.artifact_fraction == 0
    assert hrv.clean_rr(steady.astype(np.float32)).rr_ms.dtype == np.float32


@pytest.mark.parametrize("size", [20, 60, 100, 140, 1000])
def test_a_twentieth_is_corrected_and_one_more_is_refused(size: int) -> None:
    rr = np.full(size, 900.0)
    rr[: size // 20] = 100
    assert hrv.clean_rr(rr).artifact_fraction == pytest.approx(0.05)
    rr[: size // 20 + 1] = 100
    with pytest.raises(InsufficientData) as caught:
        hrv.clean_rr(rr)
    have, need = caught.value.have, caught.value.need
    assert (have, need) == (size - size // 20 - 1, size - size // 20)
    assert f"{have} of {need} normal beats" in str(caught.value)


def test_a_strap_that_came_off_is_an_artifact_and_not_an_error() -> None:
    rr = steady.copy()
    rr[100] = 95_000
    assert hrv.clean_rr(rr).artifact_fraction == pytest.approx(1 / 300)


@pytest.mark.parametrize("call", [*FILTERS.values(), hrv.mark_artifacts, hrv.clean_rr])
@pytest.mark.parametrize("rr", [[800, 0.0], [800, -1.0], [800, np.inf], [], 800.0, [[800.0]]])
def test_bad_intervals_are_refused_by_name(call, rr: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        call(rr)
    assert caught.value.argument == "rr_ms"


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: hrv.range_filter(steady, low_ms=-1), "low_ms"),
        (lambda: hrv.range_filter(steady, low_ms=500, high_ms=500), "high_ms"),
        (lambda: hrv.malik_filter(steady, max_change=0), "max_change"),
        (lambda: hrv.karlsson_filter(steady, max_change=np.nan), "max_change"),
        (lambda: hrv.acar_filter(steady, max_change=-0.2), "max_change"),
        (lambda: hrv.kamath_filter(steady, max_rise=0), "max_rise"),
        (lambda: hrv.kamath_filter(steady, max_fall=np.inf), "max_fall"),
        (lambda: hrv.quotient_filter(steady, max_ratio=1), "max_ratio"),
        (lambda: hrv.mark_artifacts(steady, method="kubios"), "method"),
        (lambda: hrv.clean_rr(steady, method="kubios"), "method"),
        (lambda: hrv.clean_rr(steady, max_artifact_fraction=1.1), "max_artifact_fraction"),
        (lambda: hrv.clean_rr(steady, low_ms=900, high_ms=800), "high_ms"),
    ],
)
def test_bad_options_are_refused_by_name(call, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


def test_an_unknown_criterion_lists_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'kamath', 'malik', 'karlsson', 'acar'"):
        hrv.clean_rr(steady, method="kubios")
