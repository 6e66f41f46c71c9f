"""The kinds of day whose length the solver finds; hard sessions come from the menu."""

from collections.abc import Mapping
from dataclasses import dataclass

from trainkit.workouts import Session, named

__all__ = ["KINDS", "SESSIONS", "Kind", "kinds_of"]

KINDS = ("recovery", "easy", "long")

SESSIONS: Mapping[str, Mapping[str, str]] = {
    "running": {"recovery": "Recovery run", "easy": "Easy run", "long": "Long run"},
    "cycling": {"recovery": "Recovery ride", "easy": "Endurance ride", "long": "Long ride"},
}
"""The library's session of each kind, by sport."""

_LIGHT_LOAD = 24.0  # below what counts as a light day


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of day.

    Parameters
    ----------
    session : Session
        What it becomes.
    minutes : tuple of float
        The shortest and the longest [min].
    rate : float
        Load of a minute [1/min].
    speed : float
        Share of threshold speed [1].
    """

    session: Session
    minutes: tuple[float, float]
    rate: float
    speed: float


def kinds_of(sport: str, longest_min: float) -> dict[str, Kind]:
    """Describe the kinds of day of a sport; other sports are planned like running."""
    names = SESSIONS.get(sport, SESSIONS["running"])

    def kind(name: str, least: float, most: float) -> Kind:
        session = named(names[name])
        share = sum(session.share) / 2
        return Kind(session, (least, most), share**2 * 100 / 60, share)

    light = kind("recovery", 20, 40)
    longest_light = min(40.0, _LIGHT_LOAD / light.rate)
    return {
        "recovery": Kind(light.session, (20, longest_light), light.rate, light.speed),
        "easy": kind("easy", 25, 100 if sport == "running" else 150),
        "long": kind("long", 50, longest_min),
    }
