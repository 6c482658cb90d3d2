"""A SUMO network as sumolib reads it, and the little more that lanes are told by."""

# sumolib ships no types.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import gzip
import xml.sax
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from segue.kernel import DataUnusable, LocalUseError

_NOT_A_NETWORK = "Give a .net.xml of SUMO; its netconvert makes one from other formats."


@dataclass(slots=True)
class Network:
    """A network that was read."""

    net: Any
    """`sumolib.net.Net`, with the lanes inside junctions and the programs of lights."""
    left_hand: bool = False
    """Whether traffic keeps to the left."""
    no_change_left: set[str] = field(default_factory=set[str])
    """Lanes that a car may not leave to the left."""
    no_change_right: set[str] = field(default_factory=set[str])


def parse(path: Path) -> Network:
    """Return the network in a file.

    Raises:
        DataUnusable: It cannot be read; says at which line and element.
        LocalUseError: sumolib is not installed.
    """
    reader = _reader()
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            xml.sax.parse(cast("Any", file), reader)  # noqa: S317 (expat opens nothing else)
    except (OSError, EOFError) as error:
        raise DataUnusable(f"{path} cannot be read: {error}.") from error
    except xml.sax.SAXParseException as error:
        where = f"{path}, line {error.getLineNumber()}"
        raise DataUnusable(f"{where}: {error.getMessage()}.", do=_NOT_A_NETWORK) from error
    except (KeyError, ValueError, IndexError, AttributeError, TypeError) as error:
        where = f"{path}, line {reader.line}, {reader.element}"
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise DataUnusable(f"{where}: {said}.", do=_NOT_A_NETWORK) from error
    return reader.network


def _reader() -> Any:
    """Return a SAX handler: sumolib's own, which also keeps what it passes over."""
    try:
        net: Any = import_module("sumolib").net
    except ImportError as error:
        raise LocalUseError(
            "Reading a SUMO network needs sumolib, which is not installed.",
            do="pip install 'segue[traffic]'",
        ) from error

    base: type[Any] = net.NetReader

    class Reader(base):
        def __init__(self) -> None:
            super().__init__(withInternal=True, withPrograms=True, withPedestrianConnections=True)
            self.network = Network(self.getNet())
            self.element = "the file"
            self.line = 0

        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (SAX names it)
            called = f' id="{attrs["id"]}"' if "id" in attrs else ""
            first, self.element = self.element == "the file", f"<{name}{called}>"
            self.line = self._locator.getLineNumber()
            if first and name != "net":
                raise ValueError("a SUMO network begins with <net>")
            super().startElement(name, attrs)
            if name == "net":
                self.network.left_hand = attrs.get("lefthand") in {"1", "true"}
            elif name == "lane":
                for change, closed in (
                    ("changeLeft", self.network.no_change_left),
                    ("changeRight", self.network.no_change_right),
                ):
                    if not _for_cars(attrs.get(change, "all")):
                        closed.add(attrs["id"])

    return Reader()


def _for_cars(classes: str) -> bool:
    """Return whether a list of vehicle classes has passenger cars in it."""
    return not {"all", "passenger"}.isdisjoint(classes.split())
