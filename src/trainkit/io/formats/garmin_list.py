"""The list of activities that Garmin Connect's web page exports, in any of its languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    ProblemLog,
    canonical_sport,
    csv_rows,
    fold_name,
    parse_dates,
    parse_durations,
    read_csv_table,
    translate_sport,
)
from trainkit.io.formats.activity_rows import RowTexts, read_activity_rows
from trainkit.ports.format import Contents, FileContext

__all__ = ["GarminListFormat"]

# The first columns stand in this order in every language.
_SPORT, _DATE, _FAVOURITE, _TITLE, _DISTANCE, _CALORIES, _TIME, _HR_MEAN, _HR_MAX = range(9)
_USUAL = (
    *("activity_type", "date", "favorite", "title", "distance", "calories", "time"),
    *("avg_hr", "max_hr"),
)
_FLAG = re.compile(r"true|false", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+:)?\d{1,2}:\d\d([.,]\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}")
# Words of a title -> field: those of later columns, whose choice depends on the athlete's sports.
_MEAN = (
    r"(avg|average|ø|durchschn|mitt|moyen|medi[ao]|médi[ao]|gemiddel|средн|平均|평균"
    r"|średni|genomsn|gennemsn|gjennomsn)"
)
_MOST = r"(max|máx|mass|maks|макс|最大|最高|최대|최고)"
_POWER = (
    r"(power|leistung|puissance|potencia|potenza|potência|vermogen|мощн"
    r"|パワー|功率|파워|moc|effekt)"
)
_TITLES = {
    "elapsed_s": r"elapsed|verstrichen|écoulé|transcurrid|trascors|decorrid|verstreken|прошедш"
    r"|経過|总时间|總時間|경과|förfluten|forløb",
    "ascent_m": r"total ascent|elev gain|anstieg|aufstieg|ascension|ascenso|ascesa|subida"
    r"|stijging|подъ[её]м|上昇|爬升|상승|wznios|stigning",
    "descent_m": r"total descent|elev loss|abstieg|descente|descenso|discesa|descida|daling|спуск"
    r"|下降|하강|spadek",
    "normalized_power_w": r"normalized power|\(np|normalisierte leistung|puissance normalisée"
    r"|potencia normalizada|potenza normalizzata",
    "power_mean": rf"^{_MEAN}.*{_POWER}|{_POWER}.*{_MEAN}",
    "power_max": rf"^{_MOST}.*{_POWER}|{_POWER}.*{_MOST}",
    "stride_m": r"stride length|schrittlänge|longueur.*foulée|longitud.*zancada|lunghezza.*passo"
    r"|staplengte|歩幅|ストライド|步幅|보폭",
    "run_cadence": rf"{_MEAN} run cadence|laufschrittfrequenz|laufkadenz|cadence de course moyenne"
    r"|cadencia.*carrera",
    "bike_cadence": rf"{_MEAN} bike cadence|trittfrequenz|cadence de pédalage moyenne",
}
_PATTERNS = {field: re.compile(pattern) for field, pattern in _TITLES.items()}
Numbers = list[float | None]

_KM, _MILE, _FOOT, _YARD = 1000.0, 1609.344, 0.3048, 0.9144
_NEAR = 0.12  # share by which a measured unit may differ from a mile or a kilometre
_FASTEST_SWIM_M_S = 2.5
_ON_FOOT = {"running", "walking", "hiking"}
_ENGLISH = {"running", "cycling", "swimming", "walking", "hiking", "training", "rowing"}


class GarminListFormat:
    """Reads the rows as activities without samples; times are local.

    The file does not name its unit of distance. Stride length and cadence show whether it is the
    kilometre or the mile; where they are missing, kilometres are assumed, and a problem says so.
    """

    name = "garmin-list"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the first columns by what their cells hold."""
        return any(_is_activity(row) for row in csv_rows(head)[1:])

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield an activity for each row."""
        log = ProblemLog()
        table = _in_usual_order(read_csv_table(file.read(), log, context.limits))
        cells = [*table.columns.values()]
        sports = [_sport(name, log) for name in cells[_SPORT]]
        starts = parse_dates(cells[_DATE], log, zone=context.zone)
        columns = _columns(table, sports, log)
        texts = RowTexts(sport=sports, name=[_without_guard(title) for title in cells[_TITLE]])
        yield Contents(
            activities=read_activity_rows(
                table, starts, columns, texts, context, log=log, source="garmin-export"
            ),
            problems=log.problems(context),
        )


def _is_activity(row: Sequence[str]) -> bool:
    return (
        len(row) > _TIME
        and _FLAG.fullmatch(row[_FAVOURITE]) is not None
        and _DAY.match(row[_DATE]) is not None
        and _CLOCK.fullmatch(row[_TIME]) is not None
    )


def _in_usual_order(table: CsvTable) -> CsvTable:
    """Put the first columns in their usual order, where a header in English names them all."""
    names = [*table.columns]
    if not table.columns.keys() >= set(_USUAL):
        return table
    order = [*_USUAL, *(name for name in names if name not in _USUAL)]
    columns = {name: table.columns[name] for name in order}
    return replace(
        table, columns=columns, header=tuple(table.header[names.index(name)] for name in order)
    )


def _sport(name: str, log: ProblemLog) -> str:
    """Return the English name of a sport; names with ASCII letters may be English already."""
    found = translate_sport(name)
    if found is None and name and not name.isascii():
        log.count("activit[y|ies] of a type such as {} that is not known", example=name)
    known = canonical_sport(name) or ""
    english = known in _ENGLISH or (name.isascii() and known not in {"", fold_name(name)})
    return name if english else found or name


def _without_guard(text: str) -> str:
    """Return text without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return text.removeprefix("'") if text[1:2] in {"=", "+", "-", "@"} else text


def _columns(table: CsvTable, sports: Sequence[str], log: ProblemLog) -> dict[str, Numbers]:
    names = [*table.columns]
    found = {field: _find(table, pattern) for field, pattern in _PATTERNS.items()}
    raw: dict[str, Numbers] = {
        field: [None] * table.rows if name is None else table.numbers(log, name)
        for field, name in found.items()
        if field != "elapsed_s"
    }
    moving = parse_durations(table.columns[names[_TIME]], log)
    elapsed = moving
    if found["elapsed_s"] is not None:
        elapsed = parse_durations(table.columns[found["elapsed_s"]], log)
    distance = table.numbers(log, names[_DISTANCE])
    canonical = [canonical_sport(sport) or "" for sport in sports]
    unit = _unit(distance, moving, raw["stride_m"], raw["run_cadence"], log)
    height = _FOOT if unit == _MILE else 1.0
    columns: dict[str, Numbers] = {
        "moving_s": moving,
        "elapsed_s": [e or m for e, m in zip(elapsed, moving, strict=True)],
        "distance_m": [
            None if d is None else d * _scale(d, seconds, sport, unit)
            for d, seconds, sport in zip(distance, moving, canonical, strict=True)
        ],
        "calories_kcal": table.numbers(log, names[_CALORIES]),
        "cadence_mean": [
            steps / 2 if steps and sport in _ON_FOOT else turns
            for steps, turns, sport in zip(
                raw["run_cadence"], raw["bike_cadence"], canonical, strict=True
            )
        ],
        "power_mean": raw["power_mean"],
        "power_max": raw["power_max"],
        "normalized_power_w": [power or None for power in raw["normalized_power_w"]],
    }
    for field in ("ascent_m", "descent_m"):
        columns[field] = [None if h is None else h * height for h in raw[field]]
    return columns | _heart_rates(table, names, log)


def _heart_rates(table: CsvTable, names: Sequence[str], log: ProblemLog) -> dict[str, Numbers]:
    """Read mean and maximum; columns in which means exceed maxima are something else."""
    if len(names) <= _HR_MAX:
        return {}
    mean, highest = (table.numbers(log, names[place]) for place in (_HR_MEAN, _HR_MAX))
    if any(m and h and m > h for m, h in zip(mean, highest, strict=True)):
        log.note("columns where heart rates are expected hold something else: left out")
        return {}
    return {"hr_mean": mean, "hr_max": highest}


def _find(table: CsvTable, pattern: re.Pattern[str]) -> str | None:
    titles = [title.lower() for title in table.header]
    return next(
        (name for name, title in zip(table.columns, titles, strict=True) if pattern.search(title)),
        None,
    )


def _unit(
    distance: Sequence[float | None],
    moving: Sequence[float | None],
    stride: Sequence[float | None],
    cadence: Sequence[float | None],
    log: ProblemLog,
) -> float:
    """Return the metres in one unit of distance, measured by strides where they are known."""
    measured = [
        length * steps * seconds / 60 / far
        for far, seconds, length, steps in zip(distance, moving, stride, cadence, strict=True)
        if far and seconds and length and steps
    ]
    if measured:
        metres = median(measured)
        for unit in (_KM, _MILE):
            if abs(metres / unit - 1) <= _NEAR:
                return unit
    if any(distance):
        log.note("the file does not name its unit of distance: read as kilometres")
    return _KM


def _scale(distance: float, seconds: float | None, sport: str, unit: float) -> float:
    """Return the metres in one unit of a row: swims are in metres or yards."""
    if sport == "swimming" and seconds and distance * unit / seconds > _FASTEST_SWIM_M_S:
        return _YARD if unit == _MILE else 1.0
    return unit
