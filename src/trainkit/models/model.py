"""What every model shares: frozen, closed to unknown fields, and errors of our own tree."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from trainkit.errors import InvalidInput

__all__ = ["Model"]

_Made = TypeVar("_Made")


class Model(BaseModel):
    """A frozen value, checked when it is made.

    A wrong field raises ``InvalidInput``, which names the field, the value and what is allowed,
    whether the model is called, copied with changes, or read from Python values or JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __init__(self, /, **data: object) -> None:
        _checked(type(self), lambda: BaseModel.__init__(self, **data))

    # Marked as pydantic's own, so that a nested model is made without a call into Python.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        known = super().__repr_args__()
        return ((name, value) for name, value in known if value is not None and value != ())

    # The models take no options of pydantic's, so these methods are narrower on purpose.
    @classmethod
    def model_validate(cls, obj: object, *, strict: bool | None = None) -> Self:  # type: ignore[override]
        """Make the model from a mapping or from an instance of it.

        Parameters
        ----------
        obj : mapping or model
            The fields by name.
        strict : bool, optional
            Whether values must already have the fields' types.

        Returns
        -------
        Self
            The model.

        Raises
        ------
        InvalidInput
            A field is missing, unknown or wrong.
        """
        read = super().model_validate
        return _checked(cls, lambda: read(obj, strict=strict))

    @classmethod
    def model_validate_json(  # type: ignore[override]
        cls, json_data: str | bytes | bytearray, *, strict: bool | None = None
    ) -> Self:
        """Make the model from JSON; exact for JSON that ``model_dump_json`` wrote.

        Parameters
        ----------
        json_data : str or bytes
            A JSON object.
        strict : bool, optional
            Whether values must already have the fields' JSON types.

        Returns
        -------
        Self
            The model.

        Raises
        ------
        InvalidInput
            Not JSON, or a field is missing, unknown or wrong.
        """
        read = super().model_validate_json
        return _checked(cls, lambda: read(json_data, strict=strict))

    def model_copy(self, *, update: Mapping[str, object] | None = None) -> Self:  # type: ignore[override]
        """Copy the model with some fields changed; the copy is checked like a new model.

        Parameters
        ----------
        update : mapping, optional
            New values by field name.

        Returns
        -------
        Self
            The copy.

        Raises
        ------
        InvalidInput
            A field is unknown or its new value is wrong.
        """
        same = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate({**same, **(update or {})})


def _checked(model: type[BaseModel], make: Callable[[], _Made]) -> _Made:
    try:
        return make()
    except ValidationError as error:
        raise _invalid(model, error.errors(include_url=False)[0]) from None


def _invalid(model: type[BaseModel], detail: ErrorDetails) -> InvalidInput:
    where = ".".join(str(part) for part in detail["loc"])
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, InvalidInput):
        parts = [part for part in (where, cause.argument) if part]
        return InvalidInput(".".join(dict.fromkeys(parts)), cause.value, cause.allowed)
    if detail["type"] == "missing":
        return InvalidInput(where, None, "given")
    if detail["type"] == "extra_forbidden":
        return InvalidInput(where, detail["input"], _left_out(model, where))
    return InvalidInput(where or model.__name__, detail["input"], _allowed(detail["msg"]))


def _allowed(message: str) -> str:
    """Turn pydantic's sentence into what follows "it must be"."""
    if message.startswith("Invalid JSON"):
        return f"JSON ({message})"
    said = message.removeprefix("Input should be ").removeprefix("String should have ")
    return f"text with {said}" if message.startswith("String") else said


def _left_out(model: type[BaseModel], where: str) -> str:
    close = get_close_matches(where, model.model_fields, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return f"left out: {model.__name__} has no such field{hint}"
