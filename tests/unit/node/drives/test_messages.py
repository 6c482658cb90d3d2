"""What Foxglove is given: each message's bytes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from segue.node.drives._foxglove import (
    WARNING,
    Color,
    CubePrimitive,
    Duration,
    FrameTransform,
    LinePrimitive,
    Log,
    Pose,
    Quaternion,
    SceneEntity,
    SceneUpdate,
    SpherePrimitive,
    TextPrimitive,
    Vector3,
    time_of,
)
from segue.node.drives._plots import (
    CommandMessage,
    Cost,
    EgoMessage,
    GuardMessage,
    InputsMessage,
    PlanMessage,
    ReplayMessage,
    SupervisorMessage,
)

GOLDEN = Path(__file__).parent / "golden" / "messages.jsonl"
HERE = Pose(position=Vector3(1.0, 2.0, 0.5), orientation=Quaternion(0.0, 0.0, 0.6, 0.8))
RED = Color(1.0, 0.0, 0.0, 0.5)
MESSAGES = (
    FrameTransform(
        timestamp=time_of(1.02),
        parent_frame_id="map",
        child_frame_id="ego",
        translation=Vector3(1.0, 2.0),
        rotation=Quaternion(0.0, 0.0, 0.6, 0.8),
    ),
    SceneUpdate(
        entities=(
            SceneEntity(
                timestamp=time_of(1.02),
                frame_id="map",
                id="objects",
                lifetime=Duration(nsec=500_000_000),
                cubes=(CubePrimitive(pose=HERE, size=Vector3(4.5, 1.8, 1.5), color=RED),),
                spheres=(SpherePrimitive(pose=HERE, size=Vector3(1.0, 1.0, 1.0), color=RED),),
                lines=(LinePrimitive(points=(Vector3(), Vector3(1.0)), color=RED),),
                texts=(TextPrimitive(pose=HERE, text="1: 30 km/h"),),
            ),
        )
    ),
    Log(timestamp=time_of(1.02), level=WARNING, message="Changes what is asked.", name="guard"),
    EgoMessage(
        x_m=1.0,
        y_m=2.0,
        heading_rad=0.1,
        speed_mps=20.0,
        accel_mps2=-1.0,
        yaw_rate_radps=0.02,
        steer_rad=0.01,
    ),
    CommandMessage(accel_mps2=-1.0, steer_rad=0.01, indicator="left", hazards=False, hold=False),
    GuardMessage(intervened=True, rules="ahead, jerk"),
    SupervisorMessage(
        state="Engaged",
        source="plan",
        manoeuvre="drive",
        warning="",
        urgency=0,
        set_speed_mps=25.0,
        time_gap_s=1.6,
        lane_change="",
    ),
    PlanMessage(
        behaviour="follow",
        reason="Following the vehicle ahead.",
        follows="7",
        indicator="",
        emergency=False,
        costs=(Cost(name="comfort", value=0.5),),
    ),
    InputsMessage(
        speed_mps=20.0,
        accel_mps2=float("nan"),  # JSON has none: null
        yaw_rate_radps=0.0,
        steer_rad=0.0,
        accelerator_frac=0.0,
        brake_frac=0.5,
        steer_torque_nm=0.0,
        hands_on=True,
        attentive=False,
        button="engage",
        detections=2,
    ),
    ReplayMessage(data=b"\x81\xa1a\x01"),
)


@pytest.mark.parametrize("number", range(len(MESSAGES)))
def test_bytes_are_as_agreed_when_a_message_is_written(number: int) -> None:
    """What Foxglove shows today, it shows of tomorrow's recordings."""
    assert msgspec.json.encode(MESSAGES[number]) == GOLDEN.read_bytes().splitlines()[number]


@pytest.mark.parametrize(
    ("seconds", "pair"), [(-0.1, (0, 0)), (0.0, (0, 0)), (1.02, (1, 20_000_000)), (60.0, (60, 0))]
)
def test_time_is_a_pair_of_whole_numbers_when_foxglove_reads_it(
    seconds: float, pair: tuple[int, int]
) -> None:
    """A look that was measured before the drive began was measured at its beginning."""
    assert (time_of(seconds).sec, time_of(seconds).nsec) == pair
