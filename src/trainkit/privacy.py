"""The provenance gate: what data may be shown, learnt from and kept, by its licence."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from trainkit._array import choice
from trainkit.errors import BackendError
from trainkit.models.history import History
from trainkit.models.provenance import Licence
from trainkit.telemetry import Counts, add

__all__ = ["LICENCES", "Gate", "Permitted", "Use"]

Use = Literal["prompt", "training"]
"""To be shown to a language model; to be part of a training set."""

_USES: tuple[Use, ...] = ("prompt", "training")
_OWN = "the athlete's own"
_DAY_S = 86_400.0
_UNKNOWN_S = 7 * _DAY_S

LICENCES: Mapping[str, Licence] = MappingProxyType(
    {
        one.name: one
        for one in (
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
"""The licences that trainkit knows; a source brings its own."""


class Permitted(NamedTuple):
    """What a use may see of a history, and how many records of each licence it may not."""

    history: History
    refused: Mapping[str, int]


class Gate:
    """Knows what each licence allows; one that it does not know allows neither use.

    Parameters
    ----------
    licences : iterable of Licence
        Beside those that trainkit knows; none of those can be loosened.

    Examples
    --------
    >>> Gate().allows("user-file", "prompt"), Gate().allows("strava-api", "prompt")
    (True, False)
    """

    def __init__(self, licences: Iterable[Licence] = ()) -> None:
        given = {one.name: one for one in licences}
        self._licences = given | dict(LICENCES)

    def allows(self, licence: str, use: Use) -> bool:
        """Say whether data under a licence may be used so."""
        choice("use", use, _USES)
        known = self._licences.get(licence)
        return known is not None and bool(known.prompt if use == "prompt" else known.training)

    def check(self, licences: Iterable[str], use: Use) -> None:
        """Refuse a use that one of several licences forbids; `BackendError` names it."""
        for one in licences:
            if not self.allows(one, use):
                add(Counts(refusals=1))
                known = self._licences.get(one)
                why = known.reason if known and known.reason else "nothing says that it may be"
                said = f"data under the licence {one!r} may not be used for a {use}: {why}"
                raise BackendError("privacy", said)

    def permitted(self, history: History, use: Use) -> Permitted:
        """Leave out of a history what a use may not see; originals of merged records count alone.

        Parameters
        ----------
        history : History
            Everything.
        use : {"prompt", "training"}
            What for.

        Returns
        -------
        Permitted
            The rest, and what was refused.
        """
        refused: Counter[str] = Counter()

        def allowed(licence: str) -> bool:
            if self.allows(licence, use):
                return True
            refused[licence] += 1
            return False

        days = [one for day in history.days for one in (day.originals or (day,))]
        kept = history.model_copy(
            update={
                "activities": tuple(
                    one for one in history.originals if allowed(one.provenance.licence)
                ),
                "days": [one for one in days if allowed(one.provenance.licence)],
                "races": tuple(one for one in history.races if allowed(one.provenance.licence)),
                "workouts": tuple(
                    one for one in history.workouts if allowed(one.provenance.licence)
                ),
            }
        )
        if refused:
            add(Counts(refusals=refused.total()))
        return Permitted(kept, dict(refused))

    def keep_s(self, licence: str) -> float | None:
        """How long records under a licence may be kept [s]; None where no limit is known."""
        known = self._licences.get(licence)
        days = None if known is None else known.keep_days
        return None if days is None else days * _DAY_S

    def cache_s(self, licence: str) -> float | None:
        """How long an answer made from them may be kept [s]; a week where nothing is known."""
        return self.keep_s(licence) if licence in self._licences else _UNKNOWN_S

    def cutoffs(self, now: dt.datetime) -> dict[str, dt.datetime]:
        """Give the moment before which data under each limited licence was fetched too long ago."""
        return {
            name: now - dt.timedelta(days=one.keep_days)
            for name, one in self._licences.items()
            if one.keep_days is not None
        }
