"""``trainkit voice``: what a voice would have said in a recorded session."""

import json
from pathlib import Path
from typing import Annotated, Any

from trainkit.cli import _inputs
from trainkit.cli._commands import HELP
from trainkit.cli._streams import complain, say, say_json
from trainkit.errors import BackendError, InvalidInput
from trainkit.models.activity import Activity
from trainkit.models.workout import PlannedWorkout

__all__ = ["add"]

_ENDINGS = {"audio/wav": ".wav", "audio/mpeg": ".mp3", "audio/ogg": ".ogg"}


def add(app: Any, typer: Any) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help=HELP["voice"])
    app.add_typer(group, name="voice")

    @group.callback()  # type: ignore[untyped-decorator]
    def voice() -> None:  # a callback keeps `replay` a word of its own
        pass

    @group.command(help="List what would have been said in a recorded session, and when.")  # type: ignore[untyped-decorator]
    def replay(
        recording: Annotated[str, typer.Argument(help="a FIT, TCX or GPX file with samples")],
        workout: Annotated[str, typer.Option(help="file of the workout that was planned")] = "",
        persona: Annotated[str, typer.Option(help="alice, aiden, or a persona's file")] = "alice",
        quiet: Annotated[bool, typer.Option("--quiet", help="only what matters most")] = False,
        audio: Annotated[Path | None, typer.Option(help="folder for the clips")] = None,
        speech: Annotated[str, typer.Option(help="the voice of the clips")] = "espeak",
        athlete: Annotated[Path | None, typer.Option(help="JSON file of the athlete")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        from trainkit.coach import voice as coach

        who = _inputs.read_athlete(athlete)
        speaker = coach.read_persona(persona) if persona.endswith(".json") else persona
        events = coach.replay(
            _read_activity(recording), _read_workout(workout), speaker, athlete=who, quiet=quiet
        )
        if as_json:
            rows = [
                {"at_s": e.at_s, "trigger": e.trigger, "text": e.text, "toast": e.toast}
                for e in events
            ]
            say_json(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for event in events:
                say(f"{_clock(event.at_s):>7}  {event.trigger:<16}  {event.text}")
        if audio is not None:
            _render(events, audio, speech, speaker)


def _read_activity(path: str) -> Activity:
    found = [
        activity
        for activity in _inputs.read_history([path], timezone=None, athlete=None).activities
        if activity.streams is not None and len(activity.streams)
    ]
    if not found:
        raise InvalidInput("recording", path, "a file of an activity with samples")
    return max(found, key=lambda activity: activity.elapsed_s)


def _read_workout(path: str) -> PlannedWorkout | None:
    if not path:
        return None
    workouts = _inputs.read_history([path], timezone=None, athlete=None).workouts
    if not workouts:
        raise InvalidInput("--workout", path, "a file with a planned workout")
    return workouts[0]


def _render(events: Any, folder: Path, speech: str, persona: Any) -> None:
    """Write a clip for each sentence; a sentence that cannot be spoken is named."""
    from trainkit.coach.voice import Engine
    from trainkit.kit import Kit

    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with Kit(speech=speech) as kit:
        engine = Engine(persona, speech=kit.speech)
        for event in events:
            try:
                clip = engine.render(event.response)
            except BackendError as error:
                complain(error)
                if not error.retryable:
                    break
                continue
            stamp = _clock(event.at_s).replace(":", "-")
            name = f"{stamp}-{event.trigger}{_ENDINGS.get(clip.media_type, '.audio')}"
            _inputs.write_file(folder / name, clip.data)
            count += 1
    say(f"{count} of {len(events)} clips in {folder}")


def _clock(at_s: float) -> str:
    minutes, seconds = divmod(int(at_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
