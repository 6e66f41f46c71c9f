"""FIT activity files: an activity for each session, with records, laps, lengths and beats."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from trainkit._array import FloatArray
from trainkit._totals import Way, distance_since_start, measure_way, totals
from trainkit.io.authoring import (
    MendedClock,
    ProblemLog,
    agree,
    choose_totals,
    keep_possible,
    moving_steps,
)
from trainkit.io.fit import FitPart, Table
from trainkit.io.formats.fit.beats import heart_rate_of, intervals, read_beats
from trainkit.io.formats.fit.recording import Recording
from trainkit.io.formats.fit.records import Places, Records
from trainkit.io.formats.fit.sessions import (
    Session,
    local_offset,
    moment,
    sessions,
    spans,
    timer_stops,
)
from trainkit.io.formats.fit.summary import first_word, number_at, summary, word_at
from trainkit.models.activity import Activity, Lap, Length
from trainkit.models.limits import fastest
from trainkit.models.provenance import Problem
from trainkit.models.ranges import keep_in_range
from trainkit.models.streams import Streams
from trainkit.ports.format import Contents, FileContext

__all__ = ["read_fit_activities"]

_RECORDED_ON = (
    10  # with this many records while the timer is stopped, the device continued to record
)
_ROUNDED_S = 60.0
_SHORT_M = 1000.0  # a shorter one may be the distance from one record to the next


def read_fit_activities(parts: Sequence[FitPart], context: FileContext) -> Iterator[Contents]:
    """Read the activities of a FIT file, one for each session.

    Times are the device's. The local offset is that of the file, else that of the athlete's zone.
    Totals that a session message does not state are computed from its records.

    Parameters
    ----------
    parts : sequence of FitPart
        The chained files of one file.
    context : FileContext
        The file.

    Yields
    ------
    Contents
        The activities of a part, and its problems.
    """
    beats = read_beats(parts)
    for part in parts:
        reader = _PartReader(part, context)
        if beats is not None:
            reader.heart_rate = heart_rate_of(beats, reader.records.time_s)
        activities = tuple(reader.activities())
        yield Contents(activities=activities, problems=tuple(reader.problems()))


class _Samples(NamedTuple):
    """The samples of a session: packed, as columns at hand, and the way along its positions."""

    streams: Streams | None
    columns: Mapping[str, FloatArray]
    way: Way | None = None


_NO_SAMPLES = _Samples(None, {})


class _PartReader:
    """Builds the activities of one part of a file."""

    def __init__(self, part: FitPart, context: FileContext) -> None:
        self._stops = timer_stops(part.messages("event"))
        self.records = Records.of(part.messages("record"), self._stops)
        self.heart_rate: FloatArray | None = None
        self._part = part
        self._context = context
        self._zone = local_offset(part) or context.zone
        self._beats = intervals(part)
        self._sessions = sessions(part, self.records.time_s, self.records.clock)
        self._log = ProblemLog()

    def activities(self) -> Iterable[Activity]:
        """Yield an activity for each session."""
        for number, (session, span) in enumerate(
            zip(self._sessions, spans(self._sessions), strict=True)
        ):
            yield self._activity(number, session, span)

    def problems(self) -> Iterable[Problem]:
        """Yield what was lost or is in doubt, after all activities are built."""
        context, records = self._context, self.records
        if records.untimed:
            what = agree("record[s] without a time cannot be placed", records.untimed)
            yield context.error(f"{records.untimed} {what}")
        for offset, seconds in records.leaps:
            way, moved = ("on", "next to it") if seconds > 0 else ("back", "on")
            message = f"the clock was set {way} by {abs(seconds):.0f} s; later records were moved"
            yield context.warning(f"{message} {moved}", offset=offset)
        if any(session.row is None for session in self._sessions):
            yield context.warning("no session summary: its totals are computed from the records")
        yield from self._log.problems(context)

    def _activity(self, number: int, session: Session, span: tuple[float, float]) -> Activity:
        named = self._sport(number, session, span)
        sport = named["sport"] or "generic"
        samples = self._streams(session, span, sport)
        known = self._totals(session, samples, sport)
        return Activity.model_validate(
            {
                "elapsed_s": 0.0,
                **known,
                **named,
                "start": moment(session.start_s, self._zone),
                "laps": self._laps(span, sport),
                "lengths": self._lengths(span),
                "device": self._device(),
                "streams": samples.streams,
                "provenance": self._context.provenance(
                    "fit-file", identifier=self._identifier(number)
                ),
            }
        )

    def _totals(self, session: Session, samples: _Samples, sport: str) -> dict[str, float]:
        """Return the totals: those of the session, or those of the records and events."""
        out_of_range = self._log.out_of_range
        streams, columns, way = samples
        computed: dict[str, float | None] = dict(self._times(session, streams))
        computed |= {} if streams is None else totals(streams, sport=sport, columns=columns)
        computed |= {} if way is None or not way.metres else {"distance_m": way.metres}
        sampled = keep_in_range(Activity, computed, out_of_range)
        if session.row is None:
            return keep_possible(sampled, sport, self._log)
        table = self._part.messages("session")
        stated = summary(Activity, table, session.row, out_of_range)
        if self.records.clock.gained_s(session.start_s, session.end_s):
            stated["elapsed_s"] = session.end_s - session.start_s
            if stated.get("moving_s", 0.0) > stated["elapsed_s"] + _ROUNDED_S:
                del stated["moving_s"]
        rpe = number_at(table, "workout_rpe", session.row)
        tenth = None if rpe is None else rpe / 10
        stated |= keep_in_range(Activity, {"rpe": tenth}, out_of_range)
        return keep_possible(choose_totals(stated, sampled, sport, self._log), sport, self._log)

    def _times(self, session: Session, streams: Streams | None) -> dict[str, float]:
        """Return the times by the session's span, the events, and gaps where neither tells."""
        seconds = max(session.end_s - session.start_s, 0.0)
        stopped = sum(
            end - start
            for start, end in self._stops
            if session.start_s <= start and end <= session.end_s
        )
        moving = max(seconds - stopped, 0.0)
        if session.row is None and streams is not None and not self._stops:
            moving = float(np.diff(streams.time_s)[moving_steps(streams.time_s)].sum())
        return {"elapsed_s": seconds, "moving_s": moving}

    def _sport(
        self, number: int, session: Session, span: tuple[float, float]
    ) -> dict[str, str | None]:
        """Return the sport of a session; of a substitute, that of its laps or its place."""
        table, row = self._part.messages("session"), session.row
        if row is None:
            table = self._part.messages("lap")
            rows = _rows_within(table, span, self.records.clock)
            row = next((row for row, _ in rows if word_at(table, "sport", row)), None)
        if row is None:
            table = self._part.messages("sport")
            row = number if number < table.rows else None
        sport = None if row is None else word_at(table, "sport", row)
        sub_sport = None if row is None else word_at(table, "sub_sport", row)
        # "generic" says no more than nothing.
        known = None if sub_sport == "generic" else sub_sport
        return {"sport": sport or "generic", "sub_sport": known}

    def _streams(self, session: Session, span: tuple[float, float], sport: str) -> _Samples:
        """Return the streams of a session."""
        places = self.records.between(*span)
        rr_ms = self._rr(span)
        if not places.size and not rr_ms.size:
            return _NO_SAMPLES
        running = self._while_running(places)
        if running.size < places.size:
            self._log.count(
                "record[s] while the timer was stopped [was|were] left out",
                places.size - running.size,
            )
        limit = fastest(sport)
        recording = self.records.at(running)
        distance = self._distance(recording, places, session.start_s, limit)
        if distance is not None:
            recording.replace("distance", distance)
        if self.heart_rate is not None:
            recording.use_beats(self.heart_rate[running])
        streams, columns = recording.streams(session.start_s, rr_ms)
        if distance is None and streams.distance is not None:  # a developer field has it
            return _Samples(streams, columns)
        if distance is None or not np.fmax.reduce(distance) > 0:
            return _Samples(streams, columns, self._way(recording, limit))
        return _Samples(streams, columns)

    def _distance(
        self, recording: Recording, places: Places, start_s: float, limit: float
    ) -> FloatArray | None:
        """Return the distances since the start that the records have."""
        distance = recording.column("distance")
        if distance is None:
            return None
        told = distance_since_start(
            distance,
            recording.time_s - start_s,
            fastest_m_s=limit,
            before_m=self.records.last_distance(places),
            measured_m=None if distance[-1] > _SHORT_M else self._way(recording, limit).metres,
        )
        for note in told.notes:
            self._log.note(note)
        return told.column

    def _way(self, recording: Recording, limit: float) -> Way:
        """Measure the way along the positions."""
        latitude, longitude = recording.column("latitude"), recording.column("longitude")
        if latitude is None or longitude is None:
            return Way(None, 0, 0)
        way = measure_way(recording.time_s, latitude, longitude, fastest_m_s=limit)
        self._log.count("position[s] that cannot be true [is|are] not in the distance", way.wrong)
        self._log.count("leap[s] of the position [is|are] not in the distance", way.leaps)
        return way

    def _while_running(self, places: Places) -> Places:
        """Leave out records while the timer was stopped, so that a stop is a gap."""
        if not self._stops:
            return places
        times = self.records.time_s[places]
        keep = np.ones(times.size, dtype=bool)
        for start, end in self._stops:
            low, high = np.searchsorted(times, start, "right"), np.searchsorted(times, end, "left")
            if high - low >= _RECORDED_ON:
                keep[low:high] = False
        return places[keep]

    def _rr(self, span: tuple[float, float]) -> FloatArray:
        """Return the RR intervals between the records of a session."""
        rr_ms, offsets = self._beats
        if len(self._sessions) == 1 or not rr_ms.size:
            return rr_ms
        order = np.argsort(self.records.rows)  # back to the order of the file
        record_offsets = self.records.table.offsets[self.records.rows[order]]
        before = np.searchsorted(record_offsets, offsets) - 1
        times = self.records.time_s[order][np.maximum(before, 0)]
        return rr_ms[(times >= span[0]) & (times < span[1])]

    def _laps(self, span: tuple[float, float], sport: str) -> tuple[Lap, ...]:
        table = self._part.messages("lap")
        laps = []
        for row, start in _rows_within(table, span, self.records.clock):
            known = keep_possible(
                summary(Lap, table, row, self._log.out_of_range), sport, self._log
            )
            laps.append(
                Lap.model_validate(
                    {
                        "elapsed_s": 0.0,
                        **known,
                        "start": moment(start, self._zone),
                        "kind": word_at(table, "intensity", row),
                        "trigger": word_at(table, "lap_trigger", row),
                    }
                )
            )
        return tuple(laps)

    def _lengths(self, span: tuple[float, float]) -> tuple[Length, ...]:
        table = self._part.messages("length")
        lengths = []
        for row, start in _rows_within(table, span, self.records.clock):
            known = summary(Length, table, row, self._log.out_of_range)
            strokes = number_at(table, "total_strokes", row)
            lengths.append(
                Length.model_validate(
                    {
                        "elapsed_s": 0.0,
                        **known,
                        "start": moment(start, self._zone),
                        "kind": word_at(table, "length_type", row),
                        "stroke": word_at(table, "swim_stroke", row),
                        "strokes": None if strokes is None else int(strokes),
                    }
                )
            )
        return tuple(lengths)

    def _device(self) -> str | None:
        """Return the name of the device: its product name, or maker and product."""
        file_id, devices = self._part.messages("file_id"), self._part.messages("device_info")
        named = first_word(file_id, "product_name") or next(
            (
                name
                for row in range(devices.rows)
                if word_at(devices, "device_index", row) == "creator"
                and (name := word_at(devices, "product_name", row))
            ),
            None,
        )
        if named is not None:
            return named
        maker, product = first_word(file_id, "manufacturer"), first_word(file_id, "garmin_product")
        if product is None or product.startswith("unknown_"):
            product = first_word(file_id, "product")
        return " ".join(word for word in (maker, product) if word) or None

    def _identifier(self, number: int) -> str | None:
        """Return an identifier that does not depend on the path: device, time, number."""
        file_id = self._part.messages("file_id")
        words = [first_word(file_id, name) for name in ("serial_number", "time_created")]
        known = [word for word in words if word]
        return "-".join([*known, str(number)]) if known else None


def _rows_within(
    table: Table, span: tuple[float, float], clock: MendedClock
) -> Iterator[tuple[int, float]]:
    """Yield the rows of messages that begin within a span of time, and when."""
    for row in range(table.rows):
        start = number_at(table, "start_time", row)
        end = number_at(table, "timestamp", row)
        if start is None and end is not None:
            start = end - (number_at(table, "total_elapsed_time", row) or 0.0)
        if start is not None and span[0] <= clock.mend(start) < span[1]:
            yield row, clock.mend(start)
