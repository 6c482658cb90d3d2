"""Conversions, once, at the edge. Inside Segue everything is SI."""

from __future__ import annotations

KMH_PER_MPS = 3.6
J_PER_WH = 3600.0
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid (2a + b) / 3."""
_ZERO_CELSIUS_K = 273.15


def mps_from_kmh(speed_kmh: float) -> float:
    """Return metres a second."""
    return speed_kmh / KMH_PER_MPS


def kmh_from_mps(speed_mps: float) -> float:
    """Return kilometres an hour."""
    return speed_mps * KMH_PER_MPS


def kelvin_from_celsius(temperature_c: float) -> float:
    """Return kelvin."""
    return temperature_c + _ZERO_CELSIUS_K


def celsius_from_kelvin(temperature_k: float) -> float:
    """Return degrees Celsius."""
    return temperature_k - _ZERO_CELSIUS_K
