"""Run every benchmark and print a table; ``--quick`` is a smoke run, ``--write`` updates docs."""

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
    """Run and print; the exit code is 1 if a full run misses a target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, targets not checked")
    parser.add_argument("--write", action="store_true", help="write the table to the docs")
    parser.add_argument("names", nargs="*", help="benchmarks to run; all by default")
    arguments = parser.parse_args()
    names = arguments.names or sorted(path.stem for path in HERE.glob("*_bench.py"))
    rows: list[Row] = []
    for name in names:
        rows += import_module(name).rows(quick=arguments.quick)
    table = format_table(rows, check=not arguments.quick)
    print(table)
    if arguments.write:
        write(table)
    if arguments.quick:
        print(f"quick run: {len(rows)} benchmarks; sizes are too small to check targets")
        return 0
    return 0 if all(row.reached for row in rows) else 1


def format_table(rows: list[Row], *, check: bool) -> str:
    """Format the rows as a Markdown table, with a verdict on each target if `check`."""
    lines = ["| work | trainkit | peer | figure | must | reached |", "|---|---|---|---|---|---|"]
    for row in rows:
        verdict = ("yes" if row.reached else "**no**") if check else "-"
        figure = f"{row.figure:.3g} {row.unit}".strip()
        lines.append(
            f"| {row.work} | {row.ours} | {row.peer} | {figure} | {row.must} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def write(table: str) -> None:
    """Update the table of the docs page, and the Python version and machine below it.

    A row replaces the row of the same work; other rows remain.
    """
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    table = "\n".join((rows_by_work(old) | rows_by_work(table)).values()) + "\n"
    machine = f"Python {platform.python_version()}, {platform.machine()}, one thread."
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n{machine}\n\n{END}{after}", encoding="utf-8")


def rows_by_work(table: str) -> dict[str, str]:
    """Map work and peer to the lines of a table; "the same" refers to the line before."""
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
