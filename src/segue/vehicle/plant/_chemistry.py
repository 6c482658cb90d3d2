"""Lithium cells by chemistry: rest voltage over charge, and the voltages between which they work.

The rest voltages are slow charge and discharge averaged (C/20 and C/32, room temperature), as ten
points each, from Sunil, Pattipati and Balasingam, "Piecewise linear approximation of battery
open-circuit voltage characteristics using dynamic programming", IEEE Transactions on
Instrumentation and Measurement, 2025, and its data (soorajsunil/Piecewise-Battery-OCV).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Chemistry:
    """What a cell's materials fix, whatever its size."""

    name: str
    charge_frac: tuple[float, ...]
    """Where the rest voltage is known, rising from 0 to 1; share of the charge a cell holds."""
    rest_v: tuple[float, ...]
    """Rest voltage there; linear in between."""
    lowest_v: float
    """Under load, from its maker's data sheet."""
    highest_v: float
    """Under charge, from its maker's data sheet."""


NMC = Chemistry(
    name="nmc",
    charge_frac=(0.0, 0.0050, 0.0352, 0.0854, 0.1357, 0.2915, 0.4523, 0.8392, 0.9548, 1.0),
    rest_v=(2.5, 2.8080, 3.1179, 3.3182, 3.4193, 3.5826, 3.6941, 4.0664, 4.1121, 4.2),
    lowest_v=2.5,
    highest_v=4.2,
)
"""Nickel-rich oxides (NMC, NCA) against graphite: Samsung INR21700-40T."""

LFP = Chemistry(
    name="lfp",
    charge_frac=(0.0, 0.0033, 0.0117, 0.0267, 0.0534, 0.0885, 0.2972, 0.9833, 0.9950, 1.0),
    rest_v=(2.0102, 2.4177, 2.7405, 2.9299, 3.0872, 3.1942, 3.2772, 3.3511, 3.4180, 3.5981),
    lowest_v=2.0,
    highest_v=3.65,
)
"""Iron phosphate against graphite: Lithium Werks APR18650M1B, charged to 3.65 V as large cells."""

CHEMISTRIES = {chemistry.name: chemistry for chemistry in (NMC, LFP)}
