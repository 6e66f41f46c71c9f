"""Whatever a stranger or another account sends: nothing leaks, nothing falls, a line is kept."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("argon2")

from builders.openapi import Operation, operations
from builders.teams import LAST, PASSWORD, TOKEN, Clock, Host

SWEEP = int(os.environ.get("TRAINKIT_SWEEP", "0"))
MARK = "annassecret"
SCRIPT = "<script>alert('x')</script>"
HOSTILE = (
    SCRIPT,
    "'; DROP TABLE records; --",
    '" OR "1"="1',
    "../../../../etc/passwd",
    "{{7*7}}${7*7}",
    "\x00\x1b[2J\u202e",
)
PAGES = ("/", "/calendar", "/plan", "/trends", "/insights", "/coach", "/goals", "/faults")
PAGES += ("/settings", "/facts", "/activities", "/account", "/team")


class Club:
    """A host in which Anna has data, and Mallory an account."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.anna, self.mallory = host.member("anna"), host.member("mallory")
        host.fill("anna")
        post = self.anna.post
        goal = {"distance_m": 10_000, "date": "2027-06-06", "name": MARK}
        note = {"date": str(LAST), "notes": MARK}
        race = {"date": str(LAST), "distance_m": 5_000, "time_s": 1_300, "name": MARK}
        talk = post("/api/v1/coach/chat", json={"message": f"How recovered am I? {MARK}"}).json()
        self.ids = {
            "goal": post("/api/v1/goals", json={"goal": goal}).json()["key"],
            "race": post("/api/v1/races", json=race).json()["id"],
            "workout": self.anna.get("/api/v1/workouts").json()[0]["id"],
            "talk": talk["conversation"],
            "login": self.anna.get("/api/v1/auth/logins").json()[0]["id"],
            "account": self.anna.get("/api/v1/auth/me").json()["id"],
        }
        assert post("/api/v1/journal", json=note).status_code == 201
        assert post("/api/v1/team/coaches", json={"email": "c@example.org"}).status_code == 201
        self.operations = list(operations(host.app.openapi()))

    def kept(self) -> dict[str, Any]:
        """Return all of Anna's records but those that reading writes."""
        store = self.host.club._store
        kinds = ("goals", "races", "activities", "days", "conversations", "settings", "tokens")
        return {kind: store.get(kind, self.ids["account"]) for kind in kinds}


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    club = Club(Host(tmp_path_factory.mktemp("club"), Clock()))
    yield club
    club.host.club.close()


def _send(client: Any, operation: Operation, url: str, text: str, **more: Any) -> Any:
    body = operation.body(text)
    return client.request(operation.method, url, json=body, **more)


def test_the_ids_of_another_account_open_nothing(club: Club) -> None:
    before, tried = club.kept(), 0
    for operation in club.operations:
        for value in club.ids.values() if operation.names else ("",):
            if operation.path.startswith("/api/v1/auth/") and not operation.names:
                continue  # they act on the caller's own account
            url = operation.url({"date": str(LAST), "email": "c@example.org"}, value)
            answer = _send(club.mallory, operation, url, value or MARK[::-1])
            tried += 1
            assert answer.status_code < 500, (operation.method, url, answer.text)
            assert MARK not in answer.text, (operation.method, url)
            assert "anna@example.org" not in answer.text, (operation.method, url)
            if operation.names and "date" not in operation.names:
                assert answer.status_code in {400, 403, 404, 409, 422}, (operation.method, url)
    assert tried > 100
    assert club.kept() == before


def test_naming_another_account_is_denied_on_every_route_and_kept(club: Club) -> None:
    about = {"trainkit-athlete": club.ids["account"]}
    before, events, denied = club.kept(), club.host.events().count("denied"), 0
    for operation in club.operations:
        url = operation.url({"date": str(LAST)}, "x")
        if url.startswith(("/api/v1/auth/", "/api/v1/team/", "/api/v1/admin/", "/health/")):
            continue
        answer = _send(club.mallory, operation, url, "x", headers=about)
        assert answer.status_code == 404, (operation.method, url)
        denied += 1
    assert club.host.events().count("denied") == events + denied
    assert club.kept() == before


def test_nothing_is_told_to_whoever_is_not_logged_in(club: Club) -> None:
    stranger = club.host.client()
    for operation in club.operations:
        url = operation.url({"date": str(LAST)}, club.ids["goal"])
        answer = _send(stranger, operation, url, "x")
        public = url.startswith(("/api/v1/auth/", "/health/"))
        assert answer.status_code in ({200, 202, 400, 401, 422} if public else {401}), url
        assert MARK not in answer.text


@pytest.mark.parametrize("text", HOSTILE if SWEEP else HOSTILE[:2])
def test_hostile_text_in_every_field_stays_text(club: Club, text: str) -> None:
    name = f"h{abs(hash(text))}"
    client = club.host.member(name)
    for operation in club.operations:
        if operation.path.startswith("/api/v1/auth/"):
            continue
        url = operation.url({"date": str(LAST)}, "x")
        queries = dict.fromkeys(operation.queries, text)
        for query in ({}, queries) if queries else ({},):
            answer = _send(client, operation, url, text, params=query)
            assert answer.status_code < 500, (operation.method, url, answer.text)
            kind = answer.headers.get("content-type", "")
            assert kind != "text/html" or SCRIPT not in answer.text
    browser = club.host.browser(name)
    for path in PAGES:
        page = browser.get(path, params={"said": text, "day": text, "talk": text})
        assert page.status_code < 500, (path, page.text)
        assert "<script>alert" not in page.text, path
    assert club.anna.get("/api/v1/goals").json()  # the tables stand


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"goal": ' * 50_000,
        b'{"goal": "' + b"\\ud800" + b'"}',
        b'{"goal": 1' + b"0" * 5_000 + b"}",
        b'{"goal": NaN}',
        b"\xff\xfe",
        b"",
    ],
)
def test_a_body_that_is_no_json_is_refused(club: Club, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    for path in ("/api/v1/goals", "/api/v1/plans", "/api/v1/auth/register"):
        answer = club.mallory.post(path, content=body, headers=headers)
        assert answer.status_code in {400, 422}, (path, answer.text)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../../../escaped.csv",
            "/etc/cron.d/escaped.csv",
            "..\\..\\escaped.csv",
            "a/../../b.csv",
        ),
        *("\x00escaped.csv", "." * 300, "CON", "-rf.csv", "%2e%2e%2fescaped.csv"),
    ],
)
def test_a_name_of_a_file_leads_nowhere(club: Club, name: str, tmp_path: Path) -> None:
    before = set(tmp_path.parent.rglob("*escaped*"))
    files = {"files": (name, b"date,hrv\n2026-05-01,60\n")}
    answer = club.mallory.post("/api/v1/files", files=files)
    assert answer.status_code in {201, 400, 422}
    assert set(tmp_path.parent.rglob("*escaped*")) == before
    for path in ("/static/../_app.py", "/static/%2e%2e/_app.py", "/static/..%2f_app.py"):
        assert club.mallory.get(path).status_code == 404


def test_an_archive_that_swells_is_refused(club: Club) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.csv", bytes(40 << 20))
        archive.writestr("inner.zip", out.getvalue())
        archive.writestr("../escaped.csv", "date,hrv")
    answer = club.mallory.post("/api/v1/files", files={"files": ("bomb.zip", out.getvalue())})
    assert answer.status_code == 201
    assert answer.json()["activities"] == 0
    assert answer.json()["problems"]


def test_ten_thousand_logins_leave_few_lines_and_the_owner_comes_in(club: Club) -> None:
    attempts = 10_000 if SWEEP else 100
    lines = len(club.host.events())
    guesses = [f"guess number {number}" for number in range(attempts)]
    answers = [club.host.log_in("anna", guess, "203.0.113.9") for guess in guesses]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [401] * 5 + [429] * (attempts - 5)
    assert len(club.host.events()) == lines + 6
    assert club.host.log_in("anna", PASSWORD, "198.51.100.7").status_code == 200


def test_many_addresses_from_one_place_have_to_wait(club: Club) -> None:
    statuses = [
        club.host.log_in(f"nobody{number}", "a guess", "203.0.113.77").status_code
        for number in range(64)
    ]
    assert statuses[:60] == [401] * 60
    assert statuses[60:] == [429] * 4


@pytest.mark.parametrize("path", ["reset", "register"])
def test_no_connection_outlives_an_answer_after_which_mail_is_sent(club: Club, path: str) -> None:
    for name in ("anna", "somebody-else"):
        body = {"email": f"{name}@example.org", "password": PASSWORD, "invitation": ""}
        body = body if path == "register" else {"email": body["email"]}
        client = club.host.client(address="198.51.100.20")
        answer = client.post(f"/api/v1/auth/{path}", json=body)
        assert (answer.status_code, answer.headers["connection"]) == (202, "close")


def test_a_page_of_another_account_is_not_there(club: Club) -> None:
    browser = club.host.browser("mallory")
    for path in (f"/activities/{club.ids['workout']}", f"/coach?talk={club.ids['talk']}"):
        answer = browser.get(path)
        assert (answer.status_code, MARK in answer.text) == (404, False), path


def test_the_answers_of_an_idempotency_key_are_of_one_account(club: Club) -> None:
    headers, goal = {"idempotency-key": "one"}, {"goal": "5K on 2027-05-06"}
    mine = club.anna.post("/api/v1/goals", json=goal, headers=headers)
    other = club.mallory.post("/api/v1/goals", json=goal, headers=headers)
    assert mine.status_code == other.status_code == 201
    assert club.mallory.get("/api/v1/goals").json()
    body = {"email": "anna@example.org", "password": PASSWORD}
    pair = [club.host.client().post("/api/v1/auth/login", json=body, headers=headers) for _ in "ab"]
    assert pair[0].json() != pair[1].json()


def test_the_log_of_what_was_done_has_no_secret(club: Club) -> None:
    lines = [line.model_dump(mode="json") for line in club.host.club.audit.list()]
    text = json.dumps(lines)
    for secret in (MARK, PASSWORD, TOKEN, "a guess"):
        assert secret not in text
    assert all(line["request_id"] for line in lines)
