"""Google Fit's part of Takeout: daily tables, tables of one day's quarter hours, and sessions."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    Json,
    ProblemLog,
    SleepLog,
    build_activity,
    build_day,
    csv_rows,
    fold_name,
    is_json,
    number_at,
    parse_instant,
    read_csv_table,
    read_json_tree,
    text_at,
    value_at,
)
from trainkit.io.formats.health_columns import HealthColumn, name_unread, read_health_columns
from trainkit.models.activity import Activity
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["GoogleFitDaysFormat", "GoogleFitQuartersFormat", "GoogleFitSessionFormat"]

# Field -> folded titles in the languages of public samples: English, Korean, Spanish.
_FIELDS = {
    "steps": ("step_count", "걸음_수", "recuento_de_pasos"),
    "calories_kcal": ("calories_kcal", "칼로리_kcal", "calorías_kcal"),
    "weight_kg": ("average_weight_kg", "평균_몸무게_kg", "peso_medio_kg"),
}
_DATES = ("date", "날짜", "fecha")
_PROOF = frozenset({"move_minutes_count", "heart_points", "distance_m", "거리_m", "distancia_m"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_FILE = re.compile(r"(\d{4}-\d\d-\d\d)\.csv$", re.IGNORECASE)
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?$")
# Metric of a session -> field of `Activity`.
_METRICS = {
    "com.google.calories.expended": "calories_kcal",
    "com.google.distance.delta": "distance_m",
    "com.google.heart_rate.summary": "hr_mean",
}
_STAGES = {
    "sleep": "asleep",
    "sleep.light": "light",
    "sleep.deep": "deep",
    "sleep.rem": "rem",
    "sleep.awake": "awake",
}
_NO_SPORT = {"still", "in_vehicle", "tilting", "unknown"}
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")


def _has_fit_columns(titles: Sequence[str]) -> bool:
    names = {fold_name(title) for title in titles}
    return any(names & {*choices} for choices in _FIELDS.values()) and (
        bool(names & _PROOF) or not names.isdisjoint(_FIELDS["steps"][1:])
    )


class GoogleFitDaysFormat:
    """Reads the table that has a row for each day; columns of other languages are named."""

    name = "google-fit"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the titles, and a date in the first column."""
        rows = csv_rows(head)
        return (
            len(rows) > 1
            and fold_name(rows[0][0]) in _DATES
            and _DAY.match(rows[1][0]) is not None
            and _has_fit_columns(rows[0])
        )

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        columns = _find_columns(table)
        for column in columns.values():
            # a day without any measurement has zeros
            cells = table.columns[column.name]
            table.columns[column.name] = ["" if _is_zero(cell) else cell for cell in cells]
        read = {*_DATES, *(column.name for column in columns.values())}
        unread = [name for name, cells in table.columns.items() if name not in read and any(cells)]
        name_unread(unread, log)
        dates = table.column(*_DATES)
        yield from read_health_columns(table, dates, columns, context, log, licence="user-export")


class GoogleFitQuartersFormat:
    """Adds up the quarter hours of one day, which stands in the file's name."""

    name = "google-fit"

    def matches(self, head: bytes, path: str, /) -> bool:
        """Recognise the titles, the times of the day in the first column, and the name."""
        rows = csv_rows(head)
        return (
            len(rows) > 1
            and _DAY_FILE.search(path) is not None
            and _CLOCK.match(rows[1][0]) is not None
            and any(
                {fold_name(title) for title in rows[0]} & {*names} for names in _FIELDS.values()
            )
        )

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the day; its weight is the last one."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        values: dict[str, float | None] = {}
        for field, column in _find_columns(table).items():
            known = [v for v in table.numbers(log, column.name, whole=field == "steps") if v]
            if known:
                values[field] = known[-1] if field == "weight_kg" else sum(known)
        match = _DAY_FILE.search(context.path)
        try:
            date = dt.date.fromisoformat("" if match is None else match[1])
        except ValueError:
            yield Contents(problems=(context.error("no date in the file's name: left out"),))
            return
        day = build_day(date, values, context.provenance(licence="user-export"), log)
        yield Contents(days=() if day is None else (day,), problems=log.problems(context))


class GoogleFitSessionFormat:
    """Reads sessions: workouts as activities without samples, and sleep as days."""

    name = "google-fit"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys that only Google Fit writes."""
        return is_json(head) and b'"fitnessActivity"' in head

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activity, or the day."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        log = ProblemLog()
        sleep = SleepLog()
        activities: list[Activity] = []
        for node in tree if isinstance(tree, list) else [tree]:
            kind = text_at(node, "fitnessActivity") or text_at(node, "activity") or ""
            start, end = (parse_instant(value_at(node, key)) for key in ("startTime", "endTime"))
            if not isinstance(node, Mapping) or start is None:
                log.count("session[s] without a start [was|were] left out")
            elif kind.lower().partition(".")[0] == "sleep":
                _add_sleep(node, start, end, sleep, context)
            elif kind.lower() in _NO_SPORT:
                log.count("session[s] of {}, which is no sport, [was|were] left out", example=kind)
            else:
                activities.append(_session(node, kind, (start, end), context, log))
        # Each sleep is a file: when it was written says nothing about which one is the night.
        provenance = context.provenance(licence="user-export")
        provenance = provenance.model_copy(update={"fetched_at": None})
        found = sorted(sleep.by_day().items())
        days = [build_day(day, values, provenance, log) for day, values in found]
        yield Contents(
            activities=tuple(activities),
            days=tuple(day for day in days if day is not None),
            problems=log.problems(context),
        )


def _session(
    node: Json,
    kind: str,
    times: tuple[dt.datetime, dt.datetime | None],
    context: FileContext,
    log: ProblemLog,
) -> Activity:
    start, end = times
    values: dict[str, float | None] = {}
    for row in _list(node.get("aggregate")):
        field = _METRICS.get(text_at(row, "metricName") or "")
        value = number_at(row, "floatValue")
        if field is not None:
            values[field] = (number_at(row, "intValue") if value is None else value) or None
    match = _SECONDS.fullmatch(text_at(node, "duration") or "")
    elapsed = None if end is None else (end - start).total_seconds()
    values["moving_s"] = float(match[1]) if match else elapsed
    values["elapsed_s"] = elapsed if elapsed and elapsed > 0 else values["moving_s"]
    return build_activity(
        _local(start, context),
        values,
        context.provenance(licence="user-export"),
        log,
        sport=kind,
        name=text_at(node, "name"),
    )


def _add_sleep(
    node: Json,
    start: dt.datetime,
    end: dt.datetime | None,
    sleep: SleepLog,
    context: FileContext,
) -> None:
    """Add the segments of a night; without any, all of it."""
    added = False
    for segment in _list(node.get("segment")):
        stage = _STAGES.get((text_at(segment, "fitnessActivity") or "").lower())
        times = [parse_instant(value_at(segment, key)) for key in ("startTime", "endTime")]
        local = [None if time is None else _local(time, context) for time in times]
        if stage is not None:
            added |= sleep.add(stage, "google-fit", local[0], local[1]) and stage != "awake"
    if not added and end is not None:
        sleep.add("asleep", "google-fit", _local(start, context), _local(end, context))


def _local(moment: dt.datetime, context: FileContext) -> dt.datetime:
    """Return a time with its own offset, or in the athlete's zone if it is in UTC."""
    return moment if moment.utcoffset() else context.to_local(moment)


def _find_columns(table: CsvTable) -> dict[str, HealthColumn]:
    return {
        field: HealthColumn(name)
        for field, names in _FIELDS.items()
        for name in names
        if name in table.columns
    }


def _is_zero(cell: str) -> bool:
    return bool(cell) and not cell.strip("0.,")


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
