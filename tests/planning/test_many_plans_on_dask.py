"""Plans of a club on a Dask cluster of two processes, one of which is killed."""

import datetime as dt
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trainkit as tk
from builders.returning import history_before
from builders.runners import FIVE_DAYS, RUNNER, START
from trainkit.planning import PlanRequest, plan_many

distributed = pytest.importorskip("distributed")
SWEEP = "TRAINKIT_SWEEP" in os.environ
pytestmark = [
    pytest.mark.skipif(not SWEEP, reason="a cluster of processes takes seconds to start"),
    pytest.mark.filterwarnings("ignore"),  # of a cluster whose worker dies
]


@pytest.fixture
def client() -> Iterator[Any]:
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as connected:
        yield connected


def request(weeks: int) -> PlanRequest:
    race = tk.Goal(distance_m=5000, date=START + dt.timedelta(days=7 * weeks - 1))
    return PlanRequest(
        goal=race,
        athlete=RUNNER,
        history=history_before(0),
        availability=FIVE_DAYS,
        start=START,
        allow_short=True,
        seconds=60,
    )


def test_a_cluster_makes_the_same_plans_also_with_a_worker_killed(
    client: Any, tmp_path: Path
) -> None:
    club = {f"athlete {weeks}": request(weeks) for weeks in (3, 4, 5, 6)}
    late = tk.Goal(distance_m=5000, date=START - dt.timedelta(days=1))
    club["late"] = request(4).model_copy(update={"goal": late})
    pids = list(client.run(os.getpid).values())
    assert len(set(pids)) == 2
    done = list[str]()

    def kill_after_first(_done: int, _total: int, name: str) -> None:
        if not done:
            os.kill(pids[0], signal.SIGKILL)
        done.append(name)

    made = plan_many(
        club, executor=client.get_executor(), folder=tmp_path, progress=kill_after_first
    )
    assert sorted(done) == sorted(club)
    assert list(made.failures) == ["late"]
    alone = plan_many({name: asked for name, asked in club.items() if name != "late"})
    assert {name: plan.workouts for name, plan in made.items()} == {
        name: plan.workouts for name, plan in alone.items()
    }
    again = plan_many(club, executor=client.get_executor(), folder=tmp_path)
    assert set(again.kept) == set(made)
