"""A workout that several products tell counts once, whatever each calls its sport."""

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trainkit as tk
from builders.recordings import (
    START,
    Recording,
    as_apple,
    as_fit,
    as_garmin_export,
    as_gpx,
    as_strava_api,
    as_strava_list,
    run,
    write_all,
)
from trainkit.io.authoring import canonical_sport, canonical_sub_sport
from trainkit.models import Activity, History, Provenance

# FIT's sport, and what others call it: Strava's list, its web API, Apple, Garmin, GPX.
NAMES = [
    tuple(names.split(", "))
    for names in (
        "running, Trail Run, TrailRun, Running, trail_running, jogging",
        "cycling, Gravel Ride, GravelRide, Cycling, gravel_cycling, racebike",
        "e_biking, E-Mountain Bike Ride, EMountainBikeRide, Cycling, e_bike_mountain, e_mtb",
        "hiking, Walk, Hike, Hiking, hiking, hike",
        "alpine_skiing, Backcountry Ski, BackcountrySki, DownhillSkiing, resort_skiing, skitour",
        "cross_country_skiing, Nordic Ski, NordicSki, CrossCountrySkiing, skate_skiing_ws, nordic",
        "inline_skating, Inline Skate, InlineSkate, SkatingSports, inline_skating, skaten",
        "racket, Padel, Padel, Racquetball, padel, squash",
        "rowing, Rowing, VirtualRow, Rowing, rowing_v2, indoor_rowing",
        "swimming, Swim, Swim, Swimming, open_water_swimming, swim",
        "training, Crossfit, Crossfit, CrossTraining, hiit, functional_training",
        "boxing, Workout, Workout, Boxing, boxing, kickboxing",
        "kitesurfing, Kitesurf, Kitesurf, SurfingSports, kiteboarding_v2, sailing",
        "mountaineering, Hike, Snowshoe, Hiking, mountaineering, mountaineering",
        "soccer, Soccer, Soccer, Soccer, soccer, a game that no list has",
    )
]


@pytest.mark.parametrize("names", NAMES, ids=[names[0] for names in NAMES])
def test_every_subset_of_the_sources_has_the_workout_once(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    fit, listed, api, apple, garmin, gpx = names
    workout = replace(run(), sport=fit)
    files = {
        "a.fit": as_fit(workout),
        "b.csv": as_strava_list([(workout, listed, "activities/1.fit.gz")]),
        "c.json": as_strava_api([(workout, api)]),
        "d.xml": as_apple([(workout, apple)]),
        "e.json": as_garmin_export([(workout, garmin, {})]),
        "f.gpx": as_gpx(replace(workout, sport=gpx)),
    }
    histories = [
        tk.read(write_all(tmp_path / name, {name: data}), timezone="UTC")
        for name, data in files.items()
    ]
    for size in (2, 3, 6):
        for chosen in itertools.combinations(histories, size):
            joined = History()
            for history in chosen:
                joined = joined.merge(history)
            assert len(joined.activities) == 1, [one.activities[0].sport for one in chosen]


@pytest.mark.parametrize(
    ("name", "sport", "sub_sport"),
    [
        ("EBikeRide", "e_biking", None),
        ("HighIntensityIntervalTraining", "hiit", None),
        ("TraditionalStrengthTraining", "training", "strength_training"),
        ("e_touringbicycle", "e_biking", None),
        ("DOWNHILL_SKIING", "alpine_skiing", None),
        ("BikingIndoorVirtual", "cycling", "virtual_activity"),
        ("EXERCISE_TYPE_OF_TOMORROW", "exercise_type_of_tomorrow", None),
        ("kayaking_v2", "kayaking", None),
        ("9", "running", None),
    ],
)
def test_names_of_many_products_are_those_of_fit(
    name: str, sport: str, sub_sport: str | None
) -> None:
    assert (canonical_sport(name), canonical_sub_sport(name)) == (sport, sub_sport)


def test_a_row_and_its_file_are_one_even_if_the_row_was_cropped_and_renamed(tmp_path: Path) -> None:
    whole = run(3600)
    cropped = replace(run(900), start=START + dt.timedelta(minutes=10))
    folder = write_all(
        tmp_path,
        {
            "activities/8.fit": as_fit(whole),
            "activities.csv": as_strava_list([(cropped, "Snowboard", "activities/8.fit.gz")]),
        },
    )
    (one,) = tk.read(folder).activities
    assert (one.sport, one.name, one.elapsed_s) == ("snowboarding", "Strava 0", 3600)


def test_an_edited_sport_wins_without_a_reference_if_the_recording_is_the_same(
    tmp_path: Path,
) -> None:
    ride = replace(run(), sport="cycling")
    folder = write_all(
        tmp_path, {"a.fit": as_fit(ride), "b.json": as_garmin_export([(ride, "running", {})])}
    )
    (one,) = tk.read(folder).activities
    assert one.sport == "running"
    other = replace(ride, columns={"distance": ride.columns["distance"] * 1.2})
    apart = {"a.fit": as_fit(ride), "b.json": as_garmin_export([(other, "running", {})])}
    assert len(tk.read(write_all(tmp_path / "apart", apart)).activities) == 2


def test_a_copy_with_another_sport_is_no_second_workout(tmp_path: Path) -> None:
    ride = replace(run(), sport="cycling")
    for name, write, columns in (
        ("fit", as_fit, ()),
        ("gpx", as_gpx, ("hr",)),
    ):
        whole = ride.without(*columns)
        files = {f"a.{name}": write(whole), f"b.{name}": write(replace(whole, sport="running"))}
        assert len(tk.read(write_all(tmp_path / name, files)).activities) == 1


@pytest.mark.parametrize(
    ("source", "wins"),
    [("strava-api", True), ("intervals-icu", True), ("manual", True), ("apple-health", False)],
)
def test_a_sport_is_edited_where_people_edit(source: str, wins: bool) -> None:
    file = Activity(
        sport="hiking",
        start=START,
        elapsed_s=3000,
        distance_m=4000,
        hr_mean=110,
        hr_max=130,
        provenance=Provenance(source="fit-file"),
    )
    own = {"sport": "walking", "name": "with the dog", "hr_max": None, "hr_mean": None}
    listed = file.model_copy(update={**own, "provenance": Provenance(source=source)})
    for order in ((file, listed), (listed, file)):
        (one,) = History(activities=order).activities
        assert (one.sport, one.name) == ("walking" if wins else "hiking", "with the dog")


def test_a_platforms_number_joins_its_records(tmp_path: Path) -> None:
    here = Activity(
        sport="running",
        start=START,
        elapsed_s=3000,
        provenance=Provenance(source="strava-export", id="12"),
    )
    there = here.model_copy(
        update={
            "elapsed_s": 900.0,
            "provenance": Provenance(source="strava-api", id="12", licence="strava-api"),
        }
    )
    assert len(History(activities=(here, there)).activities) == 1
    files = {
        "9000000_ACTIVITY.fit": as_fit(run(3600)),
        "b.json": as_garmin_export([(run(600), "tennis_v2", {})]),
    }
    assert len(tk.read(write_all(tmp_path, files)).activities) == 1


def legs() -> list[Recording]:
    """Return a swim, a ride and a run with a minute between them."""
    parts = [run(1200, speed=1.2), run(3600, speed=9.0), run(1800, speed=3.5)]
    starts = [0, 1260, 4920]
    sports = ["swimming", "cycling", "running"]
    return [
        replace(leg, sport=sport, start=START + dt.timedelta(seconds=start))
        for leg, sport, start in zip(parts, sports, starts, strict=True)
    ]


def whole() -> Recording:
    time_s = np.arange(0.0, 6721, 60)
    return Recording(time_s, {"distance": time_s * 6.0})


@pytest.mark.parametrize("refers", [True, False])
def test_a_parent_never_counts_beside_its_legs(tmp_path: Path, refers: bool) -> None:
    parent = (whole(), "multi_sport", {"parent": True})
    swim, ride, jog = (
        (leg, leg.sport, {"parentId": 9_000_000} if refers else {}) for leg in legs()
    )
    seconds = {}
    for name, rows in {
        "all": [parent, swim, ride, jog],
        "alone": [parent],
        "one leg": [parent, ride],
    }.items():
        history = tk.read(write_all(tmp_path / name, {"a.json": as_garmin_export(rows)}))
        seconds[name] = sum(one.elapsed_s for one in history.activities)
        assert len(history.originals) == len(rows)
        assert History.model_validate_json(history.model_dump_json()) == history
    assert seconds == {"all": 6600, "alone": 6720, "one leg": 6720}


def test_a_parent_of_one_source_yields_to_the_legs_of_another(tmp_path: Path) -> None:
    files = {
        "a.json": as_garmin_export([(whole(), "multi_sport", {})]),
        "b.json": as_strava_api([(whole(), "Workout")]),
        "c.fit": as_fit(*legs()),
    }
    folder = write_all(tmp_path, files)
    for names in (("a.json", "c.fit"), ("b.json", "c.fit")):
        assert len(tk.read([folder / name for name in names]).activities) == 3
    history = tk.read(folder)
    assert [one.sport for one in history.activities] == ["swimming", "cycling", "running"]
    assert history.activities[0].elapsed_s == 1200
    apart = history.unmerge(history.activities[0])
    assert len(apart.activities) == 5


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_history_of_any_subset_in_any_order_has_each_workout_once(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    days = [dt.timedelta(days=3 * number) for number in range(4)]
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=4, max_size=4))
    workouts = [
        replace(run(), sport=name[0], start=START + day)
        for name, day in zip(names, days, strict=True)
    ]
    pairs = list(zip(workouts, names, strict=True))
    files = {f"activities/{n}.fit": as_fit(one) for n, one in enumerate(workouts)}
    files |= {f"g{n}.gpx": as_gpx(replace(w, sport=name[5])) for n, (w, name) in enumerate(pairs)}
    files["activities.csv"] = as_strava_list(
        [(w, name[1], f"activities/{n}.fit.gz") for n, (w, name) in enumerate(pairs)]
    )
    files["garmin.json"] = as_garmin_export([(w, name[4], {}) for w, name in pairs])
    files["export.xml"] = as_apple([(w, name[3]) for w, name in pairs])
    folder = write_all(tmp_path_factory.mktemp("all"), files)
    chosen = data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, unique=True))
    joined = History()
    for name in chosen:
        joined = joined.merge(tk.read(folder / name, timezone="UTC"))
    at_once = tk.read([folder / name for name in sorted(chosen)], timezone="UTC")
    starts = [one.start for one in joined.activities]
    assert len(starts) == len(set(starts)) <= 4
    assert [one.start for one in at_once.activities] == starts
