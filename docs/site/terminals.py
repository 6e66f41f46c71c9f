"""Pictures of the coach's commands in a terminal; run it to draw them anew.

Each is what the command prints for a simulated athlete, as an SVG without any font from elsewhere.
"""

import contextlib
import io
import re
import sys
import tempfile
import textwrap
from pathlib import Path

from rich.console import Console
from rich.text import Text

import trainkit as tk
from trainkit.cli import main
from trainkit.io import write_json

GUIDES = Path(__file__).resolve().parents[1] / "guides"
WIDTH = 100
NARROW = "\u00a0"  # a space that no wrapping takes away
QUESTIONS = (
    "How many km did I run in May?",
    "How was my sleep last week?",
    "Did I run more this month than last month?",
    "Can I race on Sunday?",
    "My chest felt tight on the hill",
)
_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def run(*arguments: str) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(list(arguments))
    if code:
        sys.exit(f"trainkit {' '.join(arguments)} ended with {code}")
    return out.getvalue().rstrip()


def fold(line: str) -> str:
    """Break a line at the width of the terminal, and keep its indent."""
    indent = line[: len(line) - len(line.lstrip())].replace(" ", NARROW)
    parts = textwrap.wrap(line.strip(), WIDTH - len(indent), break_long_words=False) or [""]
    return "\n".join(indent + part for part in parts)


def draw(name: str, title: str, text: str) -> None:
    """Draw a terminal with a text."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), color_system=None)
    console.print(Text("\n".join(fold(line) for line in text.splitlines())))
    svg = console.export_svg(title=title, unique_id=name)
    svg = _FONT.sub("", svg).replace("<svg ", '<svg xml:space="preserve" ', 1)
    lines = (line.rstrip() for line in svg.splitlines())
    (GUIDES / f"{name}.svg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def draw_all() -> None:
    """Draw the three commands of the coach."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "history.json"
        file.write_bytes(write_json(tk.simulate(days=400)))
        shown = "history.json"
        with contextlib.chdir(folder):
            draw("coach-week", "trainkit week", f"$ trainkit week {shown}\n{run('week', shown)}")
            found = run("insights", shown)
            draw("coach-insights", "trainkit insights", f"$ trainkit insights {shown}\n{found}")
            turns = [f"> {asked}\n{run('chat', shown, '-q', asked)}" for asked in QUESTIONS]
            draw("coach-chat", "trainkit chat", "\n".join([f"$ trainkit chat {shown}", *turns]))


if __name__ == "__main__":
    draw_all()
