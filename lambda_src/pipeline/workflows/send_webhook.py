"""λ webhook-sender: one announcement to one endpoint, until it arrives or its tries are over."""

from http import HTTPStatus

from pipeline.assets.measurements import webhook_delivered, webhook_try_failed
from pipeline.failures import PermanentError, TransientError
from pipeline.webhooks.signature import headers
from pipeline.webhooks.tries import MOST_TRIES, delay_seconds
from pipeline.webhooks.webhook import NotAnAnnouncementError, Webhook, read_announcement
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import WebhookServices


def run(message: Message, services: WebhookServices) -> Outcome:
    """Every receive is a try. 2xx is done, 410 says that nobody wants it; everything else, faults
    of ours among it, is tried again: none of it is a reason to lose an announcement."""
    try:
        webhook = read_announcement(message.body)
    except NotAnAnnouncementError as error:
        return DeadLetter(str(error))
    try:
        status = _send(webhook, services)
    except (TransientError, PermanentError) as error:
        return _failed(str(error), webhook, message, services)
    if status == HTTPStatus.GONE:
        return DeadLetter(f"GONE: the receiver wants no {webhook.type}", webhook.asset_id)
    if not 200 <= status < 300:
        return _failed(f"the receiver answered {status}", webhook, message, services)
    services.metrics.record(webhook.asset_id, [webhook_delivered(services.queue_name)])
    return Done(f"sent {webhook.type} {webhook.id}", webhook.asset_id)


def _send(webhook: Webhook, services: WebhookServices) -> int:
    endpoint = services.endpoint
    keys = services.secrets.load(endpoint.secret_arn)
    signed = headers(webhook, keys, services.clock.now())
    return services.receivers.post(endpoint, signed, webhook.body)


def _failed(reason: str, webhook: Webhook, message: Message, services: WebhookServices) -> Outcome:
    services.metrics.record(webhook.asset_id, [webhook_try_failed(services.queue_name)])
    seconds = delay_seconds(message.receive_count, services.clock.random())
    if seconds is None:
        return DeadLetter(f"UNDELIVERED: {MOST_TRIES} tries: {reason}", webhook.asset_id)
    return RetryIn(seconds, reason, webhook.asset_id)
