"""The guard's judgement, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from segue.kernel import LocalUseError
from segue.pilot.guard._envelope import permitted_accel_mps2, permitted_steer_rad
from segue.pilot.guard._limits import LIMITS, Limits
from segue.pilot.guard._others import Others
from segue.pilot.guard._own import Own, believed_own, curvature_per_m, steer_rad
from segue.pilot.guard._things import Memory, Thing
from segue.pilot.guard._threat import Driving, Need
from segue.pilot.guard._watchdog import reasons_to_stop
from segue.schema.drive import Command, EgoState, Objects, OwnCar, Verdict

_STANDS_MPS = 0.1
"""Below it a car that is to come to rest is held by the brake."""


@dataclass(frozen=True, slots=True)
class _Last:
    """What was let through last, which rates are counted from."""

    time_s: float
    accel_mps2: float
    steer_rad: float
    curvature_per_m: float
    brakes_for_others: bool


class Guard:
    """Stands between any driving request and the actuators.

    Args:
        own_car: The car that is driven.
        limits: What it holds to.

    Raises:
        LocalUseError: A value of the car is not finite, or is none that a car can have.
    """

    def __init__(self, own_car: OwnCar, limits: Limits = LIMITS) -> None:
        _refuse_unfit(own_car)
        self._car = own_car
        self._limits = limits
        self._memory = Memory(limits)
        self._others = Others(limits, own_car)
        self._last: _Last | None = None
        self._own: Own | None = None
        self._grip_share = 1.0

    def judge(
        self,
        now_s: float,
        command: Command | None,
        ego: EgoState | None,
        objects: Objects | None,
        *,
        plan_age_s: float = 0.0,
        sensor_age_s: float = 0.0,
        grip_share: float = 1.0,
    ) -> Verdict:
        """Return what may be done, for any input whatever.

        Args:
            now_s: Time; judgements are made every 0.02 to 0.1 s.
            command: What is asked for; None when nobody asks.
            ego: The car itself; None when unknown.
            objects: What is around it; None when unknown.
            plan_age_s: Since the plan was made that the request follows.
            sensor_age_s: Since the sensors that see ahead last said something.
            grip_share: Of a dry road's grip.
        """
        limits = self._limits
        now_s, step_s = self._time_s(now_s)
        self._own = believed_own(self._car, limits, ego) or self._own
        if limits.least_grip_share <= grip_share <= 1.0:
            self._grip_share = grip_share
        reasons = reasons_to_stop(
            limits, now_s, command, self._own, plan_age_s=plan_age_s, sensor_age_s=sensor_age_s
        )
        own = self._own.at(now_s, limits.remembered_s) if self._own else None
        last = self._last
        if last is None or now_s - last.time_s > limits.longest_step_s:
            last = _first(now_s, own)  # others have driven meanwhile
        follows = abs(plan_age_s) <= limits.plan_path_s
        steers = follows and "no_command" not in reasons and "stale_ego" not in reasons
        asked = self._asked(command, own, last, steers=steers)
        steer = self._steer_rad(asked.steer_rad, own, last, step_s)
        things = self._memory.believed(now_s, objects)
        need = self._need(now_s, own, things, asked.accel_mps2, steer=steer, last=last)
        wanted_mps2 = asked.accel_mps2
        if reasons:
            wanted_mps2 = min(wanted_mps2, self._stop_mps2(last, step_s))
        needed_mps2 = -min(need.brake_mps2, self._brake_mps2) if need else math.inf
        wanted_mps2 = min(wanted_mps2, needed_mps2)
        accel_mps2 = permitted_accel_mps2(
            self._car,
            limits,
            wanted_mps2,
            last_mps2=last.accel_mps2,
            step_s=step_s,
            brake_mps2=self._brake_mps2,
        )
        stands = own is not None and own.speed_mps < _STANDS_MPS
        rules = list(reasons)
        if need and needed_mps2 < asked.accel_mps2:
            rules.append(need.rule)
        if accel_mps2 != wanted_mps2:
            rules.append("acceleration")
        if steer != asked.steer_rad:
            rules.append("steering")
        self._last = _Last(
            time_s=now_s,
            accel_mps2=accel_mps2,
            steer_rad=steer,
            curvature_per_m=curvature_per_m(self._car, own.speed_mps if own else 0.0, steer),
            brakes_for_others=need is not None and need.rule != "rss",
        )
        passed = replace(
            asked,
            accel_mps2=accel_mps2,
            steer_rad=steer,
            hazards=asked.hazards or bool(reasons),
            hold=asked.hold or (bool(reasons) and stands),
        )
        return Verdict(command=passed, rules=tuple(rules))

    @property
    def _brake_mps2(self) -> float:
        """Hardest, on this road."""
        return self._car.brake_mps2 * self._grip_share

    def _time_s(self, now_s: float) -> tuple[float, float]:
        """Return the time as far as it can be, and how long the last judgement is ago."""
        usual_s, last = self._limits.usual_step_s, self._last
        if last is None:
            return (now_s if math.isfinite(now_s) else 0.0), usual_s
        if not math.isfinite(now_s):
            return last.time_s + usual_s, usual_s
        return now_s, min(max(now_s - last.time_s, 0.0), self._limits.longest_step_s)

    def _asked(
        self, command: Command | None, own: Own | None, last: _Last, *, steers: bool
    ) -> Command:
        """Return the request as far as it is one: no acceleration, the same circle where not."""
        held_rad = steer_rad(self._car, own.speed_mps if own else 0.0, last.curvature_per_m)
        if command is None:
            return Command(accel_mps2=0.0, steer_rad=held_rad)
        accel_mps2 = command.accel_mps2 if command.accel_mps2 < math.inf else 0.0
        return replace(
            command,
            accel_mps2=min(accel_mps2, 0.0) if command.hold else accel_mps2,
            steer_rad=command.steer_rad if steers else held_rad,
        )

    def _steer_rad(self, asked_rad: float, own: Own | None, last: _Last, step_s: float) -> float:
        return permitted_steer_rad(
            self._car,
            self._limits,
            asked_rad,
            last_rad=last.steer_rad,
            speed_mps=own.speed_mps if own else 0.0,
            step_s=step_s,
            grip_mps2=self._brake_mps2,
        )

    def _need(
        self,
        now_s: float,
        own: Own | None,
        things: list[Thing],
        asked_mps2: float,
        *,
        steer: float,
        last: _Last,
    ) -> Need | None:
        if own is None:
            return None
        car, limits, brake_mps2 = self._car, self._limits, self._brake_mps2
        driving = Driving(
            speed_mps=own.speed_mps,
            accel_mps2=own.accel_mps2,
            asked_mps2=min(max(asked_mps2, -brake_mps2), car.accel_mps2),
            half_width_m=0.5 * car.width_m,
            brake_mps2=brake_mps2,
            response_s=car.brake_delay_s + 0.5 * brake_mps2 / car.brake_jerk_mps3,
            reserve_s=limits.kept_reserve_s if last.brakes_for_others else limits.reserve_s,
        )
        circles_per_m = (own.curvature_per_m, curvature_per_m(car, own.speed_mps, steer))
        return self._others.hardest_need(
            now_s, own, things, driving=driving, circles_per_m=circles_per_m
        )

    def _stop_mps2(self, last: _Last, step_s: float) -> float:
        """Return the acceleration of a smooth stop, which builds up."""
        limits = self._limits
        built_mps2 = min(last.accel_mps2, 0.0) - limits.stop_mps3 * step_s
        return max(built_mps2, -limits.stop_mps2)


def _first(now_s: float, own: Own | None) -> _Last:
    """Return what rates are counted from at the first judgement: what the car does by itself."""
    return _Last(
        time_s=now_s,
        accel_mps2=own.accel_mps2 if own else 0.0,
        steer_rad=own.steer_rad if own else 0.0,
        curvature_per_m=own.curvature_per_m if own else 0.0,
        brakes_for_others=False,
    )


def _refuse_unfit(car: OwnCar) -> None:
    """Refuse a car whose numbers the rules could not be computed with."""
    positive = (
        car.length_m, car.width_m, car.wheelbase_m, car.largest_steer_rad, car.steer_rate_radps,
        car.accel_mps2, car.brake_mps2, car.brake_jerk_mps3,
    )  # fmt: skip
    not_negative = (car.rear_axle_m, car.brake_delay_s, car.understeer_rad_per_mps2)
    fit = all(0.0 < value < math.inf for value in positive)
    if not (fit and all(0.0 <= value < math.inf for value in not_negative)):
        raise LocalUseError(
            f"The guard cannot keep {car}.",
            do="Give sizes, limits and delays that are finite and not negative.",
        )
