"""JSON of Oura, Fitbit and WHOOP: nights, readiness, resting heart rate and exercises."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trainkit.io.authoring import (
    DayValue,
    Json,
    ProblemLog,
    add_nap,
    add_night,
    build_activity,
    build_day,
    find_objects,
    is_json,
    number_at,
    parse_day,
    parse_instant,
    read_json_tree,
    text_at,
    value_at,
)
from trainkit.models.activity import Activity
from trainkit.models.provenance import Problem
from trainkit.ports.format import Contents, FileContext

__all__ = ["FitbitJsonFormat", "OuraJsonFormat", "WhoopJsonFormat"]

Values = dict[str, DayValue]
Days = defaultdict[dt.date, Values]

_KM, _MILE = 1000.0, 1609.344
_UNITS = {"kilometer": _KM, "mile": _MILE, "meter": 1.0}
_STAGES = {"deep_h": "deep", "light_h": "light", "rem_h": "rem", "awake_h": "wake"}


class _NightsFormat:
    """Reads objects of one product; `add_night` tells nights and naps apart."""

    name = ""
    marks: tuple[bytes, ...] = ()

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise keys that only this product writes."""
        return is_json(head) and any(mark in head for mark in self.marks)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the days, and the activities if there are any."""
        tree = read_json_tree(file.read(), context)
        if isinstance(tree, Problem):
            yield Contents(problems=(tree,))
            return
        log = ProblemLog()
        days: Days = defaultdict(dict)
        activities: list[Activity] = []
        for node in find_objects(tree):
            self.collect(node, days, context, log)
            if (activity := self.activity(node, context, log)) is not None:
                activities.append(activity)
            if len(activities) > context.most_records:
                break
        provenance = context.provenance(licence="user-export")
        built = (build_day(day, days[day], provenance, log) for day in sorted(days))
        yield Contents(
            activities=tuple(activities),
            days=tuple(day for day in built if day is not None),
            problems=log.problems(context),
        )

    def collect(self, node: Json, days: Days, context: FileContext, log: ProblemLog) -> None:
        """Add what an object says about a day."""
        raise NotImplementedError

    def activity(self, _node: Json, _context: FileContext, _log: ProblemLog) -> Activity | None:
        """Return the activity that an object is, if it is one."""
        return None


class OuraJsonFormat(_NightsFormat):
    """Reads periods of sleep, daily readiness and daily activity of Oura's API and export."""

    name = "oura"
    marks = (b'"bedtime_start"', b'"temperature_deviation"', b'"temperature_trend_deviation"')

    def collect(self, node: Json, days: Days, context: FileContext, log: ProblemLog) -> None:
        """Add a period of sleep, or a score."""
        day = parse_day(node.get("day")) or parse_day(node.get("summary_date"))
        if day is None:
            return
        if "bedtime_start" in node:
            self._period(node, days[day], log)
        elif "temperature_deviation" in node and "score" in node:
            days[day]["readiness"] = number_at(node, "score")
        elif "steps" in node:
            days[day]["steps"] = number_at(node, "steps")
            days[day]["calories_kcal"] = number_at(node, "total_calories")

    def _period(self, node: Json, values: Values, log: ProblemLog) -> None:
        kind = text_at(node, "type") or "long_sleep"
        asleep = _hours(number_at(node, "total_sleep_duration") or number_at(node, "total"))
        if kind in {"deleted", "rest"} or asleep is None:
            log.count("period[s] of sleep that Oura rejected [was|were] left out")
        elif kind != "long_sleep":
            add_nap(values, asleep)
        else:
            add_night(
                values,
                {
                    "sleep_h": asleep,
                    "sleep_start": parse_instant(node.get("bedtime_start")),
                    "sleep_end": parse_instant(node.get("bedtime_end")),
                    "in_bed_h": _hours(number_at(node, "time_in_bed")),
                    "awake_h": _hours(number_at(node, "awake_time")),
                    "deep_h": _hours(number_at(node, "deep_sleep_duration")),
                    "light_h": _hours(number_at(node, "light_sleep_duration")),
                    "rem_h": _hours(number_at(node, "rem_sleep_duration")),
                    "hrv_rmssd": number_at(node, "average_hrv") or None,
                    "resting_hr": number_at(node, "lowest_heart_rate") or None,
                    "respiration": number_at(node, "average_breath") or None,
                },
            )


class WhoopJsonFormat(_NightsFormat):
    """Reads sleeps and recoveries of WHOOP's API; what is not scored is left out."""

    name = "whoop"
    marks = (b'"score_state"',)

    def collect(self, node: Json, days: Days, context: FileContext, log: ProblemLog) -> None:
        """Add a sleep or a recovery."""
        score = node.get("score")
        if "score_state" not in node or not isinstance(score, Mapping):
            return
        stages = score.get("stage_summary")
        end = parse_instant(node.get("end"))
        if isinstance(stages, Mapping) and end is not None:
            zone = _offset(text_at(node, "timezone_offset")) or context.zone
            self._sleep(node, stages, days, zone)
        elif "recovery_score" in score:
            made = parse_instant(node.get("created_at"))
            if made is not None:
                days[context.to_local(made).date()] |= {
                    "readiness": number_at(score, "recovery_score"),
                    "resting_hr": number_at(score, "resting_heart_rate") or None,
                    "hrv_rmssd": number_at(score, "hrv_rmssd_milli") or None,
                    "spo2": number_at(score, "spo2_percentage") or None,
                }

    def _sleep(self, node: Json, stages: Json, days: Days, zone: dt.tzinfo) -> None:
        start, end = (parse_instant(node.get(name)) for name in ("start", "end"))
        if start is None or end is None:
            return
        names = {"light_h": "light_sleep", "deep_h": "slow_wave_sleep", "rem_h": "rem_sleep"}
        parts = {
            field: _hours(number_at(stages, f"total_{name}_time_milli"), 1000)
            for field, name in names.items()
        }
        asleep = sum(part for part in parts.values() if part is not None)
        values = days[end.astimezone(zone).date()]
        if node.get("nap") is True:
            add_nap(values, asleep)
            return
        add_night(
            values,
            {
                **parts,
                "sleep_h": asleep,
                "sleep_start": start.astimezone(zone),
                "sleep_end": end.astimezone(zone),
                "in_bed_h": _hours(number_at(stages, "total_in_bed_time_milli"), 1000),
                "awake_h": _hours(number_at(stages, "total_awake_time_milli"), 1000),
                "sleep_score": number_at(node, "score", "sleep_performance_percentage"),
                "respiration": number_at(node, "score", "respiratory_rate") or None,
            },
        )


class FitbitJsonFormat(_NightsFormat):
    """Reads sleep, resting heart rate and exercises of Fitbit's part of Google's Takeout."""

    name = "fitbit"
    marks = (b'"dateOfSleep"', b'"activityTypeId"', b'"mainSleep"')

    def matches(self, head: bytes, path: str, /) -> bool:
        """Recognise keys; resting heart rates have none, and are known by their name."""
        resting = is_json(head) and b'"dateTime"' in head and "resting_heart_rate" in path
        return resting or super().matches(head, path)

    def collect(self, node: Json, days: Days, context: FileContext, log: ProblemLog) -> None:
        """Add a sleep or a resting heart rate."""
        day = parse_day(node.get("dateOfSleep"))
        if day is not None:
            self._sleep(node, days[day], context)
            return
        value = node.get("value")
        if "dateTime" in node and isinstance(value, Mapping) and "date" in value:
            when = _us_time(text_at(node, "dateTime") or "")
            if when is not None:
                days[when.date()]["resting_hr"] = number_at(value, "value") or None
            else:
                log.count("resting heart rate[s] without a date [was|were] left out")

    def _sleep(self, node: Json, values: Values, context: FileContext) -> None:
        asleep = _hours(number_at(node, "minutesAsleep"), 1 / 60)
        if asleep is None:
            return
        if node.get("mainSleep") is False or node.get("isMainSleep") is False:
            add_nap(values, asleep)
            return
        summary = value_at(node, "levels", "summary")
        add_night(
            values,
            {
                "sleep_h": asleep,
                "sleep_start": parse_instant(node.get("startTime"), context.zone),
                "sleep_end": parse_instant(node.get("endTime"), context.zone),
                "in_bed_h": _hours(number_at(node, "timeInBed"), 1 / 60),
                **{
                    field: _hours(number_at(summary, stage, "minutes"), 1 / 60)
                    for field, stage in _STAGES.items()
                },
            },
        )

    def activity(self, node: Json, context: FileContext, log: ProblemLog) -> Activity | None:
        """Return the exercise that an object is, if it is one; its start is in UTC."""
        if "activityTypeId" not in node or "startTime" not in node:
            return None
        text = text_at(node, "startTime") or ""
        start = _us_time(text) or parse_instant(text)
        if start is None:
            log.count("exercise[s] without a start [was|were] left out")
            return None
        distance = number_at(node, "distance")
        unit = _UNITS.get((text_at(node, "distanceUnit") or "").lower())
        if distance and unit is None:
            log.count("distance[s] without a unit [was|were] left out")
        milliseconds = {"elapsed_s": "duration", "moving_s": "activeDuration"}
        number = number_at(node, "logId")
        return build_activity(
            context.to_local(start),
            {
                "distance_m": distance * unit if distance and unit else None,
                "hr_mean": number_at(node, "averageHeartRate") or None,
                "calories_kcal": number_at(node, "calories"),
                "ascent_m": number_at(node, "elevationGain"),
                **{
                    field: None if value is None else value / 1000
                    for field, key in milliseconds.items()
                    for value in [number_at(node, key)]
                },
            },
            context.provenance(
                identifier=None if number is None else str(int(number)), licence="user-export"
            ),
            log,
            sport=text_at(node, "activityName"),
        )


def _hours(value: float | None, per_second: float = 1.0) -> float | None:
    """Return a time in hours; `per_second` of its units make a second."""
    return None if value is None else value / per_second / 3600


def _us_time(text: str) -> dt.datetime | None:
    """Parse a time such as ``01/31/20 13:00:00``, as Fitbit writes it whatever the language."""
    try:
        return dt.datetime.strptime(text, "%m/%d/%y %H:%M:%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _offset(text: str | None) -> dt.tzinfo | None:
    try:
        return dt.datetime.fromisoformat(f"2000-01-01T00:00:00{text or ''}").tzinfo
    except ValueError:
        return None
