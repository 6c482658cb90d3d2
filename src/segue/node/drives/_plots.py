"""What Foxglove's plots, tables and state transitions show of a drive: flat messages, SI units."""

from __future__ import annotations

import msgspec

from segue.pilot.pipeline import Output
from segue.schema.drive import EgoState, Inputs, Plan


class EgoMessage(msgspec.Struct, frozen=True, kw_only=True):
    """How the car moves: as it is believed to, or as it really does."""

    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    accel_mps2: float
    yaw_rate_radps: float
    steer_rad: float

    @classmethod
    def of(cls, ego: EgoState) -> EgoMessage:
        """Return a state as a message."""
        return cls(**{name: float(getattr(ego, name)) for name in cls.__struct_fields__})


class CommandMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What the car's actuators are asked for, after the guard."""

    accel_mps2: float
    steer_rad: float
    indicator: str
    hazards: bool
    hold: bool

    @classmethod
    def of(cls, output: Output) -> CommandMessage:
        """Return a step's command as a message."""
        return cls(**{name: getattr(output.command, name) for name in cls.__struct_fields__})


class GuardMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the guard changed what was asked, and by which rules."""

    intervened: bool
    rules: str

    @classmethod
    def of(cls, output: Output) -> GuardMessage:
        """Return a step's verdict as a message."""
        verdict = output.verdict
        return cls(intervened=verdict.intervened, rules=", ".join(verdict.rules))


class SupervisorMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Who drives, and what the driver is told."""

    state: str
    source: str
    manoeuvre: str
    warning: str
    urgency: int
    set_speed_mps: float
    time_gap_s: float
    lane_change: str

    @classmethod
    def of(cls, output: Output) -> SupervisorMessage:
        """Return a step's directive as a message."""
        directive = output.directive
        return cls(
            state=type(directive.state).__name__,
            source=directive.source,
            manoeuvre=directive.manoeuvre,
            warning=directive.warning.text,
            urgency=int(directive.warning.urgency),
            set_speed_mps=directive.set_speed_mps,
            time_gap_s=directive.time_gap_s,
            lane_change=directive.lane_change,
        )


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """One of the things that the choice weighed."""

    name: str
    value: float


class PlanMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What is planned, in words, and what the choice weighed."""

    behaviour: str
    reason: str
    follows: str
    """Id of the object that the speed is kept for; empty: none."""
    indicator: str
    emergency: bool
    costs: tuple[Cost, ...]

    @classmethod
    def of(cls, plan: Plan) -> PlanMessage:
        """Return a plan as a message."""
        return cls(
            behaviour=plan.behaviour,
            reason=plan.reason,
            follows="" if plan.follows is None else str(plan.follows),
            indicator=plan.indicator,
            emergency=plan.emergency,
            costs=tuple(Cost(name=name, value=float(cost)) for name, cost in plan.costs),
        )


class InputsMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What the car's own sensors and the driver say."""

    speed_mps: float
    accel_mps2: float
    yaw_rate_radps: float
    steer_rad: float
    accelerator_frac: float
    brake_frac: float
    steer_torque_nm: float
    hands_on: bool
    attentive: bool
    button: str
    detections: int
    """How many objects were reported in this step."""

    @classmethod
    def of(cls, inputs: Inputs) -> InputsMessage:
        """Return a step's inputs as a message."""
        own, driver = inputs.own, inputs.driver
        return cls(
            speed_mps=own.speed_mps,
            accel_mps2=own.accel_mps2,
            yaw_rate_radps=own.yaw_rate_radps,
            steer_rad=own.steer_rad,
            accelerator_frac=driver.accelerator_frac,
            brake_frac=driver.brake_frac,
            steer_torque_nm=driver.steer_torque_nm,
            hands_on=driver.hands_on,
            attentive=driver.attentive,
            button=driver.button,
            detections=sum(len(look.boxes) for look in inputs.detections),
        )


class ReplayMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What replays: MessagePack, which Foxglove takes as it is."""

    data: bytes
