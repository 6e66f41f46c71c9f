"""What a server has of an athlete who has trained for years: every number in steps of a device."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from builders.intervals_server import activity, wellness

__all__ = ["LAST", "Samples", "activities_of", "wellness_of"]

LAST = dt.date(2026, 5, 9)
_SPORTS = (("Run", 2.9), ("Ride", 7.8), ("Run", 3.1), ("Swim", 0.9))


def wellness_of(days: int) -> list[dict[str, Any]]:
    """A record for each of some days up to `LAST`, the oldest first."""
    return [
        wellness(
            str(LAST - dt.timedelta(days=at)),
            hrv=float(55 + 8 * math.sin(at / 9) + at % 5),
            hrvSDNN=None,
            restingHR=46 + at % 6,
            sleepSecs=25_200 + 60 * (at % 97),
            sleepScore=70 + at % 25,
            weight=70 + (at % 13) / 10,
            steps=8000 + 37 * (at % 101),
            readiness=60 + at % 35,
        )
        for at in reversed(range(days))
    ]


def activities_of(count: int, days: int) -> list[dict[str, Any]]:
    """Activities spread evenly over some days up to `LAST`, the oldest first."""
    found = []
    for number in range(count):
        day = LAST - dt.timedelta(days=days - 1 - number * days // count)
        sport, speed = _SPORTS[number % len(_SPORTS)]
        seconds = seconds_of(number)
        hour = 5 + 12 * (number % 2)
        found.append(
            activity(
                number,
                str(day),
                start_date_local=f"{day}T{hour + 2:02}:00:00",
                start_date=f"{day}T{hour:02}:00:00Z",
                type=sport,
                moving_time=seconds,
                elapsed_time=seconds,
                distance=round(seconds * speed, 1),
                average_heartrate=130 + number % 25,
                max_heartrate=160 + number % 25,
                total_elevation_gain=number % 300,
                icu_average_watts=210 if sport == "Ride" else None,
            )
        )
    return found


def seconds_of(number: int) -> int:
    """How long an activity lasts [s]."""
    return 1800 + 300 * (number % 13)


class Samples(Mapping[str, list[dict[str, Any]]]):
    """Samples of activities by name, made when they are asked for: one a second."""

    def __init__(self, count: int, *, every: int = 1) -> None:
        self._count, self._every = count, every

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        return _samples(int(name.removeprefix("i")), self._every)

    def __iter__(self) -> Iterator[str]:
        return (f"i{number}" for number in range(self._count))

    def __len__(self) -> int:
        return self._count


@lru_cache(maxsize=4)
def _samples(number: int, every: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(number)
    time = np.arange(0, seconds_of(number), every)
    sport, speed = _SPORTS[number % len(_SPORTS)]
    hr = 135 + 18 * np.sin(time / 300) + np.cumsum(rng.normal(0, 0.3, time.size))
    metres = np.round(np.clip(speed + 0.3 * rng.normal(0, 1, time.size), 0, 20), 3)
    columns: dict[str, Any] = {
        "time": time,
        "heartrate": np.clip(np.round(hr), 60, 195).astype(int),
        "cadence": np.clip(np.round(85 + 2 * rng.normal(0, 1, time.size)), 0, 120).astype(int),
        "velocity_smooth": metres,
        "distance": np.round(np.cumsum(metres) * every, 2),
        "altitude": np.round(40 + 30 * np.sin(time / 700) + 0.2 * rng.normal(0, 1, time.size), 1),
        "temp": 18 + time // 900,
    }
    if sport == "Ride":
        columns["watts"] = np.clip(np.round(210 + 40 * rng.normal(0, 1, time.size)), 0, 900).astype(
            int
        )
    streams = [{"type": name, "data": column.tolist()} for name, column in columns.items()]
    along = np.cumsum(metres) * every / 111_320
    latitude, longitude = np.round(52.5 + along / 2, 6), np.round(13.4 + along / 2, 6)
    place = {"type": "latlng", "data": latitude.tolist(), "data2": longitude.tolist()}
    return [*streams, place]
