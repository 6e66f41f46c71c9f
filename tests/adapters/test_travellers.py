"""A traveller's nights and workouts are on their local days, from each source."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trainkit as tk
from builders.intervals_server import activity, serve_intervals, wellness
from builders.strava_server import ride, serve_strava
from builders.travel import NIGHTS, SESSIONS
from trainkit.models import Streams
from trainkit.net.oauth import Tokens

NOW = dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC)
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)


class Secrets:
    """A login in memory."""

    def get(self, _: str) -> str | None:
        return Tokens("a0", "r0", NOW.timestamp() + 9999).dump()

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


@contextmanager
def synced(source: dict[str, object]) -> Iterator[tk.History]:
    with tk.Kit(source=source, athlete=ATHLETE, secrets=Secrets(), clock=lambda: NOW) as kit:
        assert kit.sync(force=True).ok
        again = kit.sync(force=True)
        assert again.ok
        yield kit.history()


def sized(number: int) -> dict[str, float]:
    """A size of its own: two equal workouts an hour apart are one that was told twice."""
    seconds = 600 + 60 * number
    return {"elapsed_time": seconds, "moving_time": seconds, "distance": 1500.0 + 170 * number}


def assert_local(history: tk.History) -> None:
    found = [(a.start.isoformat(), str(a.day)) for a in history.activities]
    assert found == [(s.start.isoformat(), s.day) for s in SESSIONS]


def test_workouts_and_mornings_of_intervals() -> None:
    with serve_intervals() as server:
        server.activities = [
            activity(n, s.day, start_date_local=s.local, start_date=s.utc, **sized(n))
            for n, s in enumerate(SESSIONS)
        ]  # fmt: skip
        mornings = [str(end.date()) for _, end in NIGHTS]
        server.wellness = [wellness(day) for day in sorted(set(mornings))]
        source = {"name": "intervals", "api_key": "k", "base_url": server.url}
        with synced({**source, "calls_per_second": 1000, "files": False}) as history:
            assert_local(history)
            assert [str(day.date) for day in history.days] == sorted(set(mornings))


def test_workouts_of_strava() -> None:
    with serve_strava() as server:
        server.access = "a0"
        server.activities = [
            ride(
                n + 1,
                s.day,
                start_date=s.utc,
                start_date_local=f"{s.local}Z",
                timezone=f"(GMT+00:00) {s.start.tzinfo}",
                **sized(n),
            )
            for n, s in enumerate(SESSIONS)
        ]
        base = {"base_url": f"{server.url}/api/v3", "oauth_url": f"{server.url}/oauth"}
        app = {"client_id": "7", "client_secret": "s", "days": 365, "files": False}
        with synced({"name": "strava", **app, **base}) as history:
            assert_local(history)


def test_workouts_and_nights_of_files(tmp_path: Path) -> None:
    for number, session in enumerate(SESSIONS):
        seconds = float(sized(number)["elapsed_time"])
        streams = Streams(time_s=[0.0, 300.0, seconds], heart_rate=[120.0, 130.0, 131.0])
        start = session.start.astimezone(dt.timezone(session.start.utcoffset() or dt.timedelta()))
        run = tk.Activity(sport="running", start=start, elapsed_s=seconds, streams=streams)
        (tmp_path / f"{number}.fit").write_bytes(tk.io.write_fit(run))
    (tmp_path / "export.xml").write_text(apple_health(), encoding="utf-8")
    with synced({"name": "files", "path": str(tmp_path)}) as history:
        assert_local(history)
        nights = {str(day.date): day for day in history.days if day.sleep_end}
    assert set(nights) == {str(end.date()) for _, end in NIGHTS}
    for start, end in NIGHTS[:4] + NIGHTS[5:]:
        night = nights[str(end.date())]
        assert (night.sleep_start, night.sleep_end) == (start, end)
        assert night.sleep_end.utcoffset() == end.utcoffset()


def apple_health() -> str:
    """Nights as Apple Health exports them: all in one offset, and each with its own zone."""
    form = "%Y-%m-%d %H:%M:%S %z"
    records = [
        '<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" '
        'value="HKCategoryValueSleepAnalysisAsleepCore" '
        f'startDate="{start.astimezone(SESSIONS[0].start.tzinfo):{form}}" '
        f'endDate="{end.astimezone(SESSIONS[0].start.tzinfo):{form}}">'
        f'<MetadataEntry key="HKTimeZone" value="{end.tzinfo}"/></Record>'
        for start, end in NIGHTS
    ]
    return '<?xml version="1.0"?><HealthData locale="en_GB">' + "".join(records) + "</HealthData>"
