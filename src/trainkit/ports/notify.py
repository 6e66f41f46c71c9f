"""A notifier: brings a notice to the athlete."""

from typing import Protocol

from trainkit.models.notice import Notice

__all__ = ["Notifier"]


class Notifier(Protocol):
    """Brings notices to the athlete; raises `BackendError` where it cannot. Thread-safe.

    It decides nothing: which notices, and when, a Kit knows. `BackendError.retryable` tells whether
    the same notice is tried again later.
    """

    def notify(self, notice: Notice) -> None:
        """Deliver a notice; once it returns, the notice is on its way."""

    def close(self) -> None:
        """Release resources; safe to call twice."""
