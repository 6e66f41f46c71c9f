"""Small files as products write them, made up after their public documentation and tests."""

import json
from collections.abc import Iterable

from builders.recordings import run
from builders.tables import write_csv
from builders.watch_logs import every_log

WHOOP_CYCLES = write_csv(
    [
        [
            "Cycle start time",
            "Cycle end time",
            "Cycle timezone",
            "Recovery score %",
            "Resting heart rate (bpm)",
            "Heart rate variability (ms)",
            "Skin temp (celsius)",
            "Blood oxygen %",
            "Day Strain",
            "Energy burned (cal)",
            "Sleep onset",
            "Wake onset",
            "Sleep performance %",
            "Respiratory rate (rpm)",
            "Asleep duration (min)",
            "In bed duration (min)",
            "Light sleep duration (min)",
            "Deep (SWS) duration (min)",
            "REM duration (min)",
            "Awake duration (min)",
        ],
        [
            "2026-03-01 22:50:00",
            "2026-03-02 23:10:00",
            "UTC+01:00",
            *(63, 49, 71, 33.1, 95.5, 12.4, 2750),
            "2026-03-01 22:50:00",
            "2026-03-02 06:40:00",
            *(87, 14.4, 435, 470, 225, 95, 115, 35),
        ],
        ["2026-03-02 23:10:00", "", "UTC+01:00", 41, 53, 58, *([""] * 14)],
    ]
)
WHOOP_SLEEPS = write_csv(
    [
        [
            "Cycle start time",
            "Cycle end time",
            "Cycle timezone",
            "Sleep onset",
            "Wake onset",
            "Sleep performance %",
            "Asleep duration (min)",
            "Nap",
        ],
        ["", "", "UTC-05:00", "2026-03-01 23:00:00", "2026-03-02 06:40:00", 80, 435, "false"],
        ["", "", "UTC-05:00", "2026-03-02 13:00:00", "2026-03-02 13:50:00", "", 45, "true"],
        ["", "", "UTC-05:00", "2026-03-02 18:00:00", "2026-03-02 18:20:00", "", 15, "true"],
    ]
)
WHOOP_WORKOUTS = write_csv(
    [
        [
            "Cycle start time",
            "Cycle timezone",
            "Workout start time",
            "Workout end time",
            "Duration (min)",
            "Activity name",
            "Activity Strain",
            "Energy burned (cal)",
            "Max HR (bpm)",
            "Average HR (bpm)",
            "Distance (meters)",
        ],
        [
            "",
            "UTCZ",
            "2026-03-02 07:00:00",
            "2026-03-02 07:45:00",
            *(45, "Running", 11.2, 520, 171, 149, 8050),
        ],
    ]
)
OURA_TABLE = write_csv(
    [
        [
            "date",
            "Sleep Score",
            "Total Sleep Duration",
            "Total Bedtime",
            "REM Sleep Duration",
            "Deep Sleep Duration",
            "Light Sleep Duration",
            "Bedtime Start",
            "Bedtime End",
            "Lowest Resting Heart Rate",
            "Average HRV",
            "Respiratory Rate",
            "Steps",
            "Total Burn",
            "Readiness Score",
            "Activity Score",
        ],
        [
            "2026-03-02",
            *(81, 27000, 29700, 6300, 5400, 15300),
            "2026-03-01T22:48:00+01:00",
            "2026-03-02T07:03:00+01:00",
            *(46, 64, 14.1, 9120, 2610, 84, 77),
        ],
    ]
)
OURA_SLEEP = [
    {
        "day": "2026-03-02",
        "type": kind,
        "bedtime_start": f"2026-03-{start}:00+01:00",
        "bedtime_end": f"2026-03-{end}:00+01:00",
        "total_sleep_duration": asleep,
        "average_hrv": 61,
        "lowest_heart_rate": 45,
    }
    for kind, start, end, asleep in (
        ("long_sleep", "01T23:00", "02T07:00", 27_000),
        ("late_nap", "02T14:00", "02T14:40", 1800),
        ("rest", "02T16:00", "02T16:20", 600),
        ("deleted", "02T17:00", "02T19:00", 7200),
    )
]
OURA_READINESS = [{"day": "2026-03-02", "score": 84, "temperature_deviation": -0.1}]
WHOOP_JSON = {
    "records": [
        {
            "start": "2026-03-01T22:00:00.000Z",
            "end": "2026-03-02T05:30:00.000Z",
            "timezone_offset": "+01:00",
            "nap": nap,
            "score_state": "SCORED",
            "score": {
                "stage_summary": {
                    "total_light_sleep_time_milli": light * 3_600_000,
                    "total_slow_wave_sleep_time_milli": 0,
                    "total_rem_sleep_time_milli": 0,
                    "total_in_bed_time_milli": 27_000_000,
                },
                "sleep_performance_percentage": 91,
            },
        }
        for nap, light in ((False, 7), (True, 1))
    ]
    + [{"start": "2026-03-05T22:00:00.000Z", "nap": False, "score_state": "PENDING_SCORE"}]
}
FITBIT_SLEEP = [
    {
        "logId": 1,
        "dateOfSleep": "2026-03-02",
        "startTime": "2026-03-01T23:02:00.000",
        "endTime": "2026-03-02T06:47:00.000",
        "minutesAsleep": 410,
        "timeInBed": 465,
        "mainSleep": True,
        "levels": {
            "summary": {
                "deep": {"minutes": 80},
                "light": {"minutes": 230},
                "rem": {"minutes": 100},
                "wake": {"minutes": 55},
            }
        },
    },
    {
        "logId": 2,
        "dateOfSleep": "2026-03-02",
        "startTime": "2026-03-02T13:00:00.000",
        "endTime": "2026-03-02T14:05:00.000",
        "minutesAsleep": 60,
        "mainSleep": False,
    },
]
FITBIT_RESTING = [
    {"dateTime": "03/02/26 00:00:00", "value": {"date": "03/02/26", "value": 52.4, "error": 6.8}},
    {"dateTime": "03/03/26 00:00:00", "value": {"date": None, "value": 0.0, "error": 0.0}},
]
FITBIT_EXERCISE = [
    {
        "logId": 77,
        "activityName": "Run",
        "activityTypeId": 90009,
        "averageHeartRate": 148,
        "calories": 510,
        "distance": 5.0,
        "distanceUnit": unit,
        "duration": 1_900_000,
        "activeDuration": 1_800_000,
        "startTime": start,
    }
    for unit, start in (("Kilometer", "03/02/26 06:30:00"), ("Mile", "03/13/26 06:30:00"))
]
FITBIT_HRV = "timestamp,rmssd,nremhr,entropy\n2026-03-02T00:00:00,41.5,51.2,2.7\n"
POLAR_SESSION = {
    "exportVersion": "1.6",
    "name": "Dawn",
    "startTime": "2026-03-02T06:00:00.000",
    "product": {"modelName": "Polar Vantage"},
    "exercises": [
        {
            "startTime": "2026-03-02T06:00:00.000",
            "stopTime": "2026-03-02T06:10:30.000",
            "timezoneOffset": 60,
            "duration": "PT10M0S",
            "distance": 1800.5,
            "sport": "RUNNING",
            "heartRate": {"min": 90, "avg": 141, "max": 166},
            "kiloCalories": 130,
            "samples": {
                "heartRate": [
                    {"dateTime": f"2026-03-02T06:{at:02}:00.000", "value": 130 + at}
                    for at in range(10)
                ],
                "speed": [
                    {"dateTime": f"2026-03-02T06:{at:02}:00.000", "value": 10.8} for at in range(10)
                ],
                "recordedRoute": [
                    {
                        "dateTime": f"2026-03-02T06:{at:02}:00.000",
                        "latitude": 47 + at / 500,
                        "longitude": -8.5,
                    }
                    for at in range(10)
                ],
            },
        }
    ],
}
POLAR_NIGHT = [
    {
        "night": "2026-03-02",
        "evaluation": {
            "sleepSpan": "PT8H",
            "asleepDuration": "PT7H15M",
            "phaseDurations": {
                "wake": "PT45M",
                "rem": "PT1H30M",
                "light": "PT4H",
                "deep": "PT1H45M",
            },
        },
        "sleepResult": {},
    }
]
GOLDEN_CHEETAH = {
    "RIDE": {
        "STARTTIME": "2026/03/02 07:30:00 UTC ",
        "RECINTSECS": 1,
        "DEVICETYPE": "Edge ",
        "TAGS": {"Sport": "Bike ", "Notes": "windy "},
        "SAMPLES": [
            {
                "SECS": at,
                "KM": at / 100,
                "WATTS": 200 + at,
                "HR": 0 if at == 3 else 130,
                "KPH": 36.0,
            }
            for at in range(60)
        ],
    }
}
TRAINING_PEAKS = write_csv(
    [
        [
            "Title",
            "WorkoutType",
            "WorkoutDescription",
            "PlannedDuration",
            "PlannedDistanceInMeters",
            "WorkoutDay",
            "DistanceInMeters",
            "PowerAverage",
            "AthleteComments",
            "TimeTotalInHours",
            "HeartRateAverage",
            "HeartRateMax",
            "Rpe",
        ],
        ["Tempo", "Bike", "3 x 10", 1.5, "", "2026-03-02", 40_000, 190, "ok", 1.25, 138, 166, 6],
        ["Easy", "Run", "", 0.75, 8000, "2026-03-03", "", "", "", "", "", "", ""],
    ]
)


def pwx() -> str:
    samples = "".join(
        f"<sample><timeoffset>{at}</timeoffset><hr>{120 + at}</hr><spd>3.0</spd>"
        f"<dist>{3 * at}</dist></sample>"
        for at in range(60)
    )
    return (
        '<?xml version="1.0"?><pwx xmlns="http://www.peaksware.com/PWX/1/0" version="1.0"><workout>'
        "<sportType>Run</sportType><title>Dawn</title><cmt>calm</cmt>"
        "<device><make>Acme</make><model>One</model></device><time>2026-03-02T07:00:00</time>"
        "<summarydata><beginning>0</beginning><duration>59</duration><dist>177</dist>"
        '<hr max="179" min="120" avg="149"/></summarydata>'
        "<segment><summarydata><duration>9</duration><dist>9</dist></summarydata></segment>"
        f"{samples}</workout></pwx>"
    )


SAMSUNG_EXERCISE = (
    "com.samsung.shealth.exercise,6320001,17\n"
    "total_calorie,com.samsung.health.exercise.duration,com.samsung.health.exercise.exercise_type,"
    "com.samsung.health.exercise.mean_heart_rate,com.samsung.health.exercise.distance,"
    "com.samsung.health.exercise.start_time,com.samsung.health.exercise.time_offset,"
    "com.samsung.health.exercise.datauuid\n"
    "510,1800000,1002,149,5010.5,2026-03-02 21:30:00.000,UTC+0900,abc,\n"
    "90,600000,777,99,,2026-03-03 21:30:00.000,UTC+0900,abd,\n"
)
SAMSUNG_STAGES = (
    "com.samsung.health.sleep_stage,6320001,3\n"
    "start_time,end_time,time_offset,stage\n"
    "2026-03-01 14:00:00.000,2026-03-01 18:00:00.000,UTC+0900,40002,\n"
    "2026-03-01 18:00:00.000,2026-03-01 18:30:00.000,UTC+0900,40001,\n"
    "2026-03-01 18:30:00.000,2026-03-01 21:00:00.000,UTC+0900,40003,\n"
)
SAMSUNG_STEPS = (
    "com.samsung.shealth.step_daily_trend,6320001,6\n"
    "day_time,count,source_type\n1772409600000,9120,-2,\n1772409600000,4000,0,\n"
)


def fitlog() -> str:
    points = "".join(
        f'<pt tm="{at}" lat="{47 + at / 1e4:.4f}" lon="8.5" ele="400" hr="{130 + at}"/>'
        for at in range(60)
    )
    return (
        '<?xml version="1.0"?><FitnessWorkbook xmlns="http://www.zonefivesoftware.com/xmlschemas/'
        'FitnessLogbook/v3"><AthleteLog><Activity StartTime="2026-03-02T06:30:00Z">'
        '<Duration TotalSeconds="58"/><Distance TotalMeters="655"/>'
        '<HeartRate AverageBPM="151" MaximumBPM="190"/><Category Name="Running"/>'
        '<Name>Dawn</Name><Laps><Lap StartTime="2026-03-02T06:30:00Z" DurationSeconds="9">'
        f'<Distance TotalMeters="9"/></Lap></Laps><Track StartTime="2026-03-02T06:30:00Z">{points}'
        "</Track></Activity></AthleteLog></FitnessWorkbook>"
    )


def kml() -> str:
    times = "".join(f"<when>2026-03-02T06:30:{at:02}Z</when>" for at in range(60))
    places = "".join(f"<gx:coord>8.5 {47 + at / 1e4:.4f} 400</gx:coord>" for at in range(60))
    hearts = "".join(f"<gx:value>{130 + at}</gx:value>" for at in range(60))
    return (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" '
        'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><Placemark><name>Spot</name>'
        "<Point><coordinates>8.5,47</coordinates></Point></Placemark><Placemark><name>Dawn</name>"
        f"<gx:MultiTrack><gx:Track>{times}{places}<ExtendedData><SchemaData>"
        f'<gx:SimpleArrayData name="heart_rate">{hearts}</gx:SimpleArrayData></SchemaData>'
        "</ExtendedData></gx:Track></gx:MultiTrack></Placemark></Document></kml>"
    )


ZWO = (
    "<workout_file><name>Over</name><description>hard</description><sportType>bike</sportType>"
    '<workout><Warmup Duration="600" PowerLow="0.4" PowerHigh="0.7"/>'
    '<IntervalsT Repeat="4" OnDuration="180" OffDuration="120" OnPower="1.1" OffPower="0.5">'
    '<textevent timeoffset="9" message="go"/></IntervalsT>'
    '<SteadyState Duration="300" Power="0.75"/><FreeRide Duration="60"/><Jump Duration="9"/>'
    "</workout></workout_file>"
)
MRC = (
    "[COURSE HEADER]\nVERSION = 2\nDESCRIPTION = Two steps\nFILE NAME = Steps\nMINUTES PERCENT\n"
    "[END COURSE HEADER]\n[COURSE DATA]\n0.00\t50\n5.00\t75\n5.00\t100\n8,50\t100\n"
    "[END COURSE DATA]\n"
)
TRAINER_ROAD = {
    "Workout": {
        "Details": {"WorkoutName": "Mount", "WorkoutDescription": "steady"},
        "intervalData": [
            {"Name": "Workout", "Start": 0, "End": 900, "IsFake": True},
            {"Name": "Warm", "Start": 0, "End": 300, "StartTargetPowerPercent": 50},
            {"Name": "Work", "Start": 300, "End": 900, "StartTargetPowerPercent": 95},
        ],
    }
}
ICU_TEXT = "Ramp day\n\n- Warmup 10m 50-60%\n\n3x\n- 4m 105-110%\n- Rest 2m30s 50%\n\n- 5m Z2\n"


GOOGLE_FIT_DAYS = write_csv(
    [
        [
            "Date",
            "Move Minutes count",
            "Calories (kcal)",
            "Distance (m)",
            "Heart Points",
            "Average heart rate (bpm)",
            "Step count",
            "Average weight (kg)",
            "Max weight (kg)",
            "Sleep duration (ms)",
        ],
        ["2026-03-02", 64, 2480.5, 6200.25, 18, 72.5, 8400, 78.4, 79.1, 25_200_000],
        ["2026-03-13", 31, 2210.25, 3100.5, 7, 70.5, 4100, 78.1, 78.6, 21_600_000],
        ["2026-03-14", 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
)
GOOGLE_FIT_QUARTERS = (
    "시작 시간,종료 시간,칼로리(kcal),거리(m),걸음 수\n"
    "10:00:00.000+09:00,10:15:00.000+09:00,30.5,250,321\n"
    "10:15:00.000+09:00,10:30:00.000+09:00,18.5,,\n"
    "10:30:00.000+09:00,10:45:00.000+09:00,41.0,600,680\n"
)
GOOGLE_FIT_RUN = {
    "fitnessActivity": "running",
    "startTime": "2026-03-02T06:30:00.000Z",
    "endTime": "2026-03-02T07:02:00.000Z",
    "duration": "1860.000s",
    "segment": [
        {
            "fitnessActivity": "running",
            "startTime": "2026-03-02T06:30:00.000Z",
            "endTime": "2026-03-02T07:02:00.000Z",
        }
    ],
    "aggregate": [
        {"metricName": "com.google.calories.expended", "floatValue": 312.75},
        {"metricName": "com.google.step_count.delta", "intValue": 4800},
        {"metricName": "com.google.distance.delta", "floatValue": 5208.5},
    ],
}
GOOGLE_FIT_NIGHT = {
    "fitnessActivity": "sleep",
    "startTime": "2026-03-01T22:00:00Z",
    "endTime": "2026-03-02T06:00:00Z",
    "duration": "28800s",
    "segment": [
        {"fitnessActivity": kind, "startTime": start, "endTime": end}
        for kind, start, end in (
            ("sleep", "2026-03-01T22:00:00Z", "2026-03-02T01:00:00Z"),
            ("sleep.awake", "2026-03-02T01:00:00Z", "2026-03-02T01:30:00Z"),
            ("sleep", "2026-03-02T01:30:00Z", "2026-03-02T06:00:00Z"),
        )
    ],
}
COROS = write_csv(
    [
        [
            "Split",
            "Time",
            "Moving Time",
            "GetDistance",
            "Elevation Gain",
            "Elev Loss",
            "Avg Pace",
            "Avg Run Cadence",
            "Avg Stride Length",
            "Avg HR",
            "Max HR",
            "Calories",
        ],
        ["1", "00:05:10", "00:05:05", 1.001, 4, 2, "05:10", 176, 110, 141, 152, 62],
        ["2", "00:05:00", "00:05:00", 1.002, 3, 6, "05:00", 180, 111, 149, 158, 61],
        ["Summary", "00:10:10", "00:10:05", 2.003, 7, 8, "05:05", 178, 111.6, 145, 158, 123],
    ]
)


def rr_lines(unit: float = 1.0, beats: int = 300) -> str:
    """Return intervals of 60 beats a minute that vary by 20 and 40 ms in turn."""
    return "".join(f"{(1000 + 20 * (at % 3 - 1)) * unit:g}\n" for at in range(beats))


def as_json(tree: object) -> bytes:
    return json.dumps(tree).encode()


def every_sample() -> Iterable[tuple[str, bytes]]:
    """Yield the name and the bytes of a file of each product."""
    trees = {
        "oura.json": OURA_SLEEP,
        "oura-readiness.json": OURA_READINESS,
        "whoop.json": WHOOP_JSON,
        "sleep-2026.json": FITBIT_SLEEP,
        "resting_heart_rate-2026.json": FITBIT_RESTING,
        "exercise-0.json": FITBIT_EXERCISE,
        "training-session.json": POLAR_SESSION,
        "sleep_result.json": POLAR_NIGHT,
        "ride.json": GOLDEN_CHEETAH,
        "mount.json": TRAINER_ROAD,
        "2026-03-02T06_30_00Z_RUNNING.json": GOOGLE_FIT_RUN,
        "2026-03-01T22_00_00Z_SLEEP.json": GOOGLE_FIT_NIGHT,
    }
    yield from ((name, as_json(tree)) for name, tree in trees.items())
    texts = {
        "physiological_cycles.csv": WHOOP_CYCLES,
        "sleeps.csv": WHOOP_SLEEPS,
        "workouts.csv": WHOOP_WORKOUTS,
        "oura.csv": OURA_TABLE,
        "hrv.csv": FITBIT_HRV,
        "tp.csv": TRAINING_PEAKS,
        "Daily activity metrics.csv": GOOGLE_FIT_DAYS,
        "2026-03-02.csv": GOOGLE_FIT_QUARTERS,
        "Run20260302063000.csv": COROS,
        "a.pwx": pwx(),
        "com.samsung.shealth.exercise.csv": SAMSUNG_EXERCISE,
        "com.samsung.health.sleep_stage.csv": SAMSUNG_STAGES,
        "com.samsung.shealth.step_daily_trend.csv": SAMSUNG_STEPS,
        "a.fitlog": fitlog(),
        "a.kml": kml(),
        "a.zwo": ZWO,
        "a.mrc": MRC,
        "a.txt": ICU_TEXT,
        "2026-03-02 07-10.txt": rr_lines(),
    }
    yield from ((name, text.encode()) for name, text in texts.items())
    short = run(15, step=1)
    for name, writer in every_log():
        if name in {"suunto.json", "timeline.json", "a.sml", "flow.csv"}:
            yield name, writer(short)
