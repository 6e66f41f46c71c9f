"""What a source must do."""

from collections.abc import Iterable
from typing import ClassVar

from trainkit.models import History, Licence
from trainkit.plugins.conformance._base import Conformance, run_at_once
from trainkit.ports import Delivery, Source

__all__ = ["SourceConformance"]


class SourceConformance(Conformance):
    """Tests of a source; `adapter` must deliver at least one record.

    Attributes
    ----------
    more_licences : frozenset of str
        Licences that its records may carry beside its own.
    """

    more_licences: ClassVar[frozenset[str]] = frozenset()

    def use(self, adapter: Source) -> object:
        """Fetch everything."""
        return list(adapter.fetch())

    def test_it_names_its_licence_and_freshness(self, adapter: Source) -> None:
        """It has a licence, and a time for which its data stays fresh."""
        assert isinstance(adapter.licence, Licence)
        assert adapter.fresh_s >= 0

    def test_every_record_carries_its_licence(self, adapter: Source) -> None:
        """Records carry the source's licence."""
        history = _merge(adapter.fetch())
        licences = {
            *(activity.provenance.licence for activity in history.originals),
            *(day.provenance.licence for day in history.day_originals),
            *(race.provenance.licence for race in history.races),
            *(workout.provenance.licence for workout in history.workouts),
        }
        assert licences, "the fixture must deliver at least one record"
        assert licences <= {adapter.licence.name, *self.more_licences}

    def test_delivering_again_adds_nothing(self, adapter: Source) -> None:
        """Fetching everything twice equals fetching it once."""
        history = _merge(adapter.fetch())
        assert history.merge(_merge(adapter.fetch())) == history

    def test_it_resumes_after_any_part(self, adapter: Source) -> None:
        """A host that stops after a part loses nothing."""
        parts = list(adapter.fetch())
        whole = _merge(parts)
        for count, part in enumerate(parts, start=1):
            rest = _merge(adapter.fetch(part.cursor))
            assert _same_records(_merge(parts[:count]).merge(rest), whole)

    def test_after_the_last_part_nothing_is_new(self, adapter: Source) -> None:
        """The last cursor means that everything is known."""
        parts = list(adapter.fetch())
        if parts[-1].cursor is not None:
            again = _merge(adapter.fetch(parts[-1].cursor))
            assert _same_records(_merge(parts).merge(again), _merge(parts))

    def test_an_unknown_cursor_means_everything(self, adapter: Source) -> None:
        """A cursor of an older version does not stop it."""
        assert _same_records(_merge(adapter.fetch("no cursor of yours")), _merge(adapter.fetch()))

    def test_threads_share_it(self, adapter: Source) -> None:
        """Sixteen fetches at once deliver the same."""
        whole = _merge(adapter.fetch())
        for history in run_at_once(lambda _: _merge(adapter.fetch())):
            assert history == whole


def _merge(parts: Iterable[Delivery]) -> History:
    history = History()
    for part in parts:
        assert isinstance(part, Delivery)
        assert isinstance(part.history, History)
        history = history.merge(part.history)
    return history


def _same_records(history: History, other: History) -> bool:
    fields = ("activities", "days", "races", "workouts")
    return all(getattr(history, name) == getattr(other, name) for name in fields)
