"""The messages that Foxglove knows by their names: what its 3D and log panels show."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_NS_PER_S = 1_000_000_000
INFO, WARNING, ERROR = 2, 3, 4
"""Levels of `Log`."""
_LINE_STRIP = 0
_TIMES = {"Time": "time", "Duration": "duration"}
"""Titles by which Foxglove tells that a pair of numbers is one."""


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """A time since the drive began."""

    sec: int = 0
    nsec: int = 0


class Duration(Time, frozen=True, kw_only=True):
    """How long."""


class Vector3(msgspec.Struct, frozen=True):
    """A place, a direction or a size."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0


class Quaternion(msgspec.Struct, frozen=True):
    """A turn."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    w: float = 1.0


class Pose(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is, and which way it looks."""

    position: Vector3 = Vector3()
    orientation: Quaternion = Quaternion()


class Color(msgspec.Struct, frozen=True):
    """Red, green, blue and how opaque, 0 to 1."""

    r: float
    g: float
    b: float
    a: float = 1.0


class CubePrimitive(msgspec.Struct, frozen=True, kw_only=True):
    """A box."""

    pose: Pose
    size: Vector3
    color: Color


class SpherePrimitive(msgspec.Struct, frozen=True, kw_only=True):
    """A ball."""

    pose: Pose
    size: Vector3
    color: Color


class LinePrimitive(msgspec.Struct, frozen=True, kw_only=True):
    """Lines through points."""

    points: tuple[Vector3, ...]
    color: Color
    type: int = _LINE_STRIP
    """Through all points."""
    thickness: float = 0.1
    """In metres."""
    scale_invariant: bool = False
    pose: Pose = Pose()
    colors: tuple[Color, ...] = ()
    indices: tuple[int, ...] = ()


class TextPrimitive(msgspec.Struct, frozen=True, kw_only=True):
    """A label that faces who looks."""

    pose: Pose
    text: str
    font_size: float = 12.0
    """In pixels."""
    color: Color = Color(1.0, 1.0, 1.0)
    billboard: bool = True
    scale_invariant: bool = True


class SceneEntity(msgspec.Struct, frozen=True, kw_only=True):
    """Things that are shown until others of the same topic and id take their place."""

    timestamp: Time
    frame_id: str
    id: str
    lifetime: Duration = Duration()
    """0: for ever."""
    frame_locked: bool = False
    cubes: tuple[CubePrimitive, ...] = ()
    spheres: tuple[SpherePrimitive, ...] = ()
    lines: tuple[LinePrimitive, ...] = ()
    texts: tuple[TextPrimitive, ...] = ()


class SceneUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """What changes in the scene."""

    entities: tuple[SceneEntity, ...]


class FrameTransform(msgspec.Struct, frozen=True, kw_only=True):
    """Where one frame is in another."""

    timestamp: Time
    parent_frame_id: str
    child_frame_id: str
    translation: Vector3
    rotation: Quaternion


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log."""

    timestamp: Time
    level: int
    message: str
    name: str
    """Who says it."""
    file: str = ""
    line: int = 0


def time_of(seconds: float) -> Time:
    """Return a time as Foxglove has it; before 0 is 0."""
    sec, nsec = divmod(max(round(seconds * _NS_PER_S), 0), _NS_PER_S)
    return Time(sec=sec, nsec=nsec)


def json_schema(message: type[msgspec.Struct], title: str) -> bytes:
    """Return the JSON schema of a message, all in one piece: Foxglove follows no references."""
    (schema,), parts = msgspec.json.schema_components([message], ref_template="{name}")
    return json.dumps({**_inlined(schema, parts), "title": title}).encode()


def _inlined(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = parts[schema["$ref"]]
    whole = {key: value for key, value in schema.items() if key != "default"}
    if "items" in whole:
        whole["items"] = _inlined(whole["items"], parts)
    if "properties" in whole:
        fields: dict[str, dict[str, Any]] = whole["properties"]
        whole["properties"] = {name: _inlined(field, parts) for name, field in fields.items()}
    if whole.get("title") in _TIMES:
        whole["title"] = _TIMES[whole["title"]]
    return whole
