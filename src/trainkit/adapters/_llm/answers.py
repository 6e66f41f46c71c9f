"""Answers in a given form: read what a model wrote, and let it repair it once."""

import re
from collections.abc import Callable, Iterator

from pydantic import BaseModel, ValidationError

from trainkit.adapters._llm.schemas import describe_schema
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Message, Prompt, Reply

__all__ = ["REPAIRED", "complete", "fit_answer"]

REPAIRED = "the answer was repaired by a second call"

_FENCE = re.compile(r"```[A-Za-z]*\s*\n(.*?)(?:```|\Z)", re.DOTALL)
_PROBLEMS = 5  # that a repair names


def fit_answer(text: str, answer: type[BaseModel]) -> tuple[BaseModel | None, str]:
    """Read an answer, alone, in a fence, or among other words.

    Parameters
    ----------
    text : str
        What the model wrote.
    answer : type of pydantic model
        The form that was asked for.

    Returns
    -------
    tuple of (model or None, str)
        The answer, or None with what is wrong with it, without its values.
    """
    problem = "it is empty"
    for candidate in _candidates(text):
        try:
            return answer.model_validate_json(candidate), ""
        except (ValueError, RecursionError) as error:
            problem = problem if problem != "it is empty" else _describe(error)
    return None, problem


def complete(prompt: Prompt, ask: Callable[[Prompt], Reply], *, backend: str) -> Reply:
    """Ask, and if the answer does not have its form, ask once more with what is wrong.

    Parameters
    ----------
    prompt : Prompt
        The prompt.
    ask : callable
        Makes one call; its replies have their costs.
    backend : str
        The model's name, for errors.

    Returns
    -------
    Reply
        The reply with `parsed`; tokens and costs are those of both calls.

    Raises
    ------
    BackendError
        The second answer does not fit either; the error has the cost of both.
    """
    first = ask(prompt)
    answer = prompt.answer
    if answer is None or first.stop in {"length", "refusal"} or first.calls:
        return first
    parsed, problem = fit_answer(first.text, answer)
    if parsed is not None:
        return first.model_copy(update={"parsed": parsed})
    try:
        second = ask(_repair_prompt(prompt, answer, first.text, problem))
    except BackendError as error:
        error.cost_usd = _sum(error.cost_usd or 0.0, first.cost_usd)
        raise
    both = _join(first, second)
    if second.stop in {"length", "refusal"}:
        return both
    parsed, problem = fit_answer(second.text, answer)
    if parsed is None:
        message = f"the answer is no {answer.__name__}, also after a repair: {problem}"
        raise BackendError(backend, message, cost_usd=both.cost_usd)
    return both.model_copy(update={"parsed": parsed})


def _candidates(text: str) -> Iterator[str]:
    """Yield the parts of a text that may be the JSON of an answer."""
    text = text.rpartition("</think>")[2]  # what a model thought before it
    if text.strip():
        yield text.strip()
    for fence in _FENCE.finditer(text):
        yield fence[1].strip()
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        yield text[start : end + 1]


def _describe(error: Exception) -> str:
    """Describe what is wrong with an answer, without the athlete's values in it."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_input=False, include_context=False)
        named = (
            f"{'.'.join(map(str, problem['loc'])) or 'the text'}: {_first_words(problem['type'])}"
            for problem in found[:_PROBLEMS]
        )
        return "; ".join(named)
    if isinstance(error, InvalidInput):
        return f"{error.argument} must be {error.allowed}"
    return "it cannot be read"


def _first_words(kind: str) -> str:
    return kind.replace("_", " ")


def _repair_prompt(prompt: Prompt, answer: type[BaseModel], text: str, problem: str) -> Prompt:
    request = f"Your answer does not have its form: {problem}.\n{describe_schema(answer)}"
    turns = (Message(role="assistant", text=text.strip() or "(nothing)"), Message(text=request))
    return prompt.model_copy(update={"messages": (*prompt.messages, *turns)})


def _join(first: Reply, second: Reply) -> Reply:
    """Return the second reply with the tokens and costs of both."""
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    sums = {name: _sum(getattr(first, name), getattr(second, name)) for name in names}
    cost = _sum(first.cost_usd, second.cost_usd)
    notes = (*dict.fromkeys((*first.notes, *second.notes)), REPAIRED)
    return second.model_copy(update={**sums, "cost_usd": cost, "notes": notes})


def _sum(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first + second
