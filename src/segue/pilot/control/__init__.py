"""From a plan to pedals and wheel, fifty times a second.

    plan ─▶ Track ─┬▶ SpeedQp ──────▶ acceleration ─┐
    ego ─▶ Sway ───┴▶ preview steer ▶ steering ─────┴▶ within the car's limits ─▶ Command

`Controller` follows the last good plan; without a fresh one it brakes in its lane.
"""

from segue.pilot.control._controller import Controller

__all__ = ["Controller"]
