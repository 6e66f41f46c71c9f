"""The errors that trainkit raises.

```text
TrainkitError
├── InvalidInput      an argument is invalid; also a ValueError
│   ├── NotFound      no stored record has this key
│   └── Conflict      what is stored stands against it: it exists already, or has changed since
├── InsufficientData  the data is valid but too little: "9 of 28 days"
├── InfeasiblePlan    no plan satisfies all hard rules; names the conflict
├── InternalError     trainkit contradicts itself: please report it; also a RuntimeError
├── BackendError      an external system failed; carries its name and `retryable`
│   ├── RateLimited   too many calls; carries the time to wait
│   └── BudgetSpent   a call would cost more than the budget allows; nothing was sent
├── PluginError       a plugin cannot be found or loaded
└── MissingExtra      an optional package is not installed; also an ImportError
```

Each has a `status`, the code with which a host answers over HTTP: 400 for what the caller can mend,
404 not found, 409 where the data or the rules stand against it, 429 too many calls, 503 where a
system is not available, and 500 for a fault of trainkit.
"""

from typing import ClassVar

from trainkit._rule_words import say_rule

__all__ = [
    "BackendError",
    "BudgetSpent",
    "Conflict",
    "InfeasiblePlan",
    "InsufficientData",
    "InternalError",
    "InvalidInput",
    "MissingExtra",
    "NotFound",
    "PluginError",
    "RateLimited",
    "TrainkitError",
]


_SHOWN = 1000  # characters of a value in a message


class TrainkitError(Exception):
    """Base class of all errors that trainkit raises on purpose."""

    status: ClassVar[int] = 500
    """The HTTP status that tells a client what kind of error it is."""


class InvalidInput(TrainkitError, ValueError):
    """An argument has a value that the function does not accept.

    Parameters
    ----------
    argument : str
        Name of the argument, as in the signature.
    value : object
        The offending value; for an array, its first offending element.
    allowed : str
        The accepted values.
    """

    status: ClassVar[int] = 400

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        super().__init__(argument, value, allowed)
        self.argument = argument
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        found = "missing" if self.value is None else _show(self.value)
        return f"{self.argument} is {found}; it must be {self.allowed}"


class NotFound(InvalidInput):
    """No stored record has the key that was asked for.

    Parameters
    ----------
    argument : str
        What was asked for, such as ``"goal"``.
    value : object
        The key.
    allowed : str
        Which keys there are, in words.
    """

    status: ClassVar[int] = 404


class Conflict(InvalidInput):
    """What is stored stands against a change: a twin exists, or it is no longer as it was.

    Parameters
    ----------
    argument : str
        What should change, such as ``"goal"``.
    value : object
        The value that cannot be stored.
    allowed : str
        What it must be beside what is stored.
    """

    status: ClassVar[int] = 409


def _show(value: object) -> str:
    """Return a value as in code, but not all of a long one."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  a host's own class may fail; Python refuses 5,000 digits
        return f"a value of {type(value).__name__}"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


class InsufficientData(TrainkitError):
    """The data is valid, but too little for an answer.

    Parameters
    ----------
    what : str
        What is counted, such as ``"valid nights"``.
    have, need : int
        The number available, and the number required.
    """

    status: ClassVar[int] = 409

    def __init__(self, what: str, have: int, need: int) -> None:
        super().__init__(what, have, need)
        self.what = what
        self.have = have
        self.need = need

    def __str__(self) -> str:
        return f"too little data: {self.have} of {self.need} {self.what}"


class InfeasiblePlan(TrainkitError):
    """No plan satisfies all hard rules.

    Parameters
    ----------
    rules : tuple of str
        An irreducible set of conflicting rules: dropping any one of them resolves the conflict.
    least_change : str
        The smallest concession that makes a plan possible, in plain words.
    """

    status: ClassVar[int] = 409

    def __init__(self, rules: tuple[str, ...], least_change: str) -> None:
        super().__init__(rules, least_change)
        self.rules = rules
        self.least_change = least_change

    def __str__(self) -> str:
        *others, last = (f'"{say_rule(rule)}"' for rule in self.rules)
        together = f"{', '.join(others)} and {last} together" if others else last
        return f"no plan keeps {together}: {self.least_change}"


class InternalError(TrainkitError, RuntimeError):
    """A result of trainkit contradicts another one: the fault is in trainkit, not in the input.

    Parameters
    ----------
    where : str
        The part that noticed it, such as ``"planning"``.
    message : str
        What contradicts what.
    """

    def __init__(self, where: str, message: str) -> None:
        super().__init__(where, message)
        self.where = where
        self.message = message

    def __str__(self) -> str:
        return f"{self.where}: {self.message}; this is a fault of trainkit, please report it"


class BackendError(TrainkitError):
    """An external system failed.

    Parameters
    ----------
    backend : str
        The system's name, such as ``"source.files"``.
    message : str
        What happened.
    retryable : bool
        Whether the failure is temporary: the same call may succeed later.
    retry_after_s : float, optional
        Time to wait before the next attempt [s], if the backend requested one.
    cost_usd : float, optional
        What the failed call costs all the same, at least [US dollars]; None where nothing is known.
    """

    status: ClassVar[int] = 503

    def __init__(
        self,
        backend: str,
        message: str,
        *,
        retryable: bool = False,
        retry_after_s: float | None = None,
        cost_usd: float | None = None,
    ) -> None:
        super().__init__(backend, message)
        self.backend = backend
        self.message = message
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.cost_usd = cost_usd

    def __str__(self) -> str:
        return f"{self.backend}: {self.message}"


class RateLimited(BackendError):
    """A call exceeds a limit; `retry_after_s` is the time to wait.

    Parameters
    ----------
    backend : str
        What is limited.
    message : str
        The limit.
    retry_after_s : float
        Time to wait before the next attempt [s].
    """

    status: ClassVar[int] = 429

    def __init__(self, backend: str, message: str, *, retry_after_s: float) -> None:
        super().__init__(backend, message, retryable=True, retry_after_s=retry_after_s)


class BudgetSpent(BackendError):
    """A call would cost more than a budget has left; nothing was sent.

    Parameters
    ----------
    budget : str
        The budget, such as ``"chat, a day"``.
    limit_usd, spent_usd : float
        The budget, and what is spent or reserved of it [US dollars].
    needed_usd : float
        What the call may cost at most [US dollars].
    """

    def __init__(self, budget: str, limit_usd: float, spent_usd: float, needed_usd: float) -> None:
        message = (
            f"the budget for {budget} is {limit_usd:.2f} USD, of which {spent_usd:.4f} are spent "
            f"or reserved; this call may cost {needed_usd:.4f}"
        )
        super().__init__("llm", message)
        self.args = (budget, limit_usd, spent_usd, needed_usd)
        self.budget = budget
        self.limit_usd = limit_usd
        self.spent_usd = spent_usd
        self.needed_usd = needed_usd


class PluginError(TrainkitError):
    """A plugin cannot be found, loaded or created.

    Parameters
    ----------
    plugin : str
        The plugin's kind and name, such as ``"fault_injector.http"``.
    message : str
        What is wrong, and how to fix it.
    """

    status: ClassVar[int] = 503

    def __init__(self, plugin: str, message: str) -> None:
        super().__init__(plugin, message)
        self.plugin = plugin
        self.message = message

    def __str__(self) -> str:
        return f"{self.plugin}: {self.message}"


class MissingExtra(TrainkitError, ImportError):
    """An optional package is missing; the message shows the command that installs it.

    Parameters
    ----------
    package : str
        The missing package.
    extra : str
        The extra of trainkit that installs it.
    """

    status: ClassVar[int] = 503

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return (
            f'{self.package} is not installed; run: python -m pip install "trainkit[{self.extra}]"'
        )
