"""Roads of SUMO, OpenDRIVE and OpenStreetMap, lane by lane; needs the extra `segue[traffic]`.

A SUMO network is read as it is. The other two are turned into one by SUMO's own `netconvert`, run
beside Segue; docs/pilot/maps.md says what is lost on the way. `as_network` keeps what it
made, for who drives on it.
"""

from segue.lanes.sumo._as_network import as_network
from segue.lanes.sumo._netconvert import sumo_home
from segue.lanes.sumo._opendrive import read_opendrive
from segue.lanes.sumo._osm import read_osm
from segue.lanes.sumo._read import read_sumo

__all__ = ["as_network", "read_opendrive", "read_osm", "read_sumo", "sumo_home"]
