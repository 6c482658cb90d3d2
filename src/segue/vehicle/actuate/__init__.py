"""The only way to an actuator: permitted first, then carried out with one outcome by a deadline.

`permit` turns wishes into `Permitted`, or says why not; `Actuations` takes nothing else. What may
be asked for at all is data (`allowances`): access, comfort, charging and infotainment. Motion
(brake, steering, drive) is not on it and never will be: it belongs to the pilot's guard.

Only `node.car` may import this package; import-linter holds that.
"""

from segue.vehicle.actuate._allowed import Allowance, allowances
from segue.vehicle.actuate._permit import Conditions, Permitted, permit
from segue.vehicle.actuate._requests import Actuations

__all__ = [
    "Actuations",
    "Allowance",
    "Conditions",
    "Permitted",
    "allowances",
    "permit",
]
