"""Draws the floors from the import contract: ``python docs/site/floors.py --write``."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "floors.svg"

# The purpose of each room in a few words; tests/house/test_architecture.py wants every room.
ROOMS = {
    "cli": "commands",
    "mcp": "tools for programs",
    "host": "API and dashboard",
    "jobs": "work that comes round",
    "kit": "composition root",
    "plots": "charts with plotly",
    "charts": "charts as SVG",
    "report": "one HTML page",
    "adapters": "backends, by name only",
    "plugins": "registry and hooks",
    "chaos": "fault search",
    "coach": "facts and words",
    "resilience": "stress tests of plans",
    "cohort": "many athletes",
    "recovery": "today's decision",
    "planning": "goal to plan",
    "optimize": "search in few trials",
    "io": "files in and out",
    "_simulate": "synthetic athlete",
    "data_quality": "implausible data",
    "records": "stored records",
    "workouts": "library of sessions",
    "rules": "limits of plans",
    "_rule_words": "rules in words",
    "_warning_signs": "signs for a physician",
    "loads": "cost of training",
    "_totals": "sums of samples",
    "net": "HTTP, retry, limits",
    "cache": "stored answers",
    "secrets": "encryption",
    "prices": "what models cost",
    "privacy": "licence gate",
    "ports": "protocols",
    "telemetry": "counters, logs",
    "metrics": "calculators",
    "models": "typed records",
    "_array": "array checks",
    "_optional": "imports of extras",
    "_html": "page parts",
    "_batch": "results of many, by name",
    "_files": "private files",
    "_work": "work on any executor",
    "_text": "harmless text",
    "_lazy": "imports on use",
    "_choice": "known options",
    "errors": "error tree",
}
WIDTH, BAND, GAP, LEFT = 960, 46, 8, 12


def floors() -> list[list[str]]:
    """List the rooms of each floor from the top down, as the import contract does."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(rule["layers"] for rule in contracts if rule["type"] == "layers")
    return [
        [name.strip(" ()") for name in layer.split("|") if name.strip(" ()") in ROOMS]
        for layer in layers
    ]


def picture() -> str:
    """Draw the floors as SVG, for light and dark pages."""
    listed = [floor for floor in floors() if floor]
    height = len(listed) * (BAND + GAP) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-label="The floors of trainkit: each imports only from floors below it">',
        "<style>text{font:600 14px system-ui,sans-serif;fill:#1d2733}.s{font:12px system-ui,"
        "sans-serif;fill:#52606d}rect{fill:#eef4fb;stroke:#9db8d6}@media(prefers-color-scheme:dark)"
        "{text{fill:#e6edf3}.s{fill:#9fb0c0}rect{fill:#1c2835;stroke:#3d566e}}</style>",
        f'<text class="s" x="{LEFT}" y="18">Each floor imports only from the floors below it; '
        "rooms on one floor do not see each other.</text>",
    ]
    for row, floor in enumerate(listed):
        top = 28 + row * (BAND + GAP)
        room = (WIDTH - 2 * LEFT - GAP * (len(floor) - 1)) / len(floor)
        for place, name in enumerate(floor):
            left = LEFT + place * (room + GAP)
            middle = left + room / 2
            parts += [
                f'<rect x="{left:.0f}" y="{top}" width="{room:.0f}" height="{BAND}" rx="6"/>',
                f'<text x="{middle:.0f}" y="{top + 20}" text-anchor="middle">{name}</text>',
                f'<text class="s" x="{middle:.0f}" y="{top + 37}" text-anchor="middle">'
                f"{ROOMS[name]}</text>",
            ]
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv:
        PICTURE.write_text(picture(), encoding="utf-8")
    else:
        sys.stdout.write(picture())
