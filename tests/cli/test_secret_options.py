"""A token in an option of a campaign reaches no journal, report, log or error."""

import http.server
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from trainkit.cli import main
from trainkit.cli._injector import describe_injector, open_injector
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import FaultPlan
from trainkit.plugins import Registry

FAULTS = Path(__file__).parents[2] / "examples" / "faults" / "shop.yaml"
TOKEN = "TOK_9f3aQ"


class Plane(http.server.BaseHTTPRequestHandler):
    """A control plane that knows no policies, and a shop."""

    def log_message(self, *_: object) -> None:
        pass

    def answer(self) -> None:
        self.send_response(404 if self.command == "DELETE" else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = do_DELETE = answer  # noqa: N815  the names that http.server calls


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plane)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_campaign_keeps_no_token(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    journal = "c"
    caplog.set_level(logging.DEBUG)
    url = ["--option", f"url=http://u:{TOKEN}@{address}"]
    probe = ["--option", f"probe=http://{address}/?key={TOKEN}"]
    command = ["chaos", "run", str(FAULTS), "--injector", "http", "--trials", "1"]
    assert main([*command, "--journal", journal, *url, *probe, "-o", "r.json"]) == 0
    assert main(["chaos", "resume", journal, "--trials", "2"]) == 1
    assert "url, probe" in capsys.readouterr().err
    assert main(["chaos", "resume", journal, "--trials", "2", *url, *probe]) == 0
    assert main(["chaos", "recover", journal, *url]) == 1
    assert main(["chaos", "recover", journal, *url, *probe]) == 0
    assert main(["chaos", "status", journal]) == 0
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b'"injector"' in written
    assert TOKEN.encode() not in written
    assert TOKEN not in "".join(capsys.readouterr()) + caplog.text


@pytest.mark.parametrize(
    "option", [f"url=ftp://u:{TOKEN}@h", f"{TOKEN}", f"token_env={TOKEN}", f"odd={TOKEN}"]
)
def test_a_wrong_option_is_not_repeated(
    option: str, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [f"url=http://{address}", f"probe=http://{address}/"]
    words = [word for text in (*others, option) for word in ("--option", text)]
    command = ["chaos", "run", str(FAULTS), "--injector", "http", "--trials", "1", *words]
    assert main([*command, "--journal", str(tmp_path / "c")]) == 1
    assert TOKEN not in "".join(capsys.readouterr())


class Talkative:
    """An injector of someone else, whose errors repeat its options."""

    def __init__(self, url: str) -> None:
        self._url = url

    def apply(self, plan: FaultPlan, *, policy: str) -> str:  # noqa: ARG002
        raise ValueError(f"{policy}: cannot reach {self._url}")

    def observe(self) -> object:
        raise BackendError("mine", f"cannot reach {self._url}", retryable=True)

    def remove(self, policy: str) -> None:
        raise BackendError("mine", f"{policy} is unknown")

    def healthy(self) -> bool:
        return True


def test_errors_of_a_plugin_repeat_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://u:{TOKEN}@host"
    monkeypatch.setattr(Registry, "make", lambda *_: Talkative(url))
    about = describe_injector("mine", {"url": url})
    assert TOKEN not in str(about)
    with pytest.raises(InvalidInput, match="url"), open_injector(about, {}):
        pass
    fault = FaultPlan(service="a", kind="delay", duration_ms=9, delay_ms=1)
    with open_injector(about, {"url": url}) as injector:
        with pytest.raises(BackendError, match="kept secret") as caught:
            injector.observe()
        assert caught.value.retryable
        assert TOKEN not in str(caught.value)
        with pytest.raises(BackendError, match="p: cannot reach") as caught:
            injector.apply(fault, policy="p")
        assert TOKEN not in str(caught.value)
        with pytest.raises(BackendError, match="p is unknown"):
            injector.remove("p")
        assert injector.healthy()
