"""What members do with their accounts: register, log in, choose a new password, leave."""

import datetime as dt
import hmac
import logging
import secrets
from pathlib import Path
from typing import Literal, cast

from starlette.background import BackgroundTasks
from starlette.exceptions import HTTPException
from starlette.requests import Request

from trainkit.errors import InvalidInput, NotFound, TrainkitError
from trainkit.host._access import Caller
from trainkit.host._mail import Outbox
from trainkit.host._member import Member, Reset, Role
from trainkit.host._team.audit import AuditLog, client_of
from trainkit.host._team.kits import FencedStore, KitPool, SharedStore
from trainkit.host._team.members import Members, clean_email
from trainkit.host._team.passwords import LONGEST, Passwords, check_password
from trainkit.host._team.sessions import Pair, Replayed, Sessions, digest_of
from trainkit.host._team.throttle import Throttle, Wait
from trainkit.host._team_settings import Team
from trainkit.kit import Kit
from trainkit.kit._resolve import resolve_adapter
from trainkit.plugins import shared
from trainkit.secrets import Cipher, EncryptedStore, EnvironmentSecrets, new_key

__all__ = ["Club"]

_LOG = logging.getLogger("trainkit.host")
_RESET = dt.timedelta(hours=1)
_WRONG = "the address or the password is wrong"
_GUESSES = 60  # wrong ones from one network address, before it has to wait
_REGISTERED = 60  # accounts made from one network address, before it has to wait

Kind = Literal["browser", "program"]


class Club:
    """The accounts of a host, and the Kits of their owners.

    Parameters
    ----------
    home : Path
        The folder of the store.
    settings : Team
        What the host was told.
    token : str
        The host's token: it invites, and makes the first admin.
    """

    def __init__(self, home: Path, settings: Team, token: str) -> None:
        self.home, self.settings, self._token = home, settings, token
        address = settings.store or f"sqlite:///{home / 'team.db'}"
        resolved = resolve_adapter("store", address, shared(), EnvironmentSecrets(), {})
        self._store = _with_leases(address, resolved.adapter)
        cipher = _cipher_of(settings)
        self._seals = cipher is not None
        sealed = EncryptedStore(self._store, cipher)
        clock = settings.clock
        self.members = Members(sealed, clock)
        self.sessions = Sessions(sealed, clock)
        self.audit = AuditLog(sealed, clock)
        self.kits = KitPool(self._open_kit)
        self.passwords = Passwords()
        self._mail = settings.mail or Outbox(home / "outbox", clock)
        self._by_name, self._resets = Throttle(self._now_s), Throttle(self._now_s)
        self._by_client = Throttle(self._now_s, _GUESSES)
        self._registered = Throttle(self._now_s, _REGISTERED)
        self.check()  # a store of another version or key is refused here, not at a login

    def check(self) -> None:
        """Raise where the store cannot be read."""
        self.members.find_by_email("nobody@example.org")
        self.audit.read_latest()

    def close(self) -> None:
        """Close the Kits and the store."""
        self.kits.close()
        self._store.close()

    def is_token(self, shown: str) -> bool:
        """Return whether somebody shows the host's own token."""
        return hmac.compare_digest(shown.encode(), self._token.encode())

    def register(
        self, request: Request, later: BackgroundTasks, email: str, password: str, invitation: str
    ) -> None:
        """Make an account; the answer does not tell whether the address was free."""
        address = clean_email(email)
        check_password(password, address)
        _hang_up(request)
        client = client_of(request)
        self._refuse_early(request, self._registered.ask(client), address)
        invited = bool(invitation) and self.is_token(invitation)
        if self.settings.registration == "invited" and not invited:
            raise HTTPException(403, "this host asks for an invitation")
        role: Role = "admin" if invited and not self.members.has_admin() else "athlete"
        self._registered.fail(client)
        hashed = self.passwords.hash(password)
        key = new_key() if self._seals else ""
        member = self.members.add(address, hashed, role=role, key=key)
        event = "register_taken" if member is None else "register"
        self.audit.add(request, event, about=address if member is None else member.id)
        if member is None:
            said = "Somebody tried to register with this address, which has an account already."
            text = f"{said}\n\n{self._link('/reset')}\n"
            later.add_task(self._send, address, "You have an account", text)

    def log_in(self, request: Request, email: str, password: str, kind: Kind) -> Pair:
        """Return a new login; 401 where address or password is wrong, 429 after many guesses."""
        address, client = _lower(email), client_of(request)
        wait = self._by_name.ask(f"{address} {client}") or self._by_client.ask(client)
        self._refuse_early(request, wait, address)
        known = self.members.find_by_email(address)
        right = self.passwords.matches(known.password if known else None, password[: LONGEST + 1])
        if known is None or not right or known.disabled:
            self._by_name.fail(f"{address} {client}")
            self._by_client.fail(client)
            self.audit.add(request, "login_failed", about=address)
            raise HTTPException(401, _WRONG)
        self._by_name.succeed(f"{address} {client}")
        renewed = self.passwords.renew(known.password, password)
        if renewed is not None:
            self.members.change(known.id, password=renewed)
        self.audit.add(request, "login", by=known.id)
        return self.sessions.begin(known.id, kind, request.headers.get("user-agent", ""))

    def refresh(self, request: Request, token: str) -> Pair:
        """Replace a program's tokens; 401 where the token is none, or was used before."""
        try:
            pair = self.sessions.refresh(token)
        except Replayed as error:
            self.audit.add(request, "refresh_replayed", about=error.member)
            raise HTTPException(401, "this token was used before: log in again") from None
        known = None if pair is None else self.members.find(pair.login.member)
        if pair is None or known is None or known.disabled:
            raise HTTPException(401, "the token is not known, or has ended: log in again")
        return pair

    def log_out(self, request: Request, caller: Caller) -> None:
        """End the caller's login."""
        self.sessions.end(caller.login)
        self.audit.add(request, "logout", by=caller.id)

    def end_login(self, request: Request, caller: Caller, key: str) -> None:
        """End one of the caller's logins; `NotFound` where it is none."""
        for login in self.sessions.list(caller.id):
            if login.id == key:
                self.sessions.end(login)
                self.audit.add(request, "login_ended", by=caller.id)
                return
        raise NotFound("login", key, "the id of a login of this account")

    def end_logins(self, request: Request, caller: Caller) -> int:
        """End all of the caller's logins but this one; return how many."""
        ended = self.sessions.end_all(caller.id, but=caller.login.id)
        self.audit.add(request, "logins_ended", by=caller.id)
        return ended

    def ask_reset(self, request: Request, later: BackgroundTasks, email: str) -> None:
        """Send a way to a new password where the address has an account; tell nobody else."""
        _hang_up(request)
        address, client = _lower(email), client_of(request)
        wait = self._resets.ask(address) or self._registered.ask(client)
        self._refuse_early(request, wait, address)
        self._resets.fail(address)
        self._registered.fail(client)
        self.audit.add(request, "reset_asked", about=address)
        later.add_task(self._send_reset, address)  # after the answer: its time tells nothing

    def _send_reset(self, address: str) -> None:
        known = self.members.find_by_email(address)
        if known is None or known.disabled:
            return
        secret = secrets.token_urlsafe(32)
        way = Reset(digest=digest_of(secret), until=self.settings.clock() + _RESET)
        self.members.change(known.id, reset=way)
        link = self._link(f"/reset/new?token={known.id}.{secret}")
        said = f"Choose a new password within an hour:\n\n{link}\n\nIgnore this if you did not ask."
        self._send(address, "A new password", said)

    def reset(self, request: Request, token: str, password: str) -> None:
        """Set the new password, and end all logins."""
        key, _, secret = token.partition(".")
        known = self.members.find(key) if len(key) == 24 else None
        check_password(password, known.email if known else "")
        hashed = self.passwords.hash(password)
        if known is None or not self.members.spend_reset(key, digest_of(secret), hashed):
            self.audit.add(request, "reset_refused", about=known.id if known else "")
            raise InvalidInput("token", "(kept secret)", "from the latest message, within an hour")
        self.sessions.end_all(known.id)
        self.audit.add(request, "reset", by=known.id)

    def change_password(self, request: Request, caller: Caller, old: str, new: str) -> None:
        """Set another password, and end all other logins."""
        self._confirm(request, caller, old)
        check_password(new, caller.member.email)
        self.members.change(caller.id, password=self.passwords.hash(new), reset=None)
        self.sessions.end_all(caller.id, but=caller.login.id)
        self.audit.add(request, "password_changed", by=caller.id)

    def leave(self, request: Request, caller: Caller, password: str) -> None:
        """Delete an account with all of its data."""
        self._confirm(request, caller, password)
        self.forget(caller.member)
        self.audit.add(request, "account_deleted", by=caller.id)

    def forget(self, member: Member) -> None:
        """Delete a member's data, logins and account."""
        kit = self.kits.take(member.id)
        try:
            kit.forget()
        finally:
            self.kits.give_back(member.id)
        self.kits.drop(member.id)
        self._store.delete(member.id)
        self.sessions.end_all(member.id)
        self.members.remove(member)

    def _confirm(self, request: Request, caller: Caller, password: str) -> None:
        """Ask for the password again before what cannot be undone."""
        client = client_of(request)
        self._refuse_early(request, self._by_name.ask(f"{caller.id} {client}"), caller.id)
        if not self.passwords.matches(caller.member.password, password[: LONGEST + 1]):
            self._by_name.fail(f"{caller.id} {client}")
            self.audit.add(request, "password_wrong", by=caller.id)
            raise HTTPException(403, "the password is wrong")

    def _refuse_early(self, request: Request, wait: Wait | None, about: str) -> None:
        if wait is None:
            return
        if wait.first:  # one line a wait, however many requests
            self.audit.add(request, "throttled", about=about)
        headers = {"Retry-After": str(wait.seconds)}
        raise HTTPException(429, "too many attempts: try again later", headers=headers)

    def _open_kit(self, key: str) -> Kit:
        member = self.members.find(key)
        if member is None:
            raise NotFound("account", key, "the id of an account")
        return Kit(
            store=FencedStore(self._store, key),
            llm=self.settings.llm,
            speech=self.settings.speech,
            athlete_id=key,
            key=member.key or None,
            clock=self.settings.clock,
        )

    def _now_s(self) -> float:
        return self.settings.clock().timestamp()

    def _link(self, path: str) -> str:
        return f"{self.settings.url.rstrip('/')}{path}"

    def _send(self, to: str, subject: str, text: str) -> None:
        try:
            self._mail.send(to, subject, text)
        except TrainkitError as error:
            _LOG.warning("no mail was sent: %s", error)


def _with_leases(address: str, store: object) -> SharedStore:
    if not hasattr(store, "take_lease"):
        scheme = address.partition(":")[0]
        raise InvalidInput("store", scheme, "one that gives leases, such as sqlite or postgresql")
    return cast("SharedStore", store)


def _cipher_of(settings: Team) -> Cipher | None:
    if settings.key is None:
        return Cipher.from_environment()
    return Cipher([settings.key] if isinstance(settings.key, str) else settings.key)


def _hang_up(request: Request) -> None:
    """End the connection with the answer.

    The next one on it would wait for a message to be sent, and that time tells whether the address
    has an account.
    """
    request.scope["trainkit.last"] = True


def _lower(email: str) -> str:
    """Return an address as it is compared; one that is none is compared too, and never found."""
    try:
        return clean_email(email)
    except InvalidInput:
        return email[:200].lower()
