"""Garmin Connect: its web API through garminconnect, its login and its workouts."""

from trainkit.adapters._garmin.calls import Calls
from trainkit.adapters._garmin.login import Ask, obtain_tokens
from trainkit.adapters._garmin.pause import BACKEND, Pause
from trainkit.adapters._garmin.planned import Planned
from trainkit.adapters._garmin.session import LOGIN_AGAIN, Session
from trainkit.adapters._garmin.state import State

__all__ = [
    "BACKEND",
    "LOGIN_AGAIN",
    "Ask",
    "Calls",
    "Pause",
    "Planned",
    "Session",
    "State",
    "obtain_tokens",
]
