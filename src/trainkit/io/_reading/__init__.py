"""From paths to a history: what is found, opened, told apart, and read in processes."""

from trainkit.io._reading._read import Progress, files_in, read, read_csv

__all__ = ["Progress", "files_in", "read", "read_csv"]
