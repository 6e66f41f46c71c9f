"""One process at a time does a thing."""

import datetime as dt

import pytest

import trainkit as tk
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.records import Lease
from trainkit.secrets import EncryptedStore

START = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


class Moment:
    """A clock that moves with every sleep."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


def test_a_dead_holder_is_waited_for_until_its_time_is_over() -> None:
    store, moment = MemoryStore(), Moment()
    assert Lease(store, "sync", clock=moment, seconds=10).take()
    with Lease(store, "sync", clock=moment, sleep=moment.sleep):
        assert moment.now - START >= dt.timedelta(seconds=10)
    assert Lease(store, "sync", clock=moment).take()


def test_a_holder_that_was_taken_over_learns_it() -> None:
    store, moment = MemoryStore(), Moment()
    slow = Lease(store, "sync", clock=moment, seconds=10)
    with slow:
        moment.sleep(5)
        slow.renew()
        moment.sleep(9)
        slow.renew()
        moment.sleep(11)
        assert Lease(store, "sync", clock=moment, seconds=99).take()
        with pytest.raises(tk.BackendError, match="another process has taken over") as failed:
            slow.renew()
        assert failed.value.retryable
    assert not Lease(store, "sync", clock=moment).take()  # the slow one gave back nothing


def test_it_gives_up_after_its_patience() -> None:
    store, moment = MemoryStore(), Moment()
    assert Lease(store, "sync", clock=moment, seconds=1e6).take()
    waiting = Lease(store, "sync", clock=moment, wait_s=0.01)
    with pytest.raises(tk.BackendError, match="another process has been doing 'sync'"), waiting:
        pass


def test_a_store_without_leases_says_so() -> None:
    class Bare:
        """A store of somebody else."""

    store = EncryptedStore(Bare(), None)  # type: ignore[arg-type]
    with pytest.raises(tk.BackendError, match="it gives no leases"):
        Lease(store, "sync", clock=Moment()).take()
