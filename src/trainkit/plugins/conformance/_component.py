"""What a component of the recovery score must do."""

import numpy as np
import pytest

from trainkit._array import FloatArray
from trainkit.models import Athlete, History
from trainkit.plugins.conformance._histories import (
    HistoryConformance,
    cut_at_start_of,
    days_to_cut_at,
)
from trainkit.ports import Component, ComponentColumns, Weighted

__all__ = ["ComponentConformance"]

_COLUMNS = ("points", "value", "baseline", "low", "high", "deviation", "have")


class ComponentConformance(HistoryConformance):
    """Tests of a component; it must score at least one day of `history`."""

    @pytest.fixture
    def component(self) -> Component:
        """The component; override this."""
        raise NotImplementedError("give a fixture `component`")

    def test_it_has_a_name_and_a_method(self, component: Component) -> None:
        """The score is shown with both."""
        assert component.name.strip()
        assert component.method.strip()

    def test_its_weight_is_a_share(self, component: Component) -> None:
        """One that says how much it counts says a number above 0 and at most 1."""
        if isinstance(component, Weighted):
            assert 0 < component.weight <= 1

    def test_columns_have_a_value_a_day(
        self, component: Component, history: History, athlete: Athlete
    ) -> None:
        """Every column has shape (days,); points are from 0 to 100 or NaN."""
        for days in (history, history.until(history.dates[0].item())):
            columns = component.columns(days, athlete)
            assert isinstance(columns, ComponentColumns)
            for name in _COLUMNS:
                assert np.shape(getattr(columns, name)) == days.dates.shape, name
            scored = _days_with_score(columns)
            assert np.all((columns.points[scored] >= 0) & (columns.points[scored] <= 100))
            assert np.isfinite(columns.value[scored]).all(), "a scored day has a value"
            assert np.all(np.asarray(columns.have) >= 0)
            assert columns.need >= 0
        assert _days_with_score(component.columns(history, athlete)).size, (
            "no day of `history` is scored"
        )

    def test_a_day_is_scored_by_what_is_known_when_it_begins(
        self, component: Component, history: History, athlete: Athlete
    ) -> None:
        """Neither later days nor the day's own training and journal change its columns."""
        whole = component.columns(history, athlete)
        for day in days_to_cut_at(history):
            known = cut_at_start_of(day, history, journal=False)
            columns = component.columns(known, athlete)
            for name in _COLUMNS:
                _assert_same(getattr(columns, name), getattr(whole, name), f"{name} on {day}")

    def test_it_explains_each_score(
        self, component: Component, history: History, athlete: Athlete
    ) -> None:
        """A scored day has units, words, and perhaps a value that would earn other points."""
        columns = component.columns(history, athlete)
        for at in _days_with_score(columns)[
            :: max(_days_with_score(columns).size // 20, 1)
        ].tolist():
            units = component.units(history, at)
            assert len(units) == 2
            assert all(unit.strip() for unit in units)
            words = component.explain(history, athlete, at, columns)
            assert words.strip()
            for points in (0.0, 50.0, 100.0):
                value = component.value_for(history, athlete, at, points, columns)
                assert value is None or np.isfinite(value)


def _days_with_score(columns: ComponentColumns) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    return np.flatnonzero(~np.isnan(columns.points))


def _assert_same(part: FloatArray, whole: FloatArray, what: str) -> None:
    np.testing.assert_allclose(
        part, np.asarray(whole)[: np.size(part)], rtol=1e-7, atol=1e-9, err_msg=what
    )
