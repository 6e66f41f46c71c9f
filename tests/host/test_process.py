"""``trainkit serve`` as a process, and its pages in a real browser."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")

PAGES = ("/", "/calendar", "/plan", "/trends", "/insights", "/coach", "/goals", "/faults")
PAGES += ("/settings", "/facts", "/activities")
WIDTHS = (360, 1600)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(*words: str) -> list[str]:
    code = "from trainkit.cli import main; raise SystemExit(main())"
    return [sys.executable, "-c", code, "serve", *words]


@contextmanager
def _serving(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    port = _free_port()
    command = _command("--home", str(home), "--port", str(port), *words)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    try:
        assert process.stdout is not None
        yield process, port, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def _get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with tk.Kit(store=f"sqlite:///{tmp_path / 'trainkit.db'}") as kit:
        kit.log(tk.simulate(days=100))
    return tmp_path


def test_a_server_prints_its_token_answers_and_ends(home: Path) -> None:
    with _serving(home) as (process, port, line):
        found = re.search(rf"http://127\.0\.0\.1:{port}/\?token=(\S+)", line)
        assert found, line
        assert _get(port, "/health/ready")[0] == 200
        assert _get(port, "/api/v1/recovery/today")[0] == 401
        shown = {"authorization": f"Bearer {found[1]}"}
        assert _get(port, "/api/v1/recovery/today", shown)[0] == 200
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        process.wait(20)
        assert time.monotonic() - started < 15


def test_a_port_in_use_is_one_clear_line(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = _command("--home", str(home), "--port", port)
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "port" in ended.stderr
    assert "another program" in ended.stderr


def test_no_token_is_refused_where_others_can_reach_it(home: Path) -> None:
    command = _command("--home", str(home), "--host", "0.0.0.0", "--no-auth")  # noqa: S104
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert "--no-auth" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_what_was_acknowledged_survives_a_kill(home: Path) -> None:
    body = '{"goal": "10K in 50 minutes on 2027-06-06"}'
    with _serving(home, "--no-auth") as (process, port, _):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"content-type": "application/json"}
        connection.request("POST", "/api/v1/goals", body, headers)
        assert connection.getresponse().status == 201
        connection.close()
        process.kill()
    with _serving(home, "--no-auth") as (_, port, _):
        status, text = _get(port, "/api/v1/goals")
    assert status == 200
    assert "3000" in text


def _open_browser() -> Any:
    webdriver = pytest.importorskip("selenium.webdriver")
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        if os.environ.get("TRAINKIT_REQUIRE_BROWSER"):
            pytest.fail("there is no chromium")
        pytest.skip("there is no chromium")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    from selenium.webdriver.chrome.service import Service

    return webdriver.Chrome(service=Service(driver), options=options)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_pages_fit_a_phone_and_a_wide_screen_without_an_error(home: Path) -> None:
    browser = _open_browser()
    try:
        with _serving(home, "--no-auth") as (_, port, _):
            for width in WIDTHS:
                size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
                browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
                for path in PAGES:
                    browser.get(f"http://127.0.0.1:{port}{path}")
                    wide = browser.execute_script("return document.documentElement.scrollWidth")
                    assert wide <= width, (path, width)
                    assert browser.get_log("browser") == [], path
                    assert _find_barriers(browser) == [], (path, width)
            _ask_the_coach(browser, port)
            _send_a_form(browser, port)
    finally:
        browser.quit()


def _send_a_form(browser: Any, port: int) -> None:
    """Send a form as a person does: the browser's own headers decide whether it is taken."""
    browser.get(f"http://127.0.0.1:{port}/settings")
    browser.find_element("css selector", "form[action='/settings/athlete'] button").click()
    for _ in range(100):
        if "said=" in browser.current_url:
            return
        time.sleep(0.1)
    pytest.fail(browser.find_element("css selector", "main").text)


def _find_barriers(browser: Any) -> list[str]:
    """List what axe-core finds, where TRAINKIT_AXE names its axe.min.js; receipts are open."""
    script = os.environ.get("TRAINKIT_AXE")
    if not script:
        return []
    browser.execute_script(Path(script).read_text(encoding="utf-8"))
    found: list[str] = browser.execute_async_script(
        "for (const part of document.querySelectorAll('details')) part.open = true;"
        "axe.run(document).then(told => arguments[0](told.violations.map("
        "broken => broken.id + ' ' + broken.nodes[0].html)));"
    )
    return found


def _ask_the_coach(browser: Any, port: int) -> None:
    """Ask with the script: the answer streams, then the page shows its receipts."""
    browser.get(f"http://127.0.0.1:{port}/coach")
    browser.find_element("name", "message").send_keys("How recovered am I?")
    browser.find_element("css selector", "#ask button").click()
    for _ in range(100):
        if "talk=" in browser.current_url:
            break
        time.sleep(0.1)
    assert browser.find_elements("css selector", ".bot details")
    assert browser.get_log("browser") == []
