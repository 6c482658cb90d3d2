"""Where is driven: real networks that ship with SUMO, and who else is on their roads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from segue.lanes.sumo import sumo_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A network and its traffic."""

    network: str
    """Under the folder of networks that ship with SUMO; or a file's whole path."""
    every_s: float
    """Between two vehicles that set out, all entries together."""
    mix: Mapping[str, float]
    """Share of each of SUMO's vehicle classes."""
    least_leg_m: float
    """The ego drives no shorter way than this."""

    @property
    def path(self) -> Path:
        """Return the network's file.

        Raises:
            LocalUseError: SUMO is not installed.
        """
        return sumo_home() / "tools" / "game" / self.network


PLACES: Mapping[str, Place] = {
    # The A10 at Königs Wusterhausen: two motorways, their slip roads, and the town beside.
    "highway": Place(
        network="A10KW/osm.net.xml",
        every_s=1.5,
        mix={"passenger": 0.83, "truck": 0.15, "motorcycle": 0.02},
        least_leg_m=1500.0,
    ),
    # Berlin-Köpenick: streets with and without lights, priority to the right, trams left out.
    "city": Place(
        network="DRT/osm.net.xml",
        every_s=2.0,
        mix={"passenger": 0.87, "delivery": 0.05, "truck": 0.02, "motorcycle": 0.02,
             "bicycle": 0.04},
        least_leg_m=800.0,
    ),
}  # fmt: skip
"""Rates and shares are estimated: dense traffic that flows."""


def place_of(name: str) -> Place:
    """Return a place by its name, or one on a user's network, with traffic as in the city."""
    return PLACES.get(name) or replace(PLACES["city"], network=name)
