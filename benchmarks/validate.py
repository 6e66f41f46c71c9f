"""Judge trainkit on data of real people, and print the tables of docs/validation.md.

``--write`` updates the page between its markers. Without the data nothing is judged.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import forecast_people
import validate_recovery
from people import people_folder

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"

# Each function returns a Markdown table, for the markers of its name on the page.
TABLES: dict[str, Callable[[], str]] = {
    "race forecast": forecast_people.table,
    "race forecast without volume": forecast_people.table_without_week,
    "race forecast levels": forecast_people.table_of_levels,
    **validate_recovery.tables(),
}


def main() -> int:
    """Print each table; the exit code is 0 also without the data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables to the docs")
    parser.add_argument("names", nargs="*", help="tables to make; all by default")
    arguments = parser.parse_args()
    if people_folder() is None:
        print("nothing judged: TRAINKIT_TEST_DATA names no folder with people/")
        return 0
    for name in arguments.names or TABLES:
        made = TABLES[name]()
        print(f"## {name}\n\n{made}")
        if arguments.write:
            PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), name, made), "utf-8")
    return 0


def replaced(page: str, name: str, table: str) -> str:
    """Put a table between the markers of its name."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n{table}\n{end}{after}"


if __name__ == "__main__":
    sys.exit(main())
