"""Apple Health's export becomes days and workouts, in the memory of the result."""

import datetime as dt
import io

from builders.formats import read_apple_health
from trainkit.ports.format import Contents, FileContext

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n'
    "<!ELEMENT HealthData (Record|Workout)*>\n<!ATTLIST Record type CDATA #REQUIRED>\n]>\n"
    '<HealthData locale="en_GB">'
)


def read_export(*elements: str, head: str = HEAD) -> Contents:
    text = head + "".join(elements) + "</HealthData>"
    return read_apple_health(io.BytesIO(text.encode()), FileContext("export.xml"))


def record(
    kind: str, value: object, unit: str = "", at: str = "2024-05-02 07:00:00", **more: str
) -> str:
    known = {
        "type": f"HKQuantityTypeIdentifier{kind}",
        "value": str(value),
        "unit": unit,
        "sourceName": "Watch",
        "startDate": f"{at} +0200",
        "endDate": f"{at} +0200",
        **more,
    }
    return "<Record " + " ".join(f'{name}="{text}"' for name, text in known.items()) + "/>"


def sleep(stage: str, start: str, end: str, source: str = "Watch") -> str:
    return (
        f'<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="{source}" '
        f'value="HKCategoryValueSleepAnalysis{stage}" '
        f'startDate="{start} +0200" endDate="{end} +0200"/>'
    )


def test_records_of_a_day_become_its_values() -> None:
    (day,) = read_export(
        record("HeartRateVariabilitySDNN", 40, "ms"),
        record("HeartRateVariabilitySDNN", 60, "ms", "2024-05-02 03:00:00"),
        record("RestingHeartRate", 50, "count/min"),
        record("RestingHeartRate", 52, "count/min", "2024-05-02 21:00:00"),
        record("BodyMass", 154, "lb"),
        record("BodyFatPercentage", 0.18, "%"),
        record("OxygenSaturation", 0.96, "%"),
        record("StepCount", 4000, "count"),
        record("StepCount", 3000, "count", "2024-05-02 18:00:00"),
        record("StepCount", 6500, "count", sourceName="Phone"),
        record("HeartRate", 90, "count/min"),
    ).days
    assert (day.hrv_sdnn, day.hrv_rmssd, day.resting_hr) == (50, None, 52)
    assert day.weight_kg is not None
    assert round(day.weight_kg, 1) == 69.9
    assert (day.body_fat, day.spo2, day.steps) == (18, 96, 7000)
    assert (day.provenance.source, day.provenance.licence) == ("apple-health", "user-export")


def test_a_night_belongs_to_the_day_it_ends_and_stages_win() -> None:
    (day,) = read_export(
        sleep("InBed", "2024-05-01 22:00:00", "2024-05-02 08:00:00", "Phone"),
        sleep("Asleep", "2024-05-01 22:00:00", "2024-05-02 07:59:00", "Phone"),
        sleep("AsleepCore", "2024-05-01 22:30:00", "2024-05-01 23:30:00"),
        sleep("AsleepDeep", "2024-05-01 23:30:00", "2024-05-02 01:00:00"),
        sleep("Awake", "2024-05-02 01:00:00", "2024-05-02 01:30:00"),
        sleep("AsleepREM", "2024-05-02 01:30:00", "2024-05-02 06:00:00"),
        sleep("AsleepREM", "2024-05-02 05:00:00", "2024-05-02 06:30:00"),
        sleep("AsleepREM", "2024-05-02 07:00:00", "2024-05-02 06:30:00"),
    ).days
    assert day.date == dt.date(2024, 5, 2)
    assert (day.light_h, day.deep_h, day.rem_h, day.awake_h, day.sleep_h) == (1, 1.5, 5, 0.5, 7.5)
    assert day.sleep_start is not None
    assert day.sleep_start.isoformat() == "2024-05-01T22:30:00+02:00"


def test_workouts_become_activities() -> None:
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" '
        'durationUnit="min" sourceName="Watch" startDate="2024-05-02 06:00:00 +0200" '
        'endDate="2024-05-02 06:31:00 +0200">'
        '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="3.1" '
        'unit="mi"/><WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="141.5" '
        'maximum="163" unit="count/min"/></Workout>'
    )
    (one,) = read_export(workout).activities
    assert (one.sport, one.elapsed_s, one.moving_s, one.hr_mean) == ("running", 1860, 1800, 141.5)
    assert one.distance_m is not None
    assert round(one.distance_m) == 4989
    assert one.start.utcoffset() == dt.timedelta(hours=2)
    strength = workout.replace("Running", "TraditionalStrengthTraining")
    assert read_export(strength).activities[0].sub_sport == "strength_training"


def test_wrong_records_are_reported_and_the_rest_is_read() -> None:
    answer = read_export(
        record("RestingHeartRate", "ill"),
        record("RestingHeartRate", 5000),
        record("BodyMass", 70, "kg", "2024-05-03 07:00:00"),
        '<Workout startDate="never"/>',
    )
    assert [day.weight_kg for day in answer.days] == [70]
    messages = "; ".join(one.message for one in answer.problems)
    assert "1 record without a date or a number" in messages
    assert "resting_hr of 5000 is out of range" in messages
    assert "1 workout without a start" in messages


def test_an_entity_is_refused_and_damage_keeps_what_was_before_it() -> None:
    evil = HEAD.replace("<!ELEMENT", '<!ENTITY a "aaaa"><!ELEMENT')
    answer = read_export(record("BodyMass", 70, "kg"), head=evil)
    assert not answer.days
    assert answer.problems[0].message == "entities are refused"
    cut = HEAD + record("BodyMass", 70, "kg") + "<Record type="
    answer = read_apple_health(io.BytesIO(cut.encode()), FileContext("export.xml"))
    assert [day.weight_kg for day in answer.days] == [70]
    assert answer.problems[0].offset is not None


def test_a_nap_is_no_part_of_the_night_and_a_night_of_travel_has_its_own_day() -> None:
    abroad = sleep("AsleepCore", "2024-05-02 15:00:00", "2024-05-02 22:30:00").replace(
        "/>", '><MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/></Record>'
    )
    answer = read_export(
        sleep("AsleepCore", "2024-05-01 23:00:00", "2024-05-02 06:00:00"),
        sleep("AsleepCore", "2024-05-02 12:00:00", "2024-05-02 12:30:00"),
        abroad,
        sleep("AsleepCore", "2024-05-02 12:00:00", "2024-05-02 11:30:00"),
        sleep("Dreaming", "2024-05-02 12:00:00", "2024-05-02 13:30:00"),
    )
    home, away = answer.days
    assert (home.sleep_h, home.nap_h, away.sleep_h) == (7, 0.5, 7.5)
    assert away.date == dt.date(2024, 5, 3)
    assert away.sleep_end is not None
    assert away.sleep_end.isoformat() == "2024-05-03T05:30:00+09:00"
    assert "1 segment of sleep without" in answer.problems[0].message
