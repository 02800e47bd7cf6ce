"""An OpenID Connect issuer of one's own, under TLS: it signs whatever a test wants."""

import base64
import datetime
import http.server
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from local_aws.tests.http_apis import encoded

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Issuer:
    """Its URL (with a last "/", as some have it), the key that it signs with, its certificate."""

    url: str
    key: rsa.RSAPrivateKey
    certificate: Path

    def token(self, **changed: Any) -> str:
        """A good token but for what is changed; None leaves a claim out."""
        now = int(time.time())
        usual = {"iss": self.url, "sub": "ann", "aud": "api", "iat": now, "exp": now + 60}
        claims = {k: v for k, v in {**usual, **changed}.items() if v is not None}
        text = f"{encoded({'alg': 'RS256', 'kid': 'one'})}.{encoded(claims)}"
        signature = self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{encoded(signature)}"

    def jwks(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        n, e = (
            base64.urlsafe_b64encode(one.to_bytes((one.bit_length() + 7) // 8, "big"))
            for one in (numbers.n, numbers.e)
        )
        kind = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one"}
        return {"keys": [{**kind, "n": n.decode().rstrip("="), "e": e.decode().rstrip("=")}]}


@contextmanager
def serve(folder: Path) -> Iterator[Issuer]:
    """An issuer that answers on a port of this machine."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = folder / "issuer.pem"
    certificate.write_bytes(_certificate(key))
    found: list[Issuer] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer = found[0]
            documents = {
                "/.well-known/openid-configuration": {
                    "issuer": issuer.url,
                    "jwks_uri": f"{issuer.url}keys",
                },
                "/keys": issuer.jwks(),
            }
            document = documents.get(self.path)
            self.send_response(200 if document else 404)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_: Any) -> None:
            """Nothing: the answers say it."""

    server = http.server.ThreadingHTTPServer((HOST, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found.append(Issuer(f"https://{HOST}:{server.server_port}/", key, certificate))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found[0]
    finally:
        server.shutdown()
        server.server_close()


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    """A certificate that trusts itself, after its key."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + made.public_bytes(serialization.Encoding.PEM)
