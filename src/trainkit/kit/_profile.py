"""The profile of a Kit's athlete: thresholds by date, proposals from the data, and free time."""

import datetime as dt
from typing import Literal, TypedDict, Unpack

from trainkit.errors import NotFound
from trainkit.kit._data import AthleteData
from trainkit.kit._proposals import Proposal, propose_thresholds
from trainkit.models import Athlete, Availability, ThresholdChange

__all__ = ["AthleteFields", "Profile", "Proposal"]


class AthleteFields(TypedDict, total=False):
    """The fields of `Athlete`, in its units."""

    sex: Literal["female", "male"]
    birth_date: dt.date
    hr_rest: float
    hr_max: float
    hr_threshold: float | None
    ftp_w: float | None
    threshold_speed_m_s: float | None
    mass_kg: float | None
    hr_zones: tuple[float, ...] | None
    power_zones: tuple[float, ...] | None
    speed_zones: tuple[float, ...] | None
    changes: tuple[ThresholdChange, ...]
    timezone: str
    risk_style: Literal["conservative", "balanced", "adaptive", "aggressive"]
    sleep_need_h: float | None
    name: str | None


class Profile:
    """Who the athlete is, kept in the store; threads may share it.

    An athlete that the host gives to `Kit` replaces the kept one at the next start.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    """

    def __init__(self, data: AthleteData) -> None:
        self._data = data

    def get(self) -> Athlete:
        """Return the athlete; `NotFound` where nothing is known."""
        if not self._data.is_known:
            raise NotFound("athlete", None, "known: give one to the Kit, or update the profile")
        return self._data.athlete

    def update(self, **fields: Unpack[AthleteFields]) -> Athlete:
        """Change fields of the athlete; the first time, name all that `Athlete` requires.

        Parameters
        ----------
        **fields
            New values of fields of `Athlete`, such as ``timezone="Europe/Berlin"``. The initial
            thresholds count for all days before a dated change: `accept` is for those.

        Returns
        -------
        Athlete
            The athlete.

        Raises
        ------
        InvalidInput
            A field is unknown or missing, or its value is invalid.
        """
        known = self._data.athlete if self._data.is_known else None
        changed = (
            Athlete.model_validate(fields) if known is None else known.model_copy(update=fields)
        )
        self._data.change_athlete(changed)
        return changed

    def propose(self) -> list[Proposal]:
        """Propose thresholds that the data of the last months show, with their reasons.

        Returns
        -------
        list of Proposal
            Changes that `accept` takes over; empty where the data agree with the profile.
        """
        history, athlete = self._data.history(), self.get()
        return propose_thresholds(history, athlete, on=self._data.local_day())

    def accept(self, change: ThresholdChange | Proposal) -> Athlete:
        """Take over thresholds from a date on; those of earlier days stay.

        Parameters
        ----------
        change : ThresholdChange or Proposal
            The new values. What another change of the same date and sport says besides is kept.

        Returns
        -------
        Athlete
            The athlete.

        Raises
        ------
        InvalidInput
            The values contradict others, such as a resting heart rate above the maximum.
        """
        new = change.change if isinstance(change, Proposal) else change
        known = self.get().changes
        twins = [old for old in known if _place(old) == _place(new)]
        said = new.model_dump(exclude_none=True)
        merged = twins[0].model_copy(update=said) if twins else new
        others = [old for old in known if _place(old) != _place(new)]
        return self.update(changes=(*others, merged))

    def retract(self, date: dt.date, sport: str | None = None) -> Athlete:
        """Take back the change of a date and sport; `NotFound` where there is none."""
        known = self.get().changes
        kept = tuple(change for change in known if _place(change) != (date, sport))
        if len(kept) == len(known):
            raise NotFound("change", str(date), "the date of a change of thresholds")
        return self.update(changes=kept)

    @property
    def availability(self) -> Availability | None:
        """The time for training that plans use where none is given; None where nothing is kept."""
        return self._data.records.availability()

    def keep_availability(self, availability: Availability) -> None:
        """Keep the time for training, for the plans and weeks to come."""
        self._data.records.put_availability(availability)


def _place(change: ThresholdChange) -> tuple[dt.date, str | None]:
    return change.date, change.sport
