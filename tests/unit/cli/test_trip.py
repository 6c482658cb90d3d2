"""`segue trip`: what it answers, and what it says when it cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from segue.cli._exit_codes import ExitCode
from segue.cli._main import run
from segue.journey._roads import ROADS_PATH, load_roads

if TYPE_CHECKING:
    from pathlib import Path


def _trip_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["trip", *arguments, "--json"]) == ExitCode.OK
    output = capsys.readouterr()
    assert output.err == ""
    (line,) = output.out.splitlines()
    return json.loads(line)


def test_trip_is_one_object_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """A program gets numbers in SI units and the way as GeoJSON, and whose data it is."""
    trip = _trip_json(capsys, "Berlin", "Hamburg", "--car", "su7-max", "--soc", "0.9")
    assert trip["distance_m"] == pytest.approx(289_000, rel=0.07)
    assert 2 * 3600 < trip["duration_s"] < 4 * 3600
    assert trip["arrival_soc_frac"] < trip["departure_soc_frac"] == pytest.approx(0.9)
    assert trip["reachable"] is True
    assert trip["empty_after_m"] is None
    assert trip["car"] == "su7-max"
    assert (trip["origin"]["name"], trip["destination"]["country"]) == ("Berlin", "DE")
    assert "OpenStreetMap" in trip["attribution"]
    assert trip["geometry"]["type"] == "LineString"
    longitude_deg, latitude_deg = trip["geometry"]["coordinates"][-1]
    assert (longitude_deg, latitude_deg) == (
        pytest.approx(9.99, abs=0.2),
        pytest.approx(53.55, abs=0.2),
    )


def test_trip_is_the_same_when_named_in_another_script(capsys: pytest.CaptureFixture[str]) -> None:
    """北京 and Beijing are one place."""
    assert _trip_json(capsys, "北京", "上海") == _trip_json(capsys, "Beijing", "Shanghai")


def test_trip_says_how_far_the_charge_lasts_when_it_does_not_suffice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A trip beyond the battery is still an answer, with the distance where it is empty."""
    trip = _trip_json(capsys, "Beijing", "Shanghai", "--soc", "0.5")
    assert trip["reachable"] is False
    assert 100_000 < trip["empty_after_m"] < trip["distance_m"]
    assert run(["trip", "Beijing", "Shanghai", "--soc", "0.5"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert f"empty after {trip['empty_after_m'] / 1000:,.0f} km" in shown
    assert "© OpenStreetMap contributors" in shown


def test_answer_is_no_when_no_road_joins_the_places(capsys: pytest.CaptureFixture[str]) -> None:
    """Across the sea there is no plan: code 1, the reason, and for programs a code of its own."""
    assert run(["trip", "Beijing", "Honolulu"]) == ExitCode.NO
    assert "Honolulu" in capsys.readouterr().err
    assert run(["trip", "Beijing", "Honolulu", "--json"]) == ExitCode.NO
    answer = json.loads(capsys.readouterr().out)
    assert (answer["kind"], answer["code"]) == ("NoPlan", "no_road")


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["Beijing", "Shangqingshaai"], "Shangqingshaai"),
        (["Paris", "Berlin", "--car", "batmobile"], "batmobile"),
        (["Paris", "Berlin", "--soc", "1.2"], "--soc"),
        (["Paris", "Berlin", "--soc", "80"], "--soc 0.8"),
        (["Paris", "Berlin", "--soc", "nan"], "--soc"),
        (["Paris"], "TO"),
    ],
)
def test_message_names_what_is_wrong_when_the_request_is(
    arguments: list[str], names: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown place or car, an impossible charge or a missing argument gives code 2."""
    assert run(["trip", *arguments]) == ExitCode.USAGE
    output = capsys.readouterr()
    assert names in output.err
    assert output.out == ""
    assert len(output.err.splitlines()) == 2  # what is wrong, and what to do


def test_data_file_is_named_when_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A roads file that was cut short gives code 4, its path, and the way to get it back."""
    cut = tmp_path / "roads.bin"
    cut.write_bytes(ROADS_PATH.read_bytes()[:-1])
    monkeypatch.setattr("segue.journey.worker.load_roads", lambda: load_roads(cut))
    assert run(["trip", "Paris", "Berlin"]) == ExitCode.DATA
    assert str(cut) in capsys.readouterr().err


def test_place_is_taken_when_it_is_south_of_the_equator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A latitude below zero is a place, though it begins with a dash as options do."""
    assert run(["trip", "-33.87,151.21", "-37.81, 144.96", "--json"]) == ExitCode.OK
    record = json.loads(capsys.readouterr().out)
    assert record["destination"]["latitude_deg"] == -37.81
    assert 780e3 < record["distance_m"] < 960e3
