"""SUMO's traffic on real networks, and the pilot's car among it, seen by SUMO's drivers.

_places     the networks, and how much traffic ──▶ _legs: where the ego goes, by a seed
_wheel      the pilot: exact objects within 200 m, a plan every 0.1 s, the car by physics
_drive      one case, leg after leg; _faults, _cause, _brakes and _comfort judge it
_suite      all of it, each case in a process of its own, and SUMO's driver beside

`world.sumo` has the others, the lights, and a car that SUMO does not drive.
"""

from segue.bench.traffic._suite import run

__all__ = ["run"]
