"""OpenStreetMap extracts, read through SUMO's netconvert."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from segue.kernel import DataUnusable
from segue.lanes import LaneMap
from segue.lanes.sumo._netconvert import convert, typemap
from segue.lanes.sumo._read import read_sumo

_OPTIONS = (
    "--geometry.remove", "true",  # a road is one edge, not one for each of its points
    "--roundabouts.guess", "true",
    "--ramps.guess", "true",  # lanes for speeding up and slowing down, which OSM has not
    "--junctions.join", "true",  # crossings of dual carriageways are one junction
    "--tls.guess-signals", "true",  # a signal ahead of a crossing is the crossing's
    "--tls.discard-simple", "true",
    "--tls.join", "true",
)  # fmt: skip


def read_osm(path: Path | str) -> LaneMap:
    """Return the lanes of an OpenStreetMap extract, `.osm` or `.osm.xml`, also with `.gz`.

    Raises:
        DataUnusable: netconvert cannot read it; says what netconvert says.
        LocalUseError: SUMO is not installed.
    """
    with TemporaryDirectory(prefix="segue-") as folder:
        return read_sumo(convert_osm(Path(path), Path(folder)))


def convert_osm(path: Path, folder: Path) -> Path:
    """Return the SUMO network of an OpenStreetMap extract, made in a folder.

    Raises:
        DataUnusable: As `read_osm`.
        LocalUseError: As there.
    """
    if path.suffix == ".pbf":
        raise DataUnusable(
            f"{path} is compressed as .pbf, which netconvert does not read.",
            do=f"Turn it into XML first: osmium cat {path.name} -o {path.stem}",
        )
    if not path.is_file():
        raise DataUnusable(f"{path} is not there.")
    options = ("--type-files", str(typemap("osmNetconvert")), *_OPTIONS)
    return convert(path, "--osm-files", path, options, folder)
