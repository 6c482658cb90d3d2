"""An XML file of somebody else's, opened with care; every complaint names file and element."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET

from segue.kernel import DataUnusable

_LARGEST_BYTES = 256 * 1024 * 1024
"""Unpacked. The largest published scenario has some 60 MB."""
_ROOT = "commonRoad"
_VERSIONS = ("2018b", "2020a")


@dataclass(frozen=True, slots=True)
class Node:
    """An element that knows where in which file it is."""

    element: ET.Element
    file: str
    parent: Node | None = None

    @property
    def tag(self) -> str:
        """Its name."""
        return self.element.tag

    @property
    def where(self) -> str:
        """The way to it: `lanelet 12, leftBound, point 3`."""
        if self.parent is None:
            return self.tag
        alike = [one for one in self.parent.element if one.tag == self.tag]
        name = self.tag
        if (own_id := self.element.get("id")) is not None:
            name = f"{name} {own_id}"
        elif len(alike) > 1:
            name = f"{name} {alike.index(self.element) + 1}"
        return name if self.parent.parent is None else f"{self.parent.where}, {name}"

    def refuse(self, why: str) -> NoReturn:
        """Raise what says that this element cannot be used.

        Raises:
            DataUnusable: Always.
        """
        raise DataUnusable(f"{self.file}: {self.where} {why}.")

    def children(self, *tags: str) -> Iterator[Node]:
        """Give the elements right below of these names; without a name, all."""
        for one in self.element:
            if not tags or one.tag in tags:
                yield Node(one, self.file, self)

    def find(self, path: str) -> Node | None:
        """Return the element at a path of names below (`a/b`), the first of each."""
        node = self
        for tag in path.split("/"):
            below = node.element.find(tag)
            if below is None:
                return None
            node = Node(below, self.file, node)
        return node

    def child(self, path: str) -> Node:
        """Return the element at a path of names below.

        Raises:
            DataUnusable: There is none.
        """
        return self.find(path) or self.refuse(f"has no {path}")

    def attribute(self, name: str) -> str:
        """Return an attribute.

        Raises:
            DataUnusable: There is none.
        """
        value = self.element.get(name)
        return self.refuse(f"has no attribute {name}") if value is None else value

    @property
    def text(self) -> str:
        """What stands in it."""
        return (self.element.text or "").strip()

    def number(self) -> float:
        """Return the number in it.

        Raises:
            DataUnusable: There is none that is finite.
        """
        try:
            value = float(self.text)
        except ValueError:
            self.refuse(f"should be a number, not {self.text[:40]!r}")
        return value if math.isfinite(value) else self.refuse("should be a finite number")

    def point(self) -> tuple[float, float]:
        """Return the x and y below it.

        Raises:
            DataUnusable: One is missing or no number.
        """
        return self.child("x").number(), self.child("y").number()


def read_document(path: Path) -> Node:
    """Return the root of a CommonRoad file, `.xml` or `.xml.gz`.

    Raises:
        DataUnusable: It cannot be read, is no XML, declares entities, or is of another format.
    """
    try:
        text = _bytes_of(path)
    except (OSError, EOFError, zlib.error) as error:
        raise DataUnusable(f"{path.name} cannot be read: {error}.") from error
    builder = _Builder(path.name)
    try:
        root = ET.fromstring(text, ET.XMLParser(target=builder))  # noqa: S314 (DOCTYPE is refused)
    except ET.ParseError as error:
        raise DataUnusable(f"{path.name} is no XML: {error}.") from error
    node = Node(root, path.name)
    if root.tag != _ROOT:
        node.refuse(f"is not the root of a CommonRoad file, which is {_ROOT}")
    if (version := node.attribute("commonRoadVersion")) not in _VERSIONS:
        node.refuse(f"is of version {version}; {' and '.join(_VERSIONS)} can be read")
    return node


class _Builder(ET.TreeBuilder):
    """Refuses a DOCTYPE as soon as it begins: entities grow without bound, or name other files."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file

    def doctype(self, name: str, _public: str | None, _system: str | None) -> NoReturn:
        raise DataUnusable(f"{self._file}: DOCTYPE {name} is refused; CommonRoad needs none.")


def _bytes_of(path: Path) -> bytes:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        text = file.read(_LARGEST_BYTES + 1)
    if len(text) > _LARGEST_BYTES:
        raise DataUnusable(f"{path.name} is larger than {_LARGEST_BYTES >> 20} MiB.")
    return text
