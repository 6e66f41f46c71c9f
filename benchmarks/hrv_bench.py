"""Heart-rate variability of a day of beats beside neurokit2."""

import numpy as np
from harness import Row, best_seconds

from trainkit.metrics import hrv


def rows(*, quick: bool) -> list[Row]:
    import neurokit2

    beats = 2_000 if quick else 100_000
    rng = np.random.default_rng(0)
    breathing = 60 * np.sin(2 * np.pi * 0.25 * np.arange(beats) * 0.9)
    rr_ms = np.round(900 + breathing + rng.normal(0, 30, beats)).clip(400, 1600)
    peaks = neurokit2.intervals_to_peaks(rr_ms, sampling_rate=1000)
    repeats = 1 if quick else 3

    def time_domain() -> None:
        hrv.rmssd(rr_ms)
        hrv.sdnn(rr_ms)
        hrv.pnn50(rr_ms)
        hrv.mean_hr(rr_ms)

    def their_time_domain() -> None:
        neurokit2.hrv_time(peaks, sampling_rate=1000)

    def their_frequency_domain() -> None:
        neurokit2.hrv_frequency(peaks, sampling_rate=1000)

    ours_time = best_seconds(time_domain, repeats=20)
    ours_welch = best_seconds(lambda: hrv.frequency_domain(rr_ms), repeats=10)
    theirs_time = best_seconds(their_time_domain, repeats=repeats, warm=not quick)
    theirs_welch = best_seconds(their_frequency_domain, repeats=repeats, warm=not quick)
    label = f"{beats:,} beats"
    return [
        Row(
            f"RMSSD, SDNN, pNN50, mean heart rate of {label}",
            f"{ours_time * 1e3:.2f} ms",
            f"neurokit2 hrv_time {theirs_time * 1e3:.0f} ms",
            theirs_time / ours_time,
            "times",
            ">= 200",
        ),
        Row(
            f"VLF, LF, HF of {label}, Welch",
            f"{ours_welch * 1e3:.1f} ms",
            f"neurokit2 hrv_frequency {theirs_welch * 1e3:.0f} ms",
            theirs_welch / ours_welch,
            "times",
            ">= 100",
        ),
    ]
