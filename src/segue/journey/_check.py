"""Whether the data files that ship are there and whole, without loading what is in them."""

from __future__ import annotations

from segue.journey._data_file import DATA_DIR, read_data_file
from segue.journey._places import PLACES_KIND, PLACES_PATH, PLACES_VERSION


def check_data() -> tuple[str, ...]:
    """Return the names of the data files, all of which are whole.

    Raises:
        DataUnusable: One is missing, cut short, changed or of another version; says which.
    """
    # Both load numpy.
    from segue.journey._roads import ROADS_KIND, ROADS_PATH, ROADS_VERSION  # noqa: PLC0415
    from segue.journey.tiles._land import LAND_KIND, LAND_PATH, LAND_VERSION  # noqa: PLC0415

    files = (
        (LAND_PATH, LAND_KIND, LAND_VERSION),
        (PLACES_PATH, PLACES_KIND, PLACES_VERSION),
        (ROADS_PATH, ROADS_KIND, ROADS_VERSION),
    )
    for path, kind, version in files:
        read_data_file(path, kind, version)
    return tuple(str(path.relative_to(DATA_DIR)) for path, _, _ in files)
