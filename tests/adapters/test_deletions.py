"""What vanishes at a service: an outage deletes nothing here, a deletion there is followed."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

import trainkit as tk
from builders.garmin_kit import garmin_kit
from builders.garmin_server import listed, serve_garmin
from builders.intervals_server import activity, serve_intervals, wellness
from builders.llm_servers import require_sdk

NOW = dt.datetime(2026, 5, 10, 6, tzinfo=dt.UTC)


class Service(NamedTuple):
    """A server with seven activities, how to open a Kit on it, and the path of its list."""

    server: Any
    open_kit: Callable[[], tk.Kit]
    make: Callable[[int, str], dict[str, Any]]
    path: str


@contextmanager
def intervals() -> Iterator[Service]:
    with serve_intervals() as server:
        server.wellness = [wellness(f"2026-05-0{n}") for n in range(1, 9)]
        source: dict[str, Any] = {
            "name": "intervals",
            "api_key": "k",
            "base_url": server.url,
            "files": False,
        }
        source |= {"calls_per_second": 1000}

        def open_kit() -> tk.Kit:
            return tk.Kit(source=source, clock=lambda: NOW)

        yield Service(server, open_kit, activity, "athlete/0/activities")


@contextmanager
def garmin() -> Iterator[Service]:
    require_sdk("garminconnect")
    with serve_garmin() as server:
        more = {"files": False, "health": False}
        yield Service(server, lambda: garmin_kit(server, source=more), listed, "/search/activities")


@pytest.fixture(params=[intervals, garmin])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with request.param() as made:
        made.server.activities = [made.make(n, f"2026-05-0{n}") for n in range(1, 8)]
        yield made


def send(handler: Any, status: int, content: object) -> None:
    """Answer for either server."""
    (handler.answer if hasattr(handler, "answer") else handler.send)(status, content)


def answer_empty(*paths: str) -> Callable[[Any], bool]:
    def fault(handler: Any) -> bool:
        if any(path in handler.path for path in paths):
            send(handler, 200, [])
            return True
        return False

    return fault


def names(kit: tk.Kit) -> list[str]:
    return [str(found.provenance.id).lstrip("i") for found in kit.history().activities]


def test_an_empty_list_deletes_nothing(service: Service) -> None:
    with service.open_kit() as kit:
        kit.sync()
        service.server.faults.append(answer_empty(service.path, "/wellness", "/events"))
        outcome = kit.sync(force=True).sources[0]
        assert names(kit) == ["1", "2", "3", "4", "5", "6", "7"]
        assert "although it is there" in str(outcome)
        service.server.calls.clear()
        kit.sync(force=True)
        looked_up = [call for call in service.server.calls if service.path not in call]
        assert len([call for call in looked_up if "/activity" in call]) == 1  # the first tells
        service.server.faults.clear()
        assert not kit.sync(force=True).problems
        assert names(kit) == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_service_that_has_lost_all_its_lists_keeps_the_nights() -> None:
    with intervals() as service, service.open_kit() as kit:
        kit.sync()
        service.server.faults.append(answer_empty("/wellness"))
        outcome = kit.sync(force=True).sources[0]
        assert len(kit.history().days) == 8
        assert "lacks all 8 days that are known" in str(outcome)


@pytest.mark.parametrize("left", [0, 1, 4, 6])
def test_a_deletion_there_is_followed_however_large(service: Service, left: int) -> None:
    with service.open_kit() as kit:
        kit.sync()
        del service.server.activities[left:]
        outcome = kit.sync(force=True).sources[0]
        assert not outcome.problems
        assert len(names(kit)) == left
        service.server.calls.clear()
        kit.sync(force=True)  # what is gone is not looked up again
        assert not [call for call in service.server.calls if "/activity/" in call]


def test_what_comes_back_is_fetched_again(service: Service) -> None:
    with service.open_kit() as kit:
        kit.sync()
        put_back = service.server.activities.pop(3)
        kit.sync(force=True)
        assert names(kit) == ["1", "2", "3", "5", "6", "7"]
        service.server.activities.insert(3, put_back)
        kit.sync(force=True)
        assert names(kit) == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_list_that_lacks_what_is_there_deletes_only_what_is_gone(service: Service) -> None:
    with service.open_kit() as kit:
        kit.sync()
        hidden = service.server.activities[4:]
        del service.server.activities[0]  # gone, while the list lacks three others too

        def hide(handler: Any) -> bool:
            if service.path not in handler.path:
                return False
            shown = [item for item in service.server.activities if item not in hidden]
            send(handler, 200, shown)
            return True

        service.server.faults.append(hide)
        kit.sync(force=True)
        assert names(kit) == ["2", "3", "4", "5", "6", "7"]


def test_what_was_moved_out_of_sight_is_on_its_new_day(service: Service) -> None:
    with service.open_kit() as kit:
        kit.sync()
        moved = service.make(5, "2026-03-05")
        service.server.activities[4] = moved
        kit.sync(force=True)
        found = {str(found.provenance.id).lstrip("i"): found for found in kit.history().originals}
    assert len(found) == 7
    assert found["5"].day == dt.date(2026, 3, 5)


@pytest.mark.parametrize("status", [500, 503])
def test_a_service_that_cannot_tell_fails_and_deletes_nothing(
    service: Service, status: int
) -> None:
    with service.open_kit() as kit:
        kit.sync()
        del service.server.activities[2]

        def fail(handler: Any) -> bool:
            if "/activity/" not in handler.path:
                return False
            send(handler, status, {})
            return True

        service.server.faults.append(fail)
        outcome = kit.sync(force=True).sources[0]
        assert outcome.error
        assert len(names(kit)) == 7
        service.server.faults.clear()
        assert kit.sync(force=True).ok
        assert len(names(kit)) == 6


def test_one_that_may_not_be_seen_stays_and_is_told() -> None:
    with intervals() as service:
        service.server.activities = [activity(n, f"2026-05-0{n}") for n in range(1, 8)]

        def forbid(handler: Any) -> bool:
            if "/activity/" not in handler.path:
                return False
            handler.answer(403, {})
            return True

        with service.open_kit() as kit:
            kit.sync()
            del service.server.activities[2]
            service.server.faults.append(forbid)
            outcome = kit.sync(force=True).sources[0]
            assert outcome.error == ""
            assert "listed no longer, and kept" in str(outcome)
            assert len(names(kit)) == 7
