"""Signals in MCAP files: recording a server's, reading them, and giving them to a server again."""

from segue.node.recording._reader import Contents, Recorded, RecordedFile, contents_of
from segue.node.recording._record import Ended, RecordEvent, record
from segue.node.recording._replay import Fit, Moment, Player, fit, moments, pace
from segue.node.recording._writer import Recording, write_layout

__all__ = [
    "Contents",
    "Ended",
    "Fit",
    "Moment",
    "Player",
    "RecordEvent",
    "Recorded",
    "RecordedFile",
    "Recording",
    "contents_of",
    "fit",
    "moments",
    "pace",
    "record",
    "write_layout",
]
