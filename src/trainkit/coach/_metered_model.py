"""Language models whose calls are paid from budgets, and a row of them of which one answers."""

from collections.abc import Callable, Iterator, Sequence

from trainkit.coach._ledger import Ledger, Reservation
from trainkit.errors import BackendError
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent
from trainkit.ports import LanguageModel
from trainkit.ports.llm import stream_events

__all__ = ["FirstToAnswer", "MeteredModel"]

_CALLS_FOR_AN_ANSWER = 2  # one that does not fit its form is asked for once more


class MeteredModel:
    """Records each call in a ledger, which may refuse it before it is made.

    Parameters
    ----------
    model : LanguageModel
        The model.
    ledger : callable
        Returns the ledger; asked at the first call, because a ledger needs an open store.
    backend : str
        The model's name, such as ``"llm.anthropic"``.
    """

    def __init__(self, model: LanguageModel, ledger: Callable[[], Ledger], backend: str) -> None:
        self._model, self._ledger, self.backend = model, ledger, backend

    def __repr__(self) -> str:
        return f"<{self.backend}: {self._model!r}>"

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt; `BudgetSpent` before the call where a budget has too little left."""
        ledger = self._ledger()
        reservation = self._reserve(ledger, prompt)
        try:
            reply = self._model.reply(prompt)
        except BaseException as error:
            if isinstance(error, BackendError):
                ledger.settle(reservation, None, outcome="failed", cost_usd=error.cost_usd)
            else:
                ledger.settle(reservation, None, outcome="cut")
            raise
        ledger.settle(reservation, reply, outcome="done")
        return reply

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        """Answer in events; a stream that is cut counts with what was set aside for it."""
        ledger = self._ledger()
        reservation = self._reserve(ledger, prompt)
        reply, has_begun = None, False
        try:
            for event in stream_events(self._model, prompt, backend=self.backend):
                has_begun = True
                if isinstance(event, StreamEnd):
                    reply = event.reply
                    ledger.settle(reservation, reply, outcome="done")
                yield event
        finally:
            if reply is None:
                ledger.settle(reservation, None, outcome="cut" if has_begun else "failed")

    def close(self) -> None:
        """Close the model."""
        self._model.close()

    def _reserve(self, ledger: Ledger, prompt: Prompt) -> Reservation:
        name = str(getattr(self._model, "model", ""))
        estimate = ledger.estimate_usd(prompt, backend=self.backend, model=name)
        if estimate is not None and prompt.answer is not None:
            estimate *= _CALLS_FOR_AN_ANSWER
        return ledger.reserve(purpose=prompt.purpose, backend=self.backend, estimate_usd=estimate)


class FirstToAnswer:
    """Asks models in turn until one answers; the order is the host's.

    Parameters
    ----------
    models : sequence of LanguageModel
        The models, at least one.
    """

    def __init__(self, models: Sequence[LanguageModel]) -> None:
        self._models = tuple(models)

    def __repr__(self) -> str:
        return f"<first of {', '.join(map(repr, self._models))}>"

    def reply(self, prompt: Prompt) -> Reply:
        """Return the first answer; the last model's `BackendError` where none answers."""
        *first, last = self._models
        for model in first:
            try:
                return model.reply(prompt)
            except BackendError:
                continue
        return last.reply(prompt)

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent | str]:
        """Stream the first answer that begins; one that has begun is not replaced."""
        *first, last = self._models
        for model in first:
            events = iter(model.stream(prompt))
            try:
                event = next(events)
            except BackendError:
                continue
            yield event
            yield from events
            return
        yield from last.stream(prompt)

    def close(self) -> None:
        """Close all models."""
        for model in self._models:
            model.close()
