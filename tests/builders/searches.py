"""A search for faults in the simulated shop, as a client sends it."""

__all__ = ["SHOP"]

SHOP = {
    "dimensions": [
        {"type": "categorical", "name": "service", "choices": ["catalog", "payment", "bank"]},
        {"type": "categorical", "name": "kind", "choices": ["delay"]},
        {"type": "integer", "name": "delay_ms", "low": 0, "high": 5_000},
        {"type": "integer", "name": "duration_ms", "low": 5_001, "high": 10_000},
        {"type": "real", "name": "probability", "low": 0.05, "high": 0.9},
    ],
    "fixed": {"start_delay_ms": 0},
    "blast_radius": {"services": ["catalog", "payment", "bank"], "longest_ms": 10_000},
    "severity": {"weights": [1, 1, 1], "baseline_ms": 250, "threshold_ms": 2_000},
    "watch": {"looks": 1, "steady_below": 3, "patience_s": 10},
}
