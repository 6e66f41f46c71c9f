"""Network access for adapters: an HTTP client, retries, rate limits and circuit breakers."""

from trainkit.net._addresses import add_query, origin_of
from trainkit.net._bodies import Form, Upload, basic_auth, parse_json
from trainkit.net._breaker import Breaker
from trainkit.net._http import (
    RETRYABLE_STATUSES,
    HttpClient,
    HttpResponse,
    default_retry,
)
from trainkit.net._pace import Pace
from trainkit.net._rate_limit import RateLimit
from trainkit.net._retry import Retry, retry
from trainkit.net._retry_after import parse_retry_after
from trainkit.net._time_limit import limit_time, remaining_s

__all__ = [
    "RETRYABLE_STATUSES",
    "Breaker",
    "Form",
    "HttpClient",
    "HttpResponse",
    "Pace",
    "RateLimit",
    "Retry",
    "Upload",
    "add_query",
    "basic_auth",
    "default_retry",
    "limit_time",
    "origin_of",
    "parse_json",
    "parse_retry_after",
    "remaining_s",
    "retry",
]
