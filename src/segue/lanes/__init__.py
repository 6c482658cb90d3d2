"""Roads lane by lane, on a flat map in metres.

`LaneMap` knows which lanes there are, who is beside, after and before whom, and who gives way;
`corridor` makes a chain of them into one road, and `Path` tells places by it: how far along, how
far to the left.
"""

from segue.lanes._map import Corridor, Lane, LaneKind, LaneMap
from segue.lanes._path import Path

__all__ = ["Corridor", "Lane", "LaneKind", "LaneMap", "Path"]
