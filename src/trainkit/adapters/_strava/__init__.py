"""Strava: its web API, its limits and its webhooks."""

from trainkit.adapters._strava.calls import Calls
from trainkit.adapters._strava.streams import read_streams
from trainkit.adapters._strava.webhooks import answer_challenge, judge_event

__all__ = ["Calls", "answer_challenge", "judge_event", "read_streams"]
