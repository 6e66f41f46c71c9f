"""Calls over the network: an HTTP client, and how calls are tried again, limited and stopped."""

from trainkit.net.http import PASSING, Answer, Web, patient
from trainkit.net.retry import Breaker, RateLimit, Retry

__all__ = ["PASSING", "Answer", "Breaker", "RateLimit", "Retry", "Web", "patient"]
