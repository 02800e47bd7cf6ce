"""λ webhook-sender: messages of the queues of all endpoints, one queue a call."""

import os
from functools import cache
from typing import Any

from handlers import log_lines
from handlers.queue_batch import logger, process
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.messages import Messages
from pipeline.aws.metrics import Metrics
from pipeline.aws.receivers import Receivers
from pipeline.aws.webhook_secrets import WebhookSecrets
from pipeline.settings import WebhookSettings
from pipeline.workflows import send_webhook
from pipeline.workflows.services import WebhookServices


@cache
def services() -> dict[str, WebhookServices]:
    """By the name of the endpoint's queue."""
    settings = WebhookSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    clock, receivers = Clock(), Receivers()
    metrics = Metrics(settings.powertools_metrics_namespace, settings.name_prefix)
    secrets = WebhookSecrets(client("secretsmanager"), clock)
    return {
        settings.queue_name(name): WebhookServices(
            clock=clock,
            endpoint=endpoint,
            messages=Messages(client("sqs"), settings.queue_url(name), settings.dlq_url(name)),
            metrics=metrics,
            queue_name=settings.queue_name(name),
            receivers=receivers,
            secrets=secrets,
        )
        for name, endpoint in settings.webhook_endpoints.items()
    }


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    parts = services()[event["Records"][0]["eventSourceARN"].rpartition(":")[2]]
    return process(event, context, lambda message: send_webhook.run(message, parts), parts)
