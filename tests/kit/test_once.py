"""A part of a Kit is made on first use, once."""

import subprocess
import sys
import threading
import time

import pytest

import trainkit as tk
from trainkit.kit._once import Once

_DECIDE = """
import sys, trainkit as tk
with tk.Kit() as kit:
    kit.log(tk.simulate(days=60))
    kit.today()
print(*sys.modules)
"""


def test_threads_that_come_together_get_one() -> None:
    made: list[object] = []

    def make() -> object:
        time.sleep(0.05)  # the others arrive meanwhile
        made.append(object())
        return made[-1]

    once, seen = Once(make), []
    threads = [threading.Thread(target=lambda: seen.append(once())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert seen == made * 8


def test_what_failed_is_tried_again() -> None:
    left = [ValueError("not yet")]

    def make() -> str:
        if left:
            raise left.pop()
        return "made"

    once = Once(make)
    with pytest.raises(ValueError, match="not yet"):
        once()
    assert once() == once() == "made"


def test_a_decision_imports_neither_the_coach_nor_the_planner() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DECIDE], check=True, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert "trainkit.recovery._assess" in loaded
    talking = {"trainkit.kit._coaching", "trainkit.kit._conversations", "trainkit.models.prompt"}
    planning = {"trainkit.kit._plans", "trainkit.planning._plan", "scipy.optimize"}
    beside = {"trainkit.kit._notices", "trainkit.kit._profile", "trainkit.models.voice"}
    assert loaded.isdisjoint(talking | planning | beside)


def test_a_wrong_budget_is_refused_at_once() -> None:
    with pytest.raises(tk.InvalidInput, match="budget"):
        tk.Kit(budget="much")
    with pytest.raises(tk.InvalidInput, match=r"notify\.kinds"):
        tk.Kit(notify={"name": "mail", "kinds": "gossip"})
