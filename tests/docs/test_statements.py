"""What the pages state about behaviour holds."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from trainkit import errors, recovery
from trainkit.models import Licence, Provenance
from trainkit.ports import Delivery

DOCS = Path(__file__).parents[2] / "docs"
ME = tk.Athlete(sex="female", birth_date=dt.date(1990, 5, 14), hr_rest=52, hr_max=186)
FIRST = dt.date(2026, 5, 1)


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def test_the_errors_page_has_each_error_with_its_status() -> None:
    rows = dict(re.findall(r"^\| `(\w+)`.*\| (\d+) \|$", read("api/errors.md"), re.MULTILINE))
    expected = {name: str(getattr(errors, name).status) for name in errors.__all__}
    assert rows == {name: status for name, status in expected.items() if name != "TrainkitError"}


def test_the_faq_shows_the_message_that_a_first_week_gets() -> None:
    days = [tk.DailyHealth(date=FIRST + dt.timedelta(days=n), resting_hr=50) for n in range(4)]
    days.append(tk.DailyHealth(date=FIRST + dt.timedelta(days=4), steps=9000))
    with pytest.raises(tk.InsufficientData) as refused:
        tk.assess(tk.History(days=days), ME)
    assert str(refused.value) in " ".join(read("guides/faq.md").split())


def test_pain_warns_from_the_number_that_the_pages_name() -> None:
    pains = [39, 40, 59, 60, 60]
    days = [
        tk.DailyHealth(date=FIRST + dt.timedelta(days=n), pain=pain) for n, pain in enumerate(pains)
    ]
    history = tk.History(days=days)
    (levels,) = (
        found
        for found in (detector.levels(history, ME) for detector in recovery.REPORTED)
        if found.tolist()[:2] == [0, 2]
    )
    np.testing.assert_array_equal(levels, [0, 2, 2, 2, 3])
    assert "pain from 40 of 100" in read("guides/today.md")
    assert "From 40 of 100" in read("guides/faq.md")


class Watch:
    """A source with one morning."""

    fresh_s = 0.0

    def __init__(self, name: str, pulse: float) -> None:
        self.licence = Licence(name=name, prompt=True, training=True, keep_days=None)
        self._day = tk.DailyHealth(
            date=FIRST,
            resting_hr=pulse,
            provenance=Provenance(source=name, id="1", licence=name),
        )

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        yield Delivery(tk.History(days=[self._day]), cursor)

    def close(self) -> None: ...


def test_the_order_of_sources_decides_nothing_and_source_order_does() -> None:
    watches = [Watch("alpha", 50), Watch("beta", 60)]
    for order in (watches, watches[::-1]):
        with tk.Kit(source=order) as kit:
            kit.sync()
            assert kit.history().days[0].resting_hr == 50
            kit.log(tk.History(source_order=["beta"]))
            assert kit.history().days[0].resting_hr == 60


def test_importing_again_overwrites_no_edit() -> None:
    start = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)
    run = tk.Activity(sport="running", start=start, elapsed_s=1800, rpe=3)
    with tk.Kit() as kit:
        kit.log(run)
        kit.activities.edit(kit.activities.list()[0].id, rpe=8)
        kit.log(tk.History(activities=[run]))
        assert kit.history().merge(tk.History(activities=[run])).activities[0].rpe == 8


@pytest.mark.parametrize("coloured", [True, False])
def test_colours_are_named_only_where_there_are_some(
    coloured: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console = pytest.importorskip("rich.console", reason="the cli extra is not installed")
    from trainkit.cli import _terminal

    monkeypatch.delenv("NO_COLOR", raising=False)
    made = console.Console(force_terminal=coloured, color_system="standard" if coloured else None)
    monkeypatch.setattr(_terminal, "may_be_terminal", lambda: True)
    monkeypatch.setattr(_terminal, "make_console", lambda: made)
    history = tk.simulate(days=40)
    assert history.athlete is not None
    _terminal.print_weeks(history, history.athlete)
    assert ("in the colour of its morning" in capsys.readouterr().out) == coloured
