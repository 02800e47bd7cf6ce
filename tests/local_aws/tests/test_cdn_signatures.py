"""Signed URLs and cookies: what CloudFront lets through, and what it does not."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from api_client import Answer
from local_aws.cdn import signatures
from local_aws.tests import distributions as cdn
from local_aws.tests.calls import decisions
from local_aws.tests.distributions import Distribution
from local_aws.tests.edges import Edge

PATH = "/vid1/1/main.m3u8"


@pytest.fixture(scope="module")
def private(edge: Edge) -> SimpleNamespace:
    """A distribution that trusts one of two signers, but for posters, and holds two assets."""
    account, aws = edge.account, edge.aws
    signer, stranger = cdn.make_signer(aws), cdn.make_signer(aws)
    key = cdn.make_bucket(aws, "private")
    posters = {"PathPattern": "*/poster/*"} | cdn.behavior("bucket")
    config = cdn.configuration(
        aws,
        "private",
        default=cdn.trusting(signer.group),
        CacheBehaviors=cdn.listed(posters),
    )
    one = cdn.make(account, aws, config)
    cdn.let_read(aws, "private", one)
    cdn.let_decrypt(aws, key, one)
    for path in (PATH, "/vid2/1/main.m3u8", "/vid1/1/poster/a.jpg"):
        aws("s3").put_object(Bucket="private", Key=path[1:], Body=path.encode())
    return SimpleNamespace(
        account=account, aws=aws, one=one, signer=signer, stranger=stranger, config=config
    )


def url(distribution: Distribution, path: str) -> str:
    return f"https://{distribution.host}{path}"


def by_cookies(private: SimpleNamespace, values: dict[str, str], path: str = PATH) -> Answer:
    sent = "; ".join(f"CloudFront-{name}={value}" for name, value in values.items())
    return private.one.get(path, cookie=f"theme=dark; {sent}")


def by_url(private: SimpleNamespace, values: dict[str, str], path: str = PATH) -> Answer:
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return private.one.get(f"{path}{'&' if '?' in path else '?'}{query}")


def address(text: str) -> dict[str, Any]:
    return {"IpAddress": {"AWS:SourceIp": text}}


def start(seconds: float) -> dict[str, Any]:
    return {"DateGreaterThan": {"AWS:EpochTime": int(time.time() + seconds)}}


Case = tuple[str, str, float, dict[str, Any], int]
CASES: list[Case] = [
    ("a custom policy", "/vid1/1/*", 600, {}, 200),
    ("any character", "/vid?/1/*", 600, {}, 200),
    ("the host of AWS", "/vid1/*", 600, {}, 200),
    ("expired", "/vid1/1/*", -1, {}, 403),
    ("not yet", "/vid1/1/*", 600, start(300), 403),
    ("since a while", "/vid1/1/*", 600, start(-300), 200),
    ("this address", "/vid1/1/*", 600, address("127.0.0.0/8"), 200),
    ("another address", "/vid1/1/*", 600, address("192.0.2.1/32"), 403),
    ("another asset", "/vid2/1/*", 600, {}, 403),
    ("another attempt", "/vid1/2/*", 600, {}, 403),
]


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_custom_policies(private: SimpleNamespace, case: Case, algorithm: str) -> None:
    why, resource, ends, more, status = case
    host = private.one.domain if why == "the host of AWS" else private.one.host
    named = f"https://{host}{resource}"
    values = private.signer.grant(cdn.policy(named, ends, **more), algorithm)
    assert [send(private, values).status for send in (by_cookies, by_url)] == [status] * 2, why


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256"])
def test_canned_policies(private: SimpleNamespace, algorithm: str) -> None:
    def values(path: str, expires: int) -> dict[str, str]:
        text = signatures.canned(url(private.one, path), str(expires)).decode()
        found = private.signer.grant(text, algorithm)
        del found["Policy"]
        return {**found, "Expires": str(expires)}

    later = int(time.time()) + 600
    asked = [(PATH, PATH, 200), (f"{PATH}?a=1", f"{PATH}?a=1", 200), (f"{PATH}?a=1", PATH, 403)]
    for of, path, status in [*asked, (PATH, "/vid2/1/main.m3u8", 403)]:
        for send in (by_cookies, by_url):
            assert send(private, values(of, later), path).status == status, (of, path)
    gone = values(PATH, int(time.time()) - 1)
    assert by_url(private, gone).status == 403
    assert by_url(private, {**gone, "Expires": str(later)}).status == 403


def test_what_is_no_grant_reads_nothing(private: SimpleNamespace) -> None:
    text = cdn.policy(url(private.one, "/vid1/1/*"))
    good = private.signer.grant(text)
    longer = cdn.safe(text.replace("vid1", "vid*").encode())
    wrong: list[tuple[str, dict[str, str]]] = [
        ("MissingKey", {}),
        ("InvalidKey", private.stranger.grant(text)),
        ("AccessDenied", {**private.stranger.grant(text), "Key-Pair-Id": private.signer.id}),
        ("AccessDenied", {**good, "Policy": longer}),
        ("AccessDenied", {**good, "Hash-Algorithm": "SHA1"}),
        ("AccessDenied", {**good, "Hash-Algorithm": "MD5"}),
        ("AccessDenied", {name: good[name] for name in good if name != "Signature"}),
        ("MalformedSignature", {**good, "Signature": "!"}),
        ("MalformedPolicy", private.signer.grant("{}")),
        ("MalformedPolicy", private.signer.grant("no JSON")),
    ]
    before = len(decisions(private.account, "s3:GetObject"))
    for expected, values in wrong:
        for send in (by_cookies, by_url):
            answer = send(private, values)
            assert (answer.status, answer.headers["x-cache"]) == (403, "Error from cloudfront")
            assert f"<Code>{expected}</Code>" in answer.body.decode(), (expected, values)
    assert private.one.get(PATH, "HEAD").status == 403
    assert len(decisions(private.account, "s3:GetObject")) == before


def test_a_signed_url_hides_the_cookies(private: SimpleNamespace) -> None:
    good = private.signer.grant(cdn.policy(url(private.one, "/vid1/1/*")))
    sent = "; ".join(f"CloudFront-{name}={value}" for name, value in good.items())
    answer = private.one.get(f"{PATH}?Key-Pair-Id=K&Signature=x", cookie=sent)
    assert answer.status == 403


def test_the_signature_is_no_part_of_the_cache_key(private: SimpleNamespace) -> None:
    for ends in (600, 700):
        values = private.signer.grant(cdn.policy(url(private.one, "/vid1/1/*"), ends))
        by_url(private, values)
    answer = by_cookies(private, values)
    assert (answer.status, answer.headers["x-cache"]) == (200, "Hit from cloudfront")


def test_a_behavior_without_key_groups_is_open(private: SimpleNamespace) -> None:
    assert private.one.get("/vid1/1/poster/a.jpg").status == 200


def test_a_key_that_leaves_its_group_signs_no_more(private: SimpleNamespace) -> None:
    cloudfront, signer = private.aws("cloudfront"), cdn.make_signer(private.aws)
    found = cloudfront.get_key_group(Id=private.signer.group)
    config = {**found["KeyGroup"]["KeyGroupConfig"], "Items": [private.signer.id, signer.id]}
    values = signer.grant(cdn.policy(url(private.one, "/vid1/1/*")))
    assert by_cookies(private, values).status == 403
    both = cloudfront.update_key_group(
        KeyGroupConfig=config, Id=private.signer.group, IfMatch=found["ETag"]
    )
    assert by_cookies(private, values).status == 200
    config["Items"] = [private.signer.id]
    cloudfront.update_key_group(
        KeyGroupConfig=config, Id=private.signer.group, IfMatch=both["ETag"]
    )
    assert by_cookies(private, values).status == 403


def test_a_key_of_kms_signs(private: SimpleNamespace) -> None:
    kms, cloudfront = private.aws("kms"), private.aws("cloudfront")
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    der = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert isinstance(der, rsa.RSAPublicKey)
    config = {"CallerReference": cdn.new(), "Name": cdn.new(), "EncodedKey": cdn.pem_of(der)}
    public = cloudfront.create_public_key(PublicKeyConfig=config)["PublicKey"]["Id"]
    text = cdn.policy(url(private.one, "/vid1/*"))
    made = kms.sign(KeyId=key, Message=text.encode(), SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256")[
        "Signature"
    ]
    values = {
        "Policy": cdn.safe(text.encode()),
        "Signature": cdn.safe(made),
        "Key-Pair-Id": public,
        "Hash-Algorithm": "SHA256",
    }
    assert by_cookies(private, values).status == 403
    found = cloudfront.get_key_group(Id=private.signer.group)
    group = {**found["KeyGroup"]["KeyGroupConfig"], "Items": [private.signer.id, public]}
    cloudfront.update_key_group(
        KeyGroupConfig=group, Id=private.signer.group, IfMatch=found["ETag"]
    )
    assert by_cookies(private, values).status == 200


def test_keys_that_cannot_be_verified_are_refused(private: SimpleNamespace) -> None:
    other = rsa.generate_private_key(65537, 3072).public_key()
    for pem in (cdn.pem_of(other), "no key"):
        config = {"CallerReference": cdn.new(), "Name": cdn.new(), "EncodedKey": pem}
        with pytest.raises(ClientError, match="InvalidArgument"):
            private.aws("cloudfront").create_public_key(PublicKeyConfig=config)
