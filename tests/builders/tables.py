"""Tables as platforms and spreadsheets write them: in many languages, dialects and styles."""

import csv
import io
from collections.abc import Iterable, Sequence

STRAVA_ENGLISH = [
    "Activity ID",
    "Activity Date",
    "Activity Name",
    "Activity Type",
    "Activity Description",
    "Elapsed Time",
    "Distance",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Activity Private Note",
    "Activity Gear",
    "Filename",
    "Athlete Weight",
    "Bike Weight",
    "Elapsed Time",
    "Moving Time",
    "Distance",
    "Max Speed",
    "Average Speed",
    "Elevation Gain",
    "Elevation Loss",
    "Elevation Low",
    "Elevation High",
    "Max Grade",
    "Average Grade",
    "Average Positive Grade",
    "Average Negative Grade",
    "Max Cadence",
    "Average Cadence",
    "Max Heart Rate",
    "Average Heart Rate",
    "Max Watts",
    "Average Watts",
    "Calories",
]
# Language -> words for the elapsed time, the distance, the maximum heart rate, a run and a ride,
# and how a date is written.
STRAVA_LANGUAGES = {
    "de": ("Verstrichene Zeit", "Distanz", "Max. HF", "Lauf", "Radfahrt", "14.03.2026, 17:05:09"),
    "fr": (
        "Temps écoulé",
        "Distance",
        "FC max.",
        "Course à pied",
        "Vélo",
        "14 mars 2026, 17:05:09",
    ),
    "es": ("Tiempo", "Distancia", "FC máx.", "Carrera", "Bicicleta", "14 mar 2026, 17:05:09"),
    "it": ("Tempo", "Distanza", "FC max", "Corsa", "Pedalata", "14 mar 2026, 17:05:09"),
    "pt": ("Tempo", "Distância", "FC máx.", "Corrida", "Pedalada", "14 de mar. de 2026 17:05:09"),
    "nl": (
        "Verstreken tijd",
        "Afstand",
        "Max.",
        "Hardloopsessie",
        "Fietsrit",
        "14 mrt 2026 17:05:09",
    ),
    "ru": ("Время", "Дистанция", "Макс.", "Забег", "Велозаезд", "14 мар. 2026\u202fг., 17:05:09"),
    "ja": ("経過時間", "距離", "最大心拍数", "ランニング", "ライド", "2026/03/14 17:05:09"),
    "zh": ("所用时间", "距离", "最大心率", "跑步", "骑行", "2026年3月14日 17:05:09"),
    "ko": ("경과 시간", "거리", "최대 심박수", "달리기", "라이딩", "2026. 3. 14. 오후 5:05:09"),
    "pl": ("Czas", "Dystans", "Maks.", "Bieg", "Jazda na rowerze", "14 mar 2026, 17:05:09"),
    "da": ("Tid", "Distance", "Maks.", "Løb", "Cykling", "14. mar. 2026 17.05.09"),
    "tr": ("Süre", "Mesafe", "Maks.", "Koşu", "Bisiklet", "14 Mar 2026 17:05:09"),
}


def write_csv(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def strava_in(language: str) -> str:
    """Return a list with a run and a ride; titles that a test does not need are made up."""
    elapsed, distance, highest, run, ride, date = STRAVA_LANGUAGES[language]
    names = {"Elapsed Time": elapsed, "Distance": distance, "Max Heart Rate": highest}
    header = [names.get(name, f"{language} {at}") for at, name in enumerate(STRAVA_ENGLISH)]
    blank: list[object] = ["", "", "", "", "", ""]
    rows = [
        [811, date, "a", run, "", 2000, "6,04", 171, "", "false", "", "", "activities/9.fit.gz"],
        [812, date, "b", ride, "", 4100, "30,50", 160, "", "false", "", "", ""],
    ]
    run_rest = [70.0, "", 2000.0, 1950.0, 6040.5, 4.9, 3.098, 33.0, 31.0]
    ride_rest = [70.0, 9.0, 4100.0, 4000.0, 30500.0, 14.0, 7.625, 250.0, 240.0]
    hearts: tuple[list[object], list[object]] = ([171, 152], [160, 131])
    return write_csv(
        [
            header,
            [*rows[0], *run_rest, *blank, "", "", *hearts[0], "", "", 480],
            [*rows[1], *ride_rest, *blank, "", 88, *hearts[1], 700, 190, 900],
        ]
    )


GARMIN = ("Activity Type", "Date", "Favorite", "Title", "Distance", "Calories", "Time")
GARMIN_HEARTS = ("Avg HR", "Max HR")


def garmin_list(*rows: Sequence[object], more: Sequence[str] = ()) -> str:
    return write_csv([[*GARMIN, *GARMIN_HEARTS, *more], *rows])


def format_number(value: float, decimal: str, thousands: str, digits: int) -> str:
    """Write a number with marks of thousands and a decimal mark."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans({",": thousands, ".": decimal}))
