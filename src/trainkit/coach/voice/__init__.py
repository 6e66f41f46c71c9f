"""A voice in the ear: the right sentence at the right moment, or none."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.coach.voice._anonymise import Anonymised, anonymise
    from trainkit.coach.voice._clips import ClipKey, Clips, check_clip, expected_s
    from trainkit.coach.voice._engine import Engine
    from trainkit.coach.voice._evaluate import Evaluation, compare_style, evaluate_model
    from trainkit.coach.voice._live import LiveSession, VoiceEvent
    from trainkit.coach.voice._numbers import say_numbers
    from trainkit.coach.voice._persona_models import ModelVersion, PersonaModels
    from trainkit.coach.voice._personas import PERSONAS, check_persona, find_persona, read_persona
    from trainkit.coach.voice._quantities import QUANTITIES
    from trainkit.coach.voice._replay import replay, samples_of
    from trainkit.coach.voice._safety import find_unsafe
    from trainkit.coach.voice._signals import Sample
    from trainkit.coach.voice._silence import SilentSpeech
    from trainkit.coach.voice._train_persona import TrainingReport, train_persona
    from trainkit.coach.voice._training_lines import make_lines, split_lines
    from trainkit.coach.voice._triggers import TRIGGERS, find_trigger, make_question
    from trainkit.coach.voice._voice_log import TrainingRow, VoiceLog
    from trainkit.coach.voice._waiting_line import WaitingLine

__all__ = [
    "PERSONAS",
    "QUANTITIES",
    "TRIGGERS",
    "Anonymised",
    "ClipKey",
    "Clips",
    "Engine",
    "Evaluation",
    "LiveSession",
    "ModelVersion",
    "PersonaModels",
    "Sample",
    "SilentSpeech",
    "TrainingReport",
    "TrainingRow",
    "VoiceEvent",
    "VoiceLog",
    "WaitingLine",
    "anonymise",
    "check_clip",
    "check_persona",
    "compare_style",
    "evaluate_model",
    "expected_s",
    "find_persona",
    "find_trigger",
    "find_unsafe",
    "make_lines",
    "make_question",
    "read_persona",
    "replay",
    "samples_of",
    "say_numbers",
    "split_lines",
    "train_persona",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_anonymise": "Anonymised anonymise",
            "_clips": "ClipKey Clips check_clip expected_s",
            "_engine": "Engine",
            "_evaluate": "Evaluation compare_style evaluate_model",
            "_live": "LiveSession VoiceEvent",
            "_numbers": "say_numbers",
            "_persona_models": "ModelVersion PersonaModels",
            "_personas": "PERSONAS check_persona find_persona read_persona",
            "_quantities": "QUANTITIES",
            "_replay": "replay samples_of",
            "_safety": "find_unsafe",
            "_signals": "Sample",
            "_silence": "SilentSpeech",
            "_train_persona": "TrainingReport train_persona",
            "_training_lines": "make_lines split_lines",
            "_triggers": "TRIGGERS find_trigger make_question",
            "_voice_log": "TrainingRow VoiceLog",
            "_waiting_line": "WaitingLine",
        },
    )
