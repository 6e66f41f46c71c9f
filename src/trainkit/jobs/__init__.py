"""Work that comes round by itself: syncs, recovery, weekly programs, insights and retention.

Each job is a function that a cron line, a timer, a queue or `serve` calls. A lease and a record of
each run in the Kit's store see to it that of several hosts one runs it once a period, that a
crashed run is taken over, and that missed runs are caught up once.
"""

from trainkit.jobs._runs import JobRun, JobStatus, run, status
from trainkit.jobs._schedule import JOBS, Job, previous_due
from trainkit.jobs._serve import serve

__all__ = ["JOBS", "Job", "JobRun", "JobStatus", "previous_due", "run", "serve", "status"]
