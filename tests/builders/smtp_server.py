"""A mail server on loopback, with or without TLS, that refuses what a test wants refused."""

import asyncio
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["SmtpServer", "make_certificate", "serve_smtp"]


class SmtpServer:
    """What arrived, and what is answered."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.logins: list[tuple[str, str]] = []
        self.plain: list[str] = []
        self.replies: dict[str, str] = {}
        """What a command is answered with; empty cuts the connection."""

    async def handle_DATA(self, server: Any, _: Any, envelope: Any) -> str:  # noqa: N802
        if server.transport.get_extra_info("sslcontext") is None:
            self.plain.append(envelope.mail_from)
        self.mails.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"

    def check(self, *told: Any) -> Any:
        """Note a login, and allow it."""
        from aiosmtpd.smtp import AuthResult

        data = told[-1]
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)


def _protocol(kept: SmtpServer) -> Any:
    """Make a server's protocol that answers some commands as the test wants."""
    from aiosmtpd.smtp import SMTP

    class Refusing(SMTP):
        async def push(self, status: Any) -> None:
            await super().push(status)

        async def refuse(self, command: str) -> bool:
            if command not in kept.replies:
                return False
            if not kept.replies[command]:
                self.transport.abort()
            else:
                await self.push(kept.replies[command])
            return True

    for command in ("MAIL", "RCPT", "DATA", "AUTH"):
        usual = getattr(SMTP, f"smtp_{command}")

        async def answer(self: Any, arg: str, command: str = command, usual: Any = usual) -> None:
            if not await self.refuse(command):
                await usual(self, arg)

        setattr(Refusing, f"smtp_{command}", answer)
    return Refusing


@contextmanager
def serve_smtp(authority: Path, *, security: str = "starttls") -> Iterator[SmtpServer]:
    """Run a server for the block; `authority` is a file with its certificate and key."""
    kept, loop = SmtpServer(), asyncio.new_event_loop()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority)
    protocol = _protocol(kept)
    more: dict[str, Any] = {"authenticator": kept.check, "hostname": "localhost", "loop": loop}
    if security == "starttls":
        more |= {"tls_context": context, "require_starttls": True}
    elif security == "tls":
        more |= {"auth_require_tls": False}

    async def listen() -> asyncio.Server:
        return await loop.create_server(
            lambda: protocol(kept, **more),
            "127.0.0.1",
            0,
            ssl=context if security == "tls" else None,
        )

    async def close() -> None:
        tasks = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    server = loop.run_until_complete(listen())
    kept.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield kept
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(close())
        loop.close()


def make_certificate(folder: Path) -> Path:
    """Write a certificate for localhost, with its key, that is its own authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=36_500))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
