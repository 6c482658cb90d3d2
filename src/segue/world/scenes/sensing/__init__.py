"""What the car's sensors say, of others and of itself, and how they are wrong."""

from segue.world.scenes.sensing._objects import SOON_S, ObjectSensor
from segue.world.scenes.sensing._own import OwnSensors

__all__ = ["SOON_S", "ObjectSensor", "OwnSensors"]
