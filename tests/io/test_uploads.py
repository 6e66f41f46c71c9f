"""What a host holds in memory is read like a file: bytes, open files, archives, under a limit."""

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.ports.read_limits import ReadLimits

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"
FILES = sorted(path for path in EXAMPLES.iterdir() if path.suffix in {".fit", ".gpx", ".csv"})


def without_source(history: tk.History) -> list[object]:
    return [
        [item.model_copy(update={"provenance": tk.Provenance(source="x")}) for item in records]
        for records in (history.activities, history.day_originals)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_bytes_and_open_files_are_read_as_files_are(path: Path) -> None:
    content, whole = path.read_bytes(), tk.read(path)
    with path.open("rb") as file, tempfile.SpooledTemporaryFile() as spooled:
        spooled.write(content)
        spooled.seek(0)
        for given in (content, bytearray(content), memoryview(content), file, spooled):
            found = tk.read(given, name=f"C:\\Users\\anna\\{path.name}")
            assert without_source(found) == without_source(whole)
            records = (*found.originals, *found.day_originals)
            assert {record.provenance.path for record in records} == {path.name}


def test_archives_in_memory_are_read_with_their_members() -> None:
    content = (EXAMPLES / "mornings.csv").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/mornings.csv", content)
    for packed in (out.getvalue(), gzip.compress(content)):
        assert len(tk.read(packed, name="export").days) == 11
    assert tk.read(b"").problems[0].message.startswith("it is empty")
    assert tk.read(b"").problems[0].path == "upload"


def test_an_upload_over_the_limit_is_refused_before_it_is_held() -> None:
    class Endless:
        asked = 0

        def read(self, size: int) -> bytes:
            self.asked += size
            return b"," * size

    endless = Endless()
    with pytest.raises(tk.InvalidInput, match=r"at most 100000 bytes, by limits\.upload_bytes"):
        tk.read(endless, limits=ReadLimits(upload_bytes=100_000))
    assert endless.asked < 300_000
    with pytest.raises(tk.InvalidInput, match="101 bytes or more"):
        tk.read(b"x" * 101, limits=ReadLimits(upload_bytes=100))


def test_text_files_and_names_of_paths_are_refused() -> None:
    with pytest.raises(tk.InvalidInput, match="'str'; it must be a file opened as bytes"):
        tk.read(io.StringIO("date,resting_hr"))  # type: ignore[arg-type]
    with pytest.raises(tk.InvalidInput, match="paths have their own names"):
        tk.read(EXAMPLES, name="x")
