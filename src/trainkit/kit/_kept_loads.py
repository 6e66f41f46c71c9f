"""Loads of activities, kept beside the records: what the samples of years say is read once."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import cached_property
from math import isnan

from trainkit import __version__
from trainkit.cache import Cache
from trainkit.loads import ActivityLoad, use_shelf
from trainkit.models import Activity, Athlete, History
from trainkit.records import record_digests

__all__ = ["KeptLoads", "keep_loads_of"]

_BESIDE = {"streams", "originals", "laps", "lengths", "provenance", "id"}


def keep_loads_of(
    history: History, athlete: Athlete, cache: Cache, licences: Mapping[str, dt.datetime]
) -> None:
    """Let the loads of a history come from those that are kept, and keep them.

    Parameters
    ----------
    history, athlete, cache, licences
        As in `KeptLoads`.
    """
    use_shelf(history, athlete, KeptLoads(cache, history, athlete, licences))


class KeptLoads:
    """The loads of a history that came from a store; a `LoadShelf`.

    A load is kept under a digest of the records that it was computed from, the athlete and the
    version. What a person edited is computed each time.

    Parameters
    ----------
    cache : Cache
        Where loads are kept.
    history : History
        As decoded from its records.
    athlete : Athlete
        Whose thresholds count.
    licences : mapping of str to datetime
        Licences of the records, with the moment of the oldest under each.
    """

    def __init__(
        self,
        cache: Cache,
        history: History,
        athlete: Athlete,
        licences: Mapping[str, dt.datetime],
    ) -> None:
        self._cache, self._history, self._licences = cache, history, licences
        self._key = json.dumps([__version__, athlete.model_dump_json()])

    def recall(self, activities: Sequence[Activity]) -> Mapping[int, ActivityLoad]:
        """Return the loads that are kept, by the place of their activity in the sequence."""
        kept = self._cache.recall("loads", self._key)
        if not isinstance(kept, dict):
            return {}
        digests = map(self._digest, activities)
        return {
            at: ActivityLoad(*kept[digest]) for at, digest in enumerate(digests) if digest in kept
        }

    def keep(self, activities: Sequence[Activity], loads: Sequence[ActivityLoad]) -> None:
        """Keep loads."""
        kept = {
            digest: astuple(load)
            for activity, load in zip(activities, loads, strict=True)
            if (digest := self._digest(activity)) is not None and not _has_nan(load)
        }
        self._cache.keep("loads", self._key, kept, licences=self._licences)

    def _digest(self, activity: Activity) -> str | None:
        """Name what an activity was made of; None where that is not known."""
        digests = record_digests(self._history)
        if not activity.originals:
            return digests.get(id(activity))
        if not self._edited.isdisjoint(original.key for original in activity.originals):
            return None
        parts = [digests.get(id(original)) for original in activity.originals]
        if None in parts:
            return None
        content = activity.model_dump_json(exclude=_BESIDE, exclude_defaults=True)
        text = json.dumps([content, parts, self._history.source_order])
        return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()

    @cached_property
    def _edited(self) -> frozenset[str]:
        edits = self._history.edits
        return frozenset(edit.record for edit in edits if edit.kind == "activity")


def _has_nan(load: ActivityLoad) -> bool:
    return any(isinstance(part, float) and isnan(part) for part in astuple(load))
