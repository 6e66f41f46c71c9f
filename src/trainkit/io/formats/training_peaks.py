"""TrainingPeaks' export of workouts as CSV: what was done, and what is planned."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from trainkit.io.authoring import (
    CsvTable,
    ProblemLog,
    canonical_sport,
    csv_columns,
    fold_name,
    parse_dates,
    read_csv_table,
)
from trainkit.io.formats.activity_rows import RowTexts, read_activity_rows
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.format import Contents, FileContext

__all__ = ["TrainingPeaksFormat"]

_SPORTS = {
    "bike": "cycling",
    "mtb": "mountain_biking",
    "x-train": "training",
    "xc-ski": "nordic_ski",
}
_RESTS = {"day_off", "rest", "rest_day"}
_LONGEST_H, _FARTHEST_M = 240.0, 1e6  # of a planned workout
# Field of `Activity` -> column.
_NUMBERS = {
    "distance_m": "distanceinmeters",
    "hr_mean": "heartrateaverage",
    "hr_max": "heartratemax",
    "power_mean": "poweraverage",
    "power_max": "powermax",
    "cadence_mean": "cadenceaverage",
    "speed_mean": "velocityaverage",
    "speed_max": "velocitymax",
    "rpe": "rpe",
}


class TrainingPeaksFormat:
    """Reads rows with a duration as activities, of whose start only the day is known.

    Rows that only plan a workout become planned ones, with their expected duration and distance.
    """

    name = "training-peaks"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the columns."""
        return {"workouttype", "workoutday", "timetotalinhours"} <= csv_columns(head)

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the activities and the planned workouts."""
        log = ProblemLog()
        table = read_csv_table(file.read(), log, context.limits)
        hours = table.numbers(log, "timetotalinhours")
        days = parse_dates(table.columns["workoutday"], log, zone=context.zone)
        sports = [_sport(name) for name in table.columns["workouttype"]]
        done = [day if time else None for day, time in zip(days, hours, strict=True)]
        seconds = [None if time is None else time * 3600 for time in hours]
        columns = {field: table.numbers(log, name) for field, name in _NUMBERS.items()}
        texts = RowTexts(
            sport=sports,
            name=table.column("title"),
            notes=table.column("athletecomments", "workoutdescription"),
        )
        plain = ProblemLog()  # rows that only plan are no loss
        activities = read_activity_rows(
            table,
            done,
            {**columns, "elapsed_s": seconds, "moving_s": seconds},
            texts,
            context,
            log=plain,
        )
        log.out_of_range |= plain.out_of_range
        if activities:
            log.note(
                "the file does not tell the time of day: workouts start at midnight, and join"
                " the recording of their day that has the same sport and length"
            )
        workouts = tuple(
            _planned(table, row, sports, day=day, planned=planned, context=context)
            for row, (day, planned) in enumerate(zip(days, _planned_hours(table, log), strict=True))
            if day is not None and not hours[row]
        )
        yield Contents(activities=activities, workouts=workouts, problems=log.problems(context))


def _sport(name: str) -> str:
    return _SPORTS.get(name.strip().lower(), name)


def _planned_hours(table: CsvTable, log: ProblemLog) -> list[tuple[float | None, float | None]]:
    hours = table.numbers(log, "plannedduration")
    metres = table.numbers(log, "planneddistanceinmeters")
    return [*zip(hours, metres, strict=True)]


def _planned(
    table: CsvTable,
    row: int,
    sports: Sequence[str],
    *,
    day: dt.datetime,
    planned: tuple[float | None, float | None],
    context: FileContext,
) -> PlannedWorkout:
    hours, metres = planned
    rests = fold_name(sports[row]) in _RESTS
    return PlannedWorkout.model_validate(
        {
            "name": table.column("title")[row] or "workout",
            "kind": "rest" if rests else None,
            "sport": "generic" if rests else canonical_sport(sports[row]) or "generic",
            "date": day.date(),
            "notes": table.column("workoutdescription")[row] or None,
            "planned_s": hours * 3600 if hours and 0 < hours <= _LONGEST_H else None,
            "planned_m": metres if metres and 0 < metres <= _FARTHEST_M else None,
            "provenance": context.provenance(licence="user-export"),
        }
    )
