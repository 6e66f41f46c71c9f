"""Planned workouts in the athlete's calendar at Garmin: put there, replaced, moved, taken back."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from trainkit.adapters._garmin.calls import Calls
from trainkit.adapters._garmin.workouts import day_of_mark, mark_of, read_mark, write_workout
from trainkit.errors import InvalidInput
from trainkit.models import PlannedWorkout

__all__ = ["Planned"]

Calendars = dict[dt.date, list[dict[str, object]]]
"""What each month's calendar holds, by its first day."""


class Planned:
    """The workouts that came from here; what else is in the calendar is left alone.

    Parameters
    ----------
    calls : Calls
        The API.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def send(self, workouts: Sequence[PlannedWorkout]) -> list[str]:
        """Put workouts there, and return their names; rest days are left out.

        Each may be sent again after a failure: what arrived is found, and replaced.
        """
        counts: Counter[object] = Counter()
        marked: list[tuple[str, PlannedWorkout]] = []
        for workout in workouts:
            mark = mark_of(workout, counts[workout.date, workout.sport])
            if not workout.resting:
                marked.append((mark, workout))
                counts[workout.date, workout.sport] += 1
        known = self._find_ours() if marked else {}
        calendars: Calendars = {}
        return [self._put(mark, workout, known, calendars) for mark, workout in marked]

    def move(self, workout: PlannedWorkout, day: dt.date) -> list[str]:
        """Move a workout that was sent for its date to another day.

        Of several that day in one sport, it is the first. Where none is there, it is sent.
        """
        moved = workout.model_copy(update={"date": day})
        old, new = mark_of(workout, 0), mark_of(moved, 0)
        known = self._find_ours()
        found = known.get(old, [])
        if found and new not in known:
            # First the day, then the name: a failure between them is mended by the same call.
            identifier, date = found[0], workout.date or day
            for entry in self._entries(identifier, date, {}):
                self._calls.unschedule(entry)
            known[new] = [identifier]
        else:
            self.recall([f"{identifier} {workout.date}" for identifier in found])
        return [self._put(new, moved, known, {})]

    def recall(self, names: Sequence[str]) -> None:
        """Take workouts back, and their days with them."""
        places = [_parse(name) for name in names]
        calendars: Calendars = {}
        for identifier, day in places:
            for entry in self._entries(identifier, day, calendars):
                self._calls.unschedule(entry)
            self._calls.delete_workout(identifier)

    def _find_ours(self) -> dict[str, list[str]]:
        """Find what came from here: the ids by mark."""
        found: dict[str, list[str]] = {}
        for item in self._calls.workouts():
            mark, identifier = read_mark(item), str(item.get("workoutId"))
            if mark is not None and identifier.isdigit():
                found.setdefault(mark, []).append(identifier)
        return found

    def _put(
        self,
        mark: str,
        workout: PlannedWorkout,
        known: Mapping[str, list[str]],
        calendars: Calendars,
    ) -> str:
        there, day = known.get(mark, []), day_of_mark(mark)
        first = there[0] if there else None
        identifier = self._calls.put_workout(write_workout(workout, mark), first)
        for extra in there[1:]:
            self._calls.delete_workout(extra)
        if identifier != first or not self._entries(identifier, day, calendars):
            self._calls.schedule(identifier, day)
        return f"{identifier} {day}"

    def _entries(self, identifier: str, day: dt.date, calendars: Calendars) -> list[str]:
        """Find the entries of a workout in the calendar of a day."""
        month = day.replace(day=1)
        if month not in calendars:
            calendars[month] = self._calls.calendar(month)
        return [
            str(item["id"])
            for item in calendars[month]
            if str(item.get("workoutId")) == identifier
            and str(item.get("date"))[:10] == day.isoformat()
            and str(item.get("id")).isdigit()
        ]


def _parse(name: str) -> tuple[str, dt.date]:
    """Read a name that `Planned.send` returned: a number and a day."""
    identifier, _, day = name.partition(" ")
    try:
        if identifier.isdigit():
            return identifier, dt.date.fromisoformat(day)
    except ValueError:
        pass
    raise InvalidInput("names", name, "names that `send` returned")
