"""Structure severity of two long traces."""

import random

from harness import Row, best_seconds

from trainkit.metrics import severity


def rows(*, quick: bool) -> list[Row]:
    spans = 100 if quick else 1_000
    rng = random.Random(0)  # noqa: S311 - reproducible names, not secrets
    names = [f"operation-{k}" for k in range(50)]
    baseline = [rng.choice(names) for _ in range(spans)]
    other = [rng.choice(names) for _ in range(spans)]
    seconds = best_seconds(lambda: severity.structure(baseline, other, error_spans=1))
    return [
        Row(
            f"structure severity of two traces of {spans:,} spans",
            f"{seconds * 1e3:.2f} ms",
            "one core",
            seconds * 1e3,
            "ms",
            "<= 20",
        )
    ]
