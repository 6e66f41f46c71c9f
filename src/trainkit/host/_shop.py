"""A search in the simulated shop: what may be tried, where, and how severity is scored."""

from typing import Any

__all__ = ["SHOP"]

SHOP: dict[str, Any] = {
    "dimensions": [
        {
            "type": "categorical",
            "name": "service",
            "choices": ["catalog", "search", "cart", "checkout", "stock", "payment"],
        },
        {"type": "categorical", "name": "kind", "choices": ["delay", "abort"]},
        {
            "type": "integer",
            "name": "delay_ms",
            "low": 0,
            "high": 10_000,
            "when": {"kind": "delay"},
        },
        {
            "type": "integer",
            "name": "error_code",
            "low": 400,
            "high": 599,
            "when": {"kind": "abort"},
        },
        {"type": "real", "name": "probability", "low": 0.05, "high": 0.9},
        {"type": "integer", "name": "duration_ms", "low": 10_001, "high": 30_000},
    ],
    "fixed": {"start_delay_ms": 0},
    "blast_radius": {
        "services": ["catalog", "search", "cart", "checkout", "stock", "payment"],
        "highest_probability": 0.9,
        "longest_ms": 30_000,
    },
    "severity": {"weights": [1, 1, 1], "baseline_ms": 250, "threshold_ms": 2_000},
    "watch": {"looks": 1, "steady_below": 3, "patience_s": 10},
}
"""Settings of a search that works without a system of one's own."""
