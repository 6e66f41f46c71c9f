"""What a source must do."""

from collections.abc import Iterable
from typing import ClassVar

from trainkit.models import History, Licence
from trainkit.plugins.conformance._base import Conformance, at_once
from trainkit.ports import Delivery, Source

__all__ = ["SourceConformance"]


class SourceConformance(Conformance):
    """Tests of a source; `adapter` must bring at least one record.

    Attributes
    ----------
    more_licences : frozenset of str
        Licences that its records may carry beside its own.
    """

    more_licences: ClassVar[frozenset[str]] = frozenset()

    def use(self, adapter: Source) -> object:
        """Fetch everything."""
        return list(adapter.fetch())

    def test_it_says_what_its_data_may_be_used_for(self, adapter: Source) -> None:
        """It has a licence, and a time for which its data is fresh."""
        assert isinstance(adapter.licence, Licence)
        assert adapter.fresh_s >= 0

    def test_every_record_says_where_it_comes_from(self, adapter: Source) -> None:
        """Records carry the source's licence."""
        history = _all(adapter.fetch())
        days = [one for day in history.days for one in (day.originals or (day,))]
        licences = {
            *(one.provenance.licence for one in history.originals),
            *(one.provenance.licence for one in days),
            *(one.provenance.licence for one in history.races),
            *(one.provenance.licence for one in history.workouts),
        }
        assert licences, "the fixture must bring at least one record"
        assert licences <= {adapter.licence.name, *self.more_licences}

    def test_what_it_brings_again_adds_nothing(self, adapter: Source) -> None:
        """Fetching everything twice is the same as once."""
        once = _all(adapter.fetch())
        assert once.merge(_all(adapter.fetch())) == once

    def test_it_goes_on_after_any_part(self, adapter: Source) -> None:
        """A host that stops after a part loses nothing."""
        parts = list(adapter.fetch())
        whole = _all(parts)
        for at, part in enumerate(parts, start=1):
            rest = _all(adapter.fetch(part.cursor))
            assert _same(_all(parts[:at]).merge(rest), whole)

    def test_after_the_last_part_there_is_nothing_new(self, adapter: Source) -> None:
        """The last cursor means everything is known."""
        parts = list(adapter.fetch())
        if parts[-1].cursor is not None:
            again = _all(adapter.fetch(parts[-1].cursor))
            assert _same(_all(parts).merge(again), _all(parts))

    def test_a_cursor_that_it_does_not_know_means_everything(self, adapter: Source) -> None:
        """A cursor of an older version does not stop it."""
        assert _same(_all(adapter.fetch("no cursor of yours")), _all(adapter.fetch()))

    def test_threads_share_it(self, adapter: Source) -> None:
        """Sixteen fetches at once bring the same."""
        whole = _all(adapter.fetch())
        for history in at_once(lambda _: _all(adapter.fetch())):
            assert history == whole


def _all(parts: Iterable[Delivery]) -> History:
    history = History()
    for one in parts:
        assert isinstance(one, Delivery)
        assert isinstance(one.history, History)
        history = history.merge(one.history)
    return history


def _same(one: History, other: History) -> bool:
    fields = ("activities", "days", "races", "workouts")
    return all(getattr(one, name) == getattr(other, name) for name in fields)
