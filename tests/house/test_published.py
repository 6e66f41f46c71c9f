"""Every published number in tests/published/*.csv, each row with its source.

Columns: function (``load.banister_trimp``); inputs (JSON keyword arguments; a string ``@name``
stands for the numbers in ``published/series/name.txt``); select (path into the result, such as
``cp`` or ``27`` or ``T``; empty for the whole); expected (a JSON number or list); print_precision
(the resolution that the source prints, so that half of it is the tolerance); evidence
(``published``: the source prints the number; ``recomputed``: another party computed it from the
source's formula); source; table; doi.
"""

import csv
import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[1] / "published"


def rows() -> list[dict[str, str]]:
    records: list[dict[str, str]] = []
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            records += list(csv.DictReader(file, strict=True))
    return records


def argument(value: object) -> object:
    if isinstance(value, str) and value.startswith("@"):
        return np.loadtxt(FOLDER / "series" / f"{value[1:]}.txt")
    return value


def pick(result: object, path: str) -> object:
    for step in path.split(".") if path else ():
        if step.lstrip("-").isdigit():
            result = result[int(step)]
        elif hasattr(result, step):
            result = getattr(result, step)
        else:
            result = result[step]
    return result


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['function']}-{row['source']}")
def test_published_number(row: dict[str, str]) -> None:
    module, _, name = row["function"].rpartition(".")
    function = getattr(import_module(f"trainkit.metrics.{module}"), name)
    inputs = {key: argument(value) for key, value in json.loads(row["inputs"]).items()}
    result = pick(function(**inputs), row["select"])
    tolerance = float(row["print_precision"]) * 0.5000001
    np.testing.assert_allclose(
        np.asarray(result, dtype=float), json.loads(row["expected"]), rtol=0, atol=tolerance
    )


def test_every_row_names_its_source_and_evidence() -> None:
    for row in rows():
        assert row["source"]
        assert row["evidence"] in {"published", "recomputed"}
