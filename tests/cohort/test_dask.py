"""A cohort on a Dask cluster of processes, one of which is killed."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from trainkit import cohort
from trainkit.cohort import _layout, _writing
from trainkit.metrics import acwr

distributed = pytest.importorskip("distributed")
SWEEP = "TRAINKIT_SWEEP" in os.environ


@pytest.mark.skipif(not SWEEP, reason="a cluster of processes takes seconds to start")
@pytest.mark.filterwarnings("ignore")  # of a cluster whose worker dies
def test_a_killed_worker_changes_nothing_in_the_result(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    loads = rng.gamma(2, 40, (60, 400))
    cohort.create(tmp_path / "c", 400, ("2026-01-01", "2026-03-01"), tile_athletes=10)
    layout = _layout.Layout.read(tmp_path / "c")
    for tile in range(layout.tiles):
        layout.write_tile("load", tile, loads[:, layout.span(tile)])
    made = cohort.Cohort(_writing.rebuild_states(layout))
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, distributed.Client(cluster) as client:
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        done = made.compute("acwr", executor=client.get_executor())
    np.testing.assert_array_equal(done["acwr"], acwr.acwr(loads))
