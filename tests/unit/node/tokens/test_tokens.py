"""Tokens as files in the car's folder: signed, listed, revoked and trusted while the car runs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import tokens

from segue.kernel import DataUnusable, LocalUseError
from segue.node.tokens import (
    TrustFiles,
    issue_token,
    issued_tokens,
    own_token,
    revoke,
    trust_signer,
)
from segue.testing import FakeClock
from segue.vehicle.access import Forbidden, Gatekeeper, TokenExpired, Unauthenticated

SPEED = "Vehicle.Speed"


class Car:
    """A running car's view of its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        files = TrustFiles(folder, self.clock.monotonic_s)
        self.gatekeeper = Gatekeeper(files.now, self.clock.utc_s)

    def own(self, scope: str = "read", lifetime_s: float = 3600.0) -> str:
        """Return a token of the car's own key."""
        return own_token(self.folder, scope, lifetime_s, clock=self.clock)


@pytest.fixture
def car(tmp_path: Path) -> Car:
    """A car that has just started."""
    return Car(tmp_path / "car")


def test_the_owners_token_counts(car: Car):
    """Who can read the folder needs no other proof, and gets what was asked for and no more."""
    rights = car.gatekeeper.admit(car.own("actuate:Vehicle.Cabin.**"))
    assert rights.subject == "owner"
    with pytest.raises(Forbidden):
        rights.require("provide", SPEED)


def test_the_owners_token_ends_with_its_lifetime(car: Car):
    """A token for one command is worth nothing a minute later."""
    rights = car.gatekeeper.admit(car.own(lifetime_s=30.0))
    car.clock.advance(31.0)
    with pytest.raises(TokenExpired):
        rights.check()


def test_a_token_of_another_car_does_not_count(car: Car, tmp_path: Path):
    """Each car signs with a key of its own, and the key stays over restarts."""
    with pytest.raises(Unauthenticated, match="not signed by a key that is trusted"):
        car.gatekeeper.admit(own_token(tmp_path / "other", "read", 60.0, clock=car.clock))
    text = car.own()
    assert Car(car.folder).gatekeeper.admit(text)


def test_a_token_is_revoked_while_the_car_runs(car: Car):
    """Within a second, also for rights that are in use."""
    text, token = issue_token(car.folder, "read", lifetime_s=3600.0, subject="app", clock=car.clock)
    rights = car.gatekeeper.admit(text)
    revoke(car.folder, token.token_id)
    car.clock.advance(1.0)
    with pytest.raises(Unauthenticated, match="revoked"):
        rights.check()
    assert issued_tokens(car.folder, clock=car.clock) == [(token, True)]


def test_a_signer_is_trusted_while_the_car_runs_and_no_more_when_its_file_is_gone(
    car: Car, tmp_path: Path
):
    """The owner changes files; nothing has to be restarted."""
    pem = tmp_path / "maker.pem"
    pem.write_bytes(tokens.pem(tokens.ED25519))
    text = tokens.token(exp=int(car.clock.utc_s()) + 3600)
    with pytest.raises(Unauthenticated):
        car.gatekeeper.admit(text)
    place = trust_signer(car.folder, pem)
    assert trust_signer(car.folder, pem) == place
    car.clock.advance(1.0)
    rights = car.gatekeeper.admit(text)
    place.unlink()
    car.clock.advance(1.0)
    with pytest.raises(Unauthenticated, match="signer"):
        rights.check()


def test_another_signer_of_the_same_file_name_is_refused(car: Car, tmp_path: Path):
    """No key takes another's place unseen, the car's own least of all."""
    pem = tmp_path / "own.pem"
    pem.write_bytes(tokens.pem(tokens.ED25519))
    with pytest.raises(LocalUseError, match=r"own\.pem"):
        trust_signer(car.folder, pem)
    assert car.gatekeeper.admit(car.own())


def test_a_broken_key_file_takes_the_others_not_down(car: Car, caplog: pytest.LogCaptureFixture):
    """What cannot be read does not count, is in the log, and harms nothing else."""
    (car.folder / "signals" / "keys" / "broken.pem").write_text("no key")
    assert car.gatekeeper.admit(car.own())
    assert "broken.pem" in caplog.text


def test_no_token_counts_while_the_list_of_revoked_ones_cannot_be_read(car: Car):
    """What may have been revoked is taken to be."""
    revoke(car.folder, "x")
    revoked = car.folder / "signals" / "revoked"
    revoked.unlink()
    revoked.mkdir()  # root could read a file of any mode
    with pytest.raises(Unauthenticated):
        car.gatekeeper.admit(car.own())


def test_no_token_counts_while_the_list_of_revoked_ones_is_no_text(car: Car):
    """The same for a list that is damaged."""
    (car.folder / "signals" / "revoked").write_bytes(b"\xff\xfe\n")
    with pytest.raises(Unauthenticated):
        car.gatekeeper.admit(car.own())


def test_the_signing_key_is_for_its_owner_alone(car: Car):
    """Mode 0600 in folders of 0700; a key that others could read is refused, with what to do."""
    own = car.folder / "signals" / "own.pem"
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700
    own.chmod(0o644)
    with pytest.raises(DataUnusable, match="signing key") as caught:
        car.own()
    assert "chmod 600" in caught.value.do


def test_the_list_holds_no_token_and_no_passing_one(car: Car):
    """What is kept cannot be used, and one command's minute is not worth a line."""
    text = car.own()
    car.own(lifetime_s=60.0)
    kept = (car.folder / "signals" / "issued").read_text()
    assert text not in kept
    assert text.split(".")[2] not in kept
    assert len(issued_tokens(car.folder, clock=car.clock)) == 1
    car.clock.advance(3601.0)
    assert issued_tokens(car.folder, clock=car.clock) == []


@pytest.mark.parametrize(
    ("scope", "lifetime_s", "subject", "says"),
    [
        ("", 60.0, "a", "gives nothing"),
        ("write", 60.0, "a", "is no scope"),
        ("read", 0.0, "a", "366 days"),
        ("read", float("nan"), "a", "366 days"),
        ("read", 4e7, "a", "366 days"),
        ("read", 60.0, " ", "no name"),
        ("read", 60.0, "a\nb", "no name"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(
    tmp_path: Path, scope: str, lifetime_s: float, subject: str, says: str
):
    """One sentence says what is wrong, and no token comes out."""
    with pytest.raises(LocalUseError, match=says):
        issue_token(tmp_path, scope, lifetime_s=lifetime_s, subject=subject)


@pytest.mark.parametrize("token_id", ["", "  ", "a\nb"])
def test_what_is_no_id_is_not_revoked(tmp_path: Path, token_id: str):
    """A line break would revoke something else."""
    with pytest.raises(LocalUseError, match="no token's id"):
        revoke(tmp_path, token_id)
