"""Claims about intervals and their differences: published numbers stand in published/hrv.csv."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import hrv

intervals = arrays(np.float64, st.integers(3, 60), elements=st.integers(300, 2000).map(float))
SPREADS = [hrv.rmssd, hrv.sdnn, hrv.sdsd, hrv.sd1, hrv.sd2]
ALL = [*SPREADS, hrv.ln_rmssd, hrv.pnn50, hrv.pnn20, hrv.mean_hr]
RR = np.array([800.0, 810, 815, 750, 790, 860, 900, 840])


@pytest.mark.parametrize("spread", SPREADS)
@given(rr=intervals, scale=st.floats(0.5, 3))
def test_a_spread_has_the_unit_of_the_intervals(spread, rr: np.ndarray, scale: float) -> None:
    np.testing.assert_allclose(spread(rr * scale), scale * spread(rr), rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize("spread", [*SPREADS, hrv.pnn50, hrv.pnn20])
@given(rr=intervals, more=st.integers(1, 500))
def test_a_spread_does_not_know_the_level(spread, rr: np.ndarray, more: int) -> None:
    np.testing.assert_allclose(spread(rr + more), spread(rr), rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize("measure", ALL)
@given(rr=intervals)
def test_time_may_run_backwards(measure, rr: np.ndarray) -> None:
    np.testing.assert_allclose(measure(rr[::-1]), measure(rr), rtol=1e-6, atol=1e-3)


@given(intervals)
def test_rmssd_is_sdsd_and_the_drift_of_the_mean(rr: np.ndarray) -> None:
    drift = (rr[-1] - rr[0]) / (len(rr) - 1)
    expected = hrv.sdsd(rr, ddof=0) ** 2 + drift**2
    assert hrv.rmssd(rr) ** 2 == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(intervals)
def test_the_axes_of_the_ellipse_hold_twice_the_variance(rr: np.ndarray) -> None:
    axes = hrv.poincare(rr)
    if not np.isnan(axes.sd2):
        assert axes.sd1**2 + axes.sd2**2 == pytest.approx(2 * hrv.sdnn(rr) ** 2, abs=1e-6)
    assert (axes.sd1, axes.sd2) == pytest.approx((hrv.sd1(rr), hrv.sd2(rr)), nan_ok=True)


@given(intervals)
def test_a_share_counts_as_a_loop_does(rr: np.ndarray) -> None:
    above = {
        limit: sum(abs(int(b) - int(a)) > limit for a, b in pairwise(rr)) for limit in (20, 50)
    }
    assert hrv.pnn50(rr) == pytest.approx(100 * above[50] / (len(rr) - 1))
    assert hrv.pnn20(rr, denominator="intervals") == pytest.approx(100 * above[20] / len(rr))
    assert hrv.pnn50(rr) <= hrv.pnn20(rr)


def test_a_difference_of_exactly_50_ms_is_not_above_50_ms() -> None:
    assert hrv.pnn50([800, 850, 800]) == 0
    assert hrv.pnn50([800, 850.001, 800]) == 100
    assert hrv.pnn20([800, 820, 800]) == 0


@given(intervals)
def test_the_mean_of_rates_is_never_below_the_rate_of_the_mean(rr: np.ndarray) -> None:
    beats_over_time = hrv.mean_hr(rr, method="rate_of_mean")
    assert beats_over_time == pytest.approx(60000 * len(rr) / rr.sum())
    assert hrv.mean_hr(rr) >= beats_over_time * (1 - 1e-12)


def test_ddof_changes_a_standard_deviation_by_its_known_factor() -> None:
    beats, differences = len(RR), len(RR) - 1
    assert hrv.sdnn(RR, ddof=0) == pytest.approx(hrv.sdnn(RR) * np.sqrt(1 - 1 / beats))
    assert hrv.sdsd(RR, ddof=0) == pytest.approx(hrv.sdsd(RR) * np.sqrt(1 - 1 / differences))


def test_no_difference_is_taken_across_a_missing_beat() -> None:
    parts = [800.0, 810, 815], [1200.0, 1210]
    joined = [*parts[0], np.nan, *parts[1]]
    differences = np.concatenate([np.diff(part) for part in parts])
    assert hrv.rmssd(joined) == pytest.approx(np.sqrt((differences**2).mean()))
    assert hrv.sdsd(joined) == pytest.approx(differences.std(ddof=1))
    assert hrv.sdnn(joined) == pytest.approx(np.concatenate(parts).std(ddof=1))
    assert hrv.mean_hr(joined) == pytest.approx((60000 / np.concatenate(parts)).mean())
    assert hrv.pnn20([800, 830, np.nan, 900, 900]) == 50
    assert hrv.pnn20([800, 830, np.nan, 900, 900], denominator="intervals") == 25
    sums = np.array([800 + 810, 810 + 815, 1200 + 1210]) / np.sqrt(2)
    assert hrv.sd2(joined, method="pairs") == pytest.approx(sums.std(ddof=1))


@pytest.mark.parametrize("measure", ALL)
def test_missing_beats_at_the_ends_change_nothing(measure) -> None:
    assert measure(np.r_[np.nan, RR, np.nan, np.nan]) == pytest.approx(measure(RR))


@pytest.mark.parametrize("measure", ALL)
def test_lists_float32_and_float64_give_one_float_and_are_left_alone(measure) -> None:
    single = RR.astype(np.float32)
    single.setflags(write=False)
    answers = [measure(rr) for rr in (RR, RR.tolist(), RR.astype(int), single)]
    assert {type(answer) for answer in answers} == {float}
    assert answers == pytest.approx([answers[0]] * 4)


def test_equal_intervals_have_no_variability_and_no_logarithm() -> None:
    flat = [900.0] * 10
    assert [hrv.rmssd(flat), hrv.sdnn(flat), hrv.sdsd(flat), hrv.pnn20(flat)] == [0, 0, 0, 0]
    assert np.isnan(hrv.ln_rmssd(flat))
    assert np.isnan(hrv.poincare(flat).ratio)


def test_the_published_sd2_has_no_root_where_a_short_series_only_alternates() -> None:
    assert np.isnan(hrv.sd2([800, 900, 800]))
    assert hrv.sd2([800, 900, 800], method="pairs") == 0


def test_one_missed_beat_ruins_rmssd() -> None:
    rng = np.random.default_rng(3)
    rr = 900 + rng.normal(0, 20, 300)
    missed = np.r_[rr[:150], rr[150] + rr[151], rr[152:]]
    assert hrv.rmssd(missed) > 2 * hrv.rmssd(rr)
    assert hrv.rmssd(hrv.clean_rr(missed).rr_ms) == pytest.approx(hrv.rmssd(rr), rel=0.03)


@pytest.mark.peers
def test_time_domain_agrees_with_neurokit2() -> None:
    import neurokit2

    rng = np.random.default_rng(5)
    rr = np.round(900 + 60 * np.sin(np.arange(800) / 4) + rng.normal(0, 25, 800))
    peaks = neurokit2.intervals_to_peaks(rr, sampling_rate=1000)
    theirs = neurokit2.hrv_time(peaks, sampling_rate=1000)
    ours = {
        "HRV_RMSSD": hrv.rmssd(rr),
        "HRV_SDNN": hrv.sdnn(rr),
        "HRV_SDSD": hrv.sdsd(rr),
        "HRV_pNN50": hrv.pnn50(rr, denominator="intervals"),
        "HRV_pNN20": hrv.pnn20(rr, denominator="intervals"),
    }
    for name, value in ours.items():
        assert value == pytest.approx(float(theirs[name].iloc[0]), rel=1e-9), name


RECORDS = [
    "pyhrv_nni_long",
    "pyhrv_nni_short",
    "fit_garmin-edge-820-bike",
    "fit_garmin-fenix-5-run",
    "fit_garmin-fenix-5-walk",
]


@pytest.mark.realdata
@pytest.mark.parametrize("record", RECORDS)
def test_real_records_agree_with_three_packages(record: str, data_dir: Path) -> None:
    rr = np.loadtxt(data_dir / "hrv" / f"{record}.txt")
    reference = json.loads((data_dir / "hrv" / "HRV_REFERENCE.json").read_text("utf-8"))[record]
    by_differences = {"pnn50": hrv.pnn50(rr), "pnn20": hrv.pnn20(rr)}
    by_intervals = {
        "HRV_pNN50": hrv.pnn50(rr, denominator="intervals"),
        "HRV_pNN20": hrv.pnn20(rr, denominator="intervals"),
    }
    axes, pairs = hrv.poincare(rr), hrv.poincare(rr, method="pairs")
    ours = {
        "plain": {
            "sdnn_ddof1": hrv.sdnn(rr),
            "rmssd": hrv.rmssd(rr),
            "ln_rmssd": hrv.ln_rmssd(rr),
        },
        "hrv-analysis_1.0": {  # its SDSD divides by the number of differences
            "sdnn": hrv.sdnn(rr),
            "rmssd": hrv.rmssd(rr),
            "sdsd": hrv.sdsd(rr, ddof=0),
            "pnni_50": by_differences["pnn50"],
            "pnni_20": by_differences["pnn20"],
            "mean_hr": hrv.mean_hr(rr),
            "sd1": axes.sd1,
            "sd2": axes.sd2,
            "ratio_sd2_sd1": axes.ratio,
        },
        "neurokit2_0.2": {  # its pNN divide by the number of intervals, its SD2 is of the points
            "HRV_SDNN": hrv.sdnn(rr),
            "HRV_RMSSD": hrv.rmssd(rr),
            "HRV_SDSD": hrv.sdsd(rr),
            **by_intervals,
            "HRV_SD1": pairs.sd1,
            "HRV_SD2": pairs.sd2,
        },
        "systole_0.3": {
            "SDNN": hrv.sdnn(rr),
            "RMSSD": hrv.rmssd(rr),
            "SDSD": hrv.sdsd(rr),
            "pnn50": by_differences["pnn50"],
            "MeanBPM": hrv.mean_hr(rr),
        },
    }
    for package, values in ours.items():
        for name, value in values.items():
            if name in reference[package]:
                assert value == pytest.approx(reference[package][name], abs=6e-5), (package, name)


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize(
    "rr", [[800, 0.0, 810], [800, -1.0], [800, np.inf], [], 800.0, [[800.0, 810]], "800", None]
)
def test_bad_intervals_are_refused_by_name(measure, rr: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        measure(rr)
    assert caught.value.argument == "rr_ms"


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: hrv.sdnn(RR, ddof=2), "ddof"),
        (lambda: hrv.sdsd(RR, ddof=True), "ddof"),
        (lambda: hrv.pnn50(RR, denominator="beats"), "denominator"),
        (lambda: hrv.pnn20(RR, denominator="beats"), "denominator"),
        (lambda: hrv.mean_hr(RR, method="median"), "method"),
        (lambda: hrv.sd2(RR, method="ellipse"), "method"),
        (lambda: hrv.poincare(RR, method="ellipse"), "method"),
    ],
)
def test_bad_options_are_refused_by_name(call, argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.argument == argument


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'differences', 'intervals'"):
        hrv.pnn50(RR, denominator="beats")


@pytest.mark.parametrize(
    ("call", "have", "need"),
    [
        (lambda: hrv.rmssd([800]), 0, 1),
        (lambda: hrv.rmssd([800, np.nan, 810]), 0, 1),
        (lambda: hrv.pnn50([np.nan, np.nan]), 0, 1),
        (lambda: hrv.sdnn([800, np.nan]), 1, 2),
        (lambda: hrv.sdsd([800, 810]), 1, 2),
        (lambda: hrv.sd1([800, 810]), 1, 2),
        (lambda: hrv.sd2([800, 810], method="pairs"), 1, 2),
        (lambda: hrv.mean_hr([np.nan]), 0, 1),
    ],
)
def test_too_few_beats_are_counted(call, have: int, need: int) -> None:
    with pytest.raises(InsufficientData) as caught:
        call()
    assert (caught.value.have, caught.value.need) == (have, need)
