"""The plant against the published world: rows of figure, published, model and error.

Each function makes rows of one kind from published facts, or from files of measurements of others:
`epa_rows` takes any file of EPA tests, `range_rows` and `charging_gain_rows` the folder of the
Chinese test cycle.
"""

from segue.vehicle.validation._charging import charging_gain_rows, charging_time_rows
from segue.vehicle.validation._drive_rows import drive_rows
from segue.vehicle.validation._drives import Drive, read_drive, read_drives
from segue.vehicle.validation._epa import EpaTests, Vehicle, read_epa_tests
from segue.vehicle.validation._epa_rows import (
    epa_rows,
    left_out_errors,
    mean_by_make,
    one_scalar_errors,
)
from segue.vehicle.validation._fit import Losses, LossFit
from segue.vehicle.validation._performance import braking_rows, sprint_rows, top_speed_rows
from segue.vehicle.validation._range import range_rows
from segue.vehicle.validation._row import ValidationRow, compared

__all__ = [
    "Drive",
    "EpaTests",
    "LossFit",
    "Losses",
    "ValidationRow",
    "Vehicle",
    "braking_rows",
    "charging_gain_rows",
    "charging_time_rows",
    "compared",
    "drive_rows",
    "epa_rows",
    "left_out_errors",
    "mean_by_make",
    "one_scalar_errors",
    "range_rows",
    "read_drive",
    "read_drives",
    "read_epa_tests",
    "sprint_rows",
    "top_speed_rows",
]
