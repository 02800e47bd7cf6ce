"""Who calls, and what they may do: from the claims of a token that the authorizer has verified."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Scope(StrEnum):
    UPLOADS_WRITE = "uploads:write"
    ASSETS_READ = "assets:read"
    ASSETS_WRITE = "assets:write"
    PLAYBACK_GRANT = "playback:grant"  # for servers: let anybody watch anything, and no more
    ASSETS_ALL = "assets:all"  # for servers: beside another scope, that of every owner


# Issuers write scopes as one text (RFC 8693, "scope") or as a list ("scp"), which API Gateway
# renders as "[a b]"; Cognito puts its resource server before each, with a slash.
_SCOPE_CLAIMS = ("scope", "scp")
_OWNER = re.compile(r"[0-9a-f]{64}")


class UnknownCallerError(Exception):
    """The token names nobody: the claim of the subject is missing. The text says which."""


@dataclass(frozen=True)
class Caller:
    """``owner`` is 64 hexadecimal digits: nothing of the person shows in keys, logs or metrics."""

    owner: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes

    def acts_for(self, owner: str | None) -> bool:
        """Whether what belongs to ``owner`` is theirs."""
        return owner == self.owner or (owner is not None and self.may(Scope.ASSETS_ALL))


# Of routes that ask for no token.
NOBODY = Caller(owner="", scopes=frozenset())


def caller_of(claims: Mapping[str, str], subject_claim: str) -> Caller:
    """API Gateway hands on every claim as a text. Raises UnknownCallerError."""
    issuer, subject = claims.get("iss", ""), claims.get(subject_claim, "")
    for name, value in (("iss", issuer), (subject_claim, subject)):
        if not value:
            raise UnknownCallerError(f"the token has no claim {name}")
    told = " ".join(claims.get(name, "").strip("[]") for name in _SCOPE_CLAIMS)
    names = {text.rpartition("/")[2] for text in told.replace(",", " ").split()}
    return Caller(owner_of(issuer, subject), frozenset(one for one in Scope if one in names))


def owner_of(issuer: str, subject: str) -> str:
    """A subject is an issuer's own, and may hold anything: a slash, an e-mail address."""
    # No issuer, which is a URL, holds a line feed.
    return sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def is_owner(text: str) -> bool:
    return _OWNER.fullmatch(text) is not None
