"""OpenDRIVE, read through SUMO's netconvert."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

from segue.kernel import DataUnusable
from segue.lanes import LaneMap
from segue.lanes.sumo._netconvert import convert, typemap
from segue.lanes.sumo._read import read_sumo

_OPTIONS = (
    "--opendrive.curve-resolution", "1",  # metres between points of a curve
    "--opendrive.internal-shapes", "true",  # junctions as the file draws them
    "--opendrive.advance-stopline", "0",  # and roads as long as it says
    "--default.junctions.radius", "0",
    "--junctions.small-radius", "0",
)  # fmt: skip
_MAPPED = ("", "Bicycle", "Pedestrians")
_SHOULDERS = '<types><type id="shoulder" speed="13.89" allow="emergency"/></types>'
"""netconvert leaves shoulders out unless it is told whom they are for."""


def read_opendrive(path: Path | str) -> LaneMap:
    """Return the lanes of an OpenDRIVE file, `.xodr`.

    Raises:
        DataUnusable: It cannot be read; says where, or what netconvert says.
        LocalUseError: SUMO is not installed.
    """
    with TemporaryDirectory(prefix="segue-") as folder:
        return read_sumo(convert_opendrive(Path(path), Path(folder)))


def convert_opendrive(path: Path, folder: Path) -> Path:
    """Return the SUMO network of an OpenDRIVE file, made in a folder.

    Raises:
        DataUnusable: As `read_opendrive`.
        LocalUseError: As there.
    """
    roads, shoulders = folder / path.name, folder / "shoulders.typ.xml"
    _with_limits_on_lanes(path).write(roads)
    shoulders.write_text(_SHOULDERS)
    types = [typemap(f"opendriveNetconvert{which}") for which in _MAPPED]
    options = ("--type-files", ",".join(map(str, (*types, shoulders))), *_OPTIONS)
    return convert(path, "--opendrive-files", roads, options, folder)


def _with_limits_on_lanes(path: Path) -> ET.ElementTree[ET.Element[str]]:
    """Return the file with speed limits on its lanes: netconvert passes over those of roads."""
    try:
        tree = ET.parse(path)  # noqa: S314 (expat opens nothing else)
    except OSError as error:
        raise DataUnusable(f"{path} cannot be read: {error.strerror}.") from error
    except ET.ParseError as error:
        raise DataUnusable(f"{path}, {error}.", do="Give an OpenDRIVE file.") from error
    if tree.getroot().tag != "OpenDRIVE":
        raise DataUnusable(
            f"{path} begins with <{tree.getroot().tag}>, not <OpenDRIVE>.",
            do="Give an OpenDRIVE file.",
        )
    for road in tree.iterfind("road"):
        limits = road.findall("type")
        for section in road.iterfind("lanes/laneSection"):
            begins = [one for one in limits if _s_m(path, one) <= _s_m(path, section)]
            speed = begins[-1].find("speed") if begins else None
            if speed is None or speed.get("max") in {"no limit", "undefined"}:
                continue
            for lane in section.iterfind("*/lane"):
                if lane.find("speed") is None:
                    lane.append(ET.Element("speed", {"sOffset": "0", **speed.attrib}))
    return tree


def _s_m(path: Path, element: ET.Element[str]) -> float:
    said = element.get("s", "")
    try:
        return float(said)
    except ValueError as error:
        raise DataUnusable(f'{path}, <{element.tag} s="{said}">: s is not a number.') from error
