"""What a notifier must do."""

import datetime as dt

import pytest

from trainkit.models.notice import NOTICE_KINDS, Notice
from trainkit.plugins.conformance._base import Conformance, run_at_once
from trainkit.ports import Notifier

__all__ = ["NotifierConformance"]

_DAY = dt.date(2026, 5, 1)


class NotifierConformance(Conformance):
    """Tests of a notifier, whose `adapter` delivers to a place for tests."""

    def use(self, adapter: Notifier) -> object:
        """Deliver a notice."""
        notice = Notice(kind="morning", day=_DAY, title="green", text="Run easily.")
        adapter.notify(notice)
        return notice

    @pytest.mark.parametrize("kind", NOTICE_KINDS)
    def test_it_delivers_every_kind(self, adapter: Notifier, kind: str) -> None:
        """It delivers whatever it is given."""
        notice = Notice.model_validate({"kind": kind, "day": _DAY, "title": kind, "text": "words"})
        adapter.notify(notice)

    @pytest.mark.parametrize(
        "text", ["", "Läufe, 走れ 🏃", "a\r\n.\r\nb", "line\n" * 5000, "x" * 20_000, "\x00\x1b[1m"]
    )
    def test_any_text_is_delivered(self, adapter: Notifier, text: str) -> None:
        """No text breaks it: empty, long, of any alphabet, with lines that mean something."""
        adapter.notify(Notice(kind="week", day=_DAY, title=f"Week {text[:50]}", text=text))

    def test_threads_share_it(self, adapter: Notifier) -> None:
        """Sixteen notices at once are all delivered."""

        def deliver(number: int) -> None:
            adapter.notify(Notice(kind="budget", day=_DAY, title="Budget", about=str(number)))

        assert run_at_once(deliver) is not None
