"""``python -m trainkit`` is the command line, where no program is on the path."""

import sys

from trainkit.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
