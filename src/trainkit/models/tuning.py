"""Training a language model further: its lines, how it is done, and what came of it."""

from typing import Annotated

from pydantic import Field

from trainkit.models.model import Model

__all__ = ["Measured", "TrainingLine", "Tuned", "TuningPlan"]


class TrainingLine(Model):
    """A line that a model learns to say.

    Parameters
    ----------
    text : str
        What it should say.
    prompt : str
        What it is asked; empty for a text that answers nothing.
    row : str
        Key of the row that it was made from; empty for a line of the persona.
    """

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    prompt: Annotated[str, Field(max_length=2000)] = ""
    row: str = ""


class TuningPlan(Model):
    """How a model is trained further.

    Parameters
    ----------
    epochs : int
        How often each line is seen.
    learning_rate : float
        The highest; it falls to a tenth of it along a half cosine [1].
    batch : int
        Lines of a step.
    checkpoint_steps : int
        Steps between two checkpoints.
    limit_s : float
        Time for one call; what is not done by then goes on in the next [s].
    seed : int
        Of the order and of dropout.
    """

    epochs: Annotated[int, Field(ge=1, le=1000)] = 6
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 1e-4
    batch: Annotated[int, Field(ge=1, le=256)] = 8
    checkpoint_steps: Annotated[int, Field(ge=1)] = 50
    limit_s: Annotated[float, Field(gt=0)] = 3600.0
    seed: int = 0


class Tuned(Model):
    """A finished training.

    Parameters
    ----------
    steps : int
        Steps in all.
    resumed_at : int
        The step from which this call went on; 0 from the start.
    loss : float
        Mean of the last ten steps [nat per token].
    seconds : float
        Time of this call [s].
    """

    steps: int
    resumed_at: int = 0
    loss: float
    seconds: float


class Measured(Model):
    """What a model makes of lines that it has not seen.

    Parameters
    ----------
    loss : float
        Mean negative logarithm of the probability of a token [nat].
    samples : tuple of tuple of str
        For each prompt, what it said.
    """

    loss: float
    samples: tuple[tuple[str, ...], ...] = ()
