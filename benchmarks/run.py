"""Run every benchmark and print one table; ``--quick`` is a smoke run, ``--write`` updates docs."""

import argparse
import platform
import sys
from importlib import import_module
from pathlib import Path

from harness import Row

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def main() -> int:
    """Print the table; the exit code is 1 if a target was missed in a full run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, no verdict")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    parser.add_argument("names", nargs="*", help="benchmarks to run; all by default")
    arguments = parser.parse_args()
    names = arguments.names or sorted(path.stem for path in HERE.glob("*_bench.py"))
    found: list[Row] = []
    for name in names:
        found += import_module(name).rows(quick=arguments.quick)
    table = as_table(found, judged=not arguments.quick)
    print(table)
    if arguments.write:
        write(table)
    if arguments.quick:
        print(f"quick run: {len(found)} benchmarks ran; sizes are too small for a verdict")
        return 0
    return 0 if all(row.reached for row in found) else 1


def as_table(rows: list[Row], *, judged: bool) -> str:
    """Markdown table of the rows; a quick run's sizes are too small to be judged."""
    lines = ["| work | trainkit | peer | figure | must | reached |", "|---|---|---|---|---|---|"]
    for row in rows:
        verdict = ("yes" if row.reached else "**no**") if judged else "-"
        figure = f"{row.figure:.3g} {row.unit}".strip()
        lines.append(
            f"| {row.work} | {row.ours} | {row.peer} | {figure} | {row.must} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def write(table: str) -> None:
    """Put rows into the table of the docs page, with the Python and the machine they ran on.

    A row takes the place of the one of the same work; others stay.
    """
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    table = "\n".join((by_work(old) | by_work(table)).values()) + "\n"
    machine = f"Python {platform.python_version()}, {platform.machine()}, one thread."
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{machine}\n\n{END}{after}", encoding="utf-8")


def by_work(table: str) -> dict[str, str]:
    """Lines of a table by work and peer; "the same" belongs to the line before."""
    lines: dict[str, str] = {}
    last = ""
    for line in table.splitlines():
        if line.startswith("|"):
            work, _, peer = (cell.strip() for cell in line.split("|")[1:4])
            last = f"{last} / {work}" if work.startswith("the same") else work
            name = peer.partition(" ")[0]
            lines[f"{last} / {name if name.isalpha() else ''}"] = line
    return lines


if __name__ == "__main__":
    sys.exit(main())
