"""What is around the car, and where the car itself is, from sensors that err, lag and lie.

`Perception` makes tracks of what sensors report; `gospa` and `TrackScore` tell how right they are.
"""

from segue.pilot.perceive._perception import Perception
from segue.pilot.perceive._score import Gospa, TrackScore, gospa

__all__ = ["Gospa", "Perception", "TrackScore", "gospa"]
