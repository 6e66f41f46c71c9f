"""Time of ``import trainkit`` in a fresh interpreter, byte-compiled."""

import subprocess
import sys

from harness import Row

CODE = "import time; t = time.perf_counter(); import trainkit; print(time.perf_counter() - t)"


def rows(*, quick: bool) -> list[Row]:
    """Measure the milliseconds of the import statement itself."""
    runs = 3 if quick else 15
    best = min(
        float(subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True).stdout)
        for _ in range(runs + 1)
    )
    milliseconds = best * 1000
    return [
        Row(
            work="`import trainkit`, fresh interpreter, byte-compiled",
            ours=f"{milliseconds:.2f} ms",
            peer="bare interpreter",
            figure=milliseconds,
            unit="ms",
            must="<= 10",
        )
    ]
