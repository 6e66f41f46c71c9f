"""The notebook runs, and its results render as HTML."""

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "decision.ipynb"


@pytest.mark.peers
@pytest.mark.filterwarnings("ignore")  # of the kernel's own packages
def test_the_notebook_runs() -> None:
    nbformat = pytest.importorskip("nbformat", reason="a test dependency is not installed")
    nbclient = pytest.importorskip("nbclient", reason="a test dependency is not installed")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [
        output["data"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    assert sum("text/html" in data for data in shown) >= 3
    assert all("Traceback" not in str(data) for data in shown)
