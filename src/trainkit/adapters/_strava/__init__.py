"""Strava: its web API, its limits and its webhooks."""

from trainkit.adapters._strava.calls import Calls
from trainkit.adapters._strava.state import CALLS_PER_DAY, State, choose_renewals, count_later
from trainkit.adapters._strava.streams import read_streams
from trainkit.adapters._strava.webhooks import answer_challenge, judge_event

__all__ = [
    "CALLS_PER_DAY",
    "Calls",
    "State",
    "answer_challenge",
    "choose_renewals",
    "count_later",
    "judge_event",
    "read_streams",
]
