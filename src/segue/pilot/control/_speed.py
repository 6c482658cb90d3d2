"""Acceleration by a quadratic program: near the plan's place and speed, within bounds of jerk.

Over the next knots of `PLAN_STEP_S`, the least of the sum of four squares, each over its scale:
place, speed and acceleration beside the plan's, and jerk. Between the knots acceleration is linear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from segue.kernel import LocalUseError
from segue.schema.drive import PLAN_STEP_S, Floats

KNOTS = 20
"""2 s ahead."""
_PLACE_M = 1.0
_SPEED_MPS = 0.2
_ACCEL_MPS2 = 1.0
"""The scales: errors that weigh alike; estimated."""
_MOST_ROUNDS = 50
"""Of the solver, which takes about ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How hard the car may be asked; magnitudes."""

    accel_mps2: float
    brake_mps2: float
    jerk_mps3: float


class SpeedQp:
    """One program, solved again and again.

    Raises:
        LocalUseError: The solver is not installed.
    """

    __slots__ = (
        "_bounds",
        "_from_accel",
        "_from_place",
        "_from_speed",
        "_jerk",
        "_solved",
        "_solver",
    )

    def __init__(self, bounds: Bounds) -> None:
        try:
            import piqp  # noqa: PLC0415 (an extra)
        except ImportError as error:
            raise LocalUseError(
                "The pilot needs a solver for its control, which is not installed.",
                do="pip install 'segue[pilot]'",
            ) from error
        self._bounds = bounds
        place, speed, change = _gains()
        self._from_place = np.ascontiguousarray(place.T) / _PLACE_M**2
        self._from_speed = np.ascontiguousarray(speed.T) / _SPEED_MPS**2
        self._from_accel = 1.0 / (bounds.jerk_mps3 * PLAN_STEP_S) ** 2
        """Jerk weighs by its share of what is allowed."""
        hessian = (
            self._from_place @ place
            + self._from_speed @ speed
            + np.eye(KNOTS) / _ACCEL_MPS2**2
            + change.T @ change * self._from_accel
        )
        self._jerk = np.full(KNOTS, bounds.jerk_mps3 * PLAN_STEP_S)
        self._solved = piqp.PIQP_SOLVED
        self._solver: Any = piqp.DenseSolver()
        self._solver.settings.max_iter = _MOST_ROUNDS
        self._solver.setup(
            np.asfortranarray(hessian),
            np.zeros(KNOTS),
            G=np.asfortranarray(change),
            h_l=-self._jerk,
            h_u=self._jerk,
            x_l=np.full(KNOTS, -bounds.brake_mps2),
            x_u=np.full(KNOTS, bounds.accel_mps2),
        )

    def solve(self, motion: Floats, s_m: float, speed_mps: float, accel_mps2: float) -> float:
        """Return the acceleration at the next knot; NaN when there is no solution.

        Args:
            motion: (KNOTS, 3): distance, speed and acceleration of the plan, at the knots.
            s_m: Distance now.
            speed_mps: Speed now.
            accel_mps2: Acceleration now.
        """
        bounds = self._bounds
        ahead = np.arange(1, KNOTS + 1)
        step = PLAN_STEP_S
        free_mps = speed_mps + 0.5 * step * accel_mps2
        free_m = s_m + ahead * step * speed_mps
        free_m += step * step * accel_mps2 * (0.5 * ahead - 1.0 / 6.0)
        linear = (
            self._from_place @ (free_m - motion[:, 0])
            + self._from_speed @ (free_mps - motion[:, 1])
            - motion[:, 2] / _ACCEL_MPS2**2
        )
        linear[0] -= accel_mps2 * self._from_accel
        if not np.isfinite(linear).all():
            return np.nan
        eased = bounds.jerk_mps3 * step * ahead
        change = np.zeros(KNOTS)
        change[0] = accel_mps2
        self._solver.update(
            c=linear,
            h_l=change - self._jerk,
            h_u=change + self._jerk,
            x_l=np.minimum(-bounds.brake_mps2, accel_mps2 + eased),
            x_u=np.maximum(bounds.accel_mps2, accel_mps2 - eased),
        )
        if self._solver.solve() != self._solved:
            return np.nan
        return float(self._solver.result.x[0])


def _gains() -> tuple[Floats, Floats, Floats]:
    """Return what accelerations at the knots add to place, speed and, a knot later, to themselves.

    Each is (KNOTS, KNOTS), a row for a knot.
    """
    step = PLAN_STEP_S
    until = np.tri(KNOTS)
    before = np.tri(KNOTS, k=-1)
    one_late = np.eye(KNOTS, k=-1)
    speed = step * (until - 0.5 * np.eye(KNOTS))
    place = step * before @ speed + step * step / 6.0 * until @ (np.eye(KNOTS) + 2.0 * one_late)
    return place, speed, np.eye(KNOTS) - one_late
