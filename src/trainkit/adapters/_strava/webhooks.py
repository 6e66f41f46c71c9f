"""Webhooks of Strava: they are not signed, so that nothing in them is believed but that it came."""

import hmac
from collections.abc import Mapping
from typing import Literal

from trainkit.errors import InvalidInput

__all__ = ["answer_challenge", "judge_event"]

Verdict = Literal["ignore", "sync", "purge"]


def answer_challenge(query: Mapping[str, str], verify_token: str) -> dict[str, str]:
    """Return the answer to the request that checks a new subscription.

    Parameters
    ----------
    query : mapping of str to str
        The query of the request.
    verify_token : str
        The token that was given with the subscription.

    Returns
    -------
    dict
        To be sent as JSON with status 200, within two seconds.

    Raises
    ------
    InvalidInput
        The request does not know the token: answer with status 403.
    """
    given = query.get("hub.verify_token", "")
    challenge = query.get("hub.challenge", "")
    right = bool(verify_token) and hmac.compare_digest(given.encode(), verify_token.encode())
    if query.get("hub.mode") != "subscribe" or not challenge or not right:
        raise InvalidInput("query", "(not shown)", "a request with your own verify_token")
    return {"hub.challenge": challenge}


def judge_event(event: object, *, subscription: int | None, owner: int | None) -> Verdict:
    """Decide what an event means; anybody may have sent it.

    Parameters
    ----------
    event : object
        The parsed body.
    subscription, owner : int or None
        The subscription's and the athlete's number; events of others are ignored. None knows none.

    Returns
    -------
    {"ignore", "sync", "purge"}
        Whether to do nothing, to ask Strava, or to delete all of its data: the athlete withdrew
        the access.
    """
    if not isinstance(event, Mapping):
        return "ignore"
    if subscription is None or event.get("subscription_id") != subscription:
        return "ignore"
    if owner is None or event.get("owner_id") != owner:
        return "ignore"
    updates = event.get("updates")
    if event.get("object_type") == "athlete":
        ended = isinstance(updates, Mapping) and str(updates.get("authorized")).lower() == "false"
        return "purge" if ended else "ignore"
    known = event.get("aspect_type") in {"create", "update", "delete"}
    return "sync" if event.get("object_type") == "activity" and known else "ignore"
