"""A real PostgreSQL for tests: Debian's package, a private folder, loopback, a port of its own.

As root, it runs as the user ``postgres`` that the package makes: the server refuses to be root.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDERS = "/usr/lib/postgresql"


def binaries() -> Path | None:
    """The folder of the newest server that is installed; None without one."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path(FOLDERS).glob("*/bin/initdb"), key=lambda one: float(one.parts[-3]))
    return versions[-1].parent if versions else None


class Server:
    """A server that can be stopped, killed and started again."""

    def __init__(self, folder: Path, found: Path) -> None:
        self.folder, self._found = folder, found
        self._user = "postgres" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._password = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"postgresql://trainkit:{self._password}@127.0.0.1:{self.port}/postgres"

    @property
    def password(self) -> str:
        return self._password

    def make(self) -> None:
        """Make the cluster; only its user may read it, and every connection needs the password."""
        word = self.folder / "password"
        word.write_text(self._password)
        if self._user is not None:
            for one in (self.folder, word):
                shutil.chown(one, self._user)
        self._ran(
            "initdb",
            *("-D", str(self.folder / "data"), "-U", "trainkit", "--pwfile", str(word)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"),
        )
        word.unlink()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._found / "postgres"), "-D", str(self.folder / "data"), *given],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self.folder,
            )
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                if self._ready():
                    return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start")

    def stop(self, *, kill: bool = False) -> None:
        """End it: in order, or as a power cut would."""
        if self._process is None:
            return
        if kill:
            self._process.kill()
        else:
            self._process.send_signal(signal.SIGINT)  # does not wait for clients to leave
        self._process.wait(timeout=60)
        self._process = None

    def _ready(self) -> bool:
        done = subprocess.run(
            [str(self._found / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False,
        )
        return done.returncode == 0

    def _ran(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._found / name), *arguments],
            check=True,
            capture_output=True,
            user=self._user,
            cwd=self.folder,
        )


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """A fresh server, gone without a trace afterwards."""
    found = binaries()
    assert found is not None, "PostgreSQL is not installed: apt-get install postgresql"
    with tempfile.TemporaryDirectory(prefix="trainkit-postgres-") as name:
        folder = Path(name) / "server"
        folder.mkdir(mode=0o700)
        Path(name).chmod(0o755)  # so that its user can get there
        server = Server(folder, found)
        try:
            server.make()
            server.start()
            yield server
        finally:
            server.stop()


def required_server() -> Iterator[Server]:
    """A server for a fixture; absent is a skip, unless TRAINKIT_REQUIRE_POSTGRES=1."""
    required = os.environ.get("TRAINKIT_REQUIRE_POSTGRES") == "1"
    if not required:
        pytest.importorskip("psycopg", reason="the postgres extra is not installed")
        pytest.importorskip("psycopg_pool", reason="the postgres extra is not installed")
        if binaries() is None:
            pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with serving() as running:
        yield running
