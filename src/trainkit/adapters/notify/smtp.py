"""Notices by mail, over SMTP with TLS or not at all."""

import datetime as dt
import hashlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from trainkit.errors import BackendError, InvalidInput
from trainkit.models.model import Model
from trainkit.models.notice import Notice
from trainkit.net import remaining_s
from trainkit.plugins import Register, hookimpl
from trainkit.records import clock_of

__all__ = ["SmtpNotifier", "SmtpOptions"]

TRAINKIT_CONTRACT = 1

_BACKEND = "notify.smtp"
_PORTS = {"tls": 465, "starttls": 587}
_ANSWERS = 8  # of a mail, each within the time limit of one
_LATER = range(400, 500)  # replies that ask for another attempt
_NO_TLS = "the server offers no TLS, so nothing was sent; set security to tls, or use another"
_SILENT = "the server does not answer in time"
_BROKE_OFF = "the connection broke off; the mail may have been taken all the same"


def _check_address(address: str) -> str:
    name, _, host = address.rpartition("@")
    if not name or not host or not address.isprintable() or set(address) & set(' <>,;:"()'):
        raise InvalidInput("address", address, "a mail address, such as me@example.org")
    return address


Address = Annotated[str, AfterValidator(_check_address)]


class SmtpOptions(Model):
    """Options of the notifier.

    Parameters
    ----------
    host : str
        The server.
    to : tuple of str
        Who gets the mail.
    sender : str
        Whose address it has; by default that of `user`, or else the first of `to`.
    user, password : str, SecretStr, optional
        The account, usually ``"secret:SMTP"`` for the password.
    security : {"tls", "starttls"}
        TLS from the beginning, or after STARTTLS. There is no mail without.
    port : int, optional
        By default 465, or 587 for STARTTLS.
    ca_file : str
        Certificates of an authority of your own; by default those of the system.
    read_s : float
        Time limit for each answer of the server [s].
    clock : object, optional
        The current time; a Kit fills it in.
    """

    host: Annotated[str, Field(min_length=1)]
    to: Annotated[tuple[Address, ...], Field(min_length=1, max_length=50)]
    sender: Address | None = None
    user: str = ""
    password: SecretStr | None = None
    security: Literal["tls", "starttls"] = "tls"
    port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    ca_file: str = ""
    read_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    clock: Annotated[object, Field(exclude=True)] = None


class SmtpNotifier:
    """Sends notices as mails, each over a connection of its own. Thread-safe.

    A mail that is sent again after a lost answer has the same Message-ID, so that programs can see
    that it is the same.

    Parameters
    ----------
    options : SmtpOptions
        Server, account and addresses.
    """

    def __init__(self, options: SmtpOptions) -> None:
        self._options = options
        self._clock: Callable[[], dt.datetime] = clock_of(options.clock)
        self._port = options.port or _PORTS[options.security]
        named = options.user if "@" in options.user else options.to[0]
        self._sender = options.sender or named
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<SmtpNotifier {self._options.host}:{self._port}>"

    def notify(self, notice: Notice) -> None:
        """Send a notice to all addresses."""
        message = self._write(notice)
        limit_s = min(self._options.read_s, max(remaining_s(), 0.01))
        server = self._make(limit_s)
        watchdog = _Watchdog(server, min(_ANSWERS * limit_s, max(remaining_s(), 0.01)))
        with self._lock, watchdog, _explain_errors(watchdog):
            try:
                self._send(server, message)
            finally:
                server.close()

    def close(self) -> None:
        """Do nothing: a connection lasts as long as its mail."""

    def _send(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        options = self._options
        server.connect(options.host, self._port)
        if options.security == "starttls":
            server.starttls(context=self._trust())
        if options.password is not None:
            server.login(options.user or self._sender, options.password.get_secret_value())
        refused = server.send_message(message, self._sender, options.to)
        with suppress(smtplib.SMTPException, OSError):  # the mail is theirs by now
            server.quit()
        if refused:
            text = f"the server refuses {len(refused)} of {len(options.to)} addresses"
            raise BackendError(_BACKEND, text)

    def _make(self, limit_s: float) -> smtplib.SMTP:
        name = "localhost"  # without one, a slow DNS would be asked for ours
        if self._options.security == "tls":
            context = self._trust()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=name, timeout=limit_s, context=context
            )
        else:
            server = smtplib.SMTP(local_hostname=name, timeout=limit_s)
        # It is connected later, under the watchdog's eyes; the certificate must be of this host.
        server._host = self._options.host  # type: ignore[attr-defined]
        return server

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._options.ca_file or None)
        except OSError as error:
            message = f"ca_file cannot be read: {error.strerror or type(error).__name__}"
            raise BackendError(_BACKEND, message) from None

    def _write(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = notice.subject
        message["From"], message["To"] = self._sender, ", ".join(self._options.to)
        message["Date"] = format_datetime(self._clock())
        whose = "\0".join((self._sender, *self._options.to, notice.key))
        digest = hashlib.blake2b(whose.encode(), digest_size=12)
        message["Message-ID"] = f"<trainkit-{digest.hexdigest()}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # no answering machine answers
        message.set_content(f"{notice.lines}\n")
        return message


class _Watchdog:
    """Cuts a connection that lasts too long: a server may send a byte now and then for ever."""

    def __init__(self, server: smtplib.SMTP, seconds: float) -> None:
        self._server, self._timer = server, threading.Timer(seconds, self._bite)
        self._timer.daemon = True
        self.has_bitten = False

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _bite(self) -> None:
        self.has_bitten = True
        connection = self._server.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def _explain_errors(watchdog: _Watchdog) -> Iterator[None]:
    """Turn what the libraries raise into an error that says what to do, without any address."""
    try:
        yield
    except (OSError, ValueError) as error:
        if watchdog.has_bitten:
            raise BackendError(_BACKEND, _SILENT, retryable=True) from None
        if isinstance(error, smtplib.SMTPException):
            raise _explain_reply(error) from None
        raise _explain_connection(error) from None


def _explain_reply(error: smtplib.SMTPException) -> BackendError:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return BackendError(_BACKEND, _NO_TLS)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        message = _SILENT if "timed out" in str(error) else _BROKE_OFF
        return BackendError(_BACKEND, message, retryable=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = min((code for code, _ in error.recipients.values()), default=550)
        return _refusal(code, "the server refuses all addresses")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _refusal(error.smtp_code, "the server refuses the account's name or password")
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal(error.smtp_code, "the server refuses the mail")
    return BackendError(_BACKEND, f"the server does not speak SMTP: {type(error).__name__}")


def _explain_connection(error: Exception) -> BackendError:
    if isinstance(error, ssl.SSLCertVerificationError):
        message = f"the server's certificate is not trusted: {error.verify_message}"
    elif isinstance(error, ssl.SSLError):
        message = "there is no TLS on this port; set security to starttls, or another port"
    elif isinstance(error, TimeoutError):
        return BackendError(_BACKEND, _SILENT, retryable=True)
    elif isinstance(error, OSError):
        message = f"no connection to the server: {error.strerror or type(error).__name__}"
        return BackendError(_BACKEND, message, retryable=True)
    else:
        message = f"the mail cannot be written: {type(error).__name__}"
    return BackendError(_BACKEND, message)


def _refusal(code: int, message: str) -> BackendError:
    return BackendError(_BACKEND, f"{message} ({code})", retryable=code in _LATER)


@hookimpl
def trainkit_register(register: Register) -> None:
    """Register the notifier."""
    register("notify", "smtp", SmtpNotifier, options=SmtpOptions)
