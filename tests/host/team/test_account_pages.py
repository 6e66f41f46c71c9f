"""Pages of accounts: logins are ended, accounts deleted, and a refused form says why on itself."""

from builders.teams import PASSWORD, TOKEN, Host
from trainkit.host._team.login_page import name_client

ANNA = "anna@example.org"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


def test_a_browser_is_named_as_people_know_it() -> None:
    assert name_client(SAFARI) == "Safari on iPhone"
    assert name_client(EDGE) == "Edge on Windows"
    assert name_client("python-httpx/0.28") == "python-httpx/0.28"


def test_a_login_is_ended_from_another_browser(host: Host) -> None:
    host.register("anna")
    here, there = host.browser("anna"), host.browser("anna")
    listed = host.club.sessions.list(host.club.members.find_by_email(ANNA).id)
    page = here.get("/account").text
    assert page.count('name="login" value=') == len(listed) - 1 == 1
    key = page.partition('name="login" value="')[2].partition('"')[0]
    assert here.post("/account/logins/end", data={"login": key}).status_code == 303
    assert there.get("/account").status_code == 303  # to the login
    assert here.get("/account").status_code == 200
    assert here.post("/account/logins/end", data={"login": key}).status_code == 404
    assert "login_ended" in host.events()


def test_everywhere_else_is_logged_out_at_once(host: Host) -> None:
    host.register("anna")
    here = host.browser("anna")
    others = [host.browser("anna"), host.browser("anna")]
    program = host.client(host.log_in("anna").json()["access_token"])
    assert here.post("/account/logins/end").status_code == 303
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert program.get("/api/v1/auth/me").status_code == 401
    assert here.get("/account").status_code == 200
    again = host.client(host.log_in("anna").json()["access_token"])
    assert again.delete("/api/v1/auth/logins").status_code == 204
    assert here.get("/account").status_code == 303
    assert again.get("/api/v1/auth/me").status_code == 200


def test_an_admin_deletes_an_account_whose_address_is_written(host: Host) -> None:
    host.member("ada", "admin")
    host.register("anna")
    ada, anna = host.browser("ada"), host.club.members.find_by_email(ANNA)
    wrong = ada.post("/admin/delete", data={"member": anna.id, "confirm": "yes"})
    assert wrong.status_code == 400
    assert host.club.members.find(anna.id) is not None
    own = host.club.members.find_by_email("ada@example.org")
    said = {"member": own.id, "confirm": own.email}
    assert ada.post("/admin/delete", data=said).status_code == 400
    said = {"member": anna.id, "confirm": ANNA}
    assert ada.post("/admin/delete", data=said).status_code == 303
    assert host.club.members.find(anna.id) is None
    assert "account_deleted" in host.events()
    assert host.browser("ada").post("/admin/delete", data=said).status_code == 400


def test_nobody_but_an_admin_deletes_accounts(host: Host) -> None:
    host.register("anna")
    host.register("ben")
    ben = host.club.members.find_by_email("ben@example.org")
    said = {"member": ben.id, "confirm": ben.email}
    assert host.browser("anna").post("/admin/delete", data=said).status_code == 403
    assert host.club.members.find(ben.id) is not None


def test_a_password_that_is_too_short_keeps_what_else_was_written(host: Host) -> None:
    form = {"email": ANNA, "password": "short", "invitation": TOKEN}
    answer = host.client().post("/register", data=form)
    assert answer.status_code == 400
    assert "10 to 200 characters" in answer.text
    assert f'value="{ANNA}"' in answer.text
    assert "short" not in answer.text.partition("<form")[2].partition("</form>")[0]
    wrong = host.client().post("/reset/new", data={"token": "none", "password": PASSWORD})
    assert wrong.status_code >= 400
    assert 'action="/reset/new"' in wrong.text


def test_after_many_wrong_passwords_the_page_says_how_long_to_wait(host: Host) -> None:
    host.register("anna")
    form = {"email": ANNA, "password": "a wrong password"}
    answers = [host.client().post("/login", data=form) for _ in range(8)]
    last = answers[-1]
    assert last.status_code == 429
    assert f"in {last.headers['retry-after']} second" in last.text
