"""Language models: what a call costs beyond the vendor's own library, on a server on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from harness import Row, best_seconds

from trainkit.models import Message, Prompt
from trainkit.plugins import Registry
from trainkit.ports import LanguageModel

TEXT = "Run easily for 40 minutes. " * 20
ASKED = "May I run today? " * 200
PROMPT = Prompt(messages=(Message(text=ASKED),), max_tokens=512)
KEY = "none"
ANSWERS: dict[str, dict[str, Any]] = {
    "/v1/messages": {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [{"type": "text", "text": TEXT}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 900, "output_tokens": 120},
    },
    "/v1/responses": {
        "id": "r",
        "object": "response",
        "model": "gpt-5-mini",
        "status": "completed",
        "output": [
            {
                "type": "message",
                "id": "m",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": TEXT, "annotations": []}],
            }
        ],
        "usage": {"input_tokens": 900, "output_tokens": 120, "total_tokens": 1020},
    },
    "/v1/chat/completions": {
        "id": "c",
        "object": "chat.completion",
        "model": "tiny",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": TEXT},
            }
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020},
    },
}


def rows(*, quick: bool) -> list[Row]:
    """A call of each vendor's model, beside the same call of the bare library."""
    with serve() as url:
        return [
            compare("anthropic", url, "claude-haiku-5-5", call_anthropic(url), quick=quick),
            compare("openai", f"{url}/v1", "gpt-5-mini", call_responses(f"{url}/v1"), quick=quick),
            compare("compatible", f"{url}/v1", "tiny", call_chat(f"{url}/v1"), quick=quick),
        ]


def compare(name: str, url: str, model: str, bare: Callable[[], object], *, quick: bool) -> Row:
    """Compare a reply with the same call of the bare library, turn by turn."""
    options = {"base_url": url, "api_key": KEY, "model": model}
    adapter: LanguageModel = Registry().make("llm", name, options)  # type: ignore[assignment]
    best = [float("inf"), float("inf")]
    for turn in range(3 if quick else 30):
        for place, work in enumerate((lambda: adapter.reply(PROMPT), bare)):
            best[place] = min(best[place], best_seconds(work, repeats=10, warm=turn == 0))
    adapter.close()
    ours, theirs = best
    return Row(
        work=f"`llm.{name}`: a reply, on a server on loopback",
        ours=f"{ours * 1000:.2f} ms",
        peer=f"bare library {theirs * 1000:.2f} ms",
        figure=(ours - theirs) * 1000,
        unit="ms more",
        must="<= 3",
    )


def call_anthropic(url: str) -> Callable[[], object]:
    """Return a call of the bare library."""
    import anthropic

    client = anthropic.Anthropic(api_key=KEY, base_url=url, max_retries=0)
    turn: Any = {"role": "user", "content": ASKED}
    return lambda: (
        client.messages.create(model="claude-haiku-5-5", max_tokens=512, messages=[turn]).content
    )


def call_responses(url: str) -> Callable[[], object]:
    """Return a call of the bare library."""
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url, max_retries=0)
    return lambda: (
        client.responses.create(
            model="gpt-5-mini", input=ASKED, max_output_tokens=512, store=False
        ).output_text
    )


def call_chat(url: str) -> Callable[[], object]:
    """Return a call of the bare library."""
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=url, max_retries=0)
    turn: Any = {"role": "user", "content": ASKED}
    return lambda: (
        client.chat.completions.create(model="tiny", max_tokens=512, messages=[turn]).choices
    )


class Handler(BaseHTTPRequestHandler):
    """Answers with the recorded body of a path."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
        """Keep quiet."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps(ANSWERS[self.path]).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
        self.wfile.write(head.encode() + b"\r\n\r\n" + body)


@contextmanager
def serve() -> Iterator[str]:
    """Run the server and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
