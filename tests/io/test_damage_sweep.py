"""Every format, and real files, through many kinds of damage: nothing twice, nothing impossible."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.damage import DAMAGES
from builders.formats import read_fit, read_gpx, read_tcx
from builders.recordings import Recording, as_fit, as_gpx, as_tcx, run
from trainkit.io import write_fit
from trainkit.models import Activity, History, Problem, Streams
from trainkit.ports.format import Contents, FileContext

LAPS = [{"TotalTimeSeconds": "600", "DistanceMeters": "0"}, {}]
FORMATS = {
    "fit": (read_fit, as_fit),
    "fit without a session": (read_fit, lambda one: as_fit(replace(one, session=False))),
    "gpx": (read_gpx, as_gpx),
    "tcx": (read_tcx, as_tcx),
    "tcx with poor laps": (read_tcx, lambda one: as_tcx(one, laps=LAPS)),
}
SPORTS = ("running", "cycling", "hiking", "rowing", "a sport of tomorrow")


def recording(seed: int) -> Recording:
    """Return a run, ride or other workout."""
    whole = run(900 + 60 * (seed % 20), step=(1, 5, 10)[seed % 3])
    size = whole.time_s.size
    rng = np.random.default_rng(seed)
    return replace(
        whole.having(
            hr=np.round(150 + 8 * np.sin(whole.time_s / 100)),
            power=np.round(np.clip(rng.normal(200, 30, size), 0, None)),
            cadence=np.full(size, 85.0),
            altitude=np.round(400 + 15 * np.sin(whole.time_s / 150), 1),
        ),
        sport=SPORTS[seed % len(SPORTS)] if seed % len(SPORTS) < 4 else "generic",
    )


def read(name: str, one: Recording) -> Contents:
    reader, writer = FORMATS[name]
    return reader(writer(one), FileContext("a"))  # type: ignore[operator]


# Field, and how far it may be from the truth: a share, and an absolute part.
TOLERANCES = {
    "elapsed_s": (0.02, 20),
    "moving_s": (0.02, 20),
    "distance_m": (0.03, 130),
    "hr_mean": (0.03, 1),
    "hr_max": (0.02, 1),
    "power_mean": (0.03, 1),
    "power_max": (0.05, 5),
    "cadence_mean": (0.02, 1),
    "ascent_m": (0.3, 20),
}


def check(found: Activity, truth: Activity, problems: Sequence[Problem]) -> None:
    """Demand each total to be near the truth, or unknown and told."""
    assert not [problem for problem in problems if "fault of trainkit" in problem.message]
    for field, (share, least) in TOLERANCES.items():
        ours, theirs = getattr(found, field), getattr(truth, field)
        if theirs is None or ours is None:
            assert theirs is None or problems, field
        else:
            assert abs(ours - theirs) <= share * theirs + least, (field, ours, theirs)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
def test_no_damage_makes_an_impossible_total(name: str, damage: str, seed: int) -> None:
    whole = recording(seed)
    (truth,) = read(name, whole).activities
    answer = read(name, DAMAGES[damage](whole, seed))
    (found,) = answer.activities
    check(found, truth, answer.problems)
    assert abs((found.start - truth.start).total_seconds()) <= 600


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), share=st.floats(0.3, 0.99))
def test_a_cut_end_keeps_the_beginning(name: str, seed: int, share: float) -> None:
    reader, writer = FORMATS[name]
    data = writer(recording(seed))  # type: ignore[operator]
    (truth,) = reader(data, FileContext("a")).activities  # type: ignore[operator]
    answer = reader(data[: int(share * len(data))], FileContext("a"))  # type: ignore[operator]
    assert answer.problems
    for found in answer.activities:
        assert found.elapsed_s <= truth.elapsed_s
        assert (found.distance_m or 0) <= (truth.distance_m or 0) + 1


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10**6),
    damages=st.lists(st.sampled_from(sorted(DAMAGES)), min_size=3, max_size=3),
    sport=st.sampled_from(["running", "e_mtb", "Workout", "a game that no list has"]),
    order=st.permutations([0, 1, 2]),
)
def test_three_damaged_recordings_are_one_workout(
    seed: int, damages: list[str], sport: str, order: list[int]
) -> None:
    whole = replace(recording(seed), sport="generic" if sport == "e_mtb" else "running")
    parts = []
    for name, damage in zip(("fit", "gpx", "tcx"), damages, strict=True):
        one = DAMAGES[damage](whole, seed)
        answer = read(name, replace(one, sport=sport) if name == "gpx" else one)
        parts.append(History(activities=answer.activities, problems=answer.problems))
    joined = History()
    for place in order:
        joined = joined.merge(parts[place])
    if sport == "running" or sport in {"Workout", "a game that no list has"}:
        (found,) = joined.activities
        (truth,) = read("fit", whole).activities
        check(found, truth, joined.problems)
    assert len(joined.activities) <= 2


def from_samples(activity: Activity, streams: Streams) -> Contents:
    """Write the samples without their totals, and read them."""
    bare = Activity(
        sport=activity.sport,
        start=activity.start,
        elapsed_s=activity.elapsed_s,
        streams=streams,
    )
    return read_fit(write_fit(bare), FileContext("a"))


@pytest.mark.realdata
@pytest.mark.parametrize("damage", ["point at 0/0", "leap", "zeros", "huge", "runs on", "again"])
def test_real_recordings_stand_damage(data_dir: Path, damage: str) -> None:
    checked = 0
    for path in sorted((data_dir / "activities").rglob("*.fit")):
        for activity in read_fit(path.read_bytes(), FileContext(path.name)).activities:
            streams = activity.streams
            if streams is None or len(streams) < 100:
                continue
            (truth,) = from_samples(activity, streams).activities
            answer = from_samples(activity, _damaged(streams, damage))
            (found,) = answer.activities
            check(found, truth, answer.problems)
            checked += 1
    assert checked >= 7


def _damaged(streams: Streams, damage: str) -> Streams:
    middle = len(streams) // 2
    changed: dict[str, np.ndarray] = {}

    def put(name: str, where: slice, value: float) -> None:
        column = getattr(streams, name)
        if column is not None:
            changed[name] = column.astype(float)
            changed[name][where] = value

    if damage in {"point at 0/0", "leap"}:
        put("latitude", slice(middle, middle + 1), 0.0 if damage != "leap" else 60.0)
        put("longitude", slice(middle, middle + 1), 0.0 if damage != "leap" else 60.0)
    elif damage == "zeros":
        put("heart_rate", slice(middle, middle + 40), 0.0)
    elif damage == "huge":
        put("power", slice(middle, middle + 1), 65_000.0)
        put("altitude", slice(middle, middle + 1), 12_000.0)
        put("distance", slice(middle, middle + 1), 40_000_000.0)
    elif streams.distance is not None:
        metres = streams.distance.astype(float)
        if damage == "runs on":
            changed["distance"] = metres + 12_345
        else:
            base = np.nanmax(metres[: middle + 1])
            changed["distance"] = np.where(np.arange(metres.size) > middle, metres - base, metres)
    return streams.model_copy(update=changed)


_TEXT_DAMAGE = {
    "point at 0/0": [
        (rb'<trkpt lat="[^"]*" lon="[^"]*"', b'<trkpt lat="0.0" lon="0.0"'),
        (rb"(<LatitudeDegrees>)[^<]*(.*?<LongitudeDegrees>)[^<]*", rb"\g<1>0\g<2>0"),
    ],
    "pole": [
        (rb'<trkpt lat="[^"]*" lon="[^"]*"', b'<trkpt lat="90.0" lon="-80.0"'),
        (rb"(<LatitudeDegrees>)[^<]*", rb"\g<1>89.99"),
    ],
    "zeros": [
        (rb"(:hr>)\d+", rb"\g<1>0"),
        (rb"(<HeartRateBpm[^>]*>\s*<Value>)\d+", rb"\g<1>0"),
    ],
    "huge": [
        (rb"(<ele>)[^<]*", rb"\g<1>99999"),
        (rb"(<AltitudeMeters>)[^<]*", rb"\g<1>99999"),
        (rb"(<DistanceMeters>)[^<]*(</DistanceMeters>\s*<Heart)", rb"\g<1>4e9\g<2>"),
    ],
    "zone": [(rb"(<time>[^<]*?)(?:\.\d+)?Z", rb"\g<1>-00:00")],
}


@pytest.mark.realdata
@pytest.mark.parametrize("damage", _TEXT_DAMAGE)
def test_real_tracks_stand_damage(data_dir: Path, damage: str) -> None:
    changed = 0
    for path in sorted((data_dir / "activities").rglob("*.*x")):
        if path.suffix not in {".gpx", ".tcx"} or path.stat().st_size < 5000:
            continue
        reader = read_gpx if path.suffix == ".gpx" else read_tcx
        data = path.read_bytes()
        (truth,) = reader(data, FileContext("a")).activities
        middle = data.index(b"<Track>") if b"<Track>" in data else 0
        middle = max(middle, len(data) // 2)
        for pattern, text in _TEXT_DAMAGE[damage]:
            tail = re.sub(pattern, text, data[middle:], count=2, flags=re.DOTALL)
            if tail == data[middle:]:
                continue
            answer = reader(data[:middle] + tail, FileContext("a"))
            (found,) = answer.activities
            check(found, truth, answer.problems)
            changed += 1
    assert changed >= 2
