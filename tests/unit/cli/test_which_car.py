"""What a person is told when a folder already has a car."""

from __future__ import annotations

import pytest

from segue.cli._car import say_which_car
from segue.schema.link import DeviceInfo
from segue.schema.surface import NodeInfo


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("taycan-turbo-s", "For taycan-turbo-s, give a new folder"),
        ("model-3-rwd", ""),
        ("su7-max", ""),
    ],
)
def test_person_is_told_when_the_folder_has_another_car(
    wanted: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--car` for a folder that has a car is not passed over in silence."""
    device = DeviceInfo(
        device_id="car", public_key=b"", name="Tesla Model 3 RWD (2023)", kind="car"
    )
    info = NodeInfo(version="1", boot_id="1", device=device, car_url="", phone_url="", demo=False)
    say_which_car(info, wanted)
    out = capsys.readouterr().out
    assert (says in out) if says else out == ""
