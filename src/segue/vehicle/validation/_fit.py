"""Fitting the losses that all cars share on measured energy, by least squares.

Three numbers are fitted: loss by driven axle, loss in proportion to power, and the share of braking
that motors do. What two test cycles cannot tell apart is fixed by physics (`data/shared.toml`):
auxiliary power, wall efficiency, ohmic losses of motor and battery, turning masses, and where
regeneration fades.
"""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from segue.kernel import DataUnusable
from segue.vehicle.plant import CarModel, Cycle, fleet_energy_wh, read_cycle
from segue.vehicle.validation._epa import CYCLES, EpaTests, Vehicle

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

_AXLES = {"front": 1, "rear": 1, "all": 2}


class Losses(NamedTuple):
    """What is fitted; names as in `data/shared.toml`."""

    idle_loss_per_axle_w: float
    loss_share: float
    regen_share: float

    def given_to(self, vehicle: Vehicle, car: CarModel) -> CarModel:
        """Return that car with these losses."""
        return replace(
            car,
            idle_loss_w=self.idle_loss_per_axle_w * _AXLES[vehicle.driven_axles],
            loss_share=self.loss_share,
            regen_share=self.regen_share,
        )


_START = Losses(100.0, 0.1, 0.9)
_LOW = Losses(0.0, 0.0, 0.3)
_HIGH = Losses(1000.0, 0.4, 1.0)
_FEWEST_TESTS = 2 * len(_START)

Predictions = dict[tuple[Vehicle, str], float]
"""Wall energy by vehicle and cycle [Wh/km]."""


class LossFit:
    """Tests made ready to be predicted and fitted.

    Args:
        tests: Measured energy.
        cycles: The folder that holds the speed traces.

    Raises:
        DataUnusable: A cycle cannot be read, or a test's car cannot be.
    """

    def __init__(self, tests: EpaTests, cycles: Path) -> None:
        self.tests = tests
        self._cycles: dict[str, Cycle] = {
            name: read_cycle(cycles / file) for name, file in CYCLES.items()
        }
        self._cars = {vehicle: vehicle.car() for vehicle, _ in tests.wall_wh_per_km}

    def predict(self, losses: Losses, *, makes: Collection[str]) -> Predictions:
        """Return the energy from the wall of those makes' tests."""
        predictions: Predictions = {}
        for name, cycle in self._cycles.items():
            vehicles = [
                vehicle
                for vehicle, tested in self.tests.wall_wh_per_km
                if tested == name and vehicle.make in makes
            ]
            cars = [losses.given_to(vehicle, self._cars[vehicle]) for vehicle in vehicles]
            used_wh = fleet_energy_wh(cars, cycle.speed_mps, dt_s=cycle.step_s)
            for vehicle, car, energy_wh in zip(vehicles, cars, used_wh.tolist(), strict=True):
                per_km = energy_wh / cycle.distance_m * 1000.0
                predictions[vehicle, name] = per_km / car.wall_efficiency
        return predictions

    def errors(self, losses: Losses, *, makes: Collection[str]) -> Predictions:
        """Return predicted over measured, less 1, of those makes' tests."""
        predictions = self.predict(losses, makes=makes)
        measured = self.tests.wall_wh_per_km
        return {key: value / measured[key] - 1.0 for key, value in predictions.items()}

    def fit(self, *, makes: Collection[str]) -> Losses:
        """Return the losses that predict those makes' tests best, by relative error.

        Raises:
            DataUnusable: They have too few tests.
        """
        import numpy as np  # noqa: PLC0415 - a car node at rest never loads it
        from scipy import optimize  # noqa: PLC0415 - as above

        count = sum(vehicle.make in makes for vehicle, _ in self.tests.wall_wh_per_km)
        if count < _FEWEST_TESTS:
            raise DataUnusable(
                f"{count} tests of {', '.join(makes) or 'no make'} are too few to fit on; "
                f"{_FEWEST_TESTS} are needed."
            )

        def residuals(values: Floats) -> Floats:
            errors = self.errors(Losses(*values.tolist()), makes=makes)
            return np.log1p(np.array(list(errors.values())))

        found = optimize.least_squares(residuals, _START, bounds=(_LOW, _HIGH), x_scale=_START)
        return Losses(*found.x.tolist())
