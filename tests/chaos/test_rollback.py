"""The journal of faults: no damage, foreign file or lost answer hides a fault."""

from pathlib import Path

import pytest

import trainkit as tk
from trainkit.chaos import Campaign, read_settings, recover
from trainkit.chaos._rollback import Rollback, rollback_path
from trainkit.models import FaultPlan, Observation
from trainkit.optimize import Limits
from trainkit.optimize.journal import Journal

PLAN = FaultPlan(service="a", kind="delay", duration_ms=9000, delay_ms=100)
SHOP = Path(__file__).parents[2] / "examples" / "faults" / "shop.yaml"


class Shop:
    """A system that keeps faults under the ids that `assign` returns."""

    def __init__(self, assign: object = None) -> None:
        self.faults: dict[object, FaultPlan] = {}
        self.assign, self.failures = assign, 0

    def apply(self, plan: FaultPlan, *, policy: str) -> object:
        returned = self.assign(policy) if callable(self.assign) else self.assign
        known = returned if isinstance(returned, str) and returned.strip() else policy
        self.faults[known] = plan
        return returned

    def remove(self, policy: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ValueError("a bug of the injector")
        self.faults.pop(policy, None)

    def observe(self) -> Observation:
        return Observation(status_code=200, latency_ms=100.0, error_rate=0.0)

    def healthy(self) -> bool:
        return True


def kill(rollback: Rollback) -> None:
    """Let go of the journal as a killed process does."""
    rollback._journal.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.campaign"


def left_behind(path: Path, shop: Shop, names: tuple[str, ...] = ("one", "two")) -> bytes:
    rollback = Rollback(rollback_path(path), shop)  # type: ignore[arg-type]
    for name in names:
        rollback.apply(PLAN, name)
    kill(rollback)
    return rollback_path(path).read_bytes()


def test_no_flipped_bit_hides_a_fault(path: Path) -> None:
    """At every fifth byte: the fault is gone, or recover says that it may remain."""
    shop = Shop()
    whole = left_behind(path, shop)
    for place in range(0, len(whole), 5):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        rollback_path(path).write_bytes(damaged)
        shop.faults = {"one": PLAN, "two": PLAN}
        for _ in range(2):  # the second time as clearly as the first
            with pytest.raises(tk.BackendError, match="a fault may remain"):
                recover(path, shop)  # type: ignore[arg-type]
            assert rollback_path(path).read_bytes() == damaged


@pytest.mark.parametrize(
    "content", [b"notes of somebody\n", b"notes", b"\x00" * 40, b"{}\n", b"0" * 8, b"a\r\nb"]
)
def test_a_foreign_file_stays_as_it_is(path: Path, content: bytes) -> None:
    rollback_path(path).write_bytes(content)
    if content == b"0" * 8:  # as a torn first line
        assert recover(path, Shop()) == ()  # type: ignore[arg-type]
        return
    with pytest.raises(tk.BackendError, match="may remain"):
        recover(path, Shop())  # type: ignore[arg-type]
    campaign = Campaign(read_settings(SHOP), Shop(), path=path, limits=Limits(trials=1))  # type: ignore[arg-type]
    with pytest.raises(tk.BackendError, match="may remain"):
        campaign.run()
    assert rollback_path(path).read_bytes() == content


def test_a_journal_of_something_else_stays_as_it_is(path: Path) -> None:
    with Journal(rollback_path(path)) as journal:
        journal.append({"trial": 1})
    before = rollback_path(path).read_bytes()
    with pytest.raises(tk.BackendError, match="may remain"):
        recover(path, Shop())  # type: ignore[arg-type]
    assert rollback_path(path).read_bytes() == before


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_last_line_is_no_damage(path: Path, cut: int) -> None:
    """The line of a fault is on disk before the fault is sent."""
    shop = Shop()
    whole = left_behind(path, shop, ("one",))
    with Journal(rollback_path(path)) as journal:
        journal.append({"applied": "two", "plan": {}})
        torn = rollback_path(path).read_bytes()[len(whole) :]
    rollback_path(path).write_bytes(whole + torn[:-cut])
    assert recover(path, shop) == ("one",)  # type: ignore[arg-type]
    assert shop.faults == {}
    assert rollback_path(path).read_bytes() == b""


def test_a_fault_whose_id_was_never_confirmed_is_reported(path: Path) -> None:
    class Killed(Exception):
        pass

    shop = Shop()

    def die(_: str) -> str:
        shop.faults["own-7"] = PLAN
        raise Killed

    shop.assign = die
    rollback = Rollback(rollback_path(path), shop)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        rollback.apply(PLAN, "one")
    kill(rollback)
    for _ in range(2):
        with pytest.raises(tk.BackendError, match="an id of the system's own: one"):
            recover(path, shop)  # type: ignore[arg-type]
    assert b"one" in rollback_path(path).read_bytes()
    rollback_path(path).unlink()
    assert recover(path, shop) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("returned", [None, "", "  ", 17, 0, True, b"x", ["x"], object()])
def test_an_injector_that_returns_no_id_means_ours(path: Path, returned: object) -> None:
    shop = Shop(returned)
    campaign = Campaign(read_settings(SHOP), shop, path=path, limits=Limits(trials=3))  # type: ignore[arg-type]
    assert campaign.run().status.done == 3
    assert shop.faults == {}
    assert rollback_path(path).read_bytes() == b""


@pytest.mark.parametrize("given", ["own-1", "\ud83d", "h\xe9 \U0001f600"])
def test_an_id_of_the_system_is_used_from_then_on(path: Path, given: str) -> None:
    shop = Shop(given)
    left_behind(path, shop, ("one",))
    assert recover(path, shop) == (given,)  # type: ignore[arg-type]
    assert shop.faults == {}


def test_a_bug_of_an_injector_is_no_reason_to_leave_a_fault(path: Path) -> None:
    shop = Shop()
    left_behind(path, shop)
    shop.failures = 3
    recover(path, shop, patience_s=60, sleep=lambda _: None)  # type: ignore[arg-type]
    assert shop.faults == {}


def test_a_damaged_journal_of_a_session_is_copied_before_it_is_repaired(tmp_path: Path) -> None:
    for number, flipped in enumerate((12, 13), start=1):
        with Journal(tmp_path / "log") as journal:
            journal.rewrite([{"trial": 1}, {"trial": 2}])
        content = bytearray((tmp_path / "log").read_bytes())
        content[flipped] ^= 1
        (tmp_path / "log").write_bytes(content)
        with Journal(tmp_path / "log") as journal:
            assert [*journal] == [{"trial": 2}]
        copy = tmp_path / f"log.damaged{number if number > 1 else ''}"
        assert copy.read_bytes() == content
        assert copy.stat().st_mode & 0o777 == 0o600
