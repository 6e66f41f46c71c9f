"""The provenance gate: what each licence allows to show, learn from and keep."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from trainkit._choice import choice
from trainkit.errors import BackendError
from trainkit.models.provenance import Licence, Provenance
from trainkit.telemetry import Counts, add

if TYPE_CHECKING:  # what may be kept is asked without a history too
    from trainkit.models.history import History

__all__ = ["LICENCES", "Gate", "Permitted", "Use"]

Use = Literal["prompt", "training"]
"""Show data to a language model, or include it in a training set."""

_USES: tuple[Use, ...] = ("prompt", "training")
_OWN = "the athlete's own"
_DAY_S = 86_400.0
_UNKNOWN_S = 7 * _DAY_S

LICENCES: Mapping[str, Licence] = MappingProxyType(
    {
        licence.name: licence
        for licence in (
            Licence(name="user-file", prompt=True, training=True, reason=_OWN),
            Licence(name="user-export", prompt=True, training=True, reason=_OWN),
            Licence(name="simulated", prompt=True, training=True, reason="nobody's data"),
            Licence(
                name="strava-api",
                keep_days=7.0,
                reason="Strava API policy of 2026-06-01, sections 5.3 and 5.5",
            ),
            Licence(name="garmin-api", prompt=True, reason="for the athlete's own use only"),
        )
    }
)
"""Licences that trainkit knows; a source brings its own."""


class _Sourced(Protocol):
    """A record with provenance."""

    @property
    def provenance(self) -> Provenance:
        """Where it came from."""


class Permitted(NamedTuple):
    """The permitted part of a history, and the number of refused records by licence."""

    history: "History"
    refused: Mapping[str, int]


class Gate:
    """Decide what licences allow; an unknown licence allows neither use.

    Parameters
    ----------
    licences : iterable of Licence
        More licences; those that trainkit knows cannot be loosened.

    Examples
    --------
    >>> Gate().allows("user-file", "prompt"), Gate().allows("strava-api", "prompt")
    (True, False)
    """

    def __init__(self, licences: Iterable[Licence] = ()) -> None:
        added = {licence.name: licence for licence in licences}
        self._licences = added | dict(LICENCES)

    def allows(self, licence: str, use: Use) -> bool:
        """Return whether a licence allows a use."""
        choice("use", use, _USES)
        terms = self._licences.get(licence)
        return terms is not None and bool(terms.prompt if use == "prompt" else terms.training)

    def check(self, licences: Iterable[str], use: Use) -> None:
        """Raise `BackendError` where one of several licences forbids a use."""
        for licence in licences:
            if not self.allows(licence, use):
                add(Counts(refusals=1))
                terms = self._licences.get(licence)
                reason = terms.reason if terms and terms.reason else "its terms are unknown"
                message = (
                    f"data under the licence {licence!r} may not be used for a {use}: {reason}"
                )
                raise BackendError("privacy", message)

    def strictest(self, licences: Iterable[str]) -> str:
        """Return the licence that allows least, an unknown one before all; empty for none."""

        def freedom(name: str) -> tuple[bool, int, float, str]:
            terms = self._licences.get(name, Licence(name=name))
            keep = float("inf") if terms.keep_days is None else terms.keep_days
            return name in self._licences, terms.prompt + terms.training, keep, name

        return min(licences, key=freedom, default="")

    def restrictions(self, history: "History", use: Use) -> frozenset[str]:
        """Return the licences of a history's records that forbid a use; empty where none does."""
        return frozenset(name for name in history.licences if not self.allows(name, use))

    def filter_history(self, history: "History", use: Use) -> Permitted:
        """Leave out the records that a use may not see; merged records are judged by original.

        Parameters
        ----------
        history : History
            The history.
        use : {"prompt", "training"}
            The use.

        Returns
        -------
        Permitted
            The permitted history, and the numbers of refused records.
        """
        refused: Counter[str] = Counter()

        def is_allowed(record: _Sourced) -> bool:
            licence = record.provenance.licence
            if self.allows(licence, use):
                return True
            refused[licence] += 1
            return False

        permitted = history.model_copy(
            update={
                "activities": tuple(filter(is_allowed, history.originals)),
                "days": list(filter(is_allowed, history.day_originals)),
                "far_activities": (),
                "far_days": (),
                "races": tuple(filter(is_allowed, history.races)),
                "removed_activities": (),
                "removed_races": tuple(filter(is_allowed, history.removed_races)),
                "workouts": tuple(filter(is_allowed, history.workouts)),
            }
        )
        if refused:
            add(Counts(refusals=refused.total()))
        return Permitted(permitted, dict(refused))

    def retention_s(self, licence: str) -> float | None:
        """How long records under a licence may be kept [s]; None without a known limit."""
        terms = self._licences.get(licence)
        days = None if terms is None else terms.keep_days
        return None if days is None else days * _DAY_S

    def cache_retention_s(self, licence: str) -> float | None:
        """How long answers derived from data under a licence may be kept [s]; a week if unknown."""
        return self.retention_s(licence) if licence in self._licences else _UNKNOWN_S

    def cutoffs(self, now: dt.datetime) -> dict[str, dt.datetime]:
        """Return by licence with a limit the moment before which fetched data is too old."""
        return {
            name: now - dt.timedelta(days=terms.keep_days)
            for name, terms in self._licences.items()
            if terms.keep_days is not None
        }
