"""The voice coach: trigger to text, cache to clip, fifty sessions at once, and late clips."""

import logging
import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import numpy as np
from harness import Row

from trainkit.coach import voice
from trainkit.ports import Speech

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

_SESSIONS = 50
_DEADLINE_S = 0.5
_CONTEXT = {"pace_s_per_km": 260, "heart_rate": 152}


def _serve(faults: tuple[object, ...], pipe: "multiprocessing.connection.Connection") -> None:
    from builders.speech_server import serve_speech

    with serve_speech(*faults) as server:
        pipe.send(server.url)
        pipe.recv()


@contextmanager
def _server(*faults: object) -> Iterator[str]:
    """Serve in a process of its own: the service is not on the athlete's machine."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(faults, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join(5)
        process.kill()


def _connect(url: str) -> Speech:
    from pydantic import SecretStr

    from trainkit.plugins import shared

    options = {"api_key": SecretStr("key"), "base_url": url}
    speech = cast("Speech", shared().make("speech", "elevenlabs", options))
    speech.speak("The first call connects.")
    return speech


def _run_sessions(speech: Speech, *, triggers: int) -> tuple[list[float], int, int]:
    """Run sessions at once; return the times of responses [s], clips, and clips that are late."""
    times: list[float] = []
    clips = late = 0
    lock = threading.Lock()

    def run(number: int) -> None:
        nonlocal clips, late
        engine = voice.Engine(speech=speech, deadline_s=_DEADLINE_S)
        time.sleep(number * 0.013)
        for at in range(triggers):
            split = 1 + at + 200 * number
            start = time.perf_counter()
            response = engine.trigger("split", {"split": split, **_CONTEXT})
            took_s = time.perf_counter() - start
            with lock:
                times.append(took_s)
                clips += response.audio is not None
                late += response.audio is not None and took_s > _DEADLINE_S

    threads = [threading.Thread(target=run, args=(number,)) for number in range(_SESSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, clips, late


def _time_triggers(*, cached: bool) -> float:
    """Return the 99th percentile of the computing time of a trigger, in silence or cached [ms].

    It is the thread's own time: on a busy machine the clock on the wall measures the others.
    """
    times = []
    for persona in voice.PERSONAS:
        for name in voice.TRIGGERS:
            engine = voice.Engine(persona)
            for session in range(10):
                engine.begin_session()
                for split in range(6):
                    start = time.thread_time()
                    response = engine.trigger(name, {"split": split, **_CONTEXT}, audio=cached)
                    took_s = time.thread_time() - start
                    if not cached or (response.cached and session):
                        times.append(took_s)
    return 1000 * float(np.quantile(times, 0.99))


def rows(*, quick: bool) -> list[Row]:
    """Times, and clips that came late while the service failed in ten ways."""
    from builders.speech_server import FAULTS

    logging.getLogger("trainkit").setLevel(logging.CRITICAL)  # failures are what it is about
    text_ms, cache_ms = _time_triggers(cached=False), _time_triggers(cached=True)
    with _server(0.3) as url:
        times, clips, late = _run_sessions(_connect(url), triggers=4 if quick else 20)
    p99_ms = 1000 * float(np.quantile(times, 0.99))
    count = 500 if quick else 10_000
    kinds = (*FAULTS, *["ok"] * 6, 0.1, 0.3, 0.45, 0.6)
    chosen = np.random.default_rng(1).integers(len(kinds), size=count)
    with _server("ok", *(kinds[at] for at in chosen), "ok") as url:
        hard, heard, never = _run_sessions(_connect(url), triggers=count // _SESSIONS)
    worst_ms = 1000 * max(hard)
    total = len(times)
    return [
        Row("voice: trigger to text, p99", f"{text_ms:.2f} ms", "-", text_ms, "ms", "<= 2"),
        Row("voice: cache to clip, p99", f"{cache_ms:.2f} ms", "-", cache_ms, "ms", "<= 10"),
        Row(
            f"voice: {_SESSIONS} sessions, service of 300 ms, p99",
            f"{p99_ms:.0f} ms, {clips}/{total} clips",
            "-",
            p99_ms,
            "ms",
            "<= 500",
        ),
        Row(
            f"voice: {count} triggers with faults, late clips",
            f"{never + late} of {heard + clips}; worst answer {worst_ms:.0f} ms",
            "-",
            float(never + late),
            "clips",
            "<= 0",
        ),
    ]
