"""Mutants of webhooks. Schedules in which only receivers fail kill them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from faults import webhooks
from faults.mutants import mutant as mutants
from pipeline.aws.webhook_secrets import WebhookSecrets
from pipeline.failures import TransientError
from pipeline.webhooks.tries import DELAYS_SECONDS
from pipeline.workflows import send_webhook
from pipeline.workflows.messages import DeadLetter, Done

mutant = partial(mutants.mutant, mix="webhooks")


def _answered(change: Callable[[int], int]) -> Any:
    """As if the receiver had answered with another status."""
    return lambda original: lambda *parts: change(original(*parts))


def _instead(status: range, other: int) -> Any:
    return _answered(lambda answered: other if answered in status else answered)


def _silence_is_consent(original: Any) -> Any:
    def send(*parts: Any) -> int:
        try:
            return int(original(*parts))
        except TransientError:
            return HTTPStatus.OK

    return send


def _with_webhook(change: Callable[[Any], Any]) -> Any:
    return lambda original: lambda webhook, *more: original(change(webhook), *more)


def _read(change: Callable[[Any], Any]) -> Any:
    return lambda original: lambda text: change(original(text))


def _completed(webhook: Any) -> Any:
    body = webhook.body.replace(b"asset.failed", b"asset.completed")
    return replace(webhook, type="asset.completed", body=body)


def _signed_then(original: Any) -> Any:
    """With the time of the announcement, not of the try."""

    def headers(webhook: Any, keys: Any, _: datetime) -> Any:
        told = webhook.body.split(b'"timestamp":"')[1][:19].decode()
        return original(webhook, keys, datetime.fromisoformat(f"{told}+00:00"))

    return headers


def _kept_for_good(original: Any) -> Any:
    def load(secrets: Any, arn: str) -> Any:
        if arn in secrets._kept:
            return secrets._kept[arn][1]
        return original(secrets, arn)

    return load


def _done(_: Any) -> Any:
    return lambda *_: Done("never mind")


def _set_aside(_: Any) -> Any:
    return lambda reason, *_: DeadLetter(f"UNDELIVERED: {reason}")


MUTANTS = (
    mutant(
        "failed-try-acknowledged",
        "a webhook that did not arrive is done",
        (send_webhook, send_webhook._failed, _done),
    ),
    mutant(
        "silence-is-consent",
        "a receiver that does not answer in time has taken the webhook",
        (send_webhook, send_webhook._send, _silence_is_consent),
    ),
    mutant(
        "redirects-delivered",
        "a receiver that has moved has taken the webhook",
        (send_webhook, send_webhook._send, _instead(range(300, 400), 204)),
    ),
    mutant(
        "gone-is-done",
        "what a receiver wants no more is set aside nowhere",
        (send_webhook, send_webhook._send, _instead(range(410, 411), 204)),
    ),
    mutant(
        "gone-tried-again",
        "a receiver that wants no more is asked again",
        (send_webhook, send_webhook._send, _instead(range(410, 411), 500)),
    ),
    mutant(
        "errors-are-final",
        "a receiver that fails wants no more",
        (send_webhook, send_webhook._send, _instead(range(500, 600), 410)),
    ),
    mutant(
        "one-try",
        "what did not arrive at once is set aside",
        (send_webhook, send_webhook._failed, _set_aside),
    ),
    mutant(
        "tries-without-pause",
        "what did not arrive is tried again and again",
        (send_webhook, send_webhook.delay_seconds, lambda _: lambda *_: DELAYS_SECONDS[0]),
    ),
    mutant(
        "last-try-left-out",
        "a receiver that comes back after half a day is not tried",
        (
            send_webhook,
            send_webhook.delay_seconds,
            lambda original: lambda tries, random: original(tries + (tries == 6), random),
        ),
    ),
    mutant(
        "new-id-per-try",
        "a receiver cannot tell that it has a webhook already",
        (
            send_webhook,
            send_webhook.headers,
            _with_webhook(lambda webhook: replace(webhook, id=str(uuid4()))),
        ),
    ),
    mutant(
        "signed-once",
        "every try carries the time of the first one",
        (send_webhook, send_webhook.headers, _signed_then),
    ),
    mutant(
        "newest-secret-alone",
        "while a receiver changes its secret, the old one signs nothing",
        (
            send_webhook,
            send_webhook.headers,
            lambda original: lambda webhook, keys, at: original(webhook, keys[:1], at),
        ),
    ),
    mutant(
        "secrets-kept-for-good",
        "a secret is read once",
        (WebhookSecrets, WebhookSecrets.load, _kept_for_good),
    ),
    mutant(
        "failures-called-completions",
        "a webhook says another type than its announcement",
        (send_webhook, send_webhook.read_announcement, _read(_completed)),
    ),
    mutant(
        "every-type-sent",
        "an endpoint's rule asks for no types",
        (webhooks, webhooks.pattern_of, lambda _: lambda _: {"source": ["media-pipeline"]}),
    ),
)
