"""What `segue doctor` finds, and what it says to do."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from segue.journey._data_file import DATA_DIR
from segue.journey._places import PLACES_PATH
from segue.node import doctor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program serves."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def _find(name: str, folder: Path, port: int = 8420) -> doctor.Finding:
    """Return what one check finds."""
    check = next(check for check in doctor.CHECKS if check.name == name)
    return check.look(doctor.Surroundings(folder, port))


def test_nothing_is_broken_when_segue_is_installed(tmp_path: Path) -> None:
    """On the machine that runs the tests every check but the surroundings' own is ok."""
    findings = dict(doctor.diagnose(doctor.Surroundings(tmp_path, 8420)))
    assert findings["Python"].status == "ok"
    assert findings["Segue"].status != "broken"
    assert findings["Map data"].status == "ok"
    assert findings["Data folder"].status == "ok"


def test_every_problem_has_a_remedy_when_shown(tmp_path: Path, taken_port: int) -> None:
    """No finding leaves the reader without the next step."""
    file = tmp_path / "file"
    file.touch()
    for _, finding in doctor.diagnose(doctor.Surroundings(file, taken_port)):
        assert finding.status == "ok" or finding.do


def test_port_is_reported_when_taken(tmp_path: Path, taken_port: int) -> None:
    """A port in use is named; it may be a Segue that runs, so it is only a warning."""
    finding = _find("Ports", tmp_path, taken_port)
    assert finding.status == "warning"
    assert str(taken_port) in finding.detail


def test_signal_port_is_reported_when_taken(tmp_path: Path, taken_port: int) -> None:
    """A car starts without what its signals' ports are taken for; that is said before."""
    surroundings = doctor.Surroundings(tmp_path, 8420, signal_ports=(taken_port,))
    finding = dict(doctor.diagnose(surroundings))["Signal ports"]
    assert finding.status == "warning"
    assert str(taken_port) in finding.detail


def test_folder_is_broken_when_it_is_a_file(tmp_path: Path) -> None:
    """A data folder that cannot be one is named."""
    file = tmp_path / "file"
    file.touch()
    finding = _find("Data folder", file)
    assert finding.status == "broken"
    assert str(file) in finding.detail


def test_space_is_reported_when_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room for a node's data is a warning."""
    monkeypatch.setattr(
        doctor.shutil, "disk_usage", lambda _: doctor.shutil._ntuple_diskusage(1, 1, 0)
    )
    assert _find("Data folder", tmp_path).status == "warning"


def test_key_is_broken_when_others_can_read_it(tmp_path: Path) -> None:
    """A key file with a loose mode is named, with the command that mends it."""
    (tmp_path / "tls").mkdir()
    for key in (tmp_path / "device.key", tmp_path / "tls" / "ca.key"):
        key.touch(mode=0o600)
    assert _find("Keys", tmp_path).status == "ok"
    (tmp_path / "tls" / "ca.key").chmod(0o644)
    finding = _find("Keys", tmp_path)
    assert finding.status == "broken"
    assert finding.do == f"chmod 600 {tmp_path / 'tls' / 'ca.key'}"


def test_screens_are_broken_when_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen whose page is missing is named."""
    monkeypatch.setattr(doctor, "STATIC_FOLDER", tmp_path)
    for name in ("car", "demo"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").touch()
    finding = _find("Screens", tmp_path)
    assert finding.status == "broken"
    assert "phone" in finding.detail
    assert "car" not in finding.detail


def test_data_is_broken_when_a_file_is_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A data file that is not whole is named, and so is the way to get it back."""
    cut = tmp_path / "places.bin"
    cut.write_bytes(PLACES_PATH.read_bytes()[:-1])
    monkeypatch.setattr("segue.journey._check.PLACES_PATH", cut)
    finding = _find("Map data", tmp_path)
    assert finding.status == "broken"
    assert str(cut) in finding.detail
    assert finding.do


def test_no_data_file_is_forgotten_when_checked(tmp_path: Path) -> None:
    """Every data file that ships is among those that the check names."""
    detail = _find("Map data", tmp_path).detail
    assert all(path.name in detail for path in DATA_DIR.iterdir())


def test_pilot_is_told_when_its_packages_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Assisted driving is an extra: without it the car drives, and the remedy names the extra."""
    assert _find("Pilot", tmp_path).status == "ok"
    monkeypatch.setattr(doctor, "_is_installed", lambda name: name != "piqp")
    finding = _find("Pilot", tmp_path)
    assert finding.status == "warning"
    assert "piqp" in finding.detail
    assert "segue[pilot]" in finding.do
