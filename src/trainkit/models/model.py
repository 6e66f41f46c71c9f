"""The base class of every model: frozen, closed to unknown fields, with trainkit's own errors."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from trainkit.errors import InvalidInput
from trainkit.models._record_text import RecordText, shorten_repr

__all__ = ["Model"]

_LONGEST = 100_000_000  # characters of a text

_Result = TypeVar("_Result")


class Model(RecordText, BaseModel):
    """A frozen value, validated when it is created.

    An invalid field raises ``InvalidInput`` with the field, the value and what is allowed, whether
    the model is constructed, copied with changes, or read from Python values or JSON.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        # Any limit makes pydantic look at the characters: it refuses halves of an emoji, which no
        # file and no database can hold.
        str_max_length=_LONGEST,
    )

    if not TYPE_CHECKING:  # checkers derive the signature from the fields

        def __init__(self, /, **data: object) -> None:
            _translate_errors(type(self), lambda: BaseModel.__init__(self, **data))

        # Marked as pydantic's own, so that nested models are created without a call into Python.
        __init__.__pydantic_base_init__ = True

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        fields = super().__repr_args__()
        return ((name, value) for name, value in fields if value is not None and value != ())

    def __repr__(self) -> str:
        return shorten_repr(super().__repr__(), type(self).__name__, self.__repr_args__())

    # Deliberately narrower than pydantic's: the models support none of its other options.
    @classmethod
    def model_validate(cls, obj: object, *, strict: bool | None = None) -> Self:  # type: ignore[override]
        """Create the model from a mapping, or validate an instance.

        Parameters
        ----------
        obj : mapping or model
            The fields by name, or an instance.
        strict : bool, optional
            Whether values must have the fields' exact types.

        Returns
        -------
        Self
            The model.

        Raises
        ------
        InvalidInput
            A field is missing, unknown or invalid.
        """
        validate = super().model_validate
        return _translate_errors(cls, lambda: validate(obj, strict=strict))

    @classmethod
    def model_validate_json(  # type: ignore[override]
        cls, json_data: str | bytes | bytearray, *, strict: bool | None = None
    ) -> Self:
        """Create the model from JSON; exact for the output of ``model_dump_json``.

        Parameters
        ----------
        json_data : str or bytes
            A JSON object.
        strict : bool, optional
            Whether values must have the fields' exact JSON types.

        Returns
        -------
        Self
            The model.

        Raises
        ------
        InvalidInput
            The text is not JSON, or a field is missing, unknown or invalid.
        """
        validate = super().model_validate_json
        return _translate_errors(cls, lambda: validate(json_data, strict=strict))

    def model_copy(self, *, update: Mapping[str, object] | None = None) -> Self:  # type: ignore[override]
        """Copy the model with some fields changed; the copy is validated like a new model.

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
            A field is unknown or its new value is invalid.
        """
        same = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate({**same, **(update or {})})


def _translate_errors(model: type[BaseModel], create: Callable[[], _Result]) -> _Result:
    try:
        return create()
    except ValidationError as error:
        details = error.errors(include_url=False)
        # A name that is wrong explains why the right one is missing.
        first = next((item for item in details if item["type"] == "extra_forbidden"), details[0])
        raise _invalid_input(model, first) from None


def _invalid_input(model: type[BaseModel], detail: ErrorDetails) -> InvalidInput:
    where = ".".join(str(part) for part in detail["loc"])
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, InvalidInput):
        parts = [part for part in (where, cause.argument) if part]
        return InvalidInput(".".join(dict.fromkeys(parts)), cause.value, cause.allowed)
    if detail["type"] == "missing":
        return InvalidInput(where, None, "given")
    if detail["type"] == "extra_forbidden":
        return InvalidInput(where, detail["input"], _unknown_field(model, where))
    return InvalidInput(where or model.__name__, detail["input"], _allowed(detail["msg"]))


def _allowed(message: str) -> str:
    """Turn pydantic's message into a phrase that follows "it must be"."""
    if message.startswith("Invalid JSON"):
        return f"JSON ({message})"
    if message.startswith("Input should be a valid string, unable"):
        return "text without halves of characters"
    phrase = message.removeprefix("Input should be ").removeprefix("String should have ")
    return f"text with {phrase}" if message.startswith("String") else phrase


def _unknown_field(model: type[BaseModel], where: str) -> str:
    close = get_close_matches(where, model.model_fields, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return f"left out: {model.__name__} has no such field{hint}"
