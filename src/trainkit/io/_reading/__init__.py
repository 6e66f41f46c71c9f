"""Reading: paths to sources, sources to formats, in one or several processes, to a history."""

from trainkit.io._reading.entry_points import Progress, read, read_csv, read_in_batches
from trainkit.io._reading.paths import list_files

__all__ = ["Progress", "list_files", "read", "read_csv", "read_in_batches"]
