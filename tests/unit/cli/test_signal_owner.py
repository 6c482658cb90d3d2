"""Who needs no token: the owner of a car, on its own machine."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from segue.cli.signals._server import as_owner, server_address
from segue.kernel import LocalUseError
from segue.node.remote import ServerAddress

LOCAL = ServerAddress(target="127.0.0.1:55555")
FAR = ServerAddress(target="car.example:55555")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nobody has a car."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "segue"


def make_car(folder: Path) -> Path:
    """Make what a car's node leaves in its folder."""
    folder.mkdir(parents=True)
    (folder / "segue.db").touch()
    return folder


def claims(address: ServerAddress) -> dict[str, Any]:
    """Return what an address's token says."""
    assert address.token is not None
    payload = address.token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def ask(address: ServerAddress, data: Path | None = None) -> ServerAddress:
    """Return the address as the owner of the car in that folder."""
    return as_owner(address, data, scope="read actuate:Vehicle.Body", lifetime_s=60.0)


def test_owner_gets_a_short_token_when_the_car_is_on_this_machine(home: Path) -> None:
    """The token allows what was asked for, for a minute, and names the owner."""
    make_car(home / "demo")
    said = claims(ask(LOCAL))
    assert said["scope"] == "read actuate:Vehicle.Body"
    assert said["sub"] == "owner"
    assert said["exp"] - said["iat"] <= 61  # whole seconds, rounded up


def test_server_elsewhere_gets_no_token_when_no_folder_is_named(home: Path) -> None:
    """A token of one's own car goes to another machine only when its folder is named."""
    folder = make_car(home / "car")
    assert ask(FAR).token is None
    assert ask(FAR, folder).token is not None


def test_token_is_the_given_one_when_there_is_one(home: Path) -> None:
    """What the user gave is never replaced."""
    make_car(home / "car")
    given = ServerAddress(target=LOCAL.target, token="aa.bb.cc")  # noqa: S106  no secret
    assert ask(given) is given


def test_folder_is_named_when_there_is_no_car_in_it(tmp_path: Path) -> None:
    """A wrong --data is an error; no car at all is a machine with a databroker."""
    assert ask(LOCAL) is LOCAL
    with pytest.raises(LocalUseError, match="There is no car in"):
        ask(LOCAL, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("target", "local"),
    [
        ("127.0.0.1:1", True),
        ("localhost:1", True),
        ("[::1]:1", True),
        ("unix:/run/car.sock", True),
        ("127.0.0.1.example:1", False),
        ("192.168.0.2:1", False),
    ],
)
def test_server_is_local_when_it_can_be_nowhere_else(target: str, local: bool) -> None:
    """Loopback and Unix sockets alone are this machine."""
    assert ServerAddress(target=target).is_local is local


def test_certificate_is_refused_when_there_is_no_tls(tmp_path: Path) -> None:
    """--tls-cert without --tls-ca would be sent nowhere, and is said."""
    with pytest.raises(LocalUseError, match="need --tls-ca"):
        server_address(LOCAL.target, None, None, tmp_path / "cert.pem", None)
