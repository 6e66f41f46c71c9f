"""The tools of an athlete: what chat, a web host and other programs may ask for."""

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import copy
from difflib import get_close_matches
from threading import Lock
from typing import cast

from pydantic import JsonValue

from trainkit.coach._fact_sheet import Facts
from trainkit.coach._facts.build import check_tokens, sheet, state_facts
from trainkit.coach._facts.context import Decide
from trainkit.coach._facts.view import Told, make_view
from trainkit.coach._tools.ahead import LOOK_AHEADS
from trainkit.coach._tools.calculators import CALCULATORS
from trainkit.coach._tools.definition import Definition
from trainkit.coach._tools.patterns import PATTERNS
from trainkit.coach._tools.records import LOOK_UPS
from trainkit.coach._tools.series import SERIES
from trainkit.coach._tools.summary import SUMMARIES
from trainkit.errors import InvalidInput
from trainkit.models.athlete import Athlete
from trainkit.models.goal import Availability, Goal
from trainkit.models.history import History
from trainkit.models.plan import TrainingPlan
from trainkit.models.prompt import Tool
from trainkit.privacy import Gate, Use

__all__ = ["Toolbox"]

_DEFINITIONS = {
    tool.name: tool
    for tool in (*LOOK_UPS, *SERIES, *SUMMARIES, *PATTERNS, *LOOK_AHEADS, *CALCULATORS)
}


class Toolbox:
    """Functions about one athlete and one day that read and compute, and change nothing.

    Every answer is a set of facts. Their ids continue from call to call, so each names one fact in
    a whole conversation: ``"T1"`` and so on, beside the ``"F1"`` of the facts of the day. Threads
    may share a toolbox.

    Parameters
    ----------
    history, athlete, on, plan, goals, availability, use, gate, decide
        As in `facts`.
    max_tokens : int
        Most tokens of one answer, by an estimate from above; what does not fit is counted in
        `Facts.left_out` [tokens].
    begin : int
        The last number that an earlier toolbox of the same conversation gave.

    Examples
    --------
    >>> from trainkit import simulate
    >>> history = simulate(days=120)
    >>> box = Toolbox(history, history.athlete)
    >>> answer = box.call("calculate_pace", {"distance_m": 10_000, "time_s": 3000})
    >>> answer[0].id, answer[0].value, answer[0].unit
    ('T1', 300.0, 's/km')
    """

    def __init__(
        self,
        history: History,
        athlete: Athlete,
        on: dt.date | None = None,
        *,
        plan: TrainingPlan | None = None,
        goals: Iterable[Goal] | None = None,
        availability: Availability | None = None,
        use: Use | None = "prompt",
        gate: Gate | None = None,
        decide: Decide | None = None,
        max_tokens: int = 1500,
        begin: int = 0,
    ) -> None:
        self._view = make_view(
            history,
            athlete,
            on,
            Told(plan, goals, availability),
            use=use,
            gate=gate,
            decide=decide,
        )
        check_tokens(max_tokens)
        self._max_tokens = max_tokens
        self._count = begin
        self._lock = Lock()
        self._facts: dict[int | None, Facts] = {}

    def renumber(self, begin: int, max_tokens: int) -> "Toolbox":
        """Return a toolbox of the same data for another conversation; the facts are computed once.

        Parameters
        ----------
        begin, max_tokens : int
            As for a new one.

        Returns
        -------
        Toolbox
            With numbers of its own.
        """
        other = copy(self)
        other._max_tokens, other._count, other._lock = max_tokens, begin, Lock()
        return other

    @property
    def day(self) -> dt.date:
        """The day that the toolbox answers for."""
        return self._view.day

    def facts(self, *, max_tokens: int | None = None) -> Facts:
        """State the facts of the day, numbered from ``"F1"``.

        Parameters
        ----------
        max_tokens : int, optional
            As in `facts` [tokens].

        Returns
        -------
        Facts
            As from `facts`.
        """
        known = self._facts.get(max_tokens)
        if known is None:
            known = self._facts[max_tokens] = state_facts(self._view, max_tokens)
        return known

    def tools(self, *names: str) -> tuple[Tool, ...]:
        """Describe the tools for a language model or another program.

        Parameters
        ----------
        *names : str
            Which; by default all that have an answer: those about a plan need one.

        Returns
        -------
        tuple of Tool
            Name, description and the JSON schema of the arguments.

        Raises
        ------
        InvalidInput
            There is no tool of a name.
        """
        planned = self._view.permitted.plan is not None
        chosen = [self._find(name) for name in names] or [
            tool for tool in _DEFINITIONS.values() if planned or not tool.needs_plan
        ]
        return tuple(
            Tool(name=tool.name, description=tool.description, parameters=_schema(tool))
            for tool in chosen
        )

    def call(self, name: str, arguments: Mapping[str, object] | None = None) -> Facts:
        """Answer a call.

        Parameters
        ----------
        name : str
            The tool.
        arguments : mapping, optional
            Its arguments by name, as a language model wrote them: they are checked here.

        Returns
        -------
        Facts
            The answer; a fact says what is missing where there is none.

        Raises
        ------
        InvalidInput
            No such tool, or an argument that it does not accept; the message names what it does.
        """
        tool = self._find(name)
        if arguments is not None and not isinstance(arguments, Mapping):
            raise InvalidInput("arguments", arguments, "an object with arguments by name")
        asked = tool.inputs.model_validate(dict(arguments or {}))
        drafts = self._view.ask(lambda context: tool.answer(context, asked))
        with self._lock:
            answer = sheet(
                drafts,
                self.day,
                refused=self._view.refused,
                max_tokens=self._max_tokens,
                letter="T",
                begin=self._count + 1,
            )
            self._count += len(answer)
        return answer

    def _find(self, name: str) -> Definition:
        tool = _DEFINITIONS.get(name)
        if tool is None:
            close = get_close_matches(str(name), _DEFINITIONS, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise InvalidInput("tool", name, f"one of {', '.join(_DEFINITIONS)}{hint}")
        return tool


def _schema(tool: Definition) -> dict[str, JsonValue]:
    """Write the schema of the arguments: flat, and without titles that repeat the names."""
    schema = cast("dict[str, JsonValue]", tool.inputs.model_json_schema())
    parts = cast("dict[str, JsonValue]", schema.pop("$defs", {}))
    flat = cast("dict[str, JsonValue]", _flatten(schema, parts))
    return {"properties": {}, **flat, "title": tool.inputs.__name__}


def _flatten(schema: JsonValue, parts: Mapping[str, JsonValue]) -> JsonValue:
    if isinstance(schema, list):
        return [_flatten(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(name := schema.get("$ref"), str):
        return _flatten(parts[name.rpartition("/")[2]], parts)
    return {
        key: _flatten(value, parts)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
