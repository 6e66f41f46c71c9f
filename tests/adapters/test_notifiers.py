"""The terminal, a file and mail: every notifier passes its tests, and mail every fault."""

import contextlib
import datetime as dt
import socket
import stat
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from builders.llm_servers import require_sdk
from builders.smtp_server import SmtpServer, make_certificate, serve_smtp
from trainkit.adapters.notify.file import FileNotifier, FileOptions
from trainkit.adapters.notify.smtp import SmtpNotifier, SmtpOptions
from trainkit.adapters.notify.stdout import StdoutNotifier, StdoutOptions
from trainkit.models import Notice
from trainkit.plugins.conformance import NotifierConformance
from trainkit.ports import Notifier

require_sdk("aiosmtpd")
require_sdk("cryptography")

NOW = dt.datetime(2026, 5, 4, 6, 31, tzinfo=dt.timezone(dt.timedelta(hours=2)))
PASSWORD = "password-that-nobody-may-see"
NOTICE = Notice(kind="morning", day=NOW.date(), title="green: Läufe", text="Run easily.\n.\nEnd")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, which is its own authority."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(authority: Path) -> Iterator[SmtpServer]:
    with serve_smtp(authority) as made:
        yield made


def mailer(port: int, authority: Path, **more: Any) -> SmtpNotifier:
    values: dict[str, Any] = {
        "host": "localhost",
        "port": port,
        "to": ["anna@example.org"],
        "user": "anna@example.org",
        "password": PASSWORD,
        "security": "starttls",
        "ca_file": str(authority),
        "read_s": 5.0,
        "clock": lambda: NOW,
        **more,
    }
    return SmtpNotifier(SmtpOptions(**values))


class TestStdout(NotifierConformance):
    plugin = "notify.stdout"

    @pytest.fixture
    def adapter(self) -> Notifier:
        return StdoutNotifier(StdoutOptions())


class TestFile(NotifierConformance):
    plugin = "notify.file"

    @pytest.fixture
    def adapter(self, tmp_path: Path) -> Notifier:
        return FileNotifier(FileOptions(path=str(tmp_path / "notices")))


class TestSmtp(NotifierConformance):
    plugin = "notify.smtp"
    secret = PASSWORD

    @pytest.fixture
    def adapter(self, server: SmtpServer, authority: Path) -> Notifier:
        return mailer(server.port, authority)


def test_a_file_is_for_its_owner_and_grows(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "notices"
    notifier = FileNotifier(FileOptions(path=str(path)))
    notifier.notify(NOTICE)
    notifier.notify(NOTICE)
    one = "## 2026-05-04 morning\ngreen: Läufe\n\nRun easily.\n.\nEnd\n\n"
    assert path.read_text(encoding="utf-8") == one * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(tk.BackendError, match="gone: No such file"):
        FileNotifier(FileOptions(path=str(tmp_path / "no" / "gone"))).notify(NOTICE)
    StdoutNotifier(StdoutOptions()).notify(NOTICE)
    assert capsys.readouterr().out == "green: Läufe\n\nRun easily.\n.\nEnd\n\n"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_arrives_over_tls(authority: Path, security: str) -> None:
    with serve_smtp(authority, security=security) as server:
        notifier = mailer(server.port, authority, security=security, to=["a@b.org", "c@d.org"])
        notifier.notify(NOTICE)
        notifier.notify(NOTICE)
    first, second = (message_from_bytes(mail, policy=default) for mail in server.mails)
    assert (first["subject"], first["from"]) == ("green: Läufe", "anna@example.org")
    assert first["to"] == "a@b.org, c@d.org"
    assert first.get_content().splitlines() == ["Run easily.", ".", "End"]
    assert first["date"].datetime == NOW
    assert first["message-id"] == second["message-id"]
    assert server.recipients == [["a@b.org", "c@d.org"]] * 2
    assert server.logins == [("anna@example.org", PASSWORD)] * 2
    assert server.plain == []


def test_a_title_forges_no_header(server: SmtpServer, authority: Path) -> None:
    title = "green\r\nBcc: eve@example.org\n\nowned"
    mailer(server.port, authority).notify(Notice(kind="week", day=NOW.date(), title=title))
    mail = message_from_bytes(server.mails[0], policy=default)
    assert mail["bcc"] is None
    assert mail["subject"] == "green Bcc: eve@example.org owned"
    for address in ("a@b\r\nBcc: c@d", "no address", "a@b, c@d", "<a@b>"):
        with pytest.raises(tk.InvalidInput, match="a mail address"):
            mailer(server.port, authority, to=[address])


REPLIES = [
    ("RCPT", "450 busy", True, "refuses all addresses (450)"),
    ("RCPT", "550 unknown", False, "refuses all addresses (550)"),
    ("MAIL", "451 later", True, "refuses the mail (451)"),
    ("DATA", "554 spam", False, "refuses the mail (554)"),
    ("AUTH", "535 no", False, "name or password (535)"),
    ("AUTH", "454 later", True, "name or password (454)"),
    ("DATA", "", True, "may have been taken all the same"),
    ("MAIL", "", True, "broke off"),
]


@pytest.mark.parametrize("case", REPLIES)
def test_a_refusal_says_whether_to_try_again(
    server: SmtpServer, authority: Path, case: tuple[str, str, bool, str]
) -> None:
    command, reply, retryable, message = case
    server.replies[command] = reply
    with pytest.raises(tk.BackendError) as caught:
        mailer(server.port, authority).notify(NOTICE)
    assert message in str(caught.value)
    assert caught.value.retryable is retryable
    assert not {PASSWORD, "anna@example.org"} & {*str(caught.value).split()}
    assert server.mails == []


def test_without_tls_nothing_is_sent(authority: Path) -> None:
    with serve_smtp(authority, security="none") as server:
        with pytest.raises(tk.BackendError, match="offers no TLS, so nothing was sent"):
            mailer(server.port, authority).notify(NOTICE)
        with pytest.raises(tk.BackendError, match="there is no TLS on this port"):
            mailer(server.port, authority, security="tls").notify(NOTICE)
        assert (server.logins, server.mails) == ([], [])


def test_a_certificate_of_somebody_else_is_refused(server: SmtpServer, authority: Path) -> None:
    with pytest.raises(tk.BackendError, match="certificate is not trusted") as caught:
        mailer(server.port, authority, ca_file="").notify(NOTICE)
    assert not caught.value.retryable
    assert server.logins == []


def test_an_authority_that_is_missing_is_told(server: SmtpServer, authority: Path) -> None:
    with pytest.raises(tk.BackendError, match="ca_file cannot be read: No such file") as caught:
        mailer(server.port, authority, ca_file="/no/such.pem").notify(NOTICE)
    assert not caught.value.retryable


def test_nobody_is_there(authority: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(tk.BackendError, match="no connection to the server") as caught:
        mailer(port, authority).notify(NOTICE)
    assert caught.value.retryable


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_is_silent_costs_its_time_limit(authority: Path, security: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        notifier = mailer(silent.getsockname()[1], authority, security=security, read_s=0.05)
        with pytest.raises(tk.BackendError, match="does not answer in time") as caught:
            notifier.notify(NOTICE)
    assert caught.value.retryable


def test_a_server_that_drips_is_cut_off(authority: Path) -> None:
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as other:

        def drip() -> None:
            with contextlib.suppress(OSError), other.accept()[0] as connection:
                while not stopped.wait(0.01):
                    connection.sendall(b"2")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with pytest.raises(tk.BackendError, match="does not answer in time"):
                mailer(other.getsockname()[1], authority, read_s=0.03).notify(NOTICE)
        finally:
            stopped.set()
            thread.join()


def test_what_is_no_mail_server_is_told(authority: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            with contextlib.suppress(OSError), other.accept()[0] as connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(tk.BackendError) as caught:
            mailer(other.getsockname()[1], authority).notify(NOTICE)
        thread.join()
    assert "\n" not in str(caught.value)


def test_no_notice_steers_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    wild = Notice(kind="week", day=NOW.date(), title="\x1b[2Jgreen\u202e", text="a\x1b]0;x\x07\nb")
    StdoutNotifier(StdoutOptions()).notify(wild)
    told = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & {*told}
    assert told.splitlines()[2:4] == ["a\ufffd]0;x\ufffd", "b"]
