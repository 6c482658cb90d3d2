"""`/api/about`: the version, and whose data is on the screen."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose work Segue shows, and under which licence."""

    what: str
    whose: str
    licence: str
    url: str


ATTRIBUTIONS = (
    Attribution(
        what="World highways",
        whose="© OpenStreetMap contributors",
        licence="ODbL-1.0",
        url="https://www.openstreetmap.org/copyright",
    ),
    Attribution(
        what="Cities", whose="GeoNames", licence="CC-BY-4.0", url="https://www.geonames.org"
    ),
    Attribution(
        what="Land and borders",
        whose="Natural Earth",
        licence="public domain",
        url="https://www.naturalearthdata.com",
    ),
    Attribution(
        what="Signal names, types, units and limits",
        whose="COVESA Vehicle Signal Specification 6.0",
        licence="MPL-2.0",
        url="https://github.com/COVESA/vehicle_signal_specification",
    ),
)
"""The same as in NOTICE, which a test compares."""


def about(version: str) -> dict[str, object]:
    """Return what `/api/about` answers."""
    return {
        "name": "Segue",
        "version": version,
        "licence": "Apache-2.0",
        "attributions": [asdict(entry) for entry in ATTRIBUTIONS],
    }
