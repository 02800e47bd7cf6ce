"""What calls to AWS may raise, and what the HTTP API answers then."""

from botocore.exceptions import ReadTimeoutError

from fakes.mediaconvert import client_error

LOST = ReadTimeoutError(endpoint_url="https://aws")
DENIED = client_error("Any", "AccessDenied", 403, "arn:aws:iam::000000000000:role/x")
# With the answer's status and code.
FAULTS: dict[str, tuple[Exception, int, str]] = {
    "slow down": (client_error("Any", "SlowDown", 503), 503, "UNAVAILABLE"),
    "throttled": (client_error("Any", "ThrottlingException", 400), 503, "UNAVAILABLE"),
    "lost": (LOST, 503, "UNAVAILABLE"),
    "denied": (DENIED, 500, "INTERNAL_ERROR"),
    "unforeseen": (ValueError("unforeseen"), 500, "INTERNAL_ERROR"),
}
# Of these, nothing stands in an answer.
SECRETS = ("Slow", "Throttl", "Denied", "arn:", "unforeseen")
