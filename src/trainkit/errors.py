"""Every error that trainkit raises.

```text
TrainkitError
├── InvalidInput      an argument is wrong: also a ValueError
├── InsufficientData  the data is right but too little: "9 of 28 days"
├── InfeasiblePlan    no plan satisfies all hard rules: names those that conflict
├── InternalError     trainkit contradicts itself: please report it; also a RuntimeError
├── BackendError      an outside system failed: says which, and if it may pass
│   └── RateLimited   too many calls: says how long to wait
├── PluginError       a plugin cannot be found or loaded
└── MissingExtra      an optional package is not installed: also an ImportError
```
"""

__all__ = [
    "BackendError",
    "InfeasiblePlan",
    "InsufficientData",
    "InternalError",
    "InvalidInput",
    "MissingExtra",
    "PluginError",
    "RateLimited",
    "TrainkitError",
]


class TrainkitError(Exception):
    """The root: catch this to catch everything that trainkit raises on purpose."""


class InvalidInput(TrainkitError, ValueError):
    """An argument is outside what the function can answer for.

    Parameters
    ----------
    argument : str
        Name of the argument as the caller wrote it.
    value : object
        The offending value; for an array, its first offending element.
    allowed : str
        What would have been accepted.
    """

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        super().__init__(argument, value, allowed)
        self.argument = argument
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        return f"{self.argument} is {self.value!r}; it must be {self.allowed}"


class InsufficientData(TrainkitError):
    """The data is valid, but there is too little of it for an answer.

    Parameters
    ----------
    what : str
        What is counted, such as ``"valid nights"``.
    have, need : int
        How many there are, and how many the answer takes.
    """

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
        Rules that cannot hold together; without any one of them the others could.
    least_change : str
        What would have to give way, in plain words.
    """

    def __init__(self, rules: tuple[str, ...], least_change: str) -> None:
        super().__init__(rules, least_change)
        self.rules = rules
        self.least_change = least_change

    def __str__(self) -> str:
        together = f"{', '.join(self.rules)} together" if len(self.rules) > 1 else self.rules[0]
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
    """A system outside of trainkit did not do what was asked of it.

    Parameters
    ----------
    backend : str
        Which one.
    message : str
        What happened.
    retryable : bool
        Whether it may pass, so that the same call may succeed later.
    retry_after : float, optional
        How long to wait before [s], if the backend said so.
    """

    def __init__(
        self,
        backend: str,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(backend, message)
        self.backend = backend
        self.message = message
        self.retryable = retryable
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.backend}: {self.message}"


class RateLimited(BackendError):
    """More was asked for than a limit allows; `retry_after` says how long to wait.

    Parameters
    ----------
    backend : str
        What is limited.
    message : str
        The limit.
    retry_after : float
        How long to wait [s].
    """

    def __init__(self, backend: str, message: str, *, retry_after: float) -> None:
        super().__init__(backend, message, retryable=True, retry_after=retry_after)


class PluginError(TrainkitError):
    """A plugin cannot be found, loaded or made.

    Parameters
    ----------
    plugin : str
        Its kind and name, such as ``"fault_injector.http"``.
    message : str
        What is wrong, and what can be done.
    """

    def __init__(self, plugin: str, message: str) -> None:
        super().__init__(plugin, message)
        self.plugin = plugin
        self.message = message

    def __str__(self) -> str:
        return f"{self.plugin}: {self.message}"


class MissingExtra(TrainkitError, ImportError):
    """An optional package is needed; the message is the command that installs it.

    Parameters
    ----------
    package : str
        The package that could not be imported.
    extra : str
        The extra of trainkit that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return (
            f'{self.package} is not installed; run: python -m pip install "trainkit[{self.extra}]"'
        )
