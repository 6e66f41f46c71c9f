"""Many athletes at once: a columnar cohort on disk, and the same functions as for one athlete.

A cohort keeps one matrix for each field, cut into tiles of some thousand athletes. A day for
everybody is one more row in each tile, and carries the running averages forward; a computation is a
list of small work items that any `concurrent.futures.Executor` can run.
"""

from trainkit.cohort._cohort import Cohort
from trainkit.cohort._computing import COMPUTATIONS, Computed
from trainkit.cohort._creating import create
from trainkit.cohort._creating import open_cohort as open  # noqa: A004  reads as cohort.open(folder)
from trainkit.cohort._fields import FIELDS
from trainkit.cohort._histories import from_histories
from trainkit.cohort._ingest import Ingested, RowProblem

__all__ = [
    "COMPUTATIONS",
    "FIELDS",
    "Cohort",
    "Computed",
    "Ingested",
    "RowProblem",
    "create",
    "from_histories",
    "open",
]
