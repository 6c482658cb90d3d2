"""From a wish to a permitted request.

Is it an actuator, is it allowed, does the value fit, and is now a time for it?
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from segue.kernel import LocalUseError, Rejected
from segue.vehicle.actuate._allowed import Allowance, allowances
from segue.vehicle.signals import Value, checker, require_together, vss_catalogue

STANDING_MPS = 0.3
"""Below this the car stands: wheel speed sensors read nothing slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What must be known of the car now.

    Args:
        speed_mps: None when it is stale or was never there: then the car is taken to move.
    """

    speed_mps: float | None

    @property
    def standing(self) -> bool:
        """Whether the car is known to stand."""
        speed_mps = self.speed_mps
        return speed_mps is not None and math.isfinite(speed_mps) and abs(speed_mps) < STANDING_MPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Target values that passed every check, to be carried out together. Made by `permit`."""

    targets: Mapping[str, Value]
    deadline_s: float
    """How long the slowest of them may take."""


def permit(targets: Mapping[str, object], conditions: Conditions) -> Permitted:
    """Return the targets as permitted, all of them or none.

    Raises:
        LocalUseError: There are none, one names no actuator or belongs together with one that is
            not named, or a value does not fit.
        Rejected: One is not on the list of what may be asked for, or not while the car moves.
    """
    if not targets:
        raise LocalUseError("Nothing was asked for.")
    require_together(targets.keys())
    checked: dict[str, Value] = {}
    deadline_s = 0.0
    for path, value in targets.items():
        row = allowance(path)
        checked[path] = checker(vss_catalogue().lookup(path))(value)
        if row.needs_standing(checked[path]) and not conditions.standing:
            # A person reads this on the phone, so it names no signal.
            raise Rejected("The car is not known to stand still.", do="Stop it, then ask again.")
        deadline_s = max(deadline_s, row.deadline_s)
    return Permitted(targets=checked, deadline_s=deadline_s)


def allowance(path: str) -> Allowance:
    """Return the row that allows an actuator.

    Raises:
        LocalUseError: There is no such signal, or it is no actuator.
        Rejected: It may not be asked for.
    """
    if vss_catalogue().lookup(path).entry != "actuator":
        raise LocalUseError(f"{path} is not an actuator.")
    row = allowances().get(path)
    if row is None:
        raise Rejected(
            f"{path} may not be set through Segue: "
            "only access, comfort, charging and infotainment may."
        )
    return row
