"""Who calls, by the claims of a token as API Gateway hands them on."""

import pytest

from pipeline.api.caller import Scope, UnknownCallerError, caller_of, is_owner, owner_of

ISSUER = "https://issuer.example.com"


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({"scope": "uploads:write assets:read"}, {"uploads:write", "assets:read"}),
        ({"scope": "https://api.example.com/uploads:write"}, {"uploads:write"}),
        ({"scope": "media/uploads:write openid"}, {"uploads:write"}),
        ({"scp": "[uploads:write assets:all]"}, {"uploads:write", "assets:all"}),
        ({"scope": "uploads:writer uploads uploads:write2"}, set()),
        ({"scope": "UPLOADS:WRITE"}, set()),
        ({}, set()),
    ],
)
def test_scopes_whatever_the_issuer_puts_before_them(claims, scopes):
    caller = caller_of({"iss": ISSUER, "sub": "a", **claims}, "sub")
    assert caller.scopes == scopes
    assert caller.may(Scope.UPLOADS_WRITE) == ("uploads:write" in scopes)


@pytest.mark.parametrize("subject", ["auth0|a/b", "ann@example.com", "é\n", "x" * 1000])
def test_an_owner_is_safe_whatever_the_subject(subject):
    assert is_owner(caller_of({"iss": ISSUER, "sub": subject}, "sub").owner)


def test_owners_differ_by_issuer_and_subject():
    named = [(ISSUER, "a"), (ISSUER, "b"), (f"{ISSUER}/", "a")]
    assert len({owner_of(*one) for one in named}) == 3
    by_claim = caller_of({"iss": ISSUER, "sub": "x", "username": "a"}, "username")
    assert by_claim.owner == owner_of(ISSUER, "a")
    # sha256("https://issuer.example.com\na"): it must never change.
    assert by_claim.owner.startswith("58b3b29a2e5dea84")


@pytest.mark.parametrize("missing", ["iss", "sub"])
def test_a_token_without_a_name_is_nobodys(missing):
    claims = {"iss": ISSUER, "sub": "a"}
    for wrong in ({}, {missing: ""}):
        with pytest.raises(UnknownCallerError, match=missing):
            caller_of({name: claims[name] for name in claims if name != missing} | wrong, "sub")


def test_who_acts_for_whom():
    ann = caller_of({"iss": ISSUER, "sub": "a", "scope": "uploads:write"}, "sub")
    server = caller_of({"iss": ISSUER, "sub": "s", "scope": "assets:all"}, "sub")
    assert (ann.acts_for(ann.owner), ann.acts_for(server.owner)) == (True, False)
    assert server.acts_for(ann.owner)
    assert not server.acts_for(None)
