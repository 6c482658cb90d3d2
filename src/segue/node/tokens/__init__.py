"""Whose tokens a car takes: files in its data folder, which its owner may change while it runs.

    signals/keys/*.pem   public keys whose tokens count here
    signals/own.pem      the car's own signing key; its public part is keys/own.pem
    signals/revoked      ids of tokens that do not count any more, one a line
    signals/issued       what this car's key has signed: one JSON object a line, never the token

Who can write there is the car's owner, and needs no other proof.
"""

from __future__ import annotations

from segue.node.tokens._issue import IssuedToken, issue_token, issued_tokens, own_token
from segue.node.tokens._trust_files import TrustFiles, revoke, trust_signer

__all__ = [
    "IssuedToken",
    "TrustFiles",
    "issue_token",
    "issued_tokens",
    "own_token",
    "revoke",
    "trust_signer",
]
