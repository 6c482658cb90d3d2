"""The side force of an axle's tyres: in proportion to slip at first, and never more than grip."""

from __future__ import annotations

import math


def side_stiffness_n(stiffness_n: float, grip_n: float, slip: float) -> float:
    """Return side force over slip, for tyres that slip so much; `stiffness_n` where they do not.

    Args:
        stiffness_n: Cornering stiffness of the axle, per unit of slip (tangent of the slip angle).
        grip_n: Most side force that the tyres have, above 0.
        slip: Side speed over rolling speed; its sign does not matter.

    Source: brush model with parabolic pressure, H. Pacejka, Tire and Vehicle Dynamics, 3rd ed.,
    section 3.2.1: with x = C s / (3 grip), force = grip (3 x - 3 x² + x³) up to x = 1, then grip.
    """
    slip = abs(slip)
    share = stiffness_n * slip / (3.0 * grip_n)
    if share < 1.0:
        return stiffness_n * (1.0 - share + share * share / 3.0)
    return grip_n / slip


def side_force_n(stiffness_n: float, grip_n: float, slip: float) -> float:
    """Return the size of the side force of tyres that slip so much; arguments as above."""
    return side_stiffness_n(stiffness_n, grip_n, slip) * abs(slip)


def side_grip_n(grip_n: float, along_n: float) -> float:
    """Return the grip left for side force when tyres pull or brake with `along_n`.

    Args:
        grip_n: Of the axle, in any direction.
        along_n: Along the tyres; beyond the grip counts as all but a tenth of it.

    Source: friction circle; R. Hindiyeh and J. C. Gerdes, A controller framework for autonomous
    drifting, ASME J. Dynamic Systems, Measurement and Control 136(5), 2014, derating factor.
    """
    left = 1.0 - (along_n / grip_n) ** 2
    return grip_n * math.sqrt(max(left, _LEAST_SHARE * _LEAST_SHARE))


_LEAST_SHARE = 0.1
"""Estimated: of its side grip, what anti-lock brakes and traction control keep."""
