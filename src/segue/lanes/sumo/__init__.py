"""Roads of SUMO, OpenDRIVE and OpenStreetMap, lane by lane; needs the extra `segue[traffic]`.

A SUMO network is read as it is. The other two are turned into one by SUMO's own `netconvert`, run
beside Segue; docs/pilot/maps.md says what is lost on the way.
"""

from segue.lanes.sumo._opendrive import read_opendrive
from segue.lanes.sumo._osm import read_osm
from segue.lanes.sumo._read import read_sumo

__all__ = ["read_opendrive", "read_osm", "read_sumo"]
