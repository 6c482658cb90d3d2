"""Prints kuksa-client's own descriptors, one file a line in base 64."""

from __future__ import annotations

import base64

from kuksa.val.v1 import types_pb2 as types_v1
from kuksa.val.v1 import val_pb2 as val_v1
from kuksa.val.v2 import types_pb2 as types_v2
from kuksa.val.v2 import val_pb2 as val_v2

for module in (types_v1, val_v1, types_v2, val_v2):
    print(base64.b64encode(module.DESCRIPTOR.serialized_pb).decode())  # noqa: T201
