"""The message classes of kuksa.val.v1 and v2, from our own descriptors.

They live in a pool of their own: whoever imports kuksa-client in the same process has the same
names in protobuf's default pool, where each may be there only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2

_COMPILED = Path(__file__).parent / "proto" / "descriptors.binpb"


def _load() -> tuple[descriptor_pool.DescriptorPool, tuple[Any, ...]]:
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    compiled = descriptor_pb2.FileDescriptorSet.FromString(_COMPILED.read_bytes())
    return pool, tuple(pool.AddSerializedFile(file.SerializeToString()) for file in compiled.file)


POOL, FILES = _load()
"""Our descriptors: the pool, and its files without those of others."""


def service(name: str) -> Any:
    """Return the descriptor of a service, such as `kuksa.val.v2.VAL`."""
    return POOL.FindServiceByName(name)


class Package:
    """The message classes of one protobuf package, by name: `V2.GetValueRequest`."""

    def __init__(self, name: str) -> None:
        for message in _messages(name):
            setattr(self, message.name, message_factory.GetMessageClass(message))

    def __getattr__(self, name: str) -> Any:
        """Say that a message is missing; those that exist are attributes."""
        raise AttributeError(f"There is no message {name}.")


def _messages(package: str) -> Iterator[Any]:
    for file in FILES:
        if file.package == package:
            yield from file.message_types_by_name.values()


V1: Any = Package("kuksa.val.v1")
V2: Any = Package("kuksa.val.v2")
SEGUE: Any = Package("segue")
