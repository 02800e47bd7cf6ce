"""The server's certificate: made anew by every start, with a certificate authority of its own."""

import os
from pathlib import Path

from local_aws import state

# Browsers take every name below localhost for this machine: CDNs and APIs have one each.
NAMES = (state.HOST, "localhost", "*.cloudfront.localhost", "*.execute-api.localhost")


def make(folder: state.StateFolder) -> Path:
    """Write the authority's certificate for clients, and return the server's key with its chain.

    The authority's key is never written: nothing else can be signed with it.
    """
    import trustme

    authority = trustme.CA(organization_name="local AWS account")
    authority.cert_pem.write_to_path(folder.authority_path)
    path = folder.tmp_path / "server.pem"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(authority.issue_cert(*NAMES).private_key_and_cert_chain_pem.bytes())
    return path
