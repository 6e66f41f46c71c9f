"""One of several processes that serve a team."""

import os

from fastapi import FastAPI

from trainkit.host import create_app
from trainkit.host._logs import write_logs
from trainkit.host._team_settings import HOME_VARIABLE, TOKEN_VARIABLE, read_team

__all__ = ["make"]


def make() -> FastAPI:
    """Make the application from the environment and the settings in its home."""
    write_logs()
    home = os.environ[HOME_VARIABLE]
    return create_app(home, team=read_team(home), token=os.environ[TOKEN_VARIABLE])
