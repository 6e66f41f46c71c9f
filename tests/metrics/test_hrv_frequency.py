"""Claims about power by frequency: a published spectrum stands in published/hrv.csv."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainkit.errors import InsufficientData, InvalidInput
from trainkit.metrics import hrv
from trainkit.metrics.hrv import _spectrum

PUBLISHED = Path(__file__).parents[1] / "published" / "series" / "bartels_real_rri.txt"
BANDS = dict(zip(("vlf", "lf", "hf"), hrv.TASK_FORCE_BANDS, strict=True))
WAYS = [{"method": "welch"}, {"method": "welch", "interpolation": "linear"}, {"method": "lomb"}]
ways = pytest.mark.parametrize("way", WAYS, ids=["cubic", "linear", "lomb"])


def beats_of(*sines: tuple[float, float], seconds: float = 1200, mean: float = 900) -> np.ndarray:
    """Intervals whose value at the time of each beat is the mean plus sines (ms, Hz)."""
    time, intervals = 0.0, []
    while time < seconds:
        rr = mean
        for _ in range(8):  # the beat's own time depends on its interval
            at = time + rr / 1000
            rr = mean + sum(a * np.sin(2 * np.pi * f * at) for a, f in sines)
        time += rr / 1000
        intervals.append(rr)
    return np.array(intervals)


def noisy(seed: int, size: int = 900) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 900 + np.cumsum(rng.normal(0, 8, size)) * 0.3 + rng.normal(0, 30, size)


@pytest.mark.parametrize("amplitude", [1.0, 20.0])
@pytest.mark.parametrize(
    ("band", "hertz", "allowed"),
    [("vlf", 0.02, 0.01), ("lf", 0.07, 0.01), ("lf", 0.1, 0.01), ("hf", 0.25, 0.03)],
)
@pytest.mark.parametrize("method", ["welch", "lomb"])
def test_a_sine_has_half_its_squared_amplitude_in_its_band(
    method: str, band: str, hertz: float, allowed: float, amplitude: float
) -> None:
    power = hrv.frequency_domain(beats_of((amplitude, hertz)), method=method)
    assert getattr(power, band) == pytest.approx(amplitude**2 / 2, rel=allowed)
    assert power.total == pytest.approx(amplitude**2 / 2, rel=0.03)


@ways
def test_two_sines_share_the_power_as_their_squares(way: dict[str, str]) -> None:
    power = hrv.frequency_domain(beats_of((20, 0.05), (10, 0.16), mean=600), **way)
    loss = 0.8 if way.get("interpolation") == "linear" else 0.97
    assert loss * 4 < 1 / power.lf_hf * 16 < 4.05 / loss
    assert power.lf_nu + power.hf_nu == pytest.approx(100)
    assert power.lf_nu / power.hf_nu == pytest.approx(power.lf_hf)
    assert power.total == pytest.approx(power.vlf + power.lf + power.hf)


def test_the_line_between_beats_swallows_a_third_of_hf_and_the_curve_does_not() -> None:
    published = np.loadtxt(PUBLISHED)
    as_published = {"segment_s": 64.0, "bands": [(0, 0.04), (0.04, 0.15), (0.15, 0.4)]}
    cubic = hrv.frequency_domain(published, interpolation="cubic", **as_published)
    linear = hrv.frequency_domain(published, interpolation="linear", **as_published)
    assert cubic.hf == pytest.approx(1414.88, abs=0.01)
    assert linear.hf < 0.67 * cubic.hf
    assert linear.lf == pytest.approx(cubic.lf, rel=0.06)


@pytest.mark.parametrize("segment", [64, 255, 300, 1200])
@pytest.mark.parametrize("shared", [0, 0.5, 0.75])
def test_welch_equals_scipy(segment: int, shared: float) -> None:
    from scipy.signal import welch

    samples = np.random.default_rng(2).normal(900, 40, 2000)
    overlap = int(shared * segment)
    frequency, density = _spectrum.welch_density(samples, 4.0, segment, segment - overlap)
    theirs = welch(samples, 4.0, "hann", segment, overlap)
    np.testing.assert_allclose(frequency, theirs[0], rtol=1e-12)
    np.testing.assert_allclose(density, theirs[1], rtol=1e-10, atol=1e-10 * theirs[1].max())


@pytest.mark.parametrize("interpolation", ["cubic", "linear"])
def test_bands_equal_those_of_scipys_spectrum(interpolation: str) -> None:
    from scipy.integrate import trapezoid
    from scipy.interpolate import make_interp_spline
    from scipy.signal import welch

    rr = noisy(4)
    time = np.cumsum(rr) / 1000
    degree = {"cubic": 3, "linear": 1}[interpolation]
    grid = np.arange(time[0], time[-1], 0.25)
    frequency, density = welch(make_interp_spline(time, rr, degree)(grid), 4.0, "hann", 1200, 600)
    ours = hrv.frequency_domain(rr, interpolation=interpolation)
    for name, (low, high) in BANDS.items():
        inside = (frequency > low - 1e-9) & (frequency < high - 1e-9)
        expected = trapezoid(density[inside], frequency[inside])
        assert getattr(ours, name) == pytest.approx(expected, rel=1e-8)


@given(st.integers(0, 1000), st.integers(5, 300))
def test_lomb_equals_scipy(seed: int, size: int) -> None:
    from scipy.signal import lombscargle

    rng = np.random.default_rng(seed)
    time, values = np.cumsum(rng.uniform(0.4, 1.2, size)), rng.normal(0, 40, size)
    frequency = np.arange(1, 81) / 200
    ours = _spectrum.lomb_power(time, values, frequency)
    theirs = lombscargle(time, values - values.mean(), 2 * np.pi * frequency)
    np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9 * theirs.max())


def test_lomb_of_a_long_record_is_the_mean_of_its_segments() -> None:
    rr = noisy(6, 2000)
    time = np.cumsum(rr) / 1000
    frequency, density = _spectrum.lomb_density(time, rr, 300.0, 300.0, 0.4)
    parts = [(time > start) & (time <= start + 300) for start in np.arange(0, time[-1] - 300, 300)]
    power = sum(_spectrum.lomb_power(time[part], rr[part], frequency) for part in parts)
    expected = 600 * power / sum(part.sum() for part in parts)
    np.testing.assert_allclose(density, expected, rtol=1e-9)


def without_line(at: np.ndarray, values: np.ndarray) -> np.ndarray:
    root = np.sqrt(np.sin(np.pi * (at - at[0]) / (at[-1] - at[0])).clip(0))
    flat = values - np.polyval(np.polyfit(at, values, 1, w=root), at)
    return flat - flat.mean()


def test_the_line_of_each_segment_is_fitted_under_half_a_cosine_wave() -> None:
    from scipy.signal import welch

    rr = noisy(6, 300)
    time = np.cumsum(rr) / 1000
    span = float(time[-1])
    frequency, density = _spectrum.lomb_density(time, rr, span, span, 0.4, detrend="linear")
    power = _spectrum.lomb_power(time, without_line(time, rr), frequency)
    np.testing.assert_allclose(density, 2 * span * power / len(rr), atol=1e-9 * density.max())
    ours = _spectrum.welch_density(rr, 4.0, 300, 150, detrend="linear")[1]
    theirs = welch(without_line(np.arange(300.0), rr), 4.0, "hann", 300, 150)[1]
    np.testing.assert_allclose(ours, theirs, atol=1e-9 * theirs.max())


@pytest.mark.parametrize(("hertz", "allowed"), [(0.007, 0.07), (0.01, 0.03), (0.02, 0.01)])
def test_a_slow_rhythm_keeps_its_power_when_the_line_is_taken_out(
    hertz: float, allowed: float
) -> None:
    beats = np.cumsum(np.full(330, 0.9))
    kept = []
    for phase in np.linspace(0, np.pi, 8, endpoint=False):
        rr = 900 + 20 * np.sin(2 * np.pi * hertz * beats + phase)
        kept.append(hrv.frequency_domain(np.r_[rr, 900.0], method="lomb").vlf)
    assert np.mean(kept) == pytest.approx(200, rel=allowed)


@pytest.mark.parametrize("way", [{"method": "welch", "detrend": "linear"}, {"method": "lomb"}])
def test_a_drift_is_no_slow_rhythm_once_its_line_is_taken_out(way: dict[str, str]) -> None:
    beats = np.arange(1400)
    drifting = beats_of((10, 0.1)) + 100 * beats[: len(beats_of((10, 0.1)))] / 1400
    assert hrv.frequency_domain(drifting, **way).vlf < 0.5
    assert hrv.frequency_domain(drifting, **way).lf == pytest.approx(50, rel=0.03)
    assert hrv.frequency_domain(drifting, method="lomb", detrend="constant").vlf > 25
    assert hrv.frequency_domain(drifting, method="welch").vlf > 5


def test_a_wave_slower_than_vlf_leaks_an_eighth_of_what_it_did_into_lombs_vlf() -> None:
    slow = beats_of((60, 0.0012))
    lomb, raw = (
        hrv.frequency_domain(slow, method="lomb", detrend=trend).vlf
        for trend in ("linear", "constant")
    )
    assert lomb < raw / 8
    assert lomb < 0.5 * hrv.frequency_domain(slow).vlf


def test_evenly_spaced_beats_give_lomb_the_fourier_spectrum() -> None:
    values = np.random.default_rng(1).normal(0, 30, 300)
    frequency, density = _spectrum.lomb_density(np.arange(1.0, 301), values, 300.0, 300.0, 0.45)
    spectrum = np.abs(np.fft.rfft(values - values.mean())) ** 2 / 300 * 2
    np.testing.assert_allclose(density, spectrum[1 : len(frequency) + 1], rtol=1e-9)


def test_lomb_at_the_nyquist_frequency_of_even_beats_is_finite() -> None:
    even = np.tile([1250.0, 1250.0], 200)
    power = hrv.frequency_domain(even, method="lomb")
    assert (power.lf, power.hf) == (0, 0)


@ways
@pytest.mark.parametrize("scale", [1.1, 1.5, 2.0])
def test_slower_time_scales_the_power_and_moves_the_bands(
    way: dict[str, str], scale: float
) -> None:
    rr = noisy(8)
    slower = hrv.frequency_domain(
        rr * scale,
        segment_s=300 * scale,
        sampling_hz=4 / scale,
        bands=[(low / scale, high / scale) for low, high in hrv.TASK_FORCE_BANDS],
        **way,
    )
    power = hrv.frequency_domain(rr, **way)
    np.testing.assert_allclose(slower[:3], np.multiply(power[:3], scale**2), rtol=1e-6)
    assert slower.lf_hf == pytest.approx(power.lf_hf)


@ways
@given(seed=st.integers(0, 99))
def test_power_is_never_negative_and_below_the_variance(way: dict[str, str], seed: int) -> None:
    rr = noisy(seed, 600)
    power = hrv.frequency_domain(rr, **way)
    assert min(power[:3]) > 0
    assert power.total < 1.5 * rr.var()


@ways
def test_equal_intervals_have_no_power_and_no_ratio(way: dict[str, str]) -> None:
    power = hrv.frequency_domain([857.0] * 700, **way)
    assert power[:3] == (0, 0, 0)
    assert power.total == 0
    assert np.isnan([power.lf_hf, power.lf_nu, power.hf_nu]).all()


@ways
@pytest.mark.parametrize(
    ("seconds", "known"),
    [(60, ["hf"]), (110, ["hf"]), (120, ["lf", "hf"]), (290, ["lf", "hf"]), (300, [*BANDS])],
)
def test_a_band_needs_a_record_that_is_long_enough(
    way: dict[str, str], seconds: float, known: list[str]
) -> None:
    rr = noisy(9)
    power = hrv.frequency_domain(rr[np.cumsum(rr) / 1000 < seconds], **way)
    assert [band for band in BANDS if not np.isnan(getattr(power, band))] == known
    assert np.isnan(power.total) == (known != [*BANDS])
    assert np.isnan(power.lf_hf) == ("lf" not in known)


def test_a_band_without_frequencies_of_the_grid_is_unknown() -> None:
    assert np.isnan(hrv.frequency_domain(noisy(1), segment_s=20).vlf)


@ways
def test_missing_beats_take_time_and_add_nothing(way: dict[str, str]) -> None:
    rr = beats_of((20, 0.1), mean=800)
    gap = rr.copy()
    gap[10::20] = np.nan  # a twentieth: without its time the line moves to 0.105 Hz
    line = {"segment_s": 1200.0, "bands": [(0, 0.04), (0.097, 0.103), (0.15, 0.4)], **way}
    whole, bridged = hrv.frequency_domain(rr, **line), hrv.frequency_domain(gap, **line)
    assert bridged.lf == pytest.approx(whole.lf, rel=0.03)
    assert hrv.frequency_domain(gap[~np.isnan(gap)], **line).lf < 0.1 * whole.lf


@ways
def test_missing_beats_at_the_ends_are_dropped(way: dict[str, str]) -> None:
    rr = noisy(3)
    assert hrv.frequency_domain(np.r_[np.nan, rr, np.nan], **way) == hrv.frequency_domain(rr, **way)


@ways
def test_a_list_and_float32_give_floats_and_are_left_alone(way: dict[str, str]) -> None:
    rr = np.round(noisy(5))
    single = rr.astype(np.float32)
    single.setflags(write=False)
    answers = [hrv.frequency_domain(recording, **way) for recording in (rr, rr.tolist(), single)]
    assert answers == [answers[0]] * 3
    assert {type(value) for value in answers[0]} == {float}


def test_longer_segments_and_more_overlap_are_arguments() -> None:
    rr = noisy(7, 2000)
    usual = hrv.frequency_domain(rr)
    for option in ({"segment_s": 200.0}, {"overlap": 0.75}, {"sampling_hz": 8.0}):
        changed = hrv.frequency_domain(rr, **option)
        assert changed != usual
        assert changed.hf == pytest.approx(usual.hf, rel=0.1)


def test_a_day_of_beats_by_lomb_agrees_with_welch() -> None:
    rng = np.random.default_rng(0)
    rr = 850 + np.convolve(rng.normal(0, 80, 100_000), np.ones(4) / 4, mode="same")
    lomb, welch = hrv.frequency_domain(rr, method="lomb"), hrv.frequency_domain(rr)
    np.testing.assert_allclose(lomb[:3], welch[:3], rtol=0.12)


@pytest.mark.peers
def test_power_agrees_with_neurokit2() -> None:
    import neurokit2

    rr = beats_of((40, 0.1), (30, 0.25), seconds=1500)
    rr = np.round(rr + np.random.default_rng(1).normal(0, 10, len(rr)))
    peaks = neurokit2.intervals_to_peaks(rr, sampling_rate=1000)
    theirs = neurokit2.hrv_frequency(peaks, sampling_rate=1000, normalize=False)
    ours = hrv.frequency_domain(rr)
    for name in ("LF", "HF", "LFHF"):  # a quadratic curve and other segments than ours
        value = {"LF": ours.lf, "HF": ours.hf, "LFHF": ours.lf_hf}[name]
        assert value == pytest.approx(float(theirs[f"HRV_{name}"].iloc[0]), rel=0.06), name


@pytest.mark.realdata
@pytest.mark.peers
def test_a_real_hour_has_the_ratio_that_neurokit2_computes(data_dir: Path) -> None:
    rr = np.loadtxt(data_dir / "hrv" / "pyhrv_nni_long.txt")
    power = hrv.frequency_domain(rr)
    assert power.lf_hf == pytest.approx(1.79676, rel=0.06)
    assert hrv.frequency_domain(rr, segment_s=600).lf_hf == pytest.approx(1.79676, rel=0.03)
    assert power.total == pytest.approx(rr.var(), rel=0.15)


@pytest.mark.parametrize(
    ("option", "argument"),
    [
        ({"method": "ar"}, "method"),
        ({"interpolation": "nearest"}, "interpolation"),
        ({"sampling_hz": 0.79}, "sampling_hz"),
        ({"sampling_hz": np.inf}, "sampling_hz"),
        ({"segment_s": 9}, "segment_s"),
        ({"overlap": 1}, "overlap"),
        ({"overlap": -0.1}, "overlap"),
        ({"detrend": "quadratic"}, "detrend"),
        ({"bands": [(0.04, 0.15), (0.15, 0.4)]}, "bands"),
        ({"bands": [(0, 0.04), (0.15, 0.04), (0.15, 0.4)]}, "bands"),
        ({"bands": [(0, 0.04), (0.04, 0.15, 0.2), (0.15, 0.4)]}, "bands"),
        ({"bands": 0.4}, "bands"),
        ({"bands": [0.04, 0.15, 0.4]}, "bands"),
        ({"bands": [(0, 0.04), (0.04, np.nan), (0.15, 0.4)]}, "bands"),
        ({"bands": [(-0.1, 0.04), (0.04, 0.15), (0.15, 0.4)]}, "bands"),
        ({"max_missing_fraction": 2}, "max_missing_fraction"),
    ],
)
def test_bad_options_are_refused_by_name(option: dict[str, object], argument: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        hrv.frequency_domain(noisy(1), **option)
    assert caught.value.argument == argument


@pytest.mark.parametrize("rr", [[800, 0.0], [800, -1.0], [800, np.inf], [], 800.0, [[800.0]]])
def test_bad_intervals_are_refused_by_name(rr: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        hrv.frequency_domain(rr)
    assert caught.value.argument == "rr_ms"


def test_an_unknown_method_lists_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'welch', 'lomb'"):
        hrv.frequency_domain(noisy(1), method="ar")


@pytest.mark.parametrize(
    ("rr", "have", "need"),
    [
        ([900.0] * 40, 36, 55),
        ([900.0] * 90 + [np.nan] * 10, 90, 95),
        ([np.nan] * 100, 0, 95),
        ([900.0], 1, 2),
    ],
)
def test_too_little_is_counted(rr: list[float], have: int, need: int) -> None:
    with pytest.raises(InsufficientData) as caught:
        hrv.frequency_domain(rr)
    assert (caught.value.have, caught.value.need) == (have, need)
