"""Facts of a day: how long they take, and how many tokens they cost."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

from harness import Row

from trainkit import simulate
from trainkit.coach import Facts, Toolbox, facts
from trainkit.coach._fact_text import count_tokens
from trainkit.models import Athlete, History

_YEARS_DAYS = 1095
_FACTS = 150


def rows(*, quick: bool) -> list[Row]:
    """Facts of three years, of a second day of the same history, and their text."""
    days = 120 if quick else _YEARS_DAYS
    seeds = range(40, 42) if quick else range(40, 46)
    histories = [simulate(days=days, seed=seed) for seed in seeds]
    _facts(simulate(days=60, seed=1))  # imports are no part of it
    first = min(_cpu_ms(partial(_facts, history)) for history in histories)
    again = min(_cpu_ms(partial(_facts, history)) for history in histories)
    known = _facts(histories[0])
    box = Toolbox(histories[0], _athlete(histories[0]))
    call = min(_cpu_ms(lambda: box.call("find_activities", {"limit": 5})) for _ in range(5))
    name, count = _tokenizer()
    text = known[:_FACTS].text()
    tokens, estimate = count(text), count_tokens(text)
    return [
        Row(
            f"facts of {days} days with a session on most",
            f"{len(known)} facts, CPU time",
            "",
            first,
            "ms",
            "<= 60",
        ),
        Row("the same: again, such as after an answer", "CPU time", "", again, "ms", "<= 30"),
        Row("a call of a tool: five activities", "CPU time", "", call, "ms", "<= 20"),
        Row(
            f"{min(_FACTS, len(known))} facts as text of a prompt",
            f"{len(text)} letters, by {name}",
            "",
            tokens,
            "tokens",
            "<= 2500",
        ),
        Row(
            "the same: estimate without a tokenizer",
            f"{estimate} tokens",
            name,
            estimate / tokens,
            "x",
            ">= 1",
        ),
    ]


def _facts(history: History) -> Facts:
    return facts(history, _athlete(history))


def _athlete(history: History) -> Athlete:
    assert history.athlete is not None
    return history.athlete


def _cpu_ms(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return 1000 * (time.process_time() - begin)


def _tokenizer() -> tuple[str, Callable[[str], int]]:
    """Return tiktoken's o200k_base, which may be without its vocabulary; else a copy of it."""
    with suppress(Exception):  # no package, or no network for the vocabulary
        encoding = import_module("tiktoken").get_encoding("o200k_base")
        return "tiktoken o200k_base", lambda text: len(encoding.encode(text))
    with suppress(ImportError):
        copy = import_module("bpe_openai").get_encoding("o200k_base")
        return "bpe-openai o200k_base", lambda text: len(copy.encode(text))
    return "the estimate itself", count_tokens
