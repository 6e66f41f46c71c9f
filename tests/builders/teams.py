"""A host with accounts, for tests of it."""

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

import trainkit as tk
from trainkit.host import Team, create_app
from trainkit.host._team.club import Club

TOKEN = "a token of the tests"
BASE = "http://127.0.0.1:8765"
PASSWORD = "correct horse battery"
HISTORY = tk.simulate(days=60)
assert HISTORY.span is not None
LAST = HISTORY.span[1]


@dataclass
class Clock:
    """A clock that a test turns."""

    at: dt.datetime = field(
        default_factory=lambda: dt.datetime.combine(LAST, dt.time(8), tzinfo=dt.UTC)
    )

    def __call__(self) -> dt.datetime:
        return self.at

    def turn(self, **amount: float) -> None:
        self.at += dt.timedelta(**amount)


@dataclass
class Post:
    """Mail that was sent."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


@cache
def _make_app() -> Any:
    """Make one application for all tests, which takes as long as ten of them; clubs change."""
    home = tempfile.mkdtemp(prefix="trainkit-")
    app = create_app(home, team=Team(requests_per_minute=1_000_000), token=TOKEN)
    app.state.club.close()
    return app


class Host:
    """An application of a team, and what tests do with it."""

    def __init__(self, home: Path, clock: Clock, **settings: Any) -> None:
        self.clock, self.post = clock, Post()
        self.app = _make_app()
        self.club = Club(home, Team(clock=clock, mail=self.post, **settings), TOKEN)
        # The weakest parameters: a test of accounts does not test Argon2.
        self.club.passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.app.state.club, self.app.state.kits = self.club, self.club.kits

    def client(self, token: str = "", address: str = "testclient") -> TestClient:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return TestClient(
            self.app,
            base_url=BASE,
            headers=headers,
            raise_server_exceptions=False,
            follow_redirects=False,
            client=(address, 50_000),
        )

    def register(self, name: str, invitation: str = "") -> None:
        body = {"email": f"{name}@example.org", "password": PASSWORD, "invitation": invitation}
        answer = self.client().post("/api/v1/auth/register", json=body)
        assert answer.status_code == 202, answer.text

    def log_in(self, name: str, password: str = PASSWORD, address: str = "testclient") -> Any:
        body = {"email": f"{name}@example.org", "password": password}
        return self.client(address=address).post("/api/v1/auth/login", json=body)

    def member(self, name: str, role: str = "athlete") -> TestClient:
        """Register and log in; others than athletes are named by an admin."""
        self.register(name, TOKEN if role == "admin" else "")
        if role == "coach":
            account = self.club.members.find_by_email(f"{name}@example.org")
            self.club.members.change(account.id, role=role)
        return self.client(self.log_in(name).json()["access_token"])

    def browser(self, name: str) -> TestClient:
        """Log a browser in: it has a cookie, and says where its forms come from."""
        client = self.client()
        client.headers["origin"] = BASE
        form = {"email": f"{name}@example.org", "password": PASSWORD}
        assert client.post("/login", data=form).status_code == 303
        return client

    def fill(self, name: str) -> None:
        """Give an athlete data."""
        club = self.club
        member = club.members.find_by_email(f"{name}@example.org")
        club.kits.take(member.id).log(HISTORY)
        club.kits.give_back(member.id)

    def events(self) -> list[str]:
        return [line.event for line in self.club.audit.list()]
