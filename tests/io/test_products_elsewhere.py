"""Files of products as other people have them: their language, their units, their odd rows."""

import io
import json

import pytest

from builders.formats import HEAD, format_for
from trainkit.ports.format import Contents, FileContext


def read(name: str, text: str) -> Contents:
    data = text.encode()
    format_ = format_for(data[:HEAD], name)
    if format_ is None:
        return Contents()
    context = FileContext(name, source=format_.name)
    return Contents.join(format_.read(io.BytesIO(data), context))


def messages(answer: Contents) -> str:
    return "; ".join(problem.message for problem in answer.problems)


@pytest.mark.parametrize(
    ("words", "sport"),
    [
        ("Course à pied", "running"),
        ("Vélo", "cycling"),
        ("Randonnée", "hiking"),
        ("Велоспорт", "cycling"),
        ("サイクリング", "cycling"),
        ("Hardlopen", "running"),
        ("Vélo elliptique", "fitness_equipment"),
        ("Elíptica", "fitness_equipment"),
        ("Alpinisme", "mountaineering"),
        ("Ski alpin", "alpine_skiing"),
        ("Klettern", "rock_climbing"),
        ("Cyklistika", "cycling"),
        ("Chód", "walking"),
        ("Gang", "walking"),
    ],
)
def test_garmins_sports_have_accents_and_other_letters(words: str, sport: str) -> None:
    header = "Type d'activité;Date;Favori;Titre;Distance;Calories;Durée"
    row = f'{words};2026-04-02 06:11:12;false;"Paris";10,02;650;00:50:10'
    (found,) = read("Activities.csv", f"{header}\n{row}\n").activities
    assert (found.sport, found.distance_m) == (sport, 10_020)


def test_a_list_writes_zero_where_nothing_was_measured() -> None:
    header = (
        "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Avg Run Cadence,"
        "Avg Power,Max Power"
    )
    row = 'Running,2026-04-02 06:11:12,false,"a","5.01","300","00:25:00","0","0","0","0","0"'
    (found,) = read("Activities.csv", f"{header}\n{row}\n").activities
    assert found.distance_m == 5010
    assert (found.hr_mean, found.cadence_mean, found.power_mean, found.power_max) == (None,) * 4


def test_a_day_off_is_a_planned_rest() -> None:
    header = "Title,WorkoutType,PlannedDuration,WorkoutDay,TimeTotalInHours,DistanceInMeters"
    columns = ",PlannedDistanceInMeters,HeartRateAverage,AthleteComments,WorkoutDescription"
    answer = read("tp.csv", f"{header}{columns}\nOff,Day Off,,2026-04-03,,,,,,\n")
    (plan,) = answer.workouts
    assert (plan.kind, plan.sport, plan.name) == ("rest", "generic", "Off")


@pytest.mark.parametrize(
    ("words", "sport", "sub_sport"),
    [
        ("Functional Fitness", "training", "strength_training"),
        ("Hiking/Rucking", "hiking", None),
        ("Paddleboarding", "stand_up_paddleboarding", None),
    ],
)
def test_whoops_sports_are_known(words: str, sport: str, sub_sport: str | None) -> None:
    header = "Cycle timezone,Workout start time,Workout end time,Duration (min),Activity name"
    more = ",Activity Strain,Energy burned (cal),Max HR (bpm),Average HR (bpm)"
    row = f"UTC+01:00,2026-03-29 07:50:00,2026-03-29 08:50:00,60,{words},9,400,150,120"
    (found,) = read("workouts.csv", f"{header}{more}\n{row}\n").activities
    assert (found.sport, found.sub_sport) == (sport, sub_sport)


def test_numbers_of_xml_may_have_commas() -> None:
    points = "".join(f'<pt tm="{at},5" lat="47,{at:03}" lon="8,5" hr="150"/>' for at in range(30))
    start = "2026-03-02T06:30:00Z"
    text = (
        f'<FitnessWorkbook><AthleteLog><Activity StartTime="{start}">'
        f'<Duration TotalSeconds="29,25"/><Track StartTime="{start}">{points}</Track>'
        "</Activity></AthleteLog></FitnessWorkbook>"
    )
    (found,) = read("a.fitlog", text).activities
    assert (found.moving_s, found.hr_mean) == (29.25, 150)
    assert found.streams is not None
    assert found.streams.columns["latitude"][12] == pytest.approx(47.012)


def test_what_is_no_number_in_xml_is_told() -> None:
    text = (
        "<pwx><workout><sportType>Run</sportType><time>2026-03-02T06:30:00</time>"
        "<sample><timeoffset>0</timeoffset><hr>about 140</hr></sample>"
        "<sample><timeoffset>9</timeoffset><hr>NaN</hr></sample></workout></pwx>"
    )
    answer = read("a.pwx", text)
    assert "1 value such as 'about 140' that is no number was left out" in messages(answer)


def test_an_activity_without_a_duration_is_told() -> None:
    text = (
        '<FitnessWorkbook><AthleteLog><Activity StartTime="2026-03-02T06:30:00Z">'
        '<Duration TotalSeconds="half an hour"/><Distance TotalMeters="5000"/>'
        "</Activity></AthleteLog></FitnessWorkbook>"
    )
    answer = read("a.fitlog", text)
    assert answer.activities[0].distance_m == 5000
    assert messages(answer) == "1 activity without a duration"


def test_one_odd_line_does_not_hide_intervals_or_steps() -> None:
    beats = [str(900 + 20 * (at % 3)) for at in range(60)]
    answer = read("2026-04-02.txt", "\n".join([*beats[:30], "lost", *beats[30:], ""]))
    assert answer.days[0].hrv_rmssd is not None
    assert "1 line that is no interval of a heart was left out" in messages(answer)
    answer = read("plan.txt", "Legs\n- 10m ramp 40-60%\n- 20m 200w\n- bring a bottle\n")
    assert answer.workouts[0].duration_s == 1800
    assert "1 line such as 'bring a bottle' without a length was left out" in messages(answer)


def test_a_course_tells_what_is_no_point_and_reads_no_text() -> None:
    head = "[COURSE HEADER]\nFTP = 250\nMINUTES WATTS\n[END COURSE HEADER]\n[COURSE DATA]\n"
    text = f"{head}0 100\n10 150\n12 hard\n20 150\n[END COURSE DATA]\n[COURSE TEXT]\n600 90 up\n"
    answer = read("a.erg", text)
    assert answer.workouts[0].duration_s == 1200
    assert messages(answer) == "1 line such as '12 hard' without a point was left out"


def test_an_interval_of_trainerroad_may_be_a_ramp() -> None:
    interval = {"Name": "A", "Start": 0, "End": 300}
    powers = {"StartTargetPowerPercent": 50, "EndTargetPowerPercent": 70}
    (found,) = read("a.json", json.dumps({"intervalData": [interval | powers]})).workouts
    step = found.unrolled[0]
    assert step.target is not None
    assert (step.target.low, step.target.high) == (50, 70)


def test_the_stopped_time_of_pwx_is_no_moving_time() -> None:
    text = (
        "<pwx><workout><sportType>Bike</sportType><time>2026-03-02T06:30:00</time><summarydata>"
        "<duration>3600</duration><durationstopped>600</durationstopped></summarydata>"
        "</workout></pwx>"
    )
    (found,) = read("a.pwx", text).activities
    assert (found.moving_s, found.elapsed_s) == (3000, 3600)
