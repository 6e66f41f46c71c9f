"""Train a persona on an athlete's texts, and let the result speak if it is better."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from trainkit.coach.voice._evaluate import Evaluation, evaluate_model
from trainkit.coach.voice._persona_models import PersonaModels
from trainkit.coach.voice._personas import find_persona
from trainkit.coach.voice._training_lines import make_lines, split_lines
from trainkit.coach.voice._triggers import TRIGGERS, make_question
from trainkit.coach.voice._voice_log import TrainingRow
from trainkit.models.model import Model
from trainkit.models.tuning import Measured, TrainingLine, Tuned, TuningPlan
from trainkit.models.voice import Persona
from trainkit.ports.llm import TrainableModel

__all__ = ["TrainingReport", "train_persona"]

_FEWEST_TEXTS = 10


class TrainingReport(Model):
    """What came of a training.

    Parameters
    ----------
    persona : str
        The persona.
    outcome : {"replaced", "kept", "not due", "too few texts"}
        Whether the new model speaks, the one before stayed, or nothing was trained.
    reason : str
        Why, in one line.
    texts, lines : int
        Texts of the athlete, and lines made of them and of the persona.
    version : str
        The new model; empty where there is none.
    tuned : Tuned, optional
        How it was trained.
    evaluation : Evaluation, optional
        How it was judged.
    """

    persona: str
    outcome: Literal["replaced", "kept", "not due", "too few texts"]
    reason: str
    texts: int = 0
    lines: int = 0
    version: str = ""
    tuned: Tuned | None = None
    evaluation: Evaluation | None = None


def train_persona(
    persona: str | Persona,
    rows: Iterable[TrainingRow],
    model: TrainableModel,
    models: PersonaModels,
    *,
    moment: dt.datetime,
    cycle: str,
    plan: TuningPlan | None = None,
    fewest_texts: int = _FEWEST_TEXTS,
    force: bool = False,
) -> TrainingReport:
    """Train a persona's model from the untrained one, and let it speak if it is better.

    Parameters
    ----------
    persona : str or Persona
        The persona; its sentences are trained too.
    rows : iterable of TrainingRow
        Texts without personal data.
    model : TrainableModel
        The untrained model.
    models : PersonaModels
        Where trained ones are kept.
    moment : datetime
        Now, aware.
    cycle : str
        The name of the cycle, as `Subscription.name_cycle` gives it; one training each.
    plan : TuningPlan, optional
        How it is trained.
    fewest_texts : int
        With fewer texts of the athlete nothing is trained.
    force : bool
        Train also where the cycle has had its training.

    Returns
    -------
    TrainingReport
        What came of it.

    Raises
    ------
    BackendError
        The training stopped (retryable: the next call goes on), or failed; who spoke goes on.
    """
    who, rows = find_persona(persona), list(rows)
    report = TrainingReport(persona=who.id, outcome="kept", reason="", texts=len(rows))
    if (problem := _find_obstacle(who.id, models, cycle, force=force)) is not None:
        return report.model_copy(update={"outcome": "not due", "reason": problem})
    if len(rows) < fewest_texts:
        reason = f"{len(rows)} of {fewest_texts} texts"
        return report.model_copy(update={"outcome": "too few texts", "reason": reason})
    lines = make_lines(who, rows)
    trained, held = split_lines(lines)
    folder = models.next_folder(who.id)
    folder.parent.mkdir(parents=True, exist_ok=True)
    tuned = model.tune(trained, folder, plan or TuningPlan())
    try:
        evaluation = _evaluate(model, folder, models.current(who.id), held, lines)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # nobody may load what nobody judged
        raise
    changes: dict[str, object] = {"lines": len(lines), "tuned": tuned, "evaluation": evaluation}
    if evaluation.accepted:
        seen = {line.row for line in trained if line.row}
        version = models.add(who.id, seen, evaluation, moment)
        gain = f"the loss fell from {evaluation.loss_before:.2f} to {evaluation.loss:.2f}"
        changes |= {"outcome": "replaced", "reason": gain, "version": version.name}
    else:
        shutil.rmtree(folder, ignore_errors=True)
        changes |= {"reason": "; ".join(evaluation.problems)}
    models.close_cycle(who.id, cycle)
    return report.model_copy(update=changes)


def _find_obstacle(persona: str, models: PersonaModels, cycle: str, *, force: bool) -> str | None:
    if force:
        return None
    if not cycle:
        return "the subscription's cycle is none"
    if models.last_cycle(persona) == cycle:
        return f"the training of {cycle} is done"
    return None


def _evaluate(
    model: TrainableModel,
    folder: Path,
    current: Path | None,
    held: list[TrainingLine],
    lines: list[TrainingLine],
) -> Evaluation:
    triggers = list(TRIGGERS.values())
    prompts = [make_question(trigger) for trigger in triggers]

    def measure(speaker: TrainableModel) -> Measured:
        return speaker.measure(held, prompts)

    new = _with(model.at(folder), measure)
    before = measure(model) if current is None else _with(model.at(current), measure)
    return evaluate_model(new, before, triggers, [line.text for line in lines if not line.row])


def _with(speaker: TrainableModel, measure: Callable[[TrainableModel], Measured]) -> Measured:
    """Measure a model that was opened for it, and close it."""
    try:
        return measure(speaker)
    finally:
        speaker.close()
