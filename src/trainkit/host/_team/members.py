"""Members of a host: who has an account, and what each may do."""

import datetime as dt
import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable

from trainkit.errors import InvalidInput, NotFound
from trainkit.host._member import Consent, Member, Role
from trainkit.ports import Record
from trainkit.records import Lease
from trainkit.secrets import EncryptedStore

__all__ = ["Members", "clean_email"]

TEAM = "team"
"""The name under which members stand in the store; no member has it."""

_ADDRESS = re.compile(r"[^\s@,;:<>()\"\\]{1,64}@[^\s@,;:<>()\"\\]{1,120}")
_INDEX = "@"
_WAIT_S = 20.0


class Members:
    """The members in a store; threads and processes may share it.

    Parameters
    ----------
    store : EncryptedStore
        Where they are kept.
    clock : callable
        The current time, aware.
    """

    def __init__(self, store: EncryptedStore, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._clock = store, clock

    def find(self, key: str) -> Member | None:
        """Return a member by id; None where there is none."""
        if not key or key.startswith(_INDEX):
            return None
        found = self._store.get("members", TEAM, keys=[key])
        return Member.model_validate_json(found[0].body) if found else None

    def find_by_email(self, email: str) -> Member | None:
        """Return a member by address; None where there is none."""
        found = self._store.get("members", TEAM, keys=[_index(email)])
        return self.find(found[0].body) if found else None

    def list(self) -> list[Member]:
        """List all members by address."""
        found = self._store.get("members", TEAM)
        members = [
            Member.model_validate_json(record.body)
            for record in found
            if not record.key.startswith(_INDEX)
        ]
        return sorted(members, key=lambda member: member.email)

    def has_admin(self) -> bool:
        """Return whether somebody keeps the accounts."""
        return any(member.role == "admin" for member in self.list())

    def add(self, email: str, password: str, *, role: Role, key: str) -> Member | None:
        """Keep a new member; None where the address is taken, after as much work."""
        now = self._clock()
        member = Member(
            id=secrets.token_hex(12),
            email=email,
            role=role,
            password=password,
            key=key,
            created=now,
        )
        with self._turn():
            taken = self.find_by_email(email) is not None
            index = Record(f"{_INDEX}-" if taken else _index(email), member.id, now)
            self._store.put("members", TEAM, [index] if taken else [index, _record(member, now)])
        return None if taken else member

    def change(self, key: str, **fields: object) -> Member:
        """Change fields of a member; `NotFound` where there is none."""
        with self._turn():
            return self._change(key, fields)

    def spend_reset(self, key: str, digest: str, password: str) -> Member | None:
        """Set a new password where the way to it is open, and close it; None where it is not."""
        with self._turn():
            known = self.find(key)
            way = None if known is None else known.reset
            if way is None or way.until <= self._clock():
                return None
            if not secrets.compare_digest(way.digest, digest):
                return None
            return self._change(key, {"password": password, "reset": None})

    def agree(self, key: str, email: str) -> Member:
        """Keep an athlete's agreement that a coach sees the data."""
        coach = self.find_by_email(email)
        consent = Consent(email=email, coach=coach.id if coach else None, since=self._clock())
        with self._turn():
            known = self._need(key)
            others = tuple(item for item in known.agreed if item.email != email)
            return self._change(key, {"agreed": (*others, consent)[-50:]})

    def withdraw(self, key: str, email: str) -> Member:
        """Forget an agreement; `NotFound` where there is none."""
        with self._turn():
            known = self._need(key)
            others = tuple(item for item in known.agreed if item.email != email)
            if len(others) == len(known.agreed):
                raise NotFound("email", email, "the address of a coach whom you named")
            return self._change(key, {"agreed": others})

    def remove(self, member: Member) -> None:
        """Forget a member, and with the key whatever it seals."""
        with self._turn():
            self._store.delete(TEAM, "members", keys=[member.id, _index(member.email)])

    def _need(self, key: str) -> Member:
        known = self.find(key)
        if known is None:
            raise NotFound("account", key, "the id of an account")
        return known

    def _change(self, key: str, fields: dict[str, object]) -> Member:
        changed = Member.model_validate(self._need(key).model_dump() | fields)
        self._store.put("members", TEAM, [_record(changed, self._clock())])
        return changed

    def _turn(self) -> Lease:
        """Return the lease under which members are read, changed and written back."""
        return Lease(self._store, "team:members", clock=self._clock, wait_s=_WAIT_S)


def clean_email(text: str) -> str:
    """Return an address as it is compared; `InvalidInput` where it is none."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if not _ADDRESS.fullmatch(email) or not email.isprintable():
        raise InvalidInput("email", text, "an address such as name@example.org")
    return email


def _record(member: Member, now: dt.datetime) -> Record:
    return Record(member.id, member.model_dump_json(), now)


def _index(email: str) -> str:
    return _INDEX + hashlib.sha256(email.encode()).hexdigest()
