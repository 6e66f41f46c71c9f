"""``trainkit chat``: a conversation about a history, at the terminal."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import PieceWriter, complain, say, say_piece
from trainkit.errors import InvalidInput

__all__ = ["add"]

_PROMPT = "> "
_BYE = frozenset({"exit", "quit", "bye"})


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["chat"])  # type: ignore[untyped-decorator]
    def chat(
        paths: Annotated[
            list[str] | None,
            typer.Argument(help="history file, or files and folders; or one question"),
        ] = None,
        question: Annotated[
            str, typer.Option("--question", "-q", help="one question, instead of a conversation")
        ] = "",
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        plan: Annotated[Path | None, typer.Option(help="plan.json")] = None,
        llm: Annotated[str, typer.Option(help="a language model, such as anthropic")] = "",
        timezone: Annotated[
            str | None, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = None,
        asked: Annotated[str | None, _inputs.add_as(typer)] = None,
    ) -> None:
        from trainkit.kit import Kit

        if not question and paths and _is_question(paths):
            question, paths = " ".join(paths), None
        if not paths:
            _inputs.refuse_files(athlete=athlete, plan=plan)
            with _inputs.open_home(asked, llm=llm) as (kit, stored):
                _inputs.require_data(stored)
                _talk(kit, question)
            return
        who = _inputs.read_athlete(athlete)
        history = _inputs.read_history(paths, timezone=timezone, athlete=who)
        known = _inputs.require_athlete(history)
        with Kit(llm=llm or None, athlete=known) as kit:
            kit.log(history)
            if plan is not None:
                kit.adopt(_inputs.read_plan(plan))
            _talk(kit, question)


def _is_question(words: list[str]) -> bool:
    """Return whether a command's words are a sentence, and no names of files."""
    return " " in " ".join(words) and not any(Path(word).exists() for word in words)


def _talk(kit: Any, question: str) -> None:
    """Answer one question, or hold a conversation."""
    if question:
        _answer(kit, question, None)
    else:
        _converse(kit)


def _converse(kit: Any) -> None:
    if sys.stdin.isatty():
        say(_greeting(kit))
    conversation: str | None = None
    for line in _lines():
        try:
            conversation = _answer(kit, line, conversation)
        except InvalidInput as error:
            complain(error)


def _greeting(kit: Any) -> str:
    from trainkit.coach import KNOWN_QUESTIONS

    questions = "\n".join(f"  {question}" for question in KNOWN_QUESTIONS)
    if kit.llm is not None:
        return "Ask about your training; an empty line ends the conversation."
    return (
        f"No language model is set: the rules answer these and their like.\n{questions}\n"
        "An empty line ends the conversation."
    )


def _lines() -> Iterator[str]:
    """Yield what the athlete types, until an empty line or the end."""
    while True:
        if sys.stdin.isatty():
            say_piece(_PROMPT)
        line = sys.stdin.readline()
        text = line.strip()
        if not text or text.lower() in _BYE:
            return
        yield text


def _answer(kit: Any, question: str, conversation: str | None) -> str | None:
    """Print an answer as it comes, and return the conversation to go on with."""
    writer = PieceWriter()
    for piece in kit.conversations.ask(question, conversation, streaming=True):
        if isinstance(piece, str):
            writer.write(piece)
        else:
            conversation = piece.conversation
    writer.finish()
    return conversation
