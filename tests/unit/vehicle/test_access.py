"""Tokens and rights: what counts, what it gives, and that each refusal says which it is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
import tokens
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa

from segue.kernel import DataUnusable, LocalUseError
from segue.vehicle.access import (
    Forbidden,
    Gatekeeper,
    Rights,
    TokenExpired,
    TokenMissing,
    Trust,
    Unauthenticated,
    parse_scope,
    trusted_key,
)
from segue.vehicle.signals import vss_catalogue

SPEED = "Vehicle.Speed"
WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
NOW_UTC_S = 999_999_000.0


class Car:
    """A gatekeeper whose time and trust a test can change."""

    def __init__(self, *keys: Any, open_to_all: bool = False) -> None:
        self.utc_s = NOW_UTC_S
        self.trust = Trust(tuple(trusted_key(tokens.pem(key), "test") for key in keys))
        self.gatekeeper = Gatekeeper(
            lambda: self.trust, lambda: self.utc_s, open_to_all=open_to_all
        )

    def revoke(self, token_id: str) -> None:
        """Make a token count no more."""
        self.trust = Trust(self.trust.keys, self.trust.revoked | {token_id})


@pytest.fixture
def car() -> Car:
    """A car that trusts one signer of each kind."""
    return Car(tokens.ED25519, tokens.P256, tokens.RSA)


def rights(scope: str) -> Rights:
    """Return what a token of that scope gives."""
    return Rights("app", parse_scope(scope), token_id="1")  # noqa: S106


# ---------------------------------------------------------------- what counts


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(tokens.ED25519, "EdDSA"), (tokens.P256, "ES256"), (tokens.RSA, "RS256")],
)
def test_a_token_counts_when_a_trusted_key_signed_it(car: Car, key: Any, algorithm: str):
    """Each of the three kinds of key signs with its own algorithm."""
    admitted = car.gatekeeper.admit(tokens.token("read", key=key, algorithm=algorithm))
    assert (admitted.subject, admitted.token_id) == ("app", "token 1")
    assert admitted.may("read", SPEED)


@pytest.mark.parametrize("audience", ["kuksa.val", ["another", "kuksa.val"]])
def test_a_token_counts_when_its_audience_is_one_of_several(car: Car, audience: object):
    """The claim is a string or a list, as RFC 7519 has it."""
    assert car.gatekeeper.admit(tokens.token(aud=audience)).may("read", SPEED)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (tokens.token(exp=int(NOW_UTC_S)), "expired"),
        (tokens.token(exp=None), "until when"),
        (tokens.token(exp="tomorrow"), "until when"),
        (tokens.token(exp=True), "until when"),
        (tokens.token(aud=["kuksa.vale"]), "audience"),
        (tokens.token(aud=None), "audience"),
        (tokens.token(aud="kuksa.val/other"), "audience"),
        (tokens.token(nbf=int(NOW_UTC_S) + 61), "not count yet"),
        (tokens.token(key=tokens.STRANGER), "not signed by a key that is trusted"),
        (tokens.token(scope="read:Vehicle.Speed:x"), "malformed"),
        (tokens.token(scope="own:Vehicle"), "malformed"),
        (tokens.token(scope=None), "malformed"),  # type: ignore[arg-type]
        ("", "malformed"),
        ("a.b.c", "malformed"),
        ("\udcff.b.c", "malformed"),
        ("no token", "malformed"),
        (tokens.token()[:-40], "malformed|not signed"),
        ("x" * 20_000, "longer"),
    ],
)
def test_each_token_that_does_not_count_says_why(car: Car, bad: str, says: str):
    """Expired, another audience, another signer and malformed are told apart."""
    with pytest.raises(Unauthenticated, match=says):
        car.gatekeeper.admit(bad)


def test_expiry_has_its_own_kind(car: Car):
    """A client that may fetch a new token wants to know without reading the text."""
    with pytest.raises(TokenExpired):
        car.gatekeeper.admit(tokens.token(exp=1))


def _by_hand(header: dict[str, str], claims: dict[str, object], secret: bytes | None) -> str:
    """Return a token that no library would sign."""

    def part(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    signed = part(json.dumps(header).encode()) + b"." + part(json.dumps(claims).encode())
    signature = b"" if secret is None else hmac.digest(secret, signed, hashlib.sha256)
    return (signed + b"." + part(signature)).decode()


CLAIMS: dict[str, object] = {"aud": "kuksa.val", "exp": 1_000_000_000, "scope": "actuate"}


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_without_a_signature_does_not_count(car: Car, name: str):
    """`alg: none`, however it is written."""
    with pytest.raises(Unauthenticated, match="only RS256, ES256 and EdDSA"):
        car.gatekeeper.admit(_by_hand({"alg": name, "typ": "JWT"}, CLAIMS, None))


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
@pytest.mark.parametrize("key", [tokens.RSA, tokens.P256, tokens.ED25519])
def test_a_public_key_is_no_secret_to_sign_with(car: Car, key: Any, algorithm: str):
    """Confusion of algorithms: an HMAC keyed with the public key's own text."""
    forged = _by_hand({"alg": algorithm, "typ": "JWT"}, CLAIMS, tokens.pem(key))
    with pytest.raises(Unauthenticated, match="only RS256, ES256 and EdDSA"):
        car.gatekeeper.admit(forged)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_a_trusted_key_signs_with_its_own_algorithm_alone(car: Car, algorithm: str):
    """The header does not choose how a signature is checked."""
    with pytest.raises(Unauthenticated, match="only RS256, ES256 and EdDSA"):
        car.gatekeeper.admit(tokens.token(key=tokens.RSA, algorithm=algorithm))


def test_a_key_in_the_header_counts_for_nothing(car: Car):
    """A token that brings its own key (`jwk`, `jku`, `x5c`) is signed by a stranger."""
    brought = {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}, "kid": "own"}
    with pytest.raises(Unauthenticated, match="not signed by a key that is trusted"):
        car.gatekeeper.admit(tokens.token(key=tokens.STRANGER, headers=brought))


@pytest.mark.parametrize(
    "weak",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505
        ec.generate_private_key(ec.SECP384R1()),
        ed448.Ed448PrivateKey.generate(),
    ],
)
def test_a_key_of_another_kind_is_not_trusted(weak: Any):
    """Short RSA and other curves are refused when they are brought, with what to take instead."""
    with pytest.raises(DataUnusable, match=r"weak\.pem is of a kind"):
        trusted_key(tokens.pem(weak), "weak.pem")


@pytest.mark.parametrize("text", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAA\n"])
def test_a_file_without_a_key_is_named(text: bytes):
    """The error names the file."""
    with pytest.raises(DataUnusable, match=r"signer\.pem holds no public key"):
        trusted_key(text, "signer.pem")


# ---------------------------------------------------------------- while it runs


def test_rights_end_when_their_token_expires(car: Car):
    """A stream that asks again is told, though its token was good when it began."""
    admitted = car.gatekeeper.admit(tokens.token(exp=int(NOW_UTC_S) + 10))
    admitted.check()
    car.utc_s += 10
    for again in (admitted.check, lambda: admitted.require("read", SPEED)):
        with pytest.raises(TokenExpired):
            again()


def test_rights_end_when_their_token_is_revoked(car: Car):
    """While the car runs, for new requests and for streams that go on."""
    text = tokens.token()
    admitted = car.gatekeeper.admit(text)
    car.revoke("token 1")
    for again in (admitted.check, lambda: car.gatekeeper.admit(text)):
        with pytest.raises(Unauthenticated, match="revoked"):
            again()


def test_rights_end_when_their_signer_is_trusted_no_more(car: Car):
    """Taking a key out of the folder ends all that it signed, and nothing else."""
    gone, kept = tokens.token(), tokens.token(key=tokens.RSA, algorithm="RS256")
    admitted = car.gatekeeper.admit(gone)
    car.gatekeeper.admit(kept)
    car.trust = Trust(
        tuple(trusted_key(tokens.pem(key), "test") for key in (tokens.P256, tokens.RSA))
    )
    with pytest.raises(Unauthenticated, match="signer"):
        admitted.check()
    car.gatekeeper.admit(kept).check()


def test_a_revoked_token_stays_revoked_when_its_signature_is_written_otherwise(car: Car):
    """An ECDSA signature has a twin that verifies, too: it names the same token."""
    text = tokens.token(key=tokens.P256, algorithm="ES256", jti=None)
    signed, _, signature = text.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    other = f"{signed}.{base64.urlsafe_b64encode(twin).decode().rstrip('=')}"
    assert other != text
    admitted = car.gatekeeper.admit(text)
    assert car.gatekeeper.admit(other).token_id == admitted.token_id
    car.revoke(admitted.token_id)
    with pytest.raises(Unauthenticated, match="revoked"):
        car.gatekeeper.admit(other)


def test_a_name_that_no_log_should_hold_is_left_out(car: Car):
    """A subject with line breaks cannot forge rows of a log."""
    admitted = car.gatekeeper.admit(tokens.token(sub="app\nroot: unlocked", jti="x" * 200))
    assert admitted.subject == f"token {admitted.token_id}"
    assert len(admitted.token_id) == 64


# ---------------------------------------------------------------- what it gives


@pytest.mark.parametrize(
    ("scope", "action", "path", "may"),
    [
        ("read", "read", SPEED, True),
        ("read", "provide", SPEED, False),
        ("read:Vehicle.Speed", "read", SPEED, True),
        ("read:Vehicle.Speed", "read", WINDOW, False),
        ("actuate:Vehicle.Cabin.Door.Row1", "actuate", WINDOW, True),
        ("actuate:Vehicle.Cabin.Door.Row2", "actuate", WINDOW, False),
        ("actuate:Vehicle.Cabin.Door.Row1.*", "actuate", WINDOW, False),
        ("actuate:Vehicle.Cabin.Door.Row1.**", "actuate", WINDOW, True),
        ("actuate:Vehicle.Cabin.Door.*.DriverSide.Window.*", "actuate", WINDOW, True),
        ("actuate:Vehicle.**.Position", "actuate", WINDOW, True),
        ("actuate:Vehicle.**.Window.**.Position", "actuate", WINDOW, True),
        ("actuate:**.Position", "provide", WINDOW, False),
        # As in KUKSA, who may give, set or create a signal may read it.
        ("actuate:Vehicle.Cabin", "read", WINDOW, True),
        ("provide:Vehicle.Speed", "read", SPEED, True),
        ("create:Vehicle.Speed", "read", SPEED, True),
        ("provide:Vehicle.Speed", "actuate", SPEED, False),
        ("read:Vehicle.Cabin actuate:Vehicle.Speed", "actuate", WINDOW, False),
        ("", "read", SPEED, False),
        # Neither a name that begins alike nor a mark of another language reaches further.
        ("read:Vehicle.Spee", "read", SPEED, False),
        ("read:Vehicle.Cabin", "read", "Vehicle.CabinX.Light", False),
        ("read:Vehicle.Cabin.*", "read", "Vehicle.CabinX", False),
        ("read:Vehicle*", "read", SPEED, False),
        ("read:Vehicle.S*", "read", SPEED, True),
        ("read:Vehicle.S*", "read", "Vehicle.S.Speed", False),
        ("read:vehicle.speed", "read", SPEED, False),
    ],
)
def test_a_scope_gives_what_it_says_and_no_more(scope: str, action: Any, path: str, may: bool):
    """Branches end at a dot, `*` is one level, `**` is any number; digits count."""
    judged = rights(scope)
    assert judged.may(action, path) is may
    assert judged.may(action, path) is may, "remembered otherwise than decided"


@pytest.mark.parametrize(
    "scope",
    ["reads", "read:", "read:Vehicle..Speed", "read:.+", "read:Vehicle[.]Speed", "Read", ":"],
)
def test_a_word_that_is_no_scope_is_named(scope: str):
    """Regular expressions, empty levels and unknown actions are refused, not guessed at."""
    with pytest.raises(LocalUseError, match="is no scope"):
        parse_scope(f"read {scope}")


def test_no_token_and_no_right_are_told_apart(car: Car):
    """One needs a token, the other a better one."""
    with pytest.raises(TokenMissing):
        car.gatekeeper.admit(None).require("actuate", WINDOW)
    with pytest.raises(Forbidden):
        car.gatekeeper.admit(tokens.token("read")).require("actuate", WINDOW)
    with pytest.raises(Forbidden):
        car.gatekeeper.admit(tokens.token("read")).require_any("provide")


def test_a_token_narrows_what_anyone_may():
    """Who shows a token has what it says, and not what is open without one besides."""
    car = Car(tokens.ED25519, open_to_all=True)
    assert car.gatekeeper.admit(None).may("provide", SPEED)
    assert not car.gatekeeper.admit(tokens.token("read:Vehicle.Cabin")).may("read", SPEED)


def test_decisions_that_are_remembered_are_bounded():
    """A caller that asks for paths that do not exist fills no memory."""
    judged = rights("read:Vehicle.Cabin")
    for number in range(20_000):
        judged.may("read", f"Vehicle.{number}")
    assert len(judged._known) <= 8192


def test_every_signal_is_reached_by_its_own_path():
    """Whatever is in a path of VSS 6, a scope can name it."""
    for info in vss_catalogue():
        assert rights(f"actuate:{info.path}").may("actuate", info.path)
