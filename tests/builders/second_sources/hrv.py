"""Second sources of heart-rate variability: NeuroKit2, scipy, and hrv-analysis's rules in loops."""

import math
import statistics
from collections.abc import Callable

import numpy as np
import pytest

from builders.second_sources.registry import Calculator, second_source

RNG = np.random.default_rng(20)
RR = np.round(900 + 60 * np.sin(np.arange(400) / 4) + RNG.normal(0, 25, 400))
ECTOPIC = RR.copy()
ECTOPIC[RNG.choice(np.arange(20, 400), 25, replace=False)] *= RNG.uniform(0.4, 1.9, 25)
NEUROKIT = "NeuroKit2"


def neurokit(domain: str, name: str) -> float:
    import neurokit2

    peaks = neurokit2.intervals_to_peaks(RR, sampling_rate=1000)
    table = getattr(neurokit2, domain)(peaks, sampling_rate=1000)
    return float(table[f"HRV_{name}"].iloc[0])


@second_source("hrv.rmssd", by=NEUROKIT, is_peer=True)
def _(rmssd: Calculator) -> None:
    assert rmssd(RR) == pytest.approx(neurokit("hrv_time", "RMSSD"))


@second_source("hrv.ln_rmssd", by=NEUROKIT, is_peer=True)
def _(ln_rmssd: Calculator) -> None:
    assert ln_rmssd(RR) == pytest.approx(math.log(neurokit("hrv_time", "RMSSD")))


@second_source("hrv.sdnn", by=NEUROKIT, is_peer=True)
def _(sdnn: Calculator) -> None:
    assert sdnn(RR) == pytest.approx(neurokit("hrv_time", "SDNN"))


@second_source("hrv.sdsd", by=NEUROKIT, is_peer=True)
def _(sdsd: Calculator) -> None:
    assert sdsd(RR) == pytest.approx(neurokit("hrv_time", "SDSD"))


@second_source("hrv.pnn50", by=NEUROKIT, is_peer=True)
def _(pnn50: Calculator) -> None:
    assert pnn50(RR, denominator="intervals") == pytest.approx(neurokit("hrv_time", "pNN50"))


@second_source("hrv.pnn20", by=NEUROKIT, is_peer=True)
def _(pnn20: Calculator) -> None:
    assert pnn20(RR, denominator="intervals") == pytest.approx(neurokit("hrv_time", "pNN20"))


@second_source("hrv.sd1", by=NEUROKIT, is_peer=True)
def _(sd1: Calculator) -> None:
    assert sd1(RR) == pytest.approx(neurokit("hrv_nonlinear", "SD1"))


@second_source("hrv.sd2", by=NEUROKIT, is_peer=True)
def _(sd2: Calculator) -> None:
    assert sd2(RR, method="pairs") == pytest.approx(neurokit("hrv_nonlinear", "SD2"))


@second_source("hrv.poincare", by=NEUROKIT, is_peer=True)
def _(poincare: Calculator) -> None:
    across, along = neurokit("hrv_nonlinear", "SD1"), neurokit("hrv_nonlinear", "SD2")
    ours = poincare(RR, method="pairs")
    assert (ours.sd1, ours.sd2) == pytest.approx((across, along))
    assert 1 / ours.ratio == pytest.approx(neurokit("hrv_nonlinear", "SD1SD2"))


@second_source("hrv.mean_hr", by="the standard library's statistics")
def _(mean_hr: Calculator) -> None:
    assert mean_hr(RR) == pytest.approx(statistics.mean(60_000 / rr for rr in RR.tolist()))
    harmonic = statistics.harmonic_mean([60_000 / rr for rr in RR.tolist()])
    assert mean_hr(RR, method="rate_of_mean") == pytest.approx(harmonic)


def alternate(is_wrong: Callable[[float, float], bool]) -> np.ndarray:
    """hrv-analysis's loop: a beat after a removed one is kept without a look."""
    rr, kept, skip = ECTOPIC.tolist(), ECTOPIC.copy(), False
    for i in range(1, len(rr)):
        wrong = not skip and is_wrong(rr[i - 1], rr[i])
        kept[i] = np.nan if wrong else rr[i]
        skip = wrong
    return kept


@second_source("hrv.malik_filter", by="hrv-analysis's rule, beat by beat")
def _(malik: Calculator) -> None:
    expected = alternate(lambda before, beat: abs(beat - before) > 0.2 * before)
    np.testing.assert_allclose(malik(ECTOPIC), expected)
    assert np.isnan(expected).sum() >= 15


@second_source("hrv.kamath_filter", by="hrv-analysis's rule, beat by beat")
def _(kamath: Calculator) -> None:
    expected = alternate(
        lambda before, beat: beat > 1.325 * before or before - beat > 0.245 * before
    )
    np.testing.assert_allclose(kamath(ECTOPIC), expected)


@second_source("hrv.karlsson_filter", by="hrv-analysis's rule, beat by beat")
def _(karlsson: Calculator) -> None:
    expected = ECTOPIC.copy()
    for i in range(1, len(ECTOPIC) - 1):
        mean = (ECTOPIC[i - 1] + ECTOPIC[i + 1]) / 2
        if abs(mean - ECTOPIC[i]) > 0.2 * mean:
            expected[i] = np.nan
    np.testing.assert_allclose(karlsson(ECTOPIC), expected)


@second_source("hrv.acar_filter", by="hrv-analysis's rule, beat by beat")
def _(acar: Calculator) -> None:
    kept: list[float] = []
    expected = ECTOPIC.copy()
    for i, beat in enumerate(ECTOPIC.tolist()):
        if len(kept) >= 9 and abs(statistics.mean(kept[-9:]) - beat) > 0.2 * statistics.mean(
            kept[-9:]
        ):
            expected[i] = np.nan
        else:
            kept.append(beat)
    np.testing.assert_allclose(acar(ECTOPIC), expected)


@second_source("hrv.quotient_filter", by="Piskorski and Guzik's rule, beat by beat")
def _(quotient: Calculator) -> None:
    expected = ECTOPIC.copy()
    for i in range(len(ECTOPIC) - 1):
        if not 1 / 1.2 <= ECTOPIC[i] / ECTOPIC[i + 1] <= 1.2:
            expected[i] = np.nan
    np.testing.assert_allclose(quotient(ECTOPIC), expected)


@second_source("hrv.range_filter", by="hrv-analysis's published example")
def _(range_filter: Calculator) -> None:
    got = range_filter([700, 600, 2300, 200, 1000, 230, 1200])
    np.testing.assert_allclose(got, [700, 600, np.nan, np.nan, 1000, np.nan, 1200])


@second_source("hrv.mark_artifacts", by="hrv-analysis's published example, and its steps")
def _(mark: Calculator) -> None:
    marked = mark([700, 600, 2300, 1000, 1000, 230, 1200])
    np.testing.assert_allclose(marked, [700, 600, np.nan, 1000, 1000, np.nan, 1200])
    long = ECTOPIC.copy()
    long[100] = 2400
    bridged = long.copy()
    bridged[100] = (long[99] + long[101]) / 2
    skip, expected = False, long.copy()
    for i in range(1, len(long)):
        change = bridged[i] / bridged[i - 1] - 1
        skip = not skip and (change > 0.325 or change < -0.245)
        if skip or i == 100:
            expected[i] = np.nan
    np.testing.assert_allclose(mark(long), expected)


@second_source("hrv.clean_rr", by="hrv-analysis's published example")
def _(clean_rr: Calculator) -> None:
    clean = clean_rr([700, 600, 2300, 1000, 1000, 230, 1200], max_artifact_fraction=0.3)
    np.testing.assert_allclose(clean.rr_ms, [700, 600, 800, 1000, 1000, 1100, 1200])
    assert clean.artifact_fraction == pytest.approx(2 / 7)


@second_source("hrv.frequency_domain", by="scipy's welch, spline and lombscargle")
def _(frequency_domain: Calculator) -> None:
    from scipy.integrate import trapezoid
    from scipy.interpolate import CubicSpline
    from scipy.signal import lombscargle, welch

    time = np.cumsum(RR) / 1000
    even = CubicSpline(time, RR)(np.arange(time[0], time[-1], 0.25))
    frequency, density = welch(even, 4.0, "hann", 1200, 600)
    inside = (frequency > 0.04 - 1e-9) & (frequency < 0.15 - 1e-9)
    power = frequency_domain(RR)
    assert power.lf == pytest.approx(trapezoid(density[inside], frequency[inside]), rel=1e-6)
    part = time <= 300
    frequency = np.arange(1, 121) / 300
    values = RR[part] - RR[part].mean()
    density = 600 * lombscargle(time[part], values, 2 * np.pi * frequency) / part.sum()
    inside = (frequency > 0.04 - 1e-9) & (frequency < 0.15 - 1e-9)
    power = frequency_domain(RR[part.nonzero()[0]], method="lomb", detrend="constant")
    assert power.lf == pytest.approx(trapezoid(density[inside], frequency[inside]), rel=0.02)


@second_source("hrv.baseline", by="numpy's mean, spread and line of each day's slice")
def _(baseline: Calculator) -> None:
    nights = 4 + RNG.normal(0, 0.15, 120)
    nights[[5, 40, 41, 90]] = np.nan
    ours = baseline(nights)
    means, spreads = np.full(120, np.nan), np.full(120, np.nan)
    for day in range(120):
        week = nights[max(day - 6, 0) : day + 1]
        week = week[~np.isnan(week)]
        means[day], spreads[day] = week.mean(), week.std(ddof=1) if len(week) > 1 else np.nan
    for day in (70, 95, 119):
        before = nights[max(day - 60, 0) : day]
        before = before[~np.isnan(before)]
        assert ours.mean[day] == pytest.approx(means[day])
        assert ours.cv[day] == pytest.approx(100 * spreads[day] / means[day])
        assert ours.normal_mean[day] == pytest.approx(before.mean())
        assert ours.normal_sd[day] == pytest.approx(before.std(ddof=1))
        assert ours.low[day] == pytest.approx(before.mean() - 0.5 * before.std(ddof=1))
        slope = np.polyfit(np.arange(28), means[day - 27 : day + 1], 1)[0]
        assert ours.mean_trend[day] == pytest.approx(7 * slope)
