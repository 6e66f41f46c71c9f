"""Logins: short access tokens with refresh tokens that rotate, and cookies of browsers."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Literal, NamedTuple

from trainkit.host._member import Login
from trainkit.ports import Record
from trainkit.records import Lease
from trainkit.secrets import EncryptedStore

__all__ = ["ACCESS", "Pair", "Replayed", "Sessions", "digest_of"]

ACCESS = dt.timedelta(minutes=15)
_REFRESH = dt.timedelta(days=30)
_IDLE = dt.timedelta(hours=12)  # of a browser that sends nothing
_TOUCH = dt.timedelta(minutes=5)  # how exactly that is known
_WAIT_S = 20.0
_MOST = 20  # logins of one member that are kept
_OWNER = "team"


class Pair(NamedTuple):
    """Tokens of a login; `refresh` is empty for a browser."""

    login: Login
    access: str
    refresh: str


class Replayed(Exception):
    """A refresh token came that was used before: its login is ended."""

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.member = member


class Sessions:
    """The logins in a store; threads and processes may share it.

    Parameters
    ----------
    store : EncryptedStore
        Where they are kept: digests of tokens, never the tokens.
    clock : callable
        The current time, aware.
    """

    def __init__(self, store: EncryptedStore, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._clock = store, clock

    def begin(self, member: str, kind: Literal["browser", "program"], client: str) -> Pair:
        """Log a member in."""
        now, browser = self._clock(), kind == "browser"
        login = Login(
            id=secrets.token_hex(12),
            member=member,
            kind=kind,
            access="",
            until=now,
            ends=now + _REFRESH,
            began=now,
            seen=now,
            client=client[:200],
        )
        pair = _renew(login, now)
        if browser:
            idle = pair.login.model_copy(update={"refresh": "", "until": now + _IDLE})
            pair = Pair(idle, pair.access, "")
        self._put(pair.login)
        self._drop_old(member, now)
        return pair

    def find(self, token: str) -> Login | None:
        """Return the login of an access token or a cookie; None where it is none, or ended."""
        login, secret = self._read(token)
        now = self._clock()
        if login is None or not _fits(login.access, secret) or now >= min(login.until, login.ends):
            return None
        if login.kind == "browser" and now - login.seen >= _TOUCH:
            login = login.model_copy(update={"seen": now, "until": now + _IDLE})
            self._put(login)
        return login

    def refresh(self, token: str) -> Pair | None:
        """Replace the tokens of a login; None where the token is none.

        Raises
        ------
        Replayed
            The token was used before, by whomever: the login is ended.
        """
        known, _ = self._read(token)
        if known is None or known.kind != "program":
            return None
        with self._turn(known.id):
            login, secret = self._read(token)  # as another process left it
            now = self._clock()
            if login is None or now >= login.ends:
                return None
            if not _fits(login.refresh, secret):
                self.end(login)
                raise Replayed(login.member)
            pair = _renew(login, now)
            self._put(pair.login)
            return pair

    def view(self, login: Login, athlete: str) -> None:
        """Keep whom a coach looks at in a browser."""
        self._put(login.model_copy(update={"viewing": athlete}))

    def list(self, member: str) -> list[Login]:
        """List the logins of a member that have not ended, the latest first."""
        now = self._clock()
        found = self._store.get("tokens", _owner(member))
        logins = [Login.model_validate_json(record.body) for record in found]
        alive = [login for login in logins if login.ends > now]
        return sorted(alive, key=lambda login: login.seen, reverse=True)

    def end(self, login: Login) -> None:
        """Log out."""
        self._store.delete(_owner(login.member), "tokens", keys=[login.id])

    def end_all(self, member: str, *, but: str = "") -> int:
        """End all logins of a member but one; return how many."""
        ended = [login.id for login in self.list(member) if login.id != but]
        return self._store.delete(_owner(member), "tokens", keys=ended)

    def _read(self, token: str) -> tuple[Login | None, str]:
        """Return the login that a token names, and its secret part."""
        member, _, rest = token.partition(".")
        key, _, secret = rest.partition(".")
        if not (_is_name(member) and _is_name(key) and secret):
            return None, ""
        found = self._store.get("tokens", _owner(member), keys=[key])
        return (Login.model_validate_json(found[0].body) if found else None), secret

    def _put(self, login: Login) -> None:
        record = Record(login.id, login.model_dump_json(), login.seen)
        self._store.put("tokens", _owner(login.member), [record])

    def _drop_old(self, member: str, now: dt.datetime) -> None:
        """Forget logins that ended, and the longest unused beyond a number."""
        found = self._store.get("tokens", _owner(member))
        logins = [Login.model_validate_json(record.body) for record in found]
        logins.sort(key=lambda login: login.seen, reverse=True)
        alive = [login for login in logins if login.ends > now]
        kept = {login.id for login in alive[:_MOST]}
        dropped = [login.id for login in logins if login.id not in kept]
        if dropped:
            self._store.delete(_owner(member), "tokens", keys=dropped)

    def _turn(self, key: str) -> Lease:
        return Lease(self._store, f"team:login:{key}", clock=self._clock, wait_s=_WAIT_S)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _renew(login: Login, now: dt.datetime) -> Pair:
    access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    renewed = login.model_copy(
        update={
            "access": digest_of(access),
            "refresh": digest_of(refresh),
            "until": now + ACCESS,
            "seen": now,
        }
    )
    name = f"{login.member}.{login.id}"
    return Pair(renewed, f"{name}.{access}", f"{name}.{refresh}")


def _fits(kept: str, secret: str) -> bool:
    return bool(kept) and hmac.compare_digest(kept, digest_of(secret))


def _is_name(text: str) -> bool:
    return len(text) == 24 and text.isascii() and text.isalnum()


def _owner(member: str) -> str:
    return f"{_OWNER}:{member}"
