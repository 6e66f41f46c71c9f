"""What calls of language models cost: by day, purpose and model."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from trainkit.coach._money import Call

__all__ = ["CostReport", "CostRow", "report_costs"]


class CostRow(NamedTuple):
    """The calls that have one thing in common.

    Parameters
    ----------
    name : str
        What they have in common: a day, a purpose, a model or an athlete.
    calls : int
        How many there are.
    cost_usd : float
        What those with a known price cost [US dollars].
    unknown : int
        How many have no known price; their cost is not in the sum.
    input_tokens, output_tokens, cache_read_tokens : int
        Tokens of all of them [tokens].
    """

    name: str
    calls: int
    cost_usd: float
    unknown: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int


class CostReport(NamedTuple):
    """What calls cost.

    Parameters
    ----------
    total : CostRow
        All calls.
    by_day, by_purpose, by_model, by_athlete : tuple of CostRow
        The same calls in groups, in order of their names.
    open_usd : float
        Set aside for calls that run, were killed or were cut: they may have cost as much.
    failures : int
        Calls without an answer.
    """

    total: CostRow
    by_day: tuple[CostRow, ...]
    by_purpose: tuple[CostRow, ...]
    by_model: tuple[CostRow, ...]
    by_athlete: tuple[CostRow, ...]
    open_usd: float
    failures: int

    @property
    def total_usd(self) -> float:
        """What all calls with a known price cost [US dollars]."""
        return self.total.cost_usd

    def to_dict(self) -> dict[str, object]:
        """Return the report for JSON."""
        groups = ("by_day", "by_purpose", "by_model", "by_athlete")
        return {
            "total": self.total._asdict(),
            **{name: [row._asdict() for row in getattr(self, name)] for name in groups},
            "open_usd": self.open_usd,
            "failures": self.failures,
        }

    def __str__(self) -> str:
        if not self.total.calls:
            return "No call of a language model was made."
        lines = [_line(self.total)]
        for title, rows in (
            ("by purpose", self.by_purpose),
            ("by model", self.by_model),
            ("by day", self.by_day),
        ):
            lines += ["", title, *(f"  {_line(row)}" for row in rows)]
        if self.open_usd:
            lines += ["", f"set aside for calls without an end: {self.open_usd:.4f} USD"]
        if self.failures:
            lines += ["", f"calls without an answer: {self.failures}"]
        return "\n".join(lines)


def report_costs(calls: Iterable[tuple[str, Call]]) -> CostReport:
    """Sum up calls.

    Parameters
    ----------
    calls : iterable of (str, Call)
        The athlete's name in the store, and the call.

    Returns
    -------
    CostReport
        The sums.
    """
    known = list(calls)
    days = [(_day(call).isoformat(), call) for _, call in known]
    purposes = [(call.purpose or "other", call) for _, call in known]
    models = [(call.model or call.backend or "unknown", call) for _, call in known]
    return CostReport(
        total=_row("all calls", [call for _, call in known]),
        by_day=_group(days),
        by_purpose=_group(purposes),
        by_model=_group(models),
        by_athlete=_group(known),
        open_usd=sum(call.counted_usd for _, call in known if call.outcome in {"running", "cut"}),
        failures=sum(call.outcome == "failed" for _, call in known),
    )


def _day(call: Call) -> dt.date:
    return call.moment.astimezone(dt.UTC).date()


def _group(calls: list[tuple[str, Call]]) -> tuple[CostRow, ...]:
    names = sorted({name for name, _ in calls})
    return tuple(_row(name, [call for other, call in calls if other == name]) for name in names)


def _row(name: str, calls: list[Call]) -> CostRow:
    return CostRow(
        name=name,
        calls=len(calls),
        cost_usd=sum(call.cost_usd or 0.0 for call in calls),
        unknown=sum(call.outcome == "done" and call.cost_usd is None for call in calls),
        input_tokens=sum(call.input_tokens or 0 for call in calls),
        output_tokens=sum(call.output_tokens or 0 for call in calls),
        cache_read_tokens=sum(call.cache_read_tokens for call in calls),
    )


def _line(row: CostRow) -> str:
    calls = "1 call" if row.calls == 1 else f"{row.calls} calls"
    cost = f"{row.cost_usd:.4f} USD"
    if row.unknown:
        cost += f", and {row.unknown} of unknown price"
    read = row.input_tokens + row.cache_read_tokens
    return f"{row.name}: {calls}, {cost}; {read} tokens read, {row.output_tokens} written"
