"""Lane maps made by hand: for scenarios, tests and examples.

`straight`, `arc` and `clothoid` are pieces of a road's line. `road`, `lit_road`, `lane_drop`,
`on_ramp`, `junction` and `roundabout` return whole maps; `Builder` draws others, road by road.
"""

from segue.lanes.build._builder import Builder, CrossSection
from segue.lanes.build._junctions import Arm, junction, roundabout
from segue.lanes.build._line import Piece, arc, clothoid, straight, trace
from segue.lanes.build._places import lane_drop, lit_road, on_ramp, road

__all__ = [
    "Arm",
    "Builder",
    "CrossSection",
    "Piece",
    "arc",
    "clothoid",
    "junction",
    "lane_drop",
    "lit_road",
    "on_ramp",
    "road",
    "roundabout",
    "straight",
    "trace",
]
