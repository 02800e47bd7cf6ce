"""Faults of AWS calls, translated to what a workflow can do about them."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from pipeline.failures import AccessDeniedError, PermanentError, TransientError

# Throttling that some services answer with status 400. 402 (a quota) and 409 (a conflict) pass
# with time as well.
THROTTLING_CODES = frozenset(
    {
        "KMSThrottlingException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
    }
)
# Some services answer a denial with status 400.
DENIAL_CODES = frozenset({"AccessDenied", "AccessDeniedException", "ForbiddenException"})
TRANSIENT_STATUSES = frozenset({402, 409, 429})
# Timeouts and broken connections: botocore has two roots for them.
NO_ANSWER = (exceptions.HTTPClientError, exceptions.ConnectionError)


def status_of(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "Unknown")


@contextmanager
def translated(operation: str) -> Iterator[None]:
    """Raises TransientError or PermanentError (AccessDeniedError is one) instead of botocore's
    exceptions."""
    try:
        yield
    except ClientError as error:
        code, status = code_of(error), status_of(error)
        if status >= 500:
            raise TransientError(operation, f"{code} ({status})", outcome_unknown=True) from error
        if status in TRANSIENT_STATUSES or code in THROTTLING_CODES:
            raise TransientError(operation, f"{code} ({status})") from error
        message = error.response.get("Error", {}).get("Message", "")
        denied = status == 403 or code in DENIAL_CODES
        fault = AccessDeniedError if denied else PermanentError
        raise fault("PIPELINE_FAULT", f"{operation}: {code}: {message}") from error
    except NO_ANSWER as error:
        raise TransientError(operation, repr(error), outcome_unknown=True) from error
    except BotoCoreError as error:
        raise PermanentError("PIPELINE_FAULT", f"{operation}: {error}") from error
