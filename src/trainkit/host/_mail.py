"""Mail of a host: to a mail server, or into a folder that an admin reads."""

import datetime as dt
import secrets
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from trainkit._files import write_file
from trainkit._text import clean_line
from trainkit.errors import BackendError

__all__ = ["Mail", "Outbox", "SmtpMail"]

_TIMEOUT_S = 20.0


class Mail(Protocol):
    """Sends mail; a port of the host."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a message; `BackendError` where it cannot be sent."""


class Outbox:
    """Writes messages into a folder, for hosts without a mail server.

    Parameters
    ----------
    folder : Path
        Made if needed, for its owner only.
    clock : callable
        The current time, aware.
    """

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime]) -> None:
        self._folder, self._clock = folder, clock

    def send(self, to: str, subject: str, text: str) -> None:
        """Write the message as a file."""
        message = _compose(to, subject, text, "trainkit@localhost")
        name = f"{self._clock():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._folder / name, bytes(message))
        except OSError as error:
            raise BackendError("mail", f"{self._folder}: {error.strerror}") from error


class SmtpMail:
    """Sends messages by SMTP, encrypted unless the server is on this machine.

    Parameters
    ----------
    host, port : str, int
        The server; port 465 encrypts from the start, others by STARTTLS.
    sender : str
        The address that messages come from.
    user, password : str
        The login; without a user there is none.
    """

    def __init__(
        self, host: str, *, sender: str, port: int = 587, user: str = "", password: str = ""
    ) -> None:
        self._host, self._port, self._sender = host, port, sender
        self._user, self._password = user, password

    def __repr__(self) -> str:
        return f"<SmtpMail {self._host}:{self._port}>"

    def send(self, to: str, subject: str, text: str) -> None:
        """Send the message."""
        message = _compose(to, subject, text, self._sender)
        try:
            with self._connect() as server:
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            said = f"{self._host}: {type(error).__name__}"  # its text may repeat an address
            raise BackendError("mail", said, retryable=True) from error

    def _connect(self) -> smtplib.SMTP:
        if self._port == 465:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT_S, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_S)
        try:
            if self._host not in {"127.0.0.1", "localhost", "::1"}:
                server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
        return server


def _compose(to: str, subject: str, text: str, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, clean_line(to), clean_line(subject)
    message.set_content(text)
    return message
