"""Errors of the API (an HTTP answer) and of a running job (an ERROR event)."""


class ServiceError(Exception):
    """An API error in the service's own terms."""

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


def bad_request(message: str) -> ServiceError:
    """The request's form or settings are wrong."""
    return ServiceError("BadRequestException", 400, message)


def forbidden(message: str) -> ServiceError:
    """The caller lacks a permission."""
    return ServiceError("ForbiddenException", 403, message)


def not_found(message: str) -> ServiceError:
    """The resource does not exist."""
    return ServiceError("NotFoundException", 404, message)


def conflict(message: str) -> ServiceError:
    """The resource's state does not allow it."""
    return ServiceError("ConflictException", 409, message)


def unprocessable(message: str) -> ServiceError:
    """Probe: the file was recognized but appears to be malformed or corrupt."""
    return ServiceError("UnprocessableEntityException", 422, message)


class JobError(Exception):
    """A failed job; codes as in the user guide's table of error codes."""

    INPUT_UNREADABLE = 1076
    NO_VIDEO = 1020
    NO_AUDIO = 1021
    UNSUPPORTED_CODEC = 1030
    SETTINGS = 1040
    ACCESS_DENIED = 1401
    NOT_FOUND = 1404
    ROLE_MISSING = 1433
    ROLE_NOT_TRUSTING = 1434
    UNKNOWN = 1999

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class JobCanceledError(Exception):
    """The job was canceled while it ran."""
