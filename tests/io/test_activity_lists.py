"""Lists of activities of Strava, Garmin Connect and intervals.icu, in their languages and units."""

import datetime as dt

import pytest

from builders.formats import read_table
from builders.tables import STRAVA_LANGUAGES, garmin_list, strava_in, write_csv
from trainkit.models import DailyHealth
from trainkit.ports.format import Contents, FileContext


def read_text(text: str) -> Contents:
    answer = read_table(text.encode(), FileContext("Activities.csv"))
    assert not days_of(answer)
    return answer


def days_of(answer: Contents) -> list[DailyHealth]:
    return [*answer.days, *(day for history in answer.histories for day in history.days)]


def messages(answer: Contents) -> str:
    return "; ".join(problem.message for problem in answer.problems)


@pytest.mark.parametrize("language", STRAVA_LANGUAGES)
def test_strava_is_read_in_each_of_its_languages(language: str) -> None:
    run, ride = read_text(strava_in(language)).activities
    assert (run.sport, ride.sport) == ("running", "cycling")
    assert run.start == dt.datetime(2026, 3, 14, 17, 5, 9, tzinfo=dt.UTC)
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (2000, 1950, 6040.5)
    assert (run.hr_mean, run.hr_max, run.ascent_m, run.calories_kcal) == (152, 171, 33, 480)
    assert (ride.power_mean, ride.power_max, ride.cadence_mean) == (190, 700, 88)
    assert (run.provenance.source, run.provenance.id) == ("strava-export", "811")
    assert (run.provenance.file, ride.provenance.file) == ("activities/9.fit.gz", None)


def test_columns_of_strava_that_moved_are_not_believed() -> None:
    text = strava_in("de")
    header, *rows = text.splitlines()
    cells = [row.split(",") for row in rows]
    shifted = text.replace("3.098", "250").replace("7.625", "240")
    answer = read_text(shifted)
    assert [activity.moving_s for activity in answer.activities] == [None, None]
    assert "speeds do not fit" in messages(answer)
    assert header
    assert cells


def test_strava_before_2019_has_metres() -> None:
    header = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
    row = "183,2018-09-12 15:02:23,Evening,Ride,,783,3681.0,true,Bike,activities/183.gpx\n"
    (ride,) = (answer := read_text(header + row)).activities
    assert (ride.sport, ride.distance_m, ride.elapsed_s) == ("cycling", 3681, 783)
    assert not answer.problems
    assert ride.start == dt.datetime(2018, 9, 12, 15, 2, 23, tzinfo=dt.UTC)
    (walk,) = read_text(header + row.replace("Ride", "Walk").replace("3681.0", "30.0")).activities
    assert (walk.sport, walk.distance_m) == ("walking", 30)


def test_strava_of_2019_has_kilometres_in_any_language() -> None:
    rows = [
        ["ID de l'activité", "Date", "Nom", "Type", "Description", "Temps", "Distance", "Fichier"],
        ["9", "12 sept. 2019 à 15:02:23", "Soir", "Course à pied", "", "783", "3,68"],
    ]
    rows[0][7:] = ["Trajet", "Matériel", "Fichier"]
    rows[1] += ["false", "", "activities/9.gpx"]
    (run,) = read_text(write_csv(rows)).activities
    assert (run.sport, run.distance_m, run.elapsed_s) == ("running", 3680, 783)


RUN = ("Running", "2026-05-06 17:06:03", "false", "Run", "5.48", "1,447", "00:31:24", "153", "176")


def test_garmins_list_becomes_activities_and_no_day() -> None:
    text = garmin_list(
        (*RUN, "160", "1.10", "00:32:57", "215", "371"),
        more=("Avg Run Cadence", "Avg Stride Length", "Elapsed Time", "Total Ascent", "Avg Power"),
    )
    (run,) = (answer := read_text(text)).activities
    assert (run.sport, run.distance_m, run.moving_s, run.elapsed_s) == ("running", 5480, 1884, 1977)
    assert (run.hr_mean, run.hr_max, run.calories_kcal, run.ascent_m) == (153, 176, 1447, 215)
    assert (run.cadence_mean, run.power_mean) == (80, 371)
    assert not answer.problems


def test_garmins_miles_are_found_by_strides() -> None:
    row = (
        "Running",
        "2026-05-06 07:00:00",
        "false",
        "Run",
        "3.41",
        "447",
        "00:31:24",
        "153",
        "176",
    )
    text = garmin_list((*row, "160", "1.10"), more=("Avg Run Cadence", "Avg Stride Length"))
    (run,) = read_text(text).activities
    assert run.distance_m == pytest.approx(3.41 * 1609.344)


def test_garmins_unit_of_distance_is_told_where_nothing_shows_it() -> None:
    (run,) = (answer := read_text(garmin_list(RUN))).activities
    assert run.distance_m == 5480
    assert "does not name its unit of distance: read as kilometres" in messages(answer)


def test_garmins_columns_are_found_by_their_english_names_in_another_order() -> None:
    header = "Title,Date,Favorite,Activity Type,Calories,Distance,Time,Max HR,Avg HR"
    row = "Intervals,2026-05-06 07:00:00,false,Running,447,5.48,00:31:24,176,153"
    (run,) = read_text(f"{header}\n{row}\n").activities
    assert (run.sport, run.name, run.distance_m) == ("running", "Intervals", 5480)
    assert (run.calories_kcal, run.hr_mean, run.hr_max) == (447, 153, 176)


def test_garmins_swims_are_in_metres() -> None:
    swim = ("Pool Swim", "2026-05-06 07:00:00", "false", "Swim", "1,500", "300", "00:30:00")
    text = garmin_list(RUN, (*swim, "130", "150"))
    assert [activity.distance_m for activity in read_text(text).activities] == [5480, 1500]
    assert read_text(text).activities[1].sport == "swimming"


@pytest.mark.parametrize(
    ("header", "row", "sport"),
    [
        (
            "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø HF,Max. HF,Schritte",
            'Radfahren,2026-05-06 17:06:03,false,x,"40,48","1.020","01:31:24","153","176","4.808"',
            "cycling",
        ),
        (
            "Type d'activité,Date,Favori,Titre,Distance,Calories,Durée,FC moyenne,FC maximale,Pas",
            'Natation en piscine,2026-05-06 17:06:03,false,x,"1,25","320","31:24","130","150","--"',
            "swimming",
        ),
        (
            "アクティビティタイプ,日付,お気に入り,タイトル,距離,カロリー,タイム,平均,最大",
            "ランニング,2026-05-06 17:06:03,false,x,5.48,447,00:31:24,153,176",
            "running",
        ),
    ],
)
def test_garmins_list_is_read_in_other_languages(header: str, row: str, sport: str) -> None:
    (activity,) = read_text(f"{header}\n{row}\n").activities
    assert (activity.sport, activity.start.hour) == (sport, 17)
    assert activity.distance_m in {40_480, 1250, 5480}
    assert activity.moving_s in {5484, 1884}
    assert activity.hr_max in {176, 150}


def test_means_above_maxima_are_no_heart_rates() -> None:
    row = ("Running", "2026-05-06 07:00:00", "false", "Run", "5.0", "447", "00:31:24", "353", "176")
    (run,) = (answer := read_text(garmin_list(row))).activities
    assert (run.hr_mean, run.hr_max) == (None, None)
    assert "hold something else" in messages(answer)


def test_intervals_wellness_is_read_and_the_rest_is_told() -> None:
    text = (
        "date,weight,restingHR,hrv,hrvSDNN,sleepSecs,sleepScore,sleepQuality,soreness,mood,steps\n"
        "2026-03-01,68.2,45,71,80,25200,77,3,1,4,11000\n"
    )
    answer = read_table(text.encode(), FileContext("w.csv"))
    (day,) = days_of(answer)
    assert (day.weight_kg, day.resting_hr, day.hrv_rmssd, day.hrv_sdnn) == (68.2, 45, 71, 80)
    assert (day.sleep_h, day.sleep_score, day.steps) == (7, 77, 11_000)
    assert (day.soreness, day.mood, day.sleep_quality) == (None, None, None)
    assert messages(answer) == "columns that are not read: sleepquality, soreness, mood"
    assert day.provenance.licence == "user-export"


def test_intervals_activities_keep_their_offset() -> None:
    text = (
        "id,start_date_local,start_date,type,name,moving_time,elapsed_time,distance,average_heartrate\n"
        "i7,2026-03-01T07:00:00,2026-03-01T06:00:00Z,Run,Dawn,1800,1900,5000,141\n"
    )
    (run,) = read_text(text).activities
    assert (run.sport, run.distance_m, run.moving_s, run.hr_mean) == ("running", 5000, 1800, 141)
    assert run.start.isoformat() == "2026-03-01T07:00:00+01:00"
    assert run.provenance.id == "i7"
