"""What Foxglove's 3D panel shows of a drive: lanes, boxes and lines.

A box is drawn where it is believed to be, the fainter the less sure; the heights are for the eye.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from segue.lanes import LaneMap
from segue.node.drives._foxglove import (
    Color,
    CubePrimitive,
    Duration,
    FrameTransform,
    LinePrimitive,
    Pose,
    Quaternion,
    SceneEntity,
    SceneUpdate,
    SpherePrimitive,
    TextPrimitive,
    Time,
    Vector3,
    time_of,
)
from segue.schema.drive import (
    HEADING,
    LENGTH,
    PLAN_X,
    PLAN_Y,
    VX,
    VY,
    WIDTH,
    Detections,
    EgoState,
    Floats,
    Futures,
    Kind,
    Objects,
    OwnCar,
    Plan,
    X,
    Y,
)

MAP_FRAME, EGO_FRAME = "map", "ego"
_HEIGHTS_M: Mapping[Kind, float] = {Kind.TRUCK: 3.5, Kind.PEDESTRIAN: 1.8, Kind.OBSTACLE: 0.8}
_HEIGHT_M = 1.5
_COLORS: Mapping[Kind, Color] = {
    Kind.CAR: Color(0.25, 0.6, 1.0),
    Kind.TRUCK: Color(0.6, 0.45, 1.0),
    Kind.MOTORCYCLE: Color(0.2, 0.85, 0.85),
    Kind.BICYCLE: Color(0.3, 0.85, 0.4),
    Kind.PEDESTRIAN: Color(1.0, 0.65, 0.2),
    Kind.OBSTACLE: Color(0.85, 0.3, 0.3),
}
_GREY, _WHITE = Color(0.6, 0.6, 0.6), Color(1.0, 1.0, 1.0)
_LANE = Color(0.5, 0.5, 0.55)
_PLAN, _EMERGENCY = Color(0.2, 0.9, 0.5), Color(1.0, 0.2, 0.2)
_DETECTION = Color(1.0, 0.9, 0.3, 0.7)
_LIGHTS: Mapping[str, Color] = {
    "red": Color(1.0, 0.1, 0.1),
    "amber": Color(1.0, 0.7, 0.0),
    "green": Color(0.1, 0.9, 0.2),
}
_SHORTLY = Duration(nsec=500_000_000)
"""What is not said again is not shown for longer than this."""


def ego_transform(ego: EgoState) -> FrameTransform:
    """Return where the car's own frame is on the map."""
    return FrameTransform(
        timestamp=time_of(ego.time_s),
        parent_frame_id=MAP_FRAME,
        child_frame_id=EGO_FRAME,
        translation=Vector3(ego.x_m, ego.y_m),
        rotation=_turned(ego.heading_rad),
    )


def ego_scene(own_car: OwnCar) -> SceneUpdate:
    """Return the car's own box, which goes with its frame."""
    size = Vector3(own_car.length_m, own_car.width_m, _HEIGHT_M)
    box = CubePrimitive(
        pose=Pose(position=Vector3(0.0, 0.0, 0.5 * _HEIGHT_M)), size=size, color=_WHITE
    )
    entity = SceneEntity(
        timestamp=Time(), frame_id=EGO_FRAME, id="ego", frame_locked=True, cubes=(box,)
    )
    return SceneUpdate(entities=(entity,))


def lanes_scene(lanes: LaneMap) -> SceneUpdate:
    """Return both borders of every lane."""
    lines = tuple(
        LinePrimitive(points=_points(border_m), color=_LANE)
        for lane in lanes.lanes.values()
        for border_m in (lane.left_m, lane.right_m)
    )
    return _on_map("lanes", Time(), lines=lines, lifetime=Duration())


def objects_scene(objects: Objects) -> SceneUpdate:
    """Return what is believed to be there, labelled with its id and speed."""
    cubes: list[CubePrimitive] = []
    texts: list[TextPrimitive] = []
    for object_id, kind, box, existence in zip(
        objects.ids, objects.kinds, objects.boxes, objects.existence, strict=True
    ):
        cube = _cube(box, Kind(int(kind)), float(existence))
        speed_kmh = 3.6 * math.hypot(box[VX], box[VY])
        cubes.append(cube)
        above = Vector3(cube.pose.position.x, cube.pose.position.y, cube.size.z + 0.7)
        text = f"{object_id}: {speed_kmh:.0f} km/h"
        texts.append(TextPrimitive(pose=Pose(position=above), text=text))
    return _on_map("objects", time_of(objects.time_s), cubes=tuple(cubes), texts=tuple(texts))


def truth_scene(objects: Objects) -> SceneUpdate:
    """Return the outlines of what really is there: only a simulation knows."""
    lines = tuple(LinePrimitive(points=_outline(box), color=_GREY) for box in objects.boxes)
    return _on_map("truth", time_of(objects.time_s), lines=lines)


def detections_scene(detections: Iterable[Detections]) -> SceneUpdate:
    """Return what sensors have reported, where the car was when they measured it."""
    entities = tuple(
        SceneEntity(
            timestamp=time_of(look.measured_s),
            frame_id=EGO_FRAME,
            id=look.sensor,
            lifetime=_SHORTLY,
            spheres=tuple(_ball(float(box[X]), float(box[Y]), _DETECTION) for box in look.boxes),
        )
        for look in detections
    )
    return SceneUpdate(entities=entities)


def plan_scene(plan: Plan) -> SceneUpdate:
    """Return the way that the car is to go, red in an emergency."""
    line = LinePrimitive(
        points=_points(plan.states[:, [PLAN_X, PLAN_Y]], height_m=0.2),
        color=_EMERGENCY if plan.emergency else _PLAN,
        thickness=0.4,
    )
    return _on_map("plan", time_of(plan.made_s), lines=(line,))


def futures_scene(time_s: float, objects: Objects, futures: Futures) -> SceneUpdate:
    """Return where the objects may go, the fainter the less likely."""
    lines: list[LinePrimitive] = []
    for row, probability, states in zip(
        futures.objects, futures.probability, futures.states, strict=True
    ):
        color = _COLORS.get(Kind(int(objects.kinds[row])), _GREY)
        shown = Color(color.r, color.g, color.b, max(float(probability), 0.1))
        lines.append(LinePrimitive(points=_points(states[:, :2]), color=shown, thickness=0.2))
    return _on_map("futures", time_of(time_s), lines=tuple(lines))


def lights_scene(time_s: float, lanes: LaneMap, lights: Mapping[str, str]) -> SceneUpdate:
    """Return the traffic lights, each at the begin of the lanes that it is for."""
    spheres = tuple(
        _ball(float(lane.centre_m[0, 0]), float(lane.centre_m[0, 1]), _LIGHTS[lights[lane.light]])
        for lane in lanes.lanes.values()
        if lane.light is not None and lane.light in lights
    )
    return _on_map("lights", time_of(time_s), spheres=spheres)


def _on_map(
    name: str,
    at: Time,
    *,
    cubes: tuple[CubePrimitive, ...] = (),
    spheres: tuple[SpherePrimitive, ...] = (),
    lines: tuple[LinePrimitive, ...] = (),
    texts: tuple[TextPrimitive, ...] = (),
    lifetime: Duration = _SHORTLY,
) -> SceneUpdate:
    entity = SceneEntity(
        timestamp=at,
        frame_id=MAP_FRAME,
        id=name,
        lifetime=lifetime,
        cubes=cubes,
        spheres=spheres,
        lines=lines,
        texts=texts,
    )
    return SceneUpdate(entities=(entity,))


def _cube(box: Floats, kind: Kind, existence: float) -> CubePrimitive:
    height_m, color = _HEIGHTS_M.get(kind, _HEIGHT_M), _COLORS.get(kind, _GREY)
    middle = Vector3(float(box[X]), float(box[Y]), 0.5 * height_m)
    return CubePrimitive(
        pose=Pose(position=middle, orientation=_turned(float(box[HEADING]))),
        size=Vector3(float(box[LENGTH]), float(box[WIDTH]), height_m),
        color=Color(color.r, color.g, color.b, min(max(existence, 0.2), 1.0)),
    )


def _outline(box: Floats) -> tuple[Vector3, ...]:
    cos, sin = math.cos(box[HEADING]), math.sin(box[HEADING])
    corners = ((0.5, 0.5), (0.5, -0.5), (-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5))
    own = np.array(corners) * [box[LENGTH], box[WIDTH]]
    return _points(own @ np.array([[cos, sin], [-sin, cos]]) + [box[X], box[Y]])


def _ball(x_m: float, y_m: float, color: Color) -> SpherePrimitive:
    return SpherePrimitive(
        pose=Pose(position=Vector3(x_m, y_m, 1.0)), size=Vector3(0.6, 0.6, 0.6), color=color
    )


def _points(places_m: Floats, height_m: float = 0.05) -> tuple[Vector3, ...]:
    return tuple(Vector3(x_m, y_m, height_m) for x_m, y_m in places_m.tolist())


def _turned(heading_rad: float) -> Quaternion:
    return Quaternion(0.0, 0.0, math.sin(0.5 * heading_rad), math.cos(0.5 * heading_rad))
