"""Logs of Suunto, sessions of Polar, splits of COROS and Google Fit's Takeout, read right."""

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from builders import products
from builders.formats import HEAD, format_for
from builders.recordings import Recording, as_fit, run, write_all
from builders.watch_logs import (
    as_polar_csv,
    as_sml,
    as_suunto,
    as_suunto_rows,
    every_log,
    suunto_header,
    with_pause,
)
from trainkit.io import read as read_files
from trainkit.models import Activity
from trainkit.ports.format import Contents, FileContext

BERLIN = dt.timezone(dt.timedelta(hours=2))
TOKYO = dt.timezone(dt.timedelta(hours=9))
LOGS = dict(every_log())


def read(name: str, data: bytes, zone: dt.tzinfo = dt.UTC) -> Contents:
    format_ = format_for(data[:HEAD], name)
    assert format_ is not None, name
    context = FileContext(name, zone, source=format_.name)
    return Contents.join(format_.read(io.BytesIO(data), context))


def messages(answer: Contents) -> str:
    return "; ".join(problem.message for problem in answer.problems)


def log_of(data: bytes, **more: object) -> bytes:
    """Return an export of the app with other keys in its header."""
    tree = json.loads(data)
    tree["DeviceLog"]["Header"] |= more
    return json.dumps(tree).encode()


@pytest.mark.parametrize("name", LOGS)
def test_each_product_gives_the_same_run(name: str) -> None:
    whole = run(600).having(power=np.full(121, 200.0), speed=np.full(121, 3.0))
    (found,) = read(name, LOGS[name](whole)).activities
    assert found.distance_m == pytest.approx(1800, abs=1)
    assert (found.moving_s, found.elapsed_s) == (600, 600)
    assert found.hr_mean == pytest.approx(150)
    assert found.start == whole.start
    assert found.streams is not None
    assert len(found.streams) == 121
    assert found.streams.columns["heart_rate"][0] == pytest.approx(150)
    if name != "flow.csv":
        assert found.streams.columns["latitude"][0] == pytest.approx(47.3)


@pytest.mark.parametrize("write", [as_suunto, as_suunto_rows])
def test_suuntos_units_are_those_of_physics(write: Callable[[Recording], bytes]) -> None:
    whole = run(600).having(cadence=np.full(121, 84.0))
    (found,) = read("log.json", write(whole)).activities
    assert (found.sport, found.cadence_mean) == ("running", pytest.approx(84))
    assert found.streams is not None
    assert found.streams.columns["heart_rate"][3] == pytest.approx(150)


def test_suuntos_totals_of_the_header_count() -> None:
    data = log_of(
        as_suunto(run(600)),
        Distance=1790.5,
        Ascent=12,
        HR=[{"Avg": 2.4, "Max": 2.75}],
        ActivityType=82,
    )
    (found,) = read("log.json", data).activities
    assert (found.sport, found.sub_sport, found.device) == ("running", "trail", "Suunto Race")
    assert (found.distance_m, found.ascent_m, found.calories_kcal) == (1790.5, 12, 300)
    assert (found.hr_mean, found.hr_max) == (pytest.approx(144), pytest.approx(165))


def test_a_heart_rate_in_beats_per_minute_is_no_frequency() -> None:
    tree = json.loads(as_suunto(run(600)))
    for sample in tree["DeviceLog"]["Samples"]:
        sample |= {"HR": 150, "Temperature": 295.15}
    (found,) = read("log.json", json.dumps(tree).encode()).activities
    assert found.hr_mean == 150
    assert found.streams is not None
    assert found.streams.columns["temperature"][0] == pytest.approx(22)


def test_suuntos_times_keep_their_offset() -> None:
    whole = replace(run(600), offset="+02:00")
    (found,) = read("log.json", as_suunto(whole), TOKYO).activities
    assert found.start.isoformat() == "2026-06-01T07:00:00+02:00"


def test_a_header_without_an_offset_is_local() -> None:
    data = log_of(as_suunto(run(600)), DateTime="2026-06-01T07:00:00")
    (found,) = read("log.json", data, BERLIN).activities
    assert found.start.isoformat() == "2026-06-01T07:00:00+02:00"


def test_a_watchs_local_clock_gives_sml_its_offset() -> None:
    (found,) = read("a.sml", as_sml(run(600), local="2026-06-01T07:00:21"), TOKYO).activities
    assert found.start.isoformat() == "2026-06-01T07:00:00+02:00"
    far = as_sml(run(600), local="2026-06-01T07:37:00")  # a clock that was set by hand
    (found,) = read("a.sml", far, TOKYO).activities
    assert found.start.isoformat() == "2026-06-01T14:00:00+09:00"


@pytest.mark.parametrize("name", ["suunto.json", "timeline.json", "a.sml"])
def test_a_pause_is_a_seam_in_suuntos_logs(name: str) -> None:
    whole = with_pause(run(600), at=60, seconds=300)
    (found,) = read(name, pause_in(name, whole, 295)).activities
    assert (found.moving_s, found.elapsed_s) == (595, 900)
    assert found.distance_m == pytest.approx(1800, abs=1)


def pause_in(name: str, whole: Recording, second: int) -> bytes:
    """Write a log that pauses after a second for 300 s, without a duration in its header."""
    begin, end = (whole.start + dt.timedelta(seconds=second + s) for s in (0.4, 304.4))
    data = LOGS[name](whole)
    if name == "a.sml":
        event = (
            "<Sample><Events><Pause><State>{}</State></Pause></Events><UTC>{:%FT%TZ}</UTC></Sample>"
        )
        text = data.decode().replace(f"<Duration>{whole.lasted_s:g}</Duration>", "")
        first = f"<UTC>{begin:%FT%TZ}</UTC></Sample>"
        at = text.index(first) + len(first)
        events = event.format("True", begin) + event.format("False", end)
        return (text[:at] + events + text[at:]).encode()
    tree = json.loads(data)
    rows = tree["Samples"] if name == "timeline.json" else tree["DeviceLog"]["Samples"]
    times = [dt.datetime.fromisoformat(row["TimeISO8601"]) for row in rows]
    at = next(at for at, time in enumerate(times) if time > begin)
    for state, time in ((False, end), (True, begin)):
        inside = {"Events": [{"Pause": {"State": state}}]}
        wrapped = {"Attributes": {"suunto/sml": {"Sample": inside}}}
        row = {"TimeISO8601": time.isoformat()}
        rows.insert(at, row | (wrapped if name == "timeline.json" else inside))
    if name == "suunto.json":
        del tree["DeviceLog"]["Header"]["Duration"]
    return json.dumps(tree).encode()


def test_samples_behind_a_pause_without_an_end_are_told() -> None:
    tree = json.loads(as_suunto(run(600)))
    rows = tree["DeviceLog"]["Samples"]
    rows.insert(100, {**rows[99], "Events": [{"Pause": {"State": True}}]})
    answer = read("log.json", json.dumps(tree).encode())
    assert "21 samples after a pause that does not end were left out" in messages(answer)


def test_a_triathlon_has_its_legs() -> None:
    first, second = run(600), run(1200)
    rows = json.loads(as_suunto(first))["DeviceLog"]["Samples"]
    begin = first.start + dt.timedelta(seconds=700)
    later = json.loads(as_suunto(replace(second, start=begin)))["DeviceLog"]["Samples"]
    rows[0]["Events"] = [{"Activity": {"ActivityType": 4}}]
    later[0]["Events"] = [{"Activity": {"ActivityType": 3}}]
    for sample in later:
        sample["Distance"] += 1800
    windows = [
        {"Window": {"Type": "Activity", "Duration": seconds, "Distance": metres}}
        for seconds, metres in ((600, 1799), (1200, 3601))
    ]
    header = suunto_header(first) | {"ActivityType": 19, "Distance": 5400}
    log = {"Header": header, "Samples": [*rows, *later], "Windows": windows}
    ride, jog = read("log.json", json.dumps({"DeviceLog": log}).encode()).activities
    assert [(leg.sport, leg.distance_m, leg.moving_s) for leg in (ride, jog)] == [
        ("cycling", 1799, 600),
        ("running", 3601, 1200),
    ]
    assert jog.start == begin
    assert jog.streams is not None
    assert jog.streams.columns["distance"][0] == 0


def test_a_sport_without_a_known_number_is_told() -> None:
    answer = read("log.json", log_of(as_suunto(run(600)), ActivityType=400))
    assert answer.activities[0].sport == "generic"
    assert messages(answer) == "1 activity of the type '400' that is not known"


IMPERIAL = (
    "Name,Sport,Date,Start time,Duration,Total distance (mi),Average heart rate (bpm),"
    "Average speed (mph),Calories,Ascent (ft),Notes,HR max",
    "Sample rate,Time,HR (bpm),Speed (mph),Pace (min/mi),Cadence,Altitude (ft),"
    "Stride length (in),Distances (ft),Temperatures (F),Power (W)",
)


def test_polars_session_in_miles_and_feet() -> None:
    whole = run(600)
    feet = whole.having(
        distance=whole.columns["distance"] / 0.3048,
        altitude=whole.columns["altitude"] / 0.3048,
    )
    answer = read("a.csv", as_polar_csv(feet, titles=IMPERIAL), BERLIN)
    (found,) = answer.activities
    assert found.distance_m == pytest.approx(1800)
    assert found.streams is not None
    assert found.streams.columns["altitude"][0] == pytest.approx(420)
    assert found.start.isoformat() == "2026-06-01T05:00:00+02:00"
    assert messages(answer) == "columns that are not read: hr_max"


def test_polars_sport_of_two_words_and_a_bad_row() -> None:
    text = as_polar_csv(run(600)).decode()
    text = text.replace("RUNNING", "Other indoor").replace("1,00:00:10,", "1,later,")
    answer = read("a.csv", text.encode())
    assert answer.activities[0].sport == "other"
    assert "1 sample without a time was left out" in messages(answer)


def test_coros_splits_are_one_activity_of_the_files_name() -> None:
    (found,) = (answer := read("Run20260302063000.csv", products.COROS.encode(), TOKYO)).activities
    assert (found.sport, found.start.isoformat()) == ("running", "2026-03-02T06:30:00+09:00")
    assert (found.distance_m, found.elapsed_s, found.moving_s) == (2003, 610, 605)
    assert (found.hr_mean, found.hr_max, found.cadence_mean, found.ascent_m) == (145, 158, 89, 7)
    assert not answer.problems
    answer = read("mine.csv", products.COROS.encode())
    assert "without a day and a time in the file's name" in messages(answer)


def test_coros_miles_show_in_the_strides() -> None:
    text = products.COROS.replace("2.003", "1.2446")
    (found,) = read("Run20260302063000.csv", text.encode()).activities
    assert found.distance_m == pytest.approx(2003, abs=1)
    assert found.ascent_m == pytest.approx(7 * 0.3048)


def test_coros_without_a_summary_is_the_sum() -> None:
    text = "\n".join(products.COROS.splitlines()[:-1]) + "\n"
    (found,) = (answer := read("Run20260302063000.csv", text.encode())).activities
    assert (found.distance_m, found.elapsed_s, found.hr_max) == (pytest.approx(2003), 610, 158)
    assert found.hr_mean == pytest.approx(144.9, abs=0.05)
    assert "splits without a summary: their sum was taken" in messages(answer)


def test_a_split_without_a_time_leaves_no_elapsed_time_below_the_moving_time() -> None:
    text = "\n".join(products.COROS.splitlines()[:-1]).replace("2,00:05:00", "2,soon") + "\n"
    (found,) = (answer := read("Run20260302063000.csv", text.encode())).activities
    assert (found.elapsed_s, found.moving_s) == (605, 605)
    assert "1 cell such as 'soon' that is no duration" in messages(answer)


def test_sessions_of_several_products_keep_their_units_in_other_locales() -> None:
    text = as_polar_csv(run(600)).decode().replace("Total distance (km)", "Total distance (mi)")
    lines = text.splitlines()
    lines[1] = lines[1].replace(",,,,300", ",1,118,,300")
    (found,) = read("a.csv", "\n".join(lines).encode()).activities
    assert found.hr_mean == 118
    spanish = (
        "Fecha,Calorías (kcal),Distancia (m),Recuento de pasos,Peso medio (kg)\n"
        '2026-04-02,2000.5,5000,"9,123",70.5\n'
    )
    answer = read("Resumen.csv", spanish.encode())
    (day,) = [day for history in answer.histories for day in history.days]
    assert (day.steps, day.weight_kg, day.calories_kcal) == (9123, 70.5, 2000.5)


def fit_file(name: str) -> bytes:
    return dict(products.every_sample())[name]


def test_google_fits_days_and_their_quarter_hours() -> None:
    answer = read("Daily activity metrics.csv", fit_file("Daily activity metrics.csv"))
    days = [day for history in answer.histories for day in history.days]
    assert [(day.date.day, day.steps, day.weight_kg) for day in days] == [
        (2, 8400, 78.4),
        (13, 4100, 78.1),
    ]
    assert "average_heart_rate_bpm" in messages(answer)
    (day,) = read("2026-03-02.csv", fit_file("2026-03-02.csv")).days
    assert (day.date, day.steps, day.calories_kcal) == (dt.date(2026, 3, 2), 1001, 90)


def test_google_fits_sessions_are_workouts_or_nights() -> None:
    run_, night = products.GOOGLE_FIT_RUN, products.GOOGLE_FIT_NIGHT
    (found,) = read("a.json", json.dumps(run_).encode(), BERLIN).activities
    assert (found.sport, found.distance_m, found.moving_s) == ("running", 5208.5, 1860)
    assert (found.elapsed_s, found.calories_kcal) == (1920, 312.75)
    assert found.start.isoformat() == "2026-03-02T08:30:00+02:00"
    (day,) = read("a.json", json.dumps(night).encode(), BERLIN).days
    assert (day.date, day.sleep_h, day.awake_h) == (dt.date(2026, 3, 2), 7.5, 0.5)
    answer = read("a.json", json.dumps(run_ | {"fitnessActivity": "in_vehicle"}).encode())
    assert not answer.activities
    assert "which is no sport" in messages(answer)


def test_a_run_of_all_products_is_one_run(tmp_path: Path) -> None:
    whole = run(600)
    files = {name: writer(whole) for name, writer in every_log()} | {"a.fit": as_fit(whole)}
    history = read_files(write_all(tmp_path, files))
    found: list[Activity] = list(history.activities)
    assert len(found) == 1
    assert len(found[0].originals) == len(files)


def test_google_fits_takeout_counts_everything_once(tmp_path: Path) -> None:
    names = [name for name in dict(products.every_sample()) if name.startswith(("2026", "Daily"))]
    files = {f"Takeout/Fit/{name}": fit_file(name) for name in names if not name.endswith("txt")}
    history = read_files(write_all(tmp_path, files), timezone="UTC")
    assert len(history.activities) == 1
    assert history.days[0].steps in {1001, 8400}
    assert history.days[0].sleep_h == 7.5
