"""Coaches and athletes: who sees whose data, and for how long."""

import re
from typing import Any

import pytest

pytest.importorskip("argon2")

from builders.teams import Host
from builders.words import find_untranslated
from trainkit.errors import InternalError
from trainkit.host._team.kits import FencedStore, KitPool

TODAY = "/api/v1/recovery/today"
ANNA = "anna@example.org"
CLARA = "clara@example.org"


def _id(client: Any) -> str:
    return str(client.get("/api/v1/auth/me").json()["id"])


@pytest.fixture
def anna(host: Host) -> Any:
    client = host.member("anna")
    host.fill("anna")
    return client


def test_a_coach_sees_an_athlete_who_agreed_and_reads_only(host: Host, anna: Any) -> None:
    clara, about = host.member("clara", "coach"), {"trainkit-athlete": _id(anna)}
    assert clara.get(TODAY, headers=about).status_code == 404
    assert anna.post("/api/v1/team/coaches", json={"email": CLARA}).status_code == 201
    assert [row["email"] for row in clara.get("/api/v1/team/athletes").json()] == [ANNA]
    assert clara.get(TODAY, headers=about).json() == anna.get(TODAY).json()
    for method, path in (
        ("POST", "/api/v1/goals"),
        ("PUT", "/api/v1/athlete"),
        ("POST", "/api/v1/privacy/delete"),
        ("GET", "/api/v1/privacy/export"),
        ("GET", "/api/v1/coach/conversations"),
        ("GET", "/api/v1/costs"),
        ("GET", "/settings"),
    ):
        assert clara.request(method, path, headers=about).status_code == 403, path
    assert anna.delete(f"/api/v1/team/coaches/{CLARA}").status_code == 204
    assert clara.get(TODAY, headers=about).status_code == 404
    assert host.events().count("denied") == 9


@pytest.mark.parametrize("role", ["athlete", "admin"])
def test_nobody_but_a_coach_sees_another(host: Host, anna: Any, role: str) -> None:
    other = host.member("clara", role)
    anna.post("/api/v1/team/coaches", json={"email": CLARA})
    assert other.get(TODAY, headers={"trainkit-athlete": _id(anna)}).status_code == 404
    assert other.get("/api/v1/team/athletes").json() == []


def test_an_agreement_does_not_pass_to_who_takes_the_address_later(host: Host, anna: Any) -> None:
    clara = host.member("clara", "coach")
    anna.post("/api/v1/team/coaches", json={"email": CLARA})
    clara.post("/api/v1/auth/delete", json={"password": "correct horse battery"})
    other = host.member("clara", "coach")
    assert other.get("/api/v1/team/athletes").json() == []


def test_a_coach_looks_at_an_athlete_in_a_browser_and_returns(host: Host, anna: Any) -> None:
    host.member("clara", "coach")
    anna.post("/api/v1/team/coaches", json={"email": CLARA})
    clara = host.browser("clara")
    assert ANNA in clara.get("/team").text
    assert clara.post("/team/view", data={"athlete": "f" * 24}).status_code == 404
    assert clara.post("/team/view", data={"athlete": _id(anna)}).status_code == 303
    page = clara.get("/").text
    assert f"You look at the training of {ANNA}" in page
    for path in ("/", "/calendar", "/plan", "/goals"):  # nothing is offered that would be refused
        page = clara.get(path).text
        assert page.count('method="post"') == page.count('action="/team/view"') == 1, path
        assert "</h2></section>" not in page.replace('<div class="row"></div>', "")
        assert not {target for target in ("/coach", "/settings") if f'href="{target}"' in page}
    assert clara.post("/settings/delete", data={"confirm": "delete everything"}).status_code == 403
    assert clara.get("/settings").status_code == 403
    anna.delete(f"/api/v1/team/coaches/{CLARA}")
    assert clara.get("/").status_code == 404  # ended, and back at one's own
    assert "Who are you?" in clara.get("/settings").text


def test_pages_of_accounts_work_by_forms_alone(host: Host) -> None:
    stranger = host.client()
    stranger.headers["origin"] = "http://127.0.0.1:8765"
    answer = stranger.get("/calendar?day=2026-05-01")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fcalendar%3Fday%3D2026-05-01"
    form = {"email": ANNA, "password": "correct horse battery"}
    for path in ("/login", "/register", "/reset", "/reset/new"):
        assert stranger.get(path).status_code == 200
    assert stranger.post("/register", data=form).status_code == 303
    wrong = stranger.post("/login", data=form | {"password": "wrong"})
    assert wrong.status_code == 401
    assert "The address or the password is wrong." in wrong.text
    opened = stranger.post("/login", data=form | {"next": "/calendar?day=2026-05-01"})
    assert opened.headers["location"] == "/calendar?day=2026-05-01"
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "Who are you?" in stranger.get("/settings").text
    assert stranger.post("/account/coaches", data={"email": CLARA}).status_code == 303
    assert CLARA in stranger.get("/account").text
    assert stranger.post("/account/coaches/end", data={"email": CLARA}).status_code == 303
    new = {"old": form["password"], "password": "a new password of anna"}
    assert stranger.post("/account/password", data=new).status_code == 303
    assert stranger.get("/admin").status_code == 403
    assert stranger.post("/logout").status_code == 303
    assert stranger.get("/account").status_code == 303


def test_an_admin_names_a_coach_on_a_page(host: Host) -> None:
    host.member("ada", "admin")
    clara = host.member("clara")
    ada = host.browser("ada")
    assert CLARA in ada.get("/admin").text
    form = {"member": _id(clara), "role": "coach"}
    assert ada.post("/admin/role", data=form).status_code == 303
    assert "role coach" in ada.get("/admin").text
    assert host.log_in("clara").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "/\\evil.example", "https://evil.example/x", "\\\\evil.example"),
        *("///e.x/y", "/%2F/evil.example", "javascript:alert(1)", "/\t/evil.example"),
        "/\r\nset-cookie: a=b",
    ],
)
def test_a_login_leads_to_no_other_site(host: Host, target: str) -> None:
    host.register("anna")
    client = host.client()
    client.headers["origin"] = "http://127.0.0.1:8765"
    form = {"email": ANNA, "password": "correct horse battery", "next": target}
    answer = client.post("/login", data=form)
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "evil.example" not in where.split("/")[1] or where.count("/") == 1
    assert answer.headers["set-cookie"].startswith("trainkit_login=")


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://evil.example"}, {"sec-fetch-site": "same-site"}]
)
def test_a_cookie_alone_changes_nothing(host: Host, headers: dict[str, str]) -> None:
    host.register("anna")
    anna = host.browser("anna")
    del anna.headers["origin"]
    body = {"confirm": "delete everything"}
    answer = anna.post("/api/v1/privacy/delete", json=body, headers=headers)
    assert answer.status_code == 403
    assert "cross_site" in host.events()


def test_a_login_from_another_site_is_refused(host: Host) -> None:
    host.register("anna")
    form = {"email": ANNA, "password": "correct horse battery"}
    answer = host.client().post("/login", data=form, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_over_https_the_cookie_is_bound_to_the_host(host: Host) -> None:
    host.register("anna")
    client = host.client()
    form = {"email": ANNA, "password": "correct horse battery"}
    here = "https://club.example"
    answer = client.post(f"{here}/login", data=form, headers={"origin": here})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-trainkit=")
    assert "secure" in cookie.lower()
    assert "strict-transport-security" in answer.headers


def test_metrics_are_for_admins_and_machines(host: Host) -> None:
    ada, anna = host.member("ada", "admin"), host.member("anna")
    anna.get("/api/v1/goals")
    assert anna.get("/metrics").status_code == 403
    assert host.client().get("/metrics").status_code == 401
    for client in (ada, host.client("a token of the tests")):
        text = client.get("/metrics").text
        assert "trainkit_requests_total" in text
        assert "trainkit_backend_calls_total" in text
    assert host.client("a token of the tests").get("/api/v1/goals").status_code == 401
    assert host.client().get("/health/ready").status_code == 200


def test_a_fence_ends_at_ones_own_records(host: Host, anna: Any) -> None:
    ben = host.member("ben")
    ben.post("/api/v1/goals", json={"goal": "10K on 2027-06-06"})
    store = FencedStore(host.club._store, _id(anna))
    assert store.athletes() == [_id(anna)]
    for work in (
        lambda: store.get("goals", _id(ben)),
        lambda: store.delete(_id(ben)),
        lambda: store.put("goals", "team", []),
    ):
        with pytest.raises(InternalError):
            work()
    before = anna.get("/api/v1/workouts").json()
    assert host.club.kits.take(_id(anna)).purge(host.clock().date()) > 0
    assert before
    assert anna.get("/api/v1/workouts").json() == []
    assert len(ben.get("/api/v1/goals").json()) == 1


def test_a_kit_in_use_stays_open_and_the_longest_unused_is_closed() -> None:
    closed: list[str] = []

    class Known:
        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            closed.append(self.name)

    pool = KitPool(Known, most=2)  # type: ignore[arg-type]
    pool.take("a")
    for name in ("b", "c", "d"):
        pool.take(name)
        pool.give_back(name)
    assert closed == ["b"]
    assert [kit.name for kit in pool.list_open()] == ["a", "c", "d"]  # type: ignore[attr-defined]
    pool.drop("a")
    pool.close()
    assert sorted(closed) == ["a", "b", "c", "d"]


def test_every_text_of_the_pages_of_accounts_can_be_translated(host: Host) -> None:
    for name, role in (("ada", "admin"), ("clara", "coach"), ("anna", "athlete")):
        host.member(name, role)
    ada, anna = host.browser("ada"), host.browser("anna")
    anna.post("/account/coaches", data={"email": CLARA})
    said = {
        "testclient",
        "⟦End the login of ⟧testclient",
        "login",
        "register",
        "agreed",
        "coach agreed",
    }
    for client, path in (
        (host.client(), "/login"),
        (host.client(), "/register"),
        (host.client(), "/reset"),
        (anna, "/account"),
        (anna, "/team"),
        (ada, "/admin"),
    ):
        left = find_untranslated(client.get(path).text)
        found = {text for text in left if "@" not in text and not re.search(r"\d [A-Z]", text)}
        assert found <= said, path
