"""CommonRoad's map format (2018b and 2020a), read into a `LaneMap`.

    file ─▶ document ─▶ lanelets ─▶ lines (smooth centres)
                   └──▶ signs     ─▶ junctions (who yields) ─▶ LaneMap

Source of the format: commonroad.in.tum.de, "XML format specification", versions 2018b and 2020a.
"""

from segue.lanes.commonroad._document import Node, read_document
from segue.lanes.commonroad._reader import lanes_of, read_commonroad

__all__ = ["Node", "lanes_of", "read_commonroad", "read_document"]
