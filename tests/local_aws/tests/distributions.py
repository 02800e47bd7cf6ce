"""A CloudFront distribution in front of a bucket that is encrypted, and of an HTTP API."""

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from api_client import Answer
from local_aws.account import Account
from local_aws.tests import http_apis, job_requests
from local_aws.tests.conftest import document
from local_aws.tests.functions import Clients

OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL = "216adef6-5c7f-47e4-b989-5492eafa07d3"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
READ = ["GET", "HEAD", "OPTIONS"]
WRITE = [*READ, "PUT", "POST", "PATCH", "DELETE"]
OWN = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{job_requests.ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
HASHES = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}


def listed(*items: Any) -> dict[str, Any]:
    return {"Quantity": len(items), "Items": list(items)} if items else {"Quantity": 0}


def behavior(origin: str, **more: Any) -> dict[str, Any]:
    """A cache behavior; ``methods`` are those that it allows."""
    methods = more.pop("methods", ["GET", "HEAD"])
    return {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": OPTIMIZED,
        "Compress": True,
        "AllowedMethods": {**listed(*methods), "CachedMethods": listed("GET", "HEAD")},
        **more,
    }


@dataclass(frozen=True)
class Distribution:
    """A distribution, and how to ask it."""

    account: Account
    id: str
    domain: str

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudfront::{job_requests.ACCOUNT}:distribution/{self.id}"

    @property
    def host(self) -> str:
        """Where it is on this machine."""
        port = self.account.endpoint_url.rpartition(":")[2]
        return f"{self.domain.partition('.')[0]}.cloudfront.localhost:{port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return http_apis.send(self.account, method, path, host=self.host, **headers)

    def outcome(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and first word of X-Cache."""
        answer = self.get(path, **headers)
        return answer.status, answer.headers["x-cache"].partition(" ")[0]


@dataclass(frozen=True)
class Signer:
    """A private key whose public key is known to CloudFront in a group of its own."""

    id: str
    group: str
    key: rsa.RSAPrivateKey = field(repr=False)

    def grant(self, text: str, algorithm: str = "SHA256") -> dict[str, str]:
        """The values of a custom policy, as a signed URL's parameters name them."""
        signed = self.key.sign(text.encode(), padding.PKCS1v15(), HASHES[algorithm]())
        values = {"Policy": safe(text.encode()), "Signature": safe(signed), "Key-Pair-Id": self.id}
        # Without it, CloudFront takes the signature for one of SHA-1.
        return values | ({"Hash-Algorithm": algorithm} if algorithm != "SHA1" else {})


def safe(data: bytes) -> str:
    """Base64 as signed URLs and cookies have it."""
    return base64.b64encode(data).decode().translate(str.maketrans("+=/", "-_~"))


def pem_of(key: rsa.RSAPublicKey) -> str:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def key_pair() -> tuple[rsa.RSAPrivateKey, str]:
    """A private key, and the PEM of its public key."""
    key = rsa.generate_private_key(65537, 2048)
    return key, pem_of(key.public_key())


def make_signer(aws: Clients) -> Signer:
    key, pem = key_pair()
    config = {"CallerReference": new(), "Name": new(), "EncodedKey": pem}
    made = aws("cloudfront").create_public_key(PublicKeyConfig=config)["PublicKey"]["Id"]
    group = aws("cloudfront").create_key_group(KeyGroupConfig={"Name": new(), "Items": [made]})
    return Signer(made, group["KeyGroup"]["Id"], key)


def make_bucket(aws: Clients, name: str) -> str:
    """An encrypted bucket of which nobody but the account may read; returns its key's ARN."""
    key = aws("kms").create_key(Policy=document(OWN))["KeyMetadata"]["Arn"]
    s3 = aws("s3")
    s3.create_bucket(Bucket=name)
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": True}]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    return key


def let_read(aws: Clients, bucket: str, *readers: Distribution, lists: bool = False) -> None:
    """Put the bucket's policy for these distributions."""
    arn = f"arn:aws:s3:::{bucket}"
    asked = [("s3:GetObject", f"{arn}/*")] + [("s3:ListBucket", arn)] * lists
    statements = [statement(one, *each) for one in readers for each in asked]
    aws("s3").put_bucket_policy(Bucket=bucket, Policy=document(*statements))


def let_decrypt(aws: Clients, key: str, *readers: Distribution) -> None:
    """Put the key's policy for these distributions."""
    decrypts = [statement(one, "kms:Decrypt", "*") for one in readers]
    text = document(OWN, *decrypts)
    aws("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=text)


def statement(distribution: Distribution, action: str, resource: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": action,
        "Resource": resource,
        "Condition": {"ArnEquals": {"aws:SourceArn": distribution.arn}},
    }


def configuration(aws: Clients, bucket: str, **more: Any) -> dict[str, Any]:
    """What a distribution of this bucket is made of; ``default`` changes its cache behavior."""
    default, origins = more.pop("default", {}), more.pop("origins", [])
    control = aws("cloudfront").create_origin_access_control(
        OriginAccessControlConfig={
            "Name": new(),
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    )["OriginAccessControl"]["Id"]
    origin = {
        "Id": "bucket",
        "DomainName": f"{bucket}.s3.us-east-1.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "OriginAccessControlId": control,
    }
    return {
        "CallerReference": new(),
        "Comment": "",
        "Enabled": True,
        "Origins": listed(origin, *origins),
        "DefaultCacheBehavior": behavior("bucket", **default),
        **more,
    }


def make(account: Account, aws: Clients, config: dict[str, Any]) -> Distribution:
    made = aws("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]
    return Distribution(account, made["Id"], made["DomainName"])


def trusting(*groups: str) -> dict[str, Any]:
    """The part of a cache behavior that trusts key groups."""
    return {"TrustedKeyGroups": {"Enabled": True, **listed(*groups)}}


def policy(resource: str, ends: float = 600, **conditions: Any) -> str:
    """A custom policy that ends in so many seconds."""
    until = {"DateLessThan": {"AWS:EpochTime": int(time.time() + ends)}, **conditions}
    return json.dumps({"Statement": [{"Resource": resource, "Condition": until}]})


def new() -> str:
    return uuid.uuid4().hex[:12]
