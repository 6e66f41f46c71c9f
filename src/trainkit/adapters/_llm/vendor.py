"""A vendor's model: one deadline for a whole call, retries, limits, prices and clean errors."""

import datetime as dt
import math
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, suppress
from typing import Any, ClassVar, TypeVar, cast

from pydantic import BaseModel

from trainkit._optional import require
from trainkit.adapters._llm.answers import complete
from trainkit.adapters._llm.contents import Events, Spent
from trainkit.adapters._llm.failures import Sender, StatusError, translate
from trainkit.adapters._llm.options import VendorOptions
from trainkit.adapters._llm.schemas import answer_schema, check_tools
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.net import Breaker, RateLimit, Retry, limit_time
from trainkit.prices import ModelInfo, PriceList, default_price_list

__all__ = ["VendorModel", "utc_today"]

Result = TypeVar("Result")
Pieces = Generator[StreamEvent, None, None]

_DELAYS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0, 8.0)
_KNOWN = "a model that is known, or one in a file of prices of your own"
_REFUSING = {400, 422, 501}
_UNKNOWN_MODEL = 404
_SOON = dt.timedelta(days=90)


def utc_today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()  # noqa: TID251  a call costs the price of its own day


class VendorModel:
    """What the adapters of vendors' libraries share. Thread-safe.

    A subclass names itself and its library, makes the library's client, and translates prompts
    and answers.

    Parameters
    ----------
    options : VendorOptions
        The options.
    today : callable
        The day of a call, for its price.
    sleep, clock : callable
        Wait for some seconds; monotonic time [s].
    """

    backend: ClassVar[str]
    vendor: ClassVar[str]
    package: ClassVar[str]
    extra: ClassVar[str]
    features: ClassVar[Mapping[str, tuple[str, ...]]] = {"effort": ("effort",)}
    """What a server may refuse and the call can do without, with the words that a refusal says."""

    def __init__(
        self,
        options: VendorOptions,
        *,
        today: Callable[[], dt.date] = utc_today,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options, self._name, self._base_url = options, options.model, options.base_url
        self._today = today
        self._prices = PriceList.load(options.prices) if options.prices else default_price_list()
        self._retry = Retry(
            delays_s=_DELAYS_S[: options.attempts - 1],
            longest_s=math.inf,  # the deadline is the limit
            breaker=Breaker(self.backend, clock=clock),
            clock=clock,
            sleep=sleep,
        )
        per_minute = options.calls_per_minute
        self._rate_limit = (
            RateLimit(self.backend, max_calls=per_minute, window_s=60, clock=clock)
            if per_minute
            else None
        )
        self._lock = threading.Lock()
        self._made: Any = None
        self._refused: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<{self.backend} {self._name} at {self._base_url}>"

    @property
    def model(self) -> str:
        """The model's name, for estimates before a call."""
        return self._name

    def reply(self, prompt: Prompt) -> Reply:
        """Answer a prompt.

        Raises
        ------
        InvalidInput
            No key, an unknown or retired model, or a prompt that the model cannot take; nothing was
            sent.
        BackendError
            The model cannot answer.
        """
        self._check(prompt)
        with limit_time(self._seconds(prompt)):
            return complete(prompt, self._ask, backend=self.backend)

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        """Answer in pieces as they arrive; errors as in `reply`.

        An answer in a given form comes in one piece, when it is whole and fits. A stream that
        breaks after its first piece is not repeated.
        """
        self._check(prompt)
        if prompt.answer is not None:
            with limit_time(self._seconds(prompt)):
                reply = complete(prompt, self._ask_in_pieces, backend=self.backend)
            yield from reply.calls
            if reply.text:
                yield TextDelta(text=reply.text)
            yield StreamEnd(reply=reply)
            return
        end = time.monotonic() + self._seconds(prompt)
        with limit_time(self._seconds(prompt)):
            first, rest = self._attempt(prompt, lambda: self._open(prompt))
        with closing(rest):
            yield first
            while True:
                with limit_time(end - time.monotonic()):  # a caller may resume in another context
                    event = next(rest, None)
                if event is None:
                    return
                yield event

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _make(self, key: str, http_client: Any) -> Any:
        """Make the library's client."""
        raise NotImplementedError("a subclass makes its client")

    def _send(self, prompt: Prompt) -> Reply:
        """Send a prompt once; the reply has no cost."""
        raise NotImplementedError("a subclass sends")

    def _listen(self, prompt: Prompt) -> Events:
        """Send a prompt once and yield what arrives; the end's reply has no cost."""
        raise NotImplementedError("a subclass listens")

    def _check(self, prompt: Prompt) -> None:
        """Refuse what would fail, before anything is sent."""
        info = self._check_model()
        check_tools(prompt.tools)
        if prompt.tools and info is not None and not info.tools:
            raise InvalidInput("tools", self._name, "empty: this model takes no tools")
        if prompt.answer is not None and info is not None and not info.answers:
            raise InvalidInput("answer", self._name, "None: this model gives no answer in a form")
        if prompt.answer is not None:
            self._check_answer(prompt.answer)
        self._key()

    def _check_model(self) -> ModelInfo | None:
        info = self._prices.find(self._name)
        if info is None or (info.vendor and info.vendor != self.vendor):
            raise InvalidInput("model", self._name, f"{_KNOWN}: {self._nearest()}")
        if info.is_retired(self._today()):
            instead = f"; its vendor recommends {info.successor}" if info.successor else ""
            allowed = f"one that is served; this one is not since {info.retires}{instead}"
            raise InvalidInput("model", self._name, allowed)
        return info

    def _check_answer(self, answer: type[BaseModel]) -> None:
        """Refuse a form of answer that the vendor does not take."""
        answer_schema(answer)

    def _advise(self) -> str:
        """Return what to add where the vendor does not find the model."""
        return f"; the known models are {self._nearest()}"

    def _nearest(self) -> str:
        """List the vendor's models, those with the most similar names first."""
        day = self._today()
        served = [
            model.name
            for model in self._prices.models
            if model.vendor == self.vendor and not model.is_retired(day)
        ]
        first = [name for name in self._prices.nearest(self._name) if name in served]
        return ", ".join(dict.fromkeys([*first, *served]))

    def _key(self) -> str:
        """Return the key; `InvalidInput` with the variable to set if there is none."""
        vendor = self._prices.vendors.get(self.vendor)
        variable = vendor.key if vendor else ""
        own = self._options.api_key
        key = own.get_secret_value() if own else os.environ.get(variable, "")
        if not key:
            allowed = f"set: give api_key, or set the environment variable {variable}"
            raise InvalidInput("api_key", None, allowed)
        if not (key.isascii() and key.isprintable() and key == key.strip()):
            raise InvalidInput("api_key", "(kept secret)", "printable ASCII without blanks around")
        return key

    def _sdk(self) -> Any:
        return require(self.package, extra=self.extra)

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                self._sdk()
                from trainkit.adapters._llm.transport import make_client

                http_client = make_client(self.backend, self._base_url)
                self._made = self._make(self._key(), http_client)
            return self._made

    def _seconds(self, prompt: Prompt | None) -> float:
        own = prompt.deadline_s if prompt is not None else None
        return own or self._options.deadline_s

    def _ask(self, prompt: Prompt) -> Reply:
        return self._attempt(prompt, lambda: self._price(prompt, self._send(prompt)))

    def _ask_in_pieces(self, prompt: Prompt) -> Reply:
        def listen() -> Reply:
            *_, last = self._follow(prompt)
            return cast("StreamEnd", last).reply  # or it would have raised

        return self._attempt(prompt, listen)

    def _attempt(self, prompt: Prompt | None, work: Callable[[], Result]) -> Result:
        """Do work with retries; what the server refuses and the call can do without is left out."""
        self._client()  # the import of a library is not part of the call
        while True:
            try:
                return self._retry.call(lambda: self._guard(prompt, work), what=self.backend)
            except StatusError as error:
                feature = self._refusal(prompt, error)
                if feature is None:
                    raise
                self._refused |= {feature}

    def _guard(self, prompt: Prompt | None, work: Callable[[], Result]) -> Result:
        """Do work once, within the limit of calls; errors are trainkit's own."""
        if self._rate_limit is not None:
            self._rate_limit.acquire()
        try:
            return work()
        except Exception as error:  # noqa: BLE001  whatever a library raises
            raise self._translate(prompt, error) from None

    def _translate(self, prompt: Prompt | None, error: Exception) -> Exception:
        texts = _list_texts(prompt) if prompt is not None else ()
        sender = Sender(self.backend, self._key(), texts, self._seconds(prompt))
        found = translate(error, self._sdk(), sender)
        if isinstance(found, StatusError) and found.answered == _UNKNOWN_MODEL:
            found.message += self._advise()
        return found

    def _refusal(self, prompt: Prompt | None, error: StatusError) -> str | None:
        """Return the feature that an error refuses and the call can do without."""
        if prompt is None or error.answered not in _REFUSING:
            return None
        said = error.message.lower()
        for name, words in self.features.items():
            used = name not in self._refused and self._uses(name, prompt)
            if used and any(word in said for word in words):
                return name
        return None

    def _uses(self, feature: str, prompt: Prompt) -> bool:
        """Return whether a prompt uses a feature."""
        return feature == "effort" and prompt.effort is not None

    def _open(self, prompt: Prompt) -> tuple[StreamEvent, Pieces]:
        """Begin a stream: return its first event, and the rest."""
        rest = self._follow(prompt)
        return next(rest), rest

    def _follow(self, prompt: Prompt) -> Pieces:
        """Yield the events of one stream; `BackendError` with its cost if it has no end."""
        spent = Spent()
        listening = self._listen(prompt)
        try:
            for event in listening:
                if isinstance(event, Spent):
                    spent = event
                elif isinstance(event, StreamEnd):
                    yield from event.reply.calls
                    yield StreamEnd(reply=self._price(prompt, event.reply))
                    return
                else:
                    yield event
            message = "the stream broke off before its end"
            raise BackendError(self.backend, message, retryable=True)
        except Exception as error:  # noqa: BLE001  whatever a library raises
            found = self._translate(prompt, error)
            if isinstance(found, BackendError) and found.cost_usd is None:
                found.cost_usd = self._cost(self._name, spent)
            raise found from None
        finally:
            with suppress(Exception):
                listening.close()

    def _price(self, prompt: Prompt | None, reply: Reply, *, batch: bool = False) -> Reply:
        spent = Spent(
            reply.input_tokens,
            reply.output_tokens,
            reply.cache_read_tokens,
            reply.cache_write_tokens,
        )
        cost = self._cost(reply.model, spent, batch=batch)
        notes = (*reply.notes, *self._retirement())
        if prompt is not None and prompt.effort is not None and "effort" in self._refused:
            notes = (*notes, "effort was left out: the model does not take it")
        return reply.model_copy(update={"cost_usd": cost, "notes": notes})

    def _retirement(self) -> tuple[str, ...]:
        """Return the note that a model retires soon."""
        info = self._prices.find(self._name)
        if info is None or info.retires is None or info.retires - self._today() > _SOON:
            return ()
        instead = f"; its vendor recommends {info.successor}" if info.successor else ""
        return (f"{self._name} retires on {info.retires}{instead}",)

    def _cost(self, model: str, spent: Spent, *, batch: bool = False) -> float | None:
        if spent.input_tokens is None or spent.output_tokens is None:
            return None
        known = model if self._prices.find(model) else self._name
        return self._prices.cost_usd(known, **spent._asdict(), on=self._today(), batch=batch)


def _list_texts(prompt: Prompt) -> tuple[str, ...]:
    return (prompt.prefix, prompt.system, *(message.text for message in prompt.messages))
