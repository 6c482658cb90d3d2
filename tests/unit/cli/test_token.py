"""`segue token` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import jwt
import pytest
import tokens

from segue.cli._main import run


def test_a_token_is_printed_alone_when_it_is_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """A script can take the output as it is; the claims are those that KUKSA reads."""
    arguments = ["token", "create", "--scope", "read actuate:Vehicle.Cabin", "--for", "2h"]
    assert run([*arguments, "--subject", "app", "--data", str(tmp_path)]) == 0
    text = capsys.readouterr().out.strip()
    claims = jwt.decode(text, options={"verify_signature": False})
    assert (claims["sub"], claims["aud"]) == ("app", ["kuksa.val"])
    assert claims["scope"] == "read actuate:Vehicle.Cabin"
    assert claims["exp"] - claims["iat"] in (7200, 7201)


def test_a_token_goes_from_the_list_when_it_is_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The id that create prints is the one that list shows and revoke takes."""
    data = ["--data", str(tmp_path)]
    assert run(["token", "create", "--scope", "read", "--json", *data]) == 0
    token_id = json.loads(capsys.readouterr().out)["id"]
    assert run(["token", "list", "--json", *data]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["id"], row["scope"], row["revoked"]) == (token_id, "read", False)
    assert run(["token", "revoke", token_id, *data]) == 0
    shown = capsys.readouterr()
    assert ("counts no more" in shown.out, shown.err) == (True, "")
    assert run(["token", "list", *data]) == 0
    assert "revoked" in capsys.readouterr().out


def test_a_mistyped_id_is_noticed_when_it_is_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """It may be another signer's, so it counts no more; that this car knows none is said."""
    assert run(["token", "revoke", "01typo", "--data", str(tmp_path)]) == 0
    assert "has none with that id" in capsys.readouterr().err


def test_a_signer_is_trusted_by_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The verb prints which file to remove."""
    pem = tmp_path / "maker.pem"
    pem.write_bytes(tokens.pem(tokens.RSA))
    assert run(["token", "trust", str(pem), "--data", str(tmp_path / "car")]) == 0
    place = Path(capsys.readouterr().out.strip().removeprefix("Trusted: "))
    assert place.read_bytes() == pem.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["create", "--scope", "write"], "is no scope", 2),
        (["create", "--scope", "read", "--for", "soon"], "is no duration", 2),
        (["create", "--scope", "read", "--for", "400d"], "366 days", 2),
        (["trust", "missing.pem"], "missing.pem cannot be used", 4),
    ],
)
def test_a_mistake_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
    code: int,
):
    """What is wrong and what to do, on standard error, with its exit code."""
    assert run(["token", *arguments, "--data", str(tmp_path)]) == code
    assert says in capsys.readouterr().err
