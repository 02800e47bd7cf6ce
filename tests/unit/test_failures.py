import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from hypothesis import given
from hypothesis import strategies as st

from fakes.mediaconvert import client_error
from pipeline.aws.clients import CONFIG
from pipeline.aws.errors import translated
from pipeline.failures import PermanentError, TransientError, backoff_seconds

URL = {"endpoint_url": "https://service"}


@given(st.integers(1, 100), st.floats(0, 1, exclude_max=True))
def test_backoff_stays_within_its_bounds(receive_count, random):
    seconds = backoff_seconds(receive_count, random)
    assert 1 <= seconds <= min(900, 10 * 2 ** (receive_count - 1))


def test_backoff_is_spread_over_all_of_its_range():
    assert [backoff_seconds(4, chance / 4) for chance in range(4)] == [1, 20, 40, 60]


@pytest.mark.parametrize(
    ("error", "outcome_unknown"),
    [
        (client_error("Op", "TooManyRequestsException", 429), False),
        (client_error("Op", "ThrottlingException", 400), False),
        (client_error("Op", "ProvisionedThroughputExceededException", 400), False),
        (client_error("Op", "ServiceQuotaExceededException", 402), False),
        (client_error("Op", "ConflictException", 409), False),
        (client_error("Op", "InternalServerErrorException", 500), True),
        (client_error("Op", "ServiceUnavailable", 503), True),
        (ReadTimeoutError(**URL), True),
        (ConnectTimeoutError(**URL), True),
        (EndpointConnectionError(**URL), True),
        (ConnectionClosedError(**URL), True),
    ],
)
def test_what_passes_with_time(error, outcome_unknown):
    with pytest.raises(TransientError, match=r"^Op: ") as raised, translated("Op"):
        raise error
    assert raised.value.outcome_unknown is outcome_unknown


@pytest.mark.parametrize(
    "error",
    [
        client_error("Op", "BadRequestException", 400),
        client_error("Op", "AccessDeniedException", 400),
        client_error("Op", "ForbiddenException", 403),
        client_error("Op", "NotFoundException", 404),
        client_error("Op", "ValidationException", 400),
        NoCredentialsError(),
    ],
)
def test_what_does_not(error):
    with pytest.raises(PermanentError, match="PIPELINE_FAULT: Op: "), translated("Op"):
        raise error


def test_reasons_fit_into_an_attribute_of_a_message():
    assert len(str(PermanentError("CODE", "x" * 5000))) == 1000


def test_calls_end_before_functions_do():
    assert (CONFIG.connect_timeout, CONFIG.read_timeout) == (2, 5)
    retries = CONFIG.retries  # a client that was made with it counts the first try, too
    tries = retries.get("total_max_attempts") or 1 + retries["max_attempts"]
    assert (retries["mode"], tries) == ("standard", 3)
