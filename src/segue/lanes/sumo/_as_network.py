"""A SUMO network from any file that one can be made of."""

from __future__ import annotations

from pathlib import Path

from segue.kernel import DataUnusable
from segue.lanes.sumo._opendrive import convert_opendrive
from segue.lanes.sumo._osm import convert_osm

_MAKERS = {".xodr": convert_opendrive, ".osm.xml": convert_osm, ".osm": convert_osm}
_NETWORK = ".net.xml"


def as_network(path: Path, folder: Path) -> Path:
    """Return a SUMO network: the file itself, or what netconvert makes of it in a folder.

    Args:
        path: A `.net.xml`, `.xodr`, `.osm` or `.osm.xml`, as `read_sumo` and its like read.
        folder: For what is made; yours to delete.

    Raises:
        DataUnusable: No network can be made of it; says why.
        LocalUseError: SUMO is not installed.
    """
    name = path.name.removesuffix(".gz")
    if name.endswith(_NETWORK):
        return path
    for ending, convert in _MAKERS.items():
        if name.endswith(ending):
            return convert(path, folder)
    raise DataUnusable(
        f"{path.name} is no map that SUMO can drive on.",
        do=f"Give one of {', '.join((_NETWORK, *_MAKERS))}.",
    )
