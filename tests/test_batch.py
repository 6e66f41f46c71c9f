"""Results of many: each name has its own file, and what failed is told."""

from functools import partial
from pathlib import Path

import pytest

from trainkit._batch import BatchRun, Task, digest_of, run_batch
from trainkit.models.model import Model


class Answer(Model):
    """A result."""

    value: float


def answer(value: float) -> Answer:
    if value < 0:
        raise ValueError(f"{value:g} is negative")
    return Answer(value=value)


def task(value: float) -> Task[Answer]:
    return Task(partial(answer, value), digest_of([str(value)]))


def test_names_that_look_alike_have_files_of_their_own(tmp_path: Path) -> None:
    names = ["Ann", "ann", "ANN ", "a/n/n", "..", "", "\udcff", "x" * 500]
    asked = {name: partial(task, float(place)) for place, name in enumerate(names)}
    run = BatchRun(Answer, folder=tmp_path / "new" / "folder")
    made = run_batch(asked, run)
    files = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert len({name.lower() for name in files}) == len(names)
    assert [made[name].value for name in names] == list(range(len(names)))
    again = run_batch(asked, run)
    assert again.kept == tuple(names)
    assert dict(again) == dict(made)


def test_many_failures_are_counted_and_the_first_are_told() -> None:
    made = run_batch({f"a{at}": partial(task, at - 30.0) for at in range(40)}, BatchRun(Answer))
    lines = str(made).splitlines()
    assert lines[0] == "10 of 40 done, 30 failed"
    assert lines[1] == "  a0: ValueError: -30 is negative"
    assert lines[-1] == "  and 10 more"
    assert len(lines) == 22
    with pytest.raises(KeyError, match="-30 is negative"):
        made["a0"]
    with pytest.raises(KeyError, match="nobody"):
        made["nobody"]


def test_texts_that_join_to_the_same_have_digests_of_their_own() -> None:
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])
    assert digest_of(["ab", ""]) != digest_of(["ab"])
