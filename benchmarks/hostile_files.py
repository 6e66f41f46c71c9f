"""The worst small files: time and memory to read each, in a process of its own."""

import datetime as dt
import gzip
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

READ = """
import sys, time, trainkit as tk
tk.read
began = time.process_time()
tk.read(sys.argv[1])
took = time.process_time() - began
top = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{took:.1f} s, {int(top) >> 10} MB")
"""
HEAD, ROW = b"date,hrv_rmssd\n", b"2024-01-01,50\n"
POINTS = (
    b'<trk><trkseg><trkpt lat="1" lon="1"><time>%s:00:00Z</time></trkpt>'
    b'<trkpt lat="1" lon="1"><time>%s:01:00Z</time></trkpt></trkseg></trk>'
)


def hour(place: int) -> bytes:
    """Return an hour of its own."""
    moment = dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=place)
    return moment.strftime("%Y-%m-%dT%H").encode()


def zipped(*members: bytes) -> bytes:
    """Make an archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, member in enumerate(members):
            archive.writestr(str(place), member)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Return the files by what is wrong with them."""
    tracks = b"".join(POINTS % (hour(i), hour(i)) for i in range(6400))
    list_of_runs = b"".join(b"%d,%s:00:00,a,Run,60,1\n" % (i, hour(i)) for i in range(30_000))
    names = b"Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance\n"
    return {
        "table of one day": HEAD + ROW * 71_000,
        "short rows under many columns": HEAD[:-1] + b",x" * 990 + b"\n" + b"1\n" * 490_000,
        "list of runs": names + list_of_runs,
        "GPX of tracks": b"<gpx>" + tracks + b"</gpx>",
        "JSON of brackets": b"[" * 500_000 + b"]" * 500_000,
        "gzip of a table": gzip.compress(HEAD + ROW * 36_000_000),
        "gzip of one XML tag": gzip.compress(
            b'<gpx><trk name="' + b"x" * (190 << 20) + b'"/></gpx>'
        ),
        "gzip of XML tags": gzip.compress(b"<gpx>" + b"<a/>" * 45_000_000 + b"</gpx>"),
        "zip of 60 tables": zipped(*[HEAD + ROW * 75_000] * 60),
        "zip of zips": zipped(*[zipped(*[HEAD + ROW * 7_000] * 20)] * 100),
    }


def main() -> None:
    """Print a row for each file."""
    print("| file | size | reading |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files().items():
            path = Path(folder, "a")
            path.write_bytes(data)
            command = [sys.executable, "-c", READ, str(path)]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            print(f"| {name} | {len(data) / 1e6:.2f} MB | {answer.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    main()
