"""What the objects may do: several futures each, with probabilities, along their lanes."""

from segue.pilot.predict._predictor import LanePredictor

__all__ = ["LanePredictor"]
