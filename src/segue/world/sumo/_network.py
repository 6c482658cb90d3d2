"""A SUMO network as a value, so that it outlives the file that it was made in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from segue.kernel import DataUnusable
from segue.lanes import LaneMap
from segue.lanes.sumo import as_network, read_sumo


@dataclass(frozen=True, slots=True)
class Network:
    """The file of a network."""

    name: str
    """With its ending: SUMO tells by it whether it is compressed."""
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, path: Path) -> tuple[Self, LaneMap]:
        """Return the network that a file is or that can be made of it, and its lanes.

        Args:
            path: As `segue.lanes.sumo.as_network` takes it.

        Raises:
            DataUnusable: No network can be made of it, or it is broken; says which element.
            LocalUseError: SUMO is not installed.
        """
        with TemporaryDirectory(prefix="segue-") as folder:
            made = as_network(path, Path(folder))
            lanes = read_sumo(made)
            try:
                return cls(made.name, made.read_bytes()), lanes
            except OSError as error:
                raise DataUnusable(f"{path} cannot be read: {error.strerror}.") from error
