"""Files of each format, mutated for as long as ``TRAINKIT_FUZZ_S`` says: no reader is surprised."""

import datetime as dt
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from builders.recordings import as_fit, as_gpx, as_tcx, run
from trainkit.io._reading.source_reader import FAULT, Source, SourceReader
from trainkit.models import History
from trainkit.ports.format import Contents

SECONDS = float(os.environ.get("TRAINKIT_FUZZ_S", "5"))
RIDE = {
    "id": 1,
    "start_date": "2024-01-05T06:00:00Z",
    "moving_time": 3600,
    "resource_state": 3,
    "distance": 1e4,
    "type": "Run",
}
CORPUS = {
    "fit": as_fit(run(60)),
    "gpx": as_gpx(run(60)),
    "tcx": as_tcx(run(60)),
    "strava json": json.dumps([RIDE, dict(RIDE, id=2)]).encode(),
    "garmin json": b'[{"calendarDate":"2024-01-01","totalSteps":5000,"restingHeartRate":48}]',
    "oura json": b'{"data":[{"day":"2024-01-01","bedtime_start":"2023-12-31T23:00:00+00:00",'
    b'"bedtime_end":"2024-01-01T07:00:00+00:00","total_sleep_duration":27000}]}',
    "polar json": b'{"exercises":[{"startTime":"2024-01-01T10:00:00.000","duration":"PT3600S",'
    b'"sport":"RUNNING","distance":10000.0,"heartRate":{"min":100,"avg":140,"max":170}}]}',
    "days": b"date,hrv_rmssd,sleep_start,notes\n2024-01-01,50,2023-12-31T23:00:00+00:00,a\n",
    "strava csv": b"Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance\n"
    b'1,"Jan 5, 2024, 6:00:00 AM",run,Run,3600,10\n',
    "apple": b'<HealthData><Record type="HKQuantityTypeIdentifierStepCount" startDate='
    b'"2024-01-01 08:00:00 +0000" endDate="2024-01-01 09:00:00 +0000" value="5"/></HealthData>',
    "history": History.model_validate({"days": [{"date": "2024-01-01", "steps": 5}]})
    .model_dump_json()
    .encode(),
}
WORDS = (
    *(b"9" * 400, b"2" * 25, b"-" * 20, b"-1", b"0", b"1e308", b"NaN", b"Infinity", b"null"),
    *(b"true", b"[]", b"{}", b'""', b"0001-01-01", b"9999-12-31T23:59:59Z", b"0000-00-00"),
    *(b"\\ud800", b"\xff\xfe", b"\0", b"<", b"&#0;", b"<![CDATA[", b'"', b",", b"\n", b"PT", b"%"),
)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change some places: bits, bytes, hostile words, pieces that move or end."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(changed) + 1)
        to = min(at + rng.choice((0, 1, 4, 19)), len(changed))
        piece = bytes(changed[at : at + rng.choice((1, 8, 64))])
        swap = (rng.choice(WORDS), rng.randbytes(rng.choice((1, 4))), piece * rng.choice((1, 2)))
        changed[at:to] = rng.choice(swap)
    return bytes(changed[: rng.randrange(len(changed) + 1)] if rng.random() < 0.1 else changed)


def swap_values(data: bytes, rng: random.Random) -> bytes:
    """Put a hostile word in the place of a whole value."""
    marks = [at for at, byte in enumerate(data) if byte in b',":<>\n']
    first = rng.randrange(max(len(marks) - 1, 1))
    start, end = (marks[first] + 1, marks[first + 1]) if len(marks) > 1 else (0, len(data))
    return data[:start] + rng.choice(WORDS) + data[end:]


def test_no_reader_is_surprised(tmp_path: Path) -> None:
    rng = random.Random(round(SECONDS))  # noqa: S311  no secret
    ways: tuple[Callable[[bytes, random.Random], bytes], ...] = (mutate, swap_values)
    path, zones = tmp_path / "file", (dt.UTC, dt.timezone(dt.timedelta(hours=-11)))
    found: dict[tuple[str, str], bytes] = {}
    done, slowest = 0, 0.0
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        name = rng.choice(sorted(CORPUS))
        data = rng.choice(ways)(CORPUS[name], rng)
        path.write_bytes(data)
        start = time.process_time()
        with SourceReader(rng.choice(zones)) as reader:
            answer = Contents.join(reader.read(Source(str(path))))
        slowest = max(slowest, time.process_time() - start)
        done += 1
        for problem in answer.problems:
            if FAULT in problem.message:
                found.setdefault((name, problem.message[:90]), data)
    print(f"{done} files, the slowest took {slowest:.2f} s")  # noqa: T201  shown by -s
    assert not found, list(found.items())[:3]
