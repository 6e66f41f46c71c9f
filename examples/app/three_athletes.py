"""An app for three athletes over HTTP: goals, edits, deletions, uploads, a calendar, today.

Run `python three_athletes.py athletes.db`, then ask for http://localhost:8000/anna/calendar.
"""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

import trainkit as tk

ATHLETES = ("anna", "ben", "cora")


class App:
    """Answers requests such as ``PATCH /anna/activities/ID`` with JSON."""

    def __init__(self, store: str) -> None:
        self.kits = {name: tk.Kit(store=store, athlete_id=name) for name in ATHLETES}

    def __call__(self, request: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request of a WSGI server."""
        try:
            status, answer = 200, self.answer(request)
        except tk.TrainkitError as error:
            status, answer = error.status, {"error": str(error)}
        start(f"{status} {'OK' if status == 200 else 'Error'}", [("Content-Type", "text/json")])
        return [json.dumps(answer, default=lambda found: found.model_dump(mode="json")).encode()]

    def answer(self, request: dict[str, Any]) -> object:  # noqa: C901, PLR0911  a table of routes
        """Call what the path /athlete/what/key names."""
        body = request["wsgi.input"].read(int(request.get("CONTENT_LENGTH") or 0))
        query = dict(parse_qsl(request.get("QUERY_STRING", "")))
        name, what, key, *_ = [*request["PATH_INFO"].strip("/").split("/"), "", ""]
        if (kit := self.kits.get(name)) is None:
            raise tk.NotFound("athlete", name, "one of " + ", ".join(ATHLETES))
        if what == "uploads":
            kit.log(uploaded := tk.read(body, name=key))
            return [str(problem) for problem in uploaded.problems]
        said = json.loads(body or b"{}")
        match request["REQUEST_METHOD"], what:
            case "GET", "goals" | "activities" | "races":
                facet = getattr(kit, what)
                return facet.get(key) if key else facet.list(**query)
            case "DELETE", "goals" | "activities" | "races":
                return getattr(kit, what).remove(key)
            case "POST", "goals":
                return kit.goals.add(**said)
            case "PATCH", "goals":
                return kit.goals.update(key, **said)
            case "PATCH", "activities":
                return kit.activities.edit(key, **said)
            case "POST", "undo":
                return kit.undo()
            case "GET", "calendar":
                return kit.calendar(**query)
            case "GET", "today":
                return kit.today()
        raise tk.NotFound("path", request["PATH_INFO"], "one that this app knows")


if __name__ == "__main__":
    make_server("localhost", 8000, App(f"sqlite:///{sys.argv[1]}")).serve_forever()
