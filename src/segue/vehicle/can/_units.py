"""Units as DBC files write them, and what turns them into VSS's."""

from __future__ import annotations

import math

_SPELLINGS = {
    "km/h": ("km/h", "kmh", "kph", "kmph"),
    "m/s": ("m/s", "mps"),
    "mph": ("mph", "mi/h"),
    "percent": ("percent", "%", "pct"),
    "celsius": ("celsius", "degc", "°c", "c", "deg c", "degree celsius"),
    "fahrenheit": ("fahrenheit", "degf", "°f", "f", "deg f"),
    "kelvin": ("kelvin", "k"),
    "degrees": ("degrees", "degree", "deg", "°"),
    "rad": ("rad", "radians"),
    "degrees/s": ("degrees/s", "deg/s", "°/s", "degree/s"),
    "rad/s": ("rad/s",),
    "m/s^2": ("m/s^2", "m/s2", "m/s²", "m/s/s"),
    "g": ("g",),
    "km": ("km",),
    "m": ("m", "meter", "meters", "metre", "metres"),
    "cm": ("cm",),
    "mm": ("mm",),
    "mi": ("mi", "mile", "miles"),
    "kwh": ("kwh",),
    "wh": ("wh",),
    "kw": ("kw",),
    "w": ("w", "watt"),
    "v": ("v", "volt", "volts"),
    "mv": ("mv",),
    "a": ("a", "amp", "amps", "ampere"),
    "rpm": ("rpm", "1/min", "u/min"),
    "nm": ("nm", "n*m", "n·m"),
    "kpa": ("kpa",),
    "bar": ("bar",),
    "psi": ("psi",),
    "s": ("s", "sec"),
    "ms": ("ms",),
    "min": ("min",),
    "h": ("h",),
    "l": ("l", "litre", "liter"),
}
_CANONICAL = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}

_STEPS = {
    ("m/s", "km/h"): (3.6, 0.0),
    ("mph", "km/h"): (1.609344, 0.0),
    ("fahrenheit", "celsius"): (1 / 1.8, -32 / 1.8),
    ("kelvin", "celsius"): (1.0, -273.15),
    ("rad", "degrees"): (180 / math.pi, 0.0),
    ("rad/s", "degrees/s"): (180 / math.pi, 0.0),
    ("g", "m/s^2"): (9.80665, 0.0),
    ("km", "m"): (1000.0, 0.0),
    ("mi", "m"): (1609.344, 0.0),
    ("mi", "km"): (1.609344, 0.0),
    ("m", "mm"): (1000.0, 0.0),
    ("cm", "mm"): (10.0, 0.0),
    ("cm", "m"): (0.01, 0.0),
    ("wh", "kwh"): (0.001, 0.0),
    ("kw", "w"): (1000.0, 0.0),
    ("mv", "v"): (0.001, 0.0),
    ("bar", "kpa"): (100.0, 0.0),
    ("psi", "kpa"): (6.894757, 0.0),
    ("min", "s"): (60.0, 0.0),
    ("h", "s"): (3600.0, 0.0),
    ("ms", "s"): (0.001, 0.0),
}


def conversion(unit: str, vss_unit: str) -> tuple[float, float] | None:
    """Return scale and offset that turn a value in `unit` into VSS's unit; None when not known.

    A unit that is not given is taken to be VSS's.
    """
    if not unit.strip() or not vss_unit:
        return 1.0, 0.0
    here, there = _canonical(unit), _canonical(vss_unit)
    if here == there:
        return 1.0, 0.0
    if (here, there) in _STEPS:
        return _STEPS[here, there]
    if (there, here) in _STEPS:
        scale, offset = _STEPS[there, here]
        return 1.0 / scale, -offset / scale
    return None


def _canonical(unit: str) -> str:
    text = unit.strip().casefold()
    return _CANONICAL.get(text, text)
