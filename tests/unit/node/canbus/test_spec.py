"""What `--can` may name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from can_car import LOG

from segue.kernel import LocalUseError
from segue.node.canbus import BusSpec, LogSpec, parse_spec


def test_a_bus_has_interface_channel_and_bitrate():
    """The bitrate is optional, and a channel may hold what Windows and slcan call theirs."""
    assert parse_spec("socketcan:can0") == BusSpec(interface="socketcan", channel="can0")
    assert parse_spec("slcan:/dev/ttyACM0@500000") == BusSpec(
        interface="slcan", channel="/dev/ttyACM0", bitrate=500_000
    )


def test_a_log_has_a_path_and_a_speed(tmp_path: Path):
    """A file whose own name ends like a speed is still that file."""
    assert parse_spec(f"log:{LOG}") == LogSpec(path=LOG)
    assert parse_spec(f"log:{LOG}@2.5") == LogSpec(path=LOG, speed=2.5)
    odd = tmp_path / "a@2"
    odd.touch()
    assert parse_spec(f"log:{odd}") == LogSpec(path=odd)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("can0", "is no CAN bus"),
        ("socketcan:", "is no CAN bus"),
        ("sockercan:can0", "no CAN interface 'sockercan'.*There are: .*socketcan"),
        ("udp_multicast:239.0.0.1", "everyone on the network"),
        ("log:/no/such.log", "There is no log /no/such.log"),
        (f"log:{LOG}@0", "speed of 0 is not above 0"),
        (f"log:{LOG}@1.2.3", "is no speed"),
    ],
)
def test_what_names_no_bus_is_refused(text: str, says: str):
    """Each says what is wrong; frames never go to everyone on a network."""
    with pytest.raises(LocalUseError) as raised:
        parse_spec(text)
    assert re.search(says, str(raised.value))
