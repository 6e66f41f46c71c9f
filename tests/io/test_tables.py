"""CSV of any source and dialect becomes days and activities."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.formats import read_table
from trainkit.errors import InvalidInput
from trainkit.io import read, read_csv
from trainkit.io.authoring import ProblemLog, parse_dates, parse_numbers, read_csv_table
from trainkit.models import DailyHealth
from trainkit.ports.format import Contents, FileContext

BERLIN = dt.timezone(dt.timedelta(hours=2))


def read_csv_text(text: str | bytes, zone: dt.tzinfo = dt.UTC) -> Contents:
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(data, FileContext("a.csv", zone))


def days_of(answer: Contents) -> list[DailyHealth]:
    return [day for history in answer.histories for day in history.days]


def messages(answer: Contents) -> str:
    return "; ".join(one.message for one in answer.problems)


def dates(*cells: str, log: ProblemLog | None = None) -> list[str]:
    moments = parse_dates(cells, log or ProblemLog(), zone=dt.UTC)
    return ["" if one is None else one.date().isoformat() for one in moments]


def test_iso_day_first_and_month_first_are_decided_for_the_whole_column() -> None:
    assert dates("2024-03-04", "2024/3/4", "20240304", "2024-03-04T05:06:07Z") == ["2024-03-04"] * 4
    assert dates("3/4/2024", "13/4/2024") == ["2024-04-03", "2024-04-13"]
    assert dates("3/4/2024", "3/14/24") == ["2024-03-04", "2024-03-14"]
    assert dates("Mar 4, 2024", "4 March 2024", "4-mar-2024") == ["2024-03-04"] * 3


def test_an_ambiguous_column_follows_the_order_of_its_rows_and_is_reported() -> None:
    log = ProblemLog()
    assert dates("1/3/2024", "2/3/2024", "3/3/2024", log=log)[2] == "2024-03-03"
    assert dates("3/1/2024", "3/2/2024", "3/3/2024", log=log)[1] == "2024-03-02"
    assert dates("3/4/2024", log=log) == ["2024-04-03"]
    assert log.counts == {
        "date[s] that may be read both ways [was|were] read day-first": 4,
        "date[s] that may be read both ways [was|were] read month-first": 3,
    }


@pytest.mark.parametrize(
    "cell", ["2024-13-01", "2024-02-30", "yesterday", "31.31.2024", "2024-01-01 25:00", "0/0/0"]
)
def test_cells_that_are_no_dates_are_reported(cell: str) -> None:
    log = ProblemLog()
    assert dates(cell, log=log) == [""]
    assert "no dates" in str(log.counts)


def test_times_of_day_have_halves_and_offsets() -> None:
    cells = ["Oct 01, 2024, 11:35:00 PM", "2024-10-01 12:05 am", "2024-10-01 08:00:00 +0200"]
    late, early, east = parse_dates(cells, ProblemLog(), zone=dt.UTC)
    assert late == dt.datetime(2024, 10, 1, 23, 35, tzinfo=dt.UTC)
    assert early == dt.datetime(2024, 10, 1, 0, 5, tzinfo=dt.UTC)
    assert east == dt.datetime(2024, 10, 1, 6, tzinfo=dt.UTC)


@given(
    st.lists(st.dates(dt.date(2001, 1, 1), dt.date(2060, 1, 1)), min_size=40, max_size=60),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%y", "%b %d, %Y"]),
)
def test_many_dates_are_read_as_they_were_written(days: list[dt.date], form: str) -> None:
    days = [*days, dt.date(2024, 5, 31)]
    found = dates(*(day.strftime(form) for day in days))
    assert found == [day.isoformat() for day in days]


def test_numbers_have_points_commas_units_and_groups() -> None:
    log = ProblemLog()
    cells = ["1.5", "1,5", "85 %", "64bpm", "1,234.5", "2e3", "", "-", "ill", "1.2.3"]
    read_numbers = parse_numbers(cells, log)
    assert read_numbers == [1.5, 1.5, 85, 64, 1234.5, 2000, None, None, None, None]
    assert sum(log.counts.values()) == 2


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_every_dialect_becomes_the_same_table(ends: str, delimiter: str, encoding: str) -> None:
    rows = [" Date ", "Größe", "Größe"], ["a", '"x\ny"', "ü"], ["", "", ""], ["b", "c", ""]
    text = ends.join(delimiter.join(row) for row in rows)
    table = read_csv_table(text.encode(encoding), ProblemLog())
    assert table.columns == {"date": ["a", "b"], "größe": ["x\ny", "c"], "größe_2": ["ü", ""]}


def test_our_own_names_need_no_mapping() -> None:
    answer = read_csv_text("date,hrv_rmssd,illness,notes,resting_hr\n2026-05-01,52.5,yes,tired,\n")
    (day,) = days_of(answer)
    assert (day.hrv_rmssd, day.illness, day.notes, day.resting_hr) == (52.5, True, "tired", None)
    assert not answer.problems


def test_a_value_out_of_range_a_bad_date_and_ragged_rows_are_reported() -> None:
    answer = read_csv_text("date,hrv_rmssd,stress\n2026-05-01,5000,20\nsoon,50,20\n2026-05-03,50\n")
    assert [(day.hrv_rmssd, day.stress) for day in days_of(answer)] == [(None, 20), (50, None)]
    for words in ("hrv_rmssd of 5000 is out of range", "'soon' that is no date", "fewer cells"):
        assert words in messages(answer)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "date,mass\n2026-01-01,3\n", ",,\n", '"a,b\n'])
def test_an_unknown_table_is_one_problem_that_names_its_columns(text: str) -> None:
    answer = read_csv_text(text)
    assert not days_of(answer)
    assert "unknown table with the columns" in messages(answer)


HRV4TRAINING = (
    "date, time , HR,AVNN, SDNN , rMSSD,sleep_time,trainingRPE,sickness, note \r"
    "2024-03-01,06:30,48.2,1200,80,65.5,450,6,not sick,fine\r"
    "2024-03-02,06:20,60,1000,60,40.1,400,8,sick,\r"
    "2024-03-02,09:00,50,1000,60,99,400,8,sick,\r"
)


def test_hrv4training_with_lone_returns_and_stray_blanks() -> None:
    answer = read_csv_text(HRV4TRAINING)
    one, two = days_of(answer)
    assert (one.date, one.hrv_rmssd, one.hrv_sdnn) == (dt.date(2024, 3, 1), 65.5, 80)
    assert (one.resting_hr, one.sleep_h, one.rpe, one.illness) == (48.2, 7.5, 6, False)
    assert (two.hrv_rmssd, two.illness, two.notes) == (40.1, True, None)
    assert one.provenance.source == "hrv4training"
    assert "1 later row of a day" in messages(answer)


def test_hrv4training_timestamps_keep_their_local_day() -> None:
    text = "timestamp_measurement,HR,rMSSD,sleep_time\n2024-03-01 23:30:00 -0800,50,60,7:45\n"
    (day,) = days_of(read_csv_text(text))
    assert (day.date, day.sleep_h) == (dt.date(2024, 3, 1), 7.75)


ELITEHRV = (
    "\ufeffMember Name,Date,Datetime,Type,HRV,HR,lnRmssd,Rmssd,Sdnn\n"
    "me,2/13/2024,2/13/2024 6:01 AM,Morning Readiness,60,52,4.1,60.3,70\n"
    "me,2/13/2024,2/13/2024 8:01 PM,Open Reading,60,80,3,20,30\n"
)


def test_elitehrv_counts_morning_readings_alone() -> None:
    answer = read_csv_text(ELITEHRV)
    (day,) = days_of(answer)
    assert (day.date, day.hrv_rmssd, day.hrv_sdnn) == (dt.date(2024, 2, 13), 60.3, 70)
    assert day.resting_hr == 52
    assert "1 reading at another time than the morning" in messages(answer)


STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Max Heart Rate,Elapsed Time,Moving Time,Distance,Max Speed,Elevation Gain,"
    "Average Heart Rate,Average Watts,Perceived Exertion,Competition,Filename\n"
    '7,"May 3, 2024, 11:30:00 PM",Night,Trail Run,"a, b",3700,10.01,171,3700.0,3600.0,10012.5,'
    "5.1,210.5,150.2,,7,1.0,activities/7.fit.gz\n"
)


def test_strava_uses_the_si_column_of_two_with_one_name() -> None:
    (one,) = read_csv_text(STRAVA, BERLIN).activities
    assert (one.sport, one.sub_sport, one.name, one.notes) == ("running", "trail", "Night", "a, b")
    assert (one.elapsed_s, one.moving_s, one.distance_m) == (3700, 3600, 10012.5)
    assert (one.hr_mean, one.hr_max, one.rpe, one.race) == (150.2, 171, 7, True)
    assert one.start == dt.datetime(2024, 5, 3, 23, 30, tzinfo=dt.UTC)
    assert one.day == dt.date(2024, 5, 4)
    assert (one.provenance.id, one.provenance.licence) == ("7", "user-export")


def test_strava_with_one_distance_distinguishes_kilometres_from_metres() -> None:
    head = "Activity ID,Activity Date,Activity Type,Moving Time,Distance\n"
    row = '1,"May 3, 2024, 6:00:00 AM",Windsurf,3600,{}\n'
    for distance in ("12.5", "12500"):
        (one,) = read_csv_text(head + row.format(distance)).activities
        assert (one.distance_m, one.sport) == (12_500, "windsurfing")


def test_a_mapping_reads_any_table(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("Tag;Puls ; Schlaf\n1.5.2026;48,5;7,25\n", encoding="utf-8")
    columns = {"Tag": "date", "puls": "resting_hr", "Schlaf": "sleep_h"}
    (day,) = read_csv(file, columns).days
    assert (day.resting_hr, day.sleep_h) == (48.5, 7.25)
    for wrong, match in (
        ({"Tag": "date", "Nope": "stress"}, "Nope"),
        ({"Tag": "date", "Puls": "pulse"}, "pulse"),
        ({"Puls": "resting_hr"}, "date"),
    ):
        with pytest.raises(InvalidInput, match=match):
            read_csv(file, wrong)
    with pytest.raises(InvalidInput, match="exists"):
        read_csv(tmp_path / "absent.csv", columns)


@given(st.binary(max_size=300) | st.text(',;\t\r\n" ab1.:/date', max_size=200).map(str.encode))
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    answer = read_table(data, FileContext("a.csv"))
    assert isinstance(answer, Contents)


@pytest.mark.realdata
def test_real_tables_of_a_watch_agree_with_their_files(data_dir: Path) -> None:
    history = read([data_dir / "history" / name for name in ("hrv_daily.csv", "stress_daily.csv")])
    assert history.days[0].stress == 21
    night = next(day for day in history.days if day.date == dt.date(2023, 6, 11))
    assert (night.hrv_rmssd, night.hrv_weekly) == (71, 43)
    sleep = read(data_dir / "history" / "sleep_daily_2021-07.csv")
    assert sleep.days[0].sleep_h == pytest.approx(18540 / 3600)
    scores = read(data_dir / "history" / "sleep_score_daily.csv")
    assert scores.days[0].sleep_score == 60
    rides = read(data_dir / "activities" / "athlytics" / "activities.csv")
    first = rides.activities[0]
    assert (first.sport, first.distance_m, first.hr_mean) == ("cycling", 33892, 132)
    assert not rides.problems
