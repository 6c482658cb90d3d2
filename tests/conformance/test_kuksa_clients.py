"""Clients of others, unmodified, in environments of their own, against kuksa.val as we serve it."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from client_env import ROOT, client_env, node_client_env
from google.protobuf import descriptor_pb2
from kuksa_rig import Kuksa, running_kuksa

sys.path.insert(0, str(ROOT / "tools"))

from kuksa_descriptors import COMPILED, PROTO, compile_protos

CLIENTS = Path(__file__).parent / "clients"
OURS_FROM = 1000


@pytest.fixture(scope="module")
def kuksa_python() -> Path:
    """A Python with kuksa-client, and the compiler that comes with it."""
    return client_env("kuksa", "kuksa-client==0.6.0")


@pytest.fixture
async def kuksa() -> AsyncIterator[Kuksa]:
    """A server that is open to all."""
    async with running_kuksa() as running:
        yield running


async def _run(*command: str | Path, told: str = "", cwd: Path | None = None) -> str:
    """Return what a program prints."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cwd,
    )
    out, errors = await process.communicate(told.encode())
    assert process.returncode == 0, errors.decode()
    return out.decode()


async def test_library_of_kuksa_works_when_it_is_unmodified(
    kuksa: Kuksa, kuksa_python: Path
) -> None:
    """Set, get, metadata, subscribe, target and provider, by both APIs and both of its clients."""
    told = json.loads(await _run(kuksa_python, CLIENTS / "kuksa_library.py", str(kuksa.port)))
    assert told == {
        "server": "segue",
        "values": [42.5, -1],
        "has time": True,
        "metadata": ["FLOAT", "SENSOR", "km/h"],
        "unknown": 404,
        "out of range": 3,
        "no provider": 503,
        "heard": [42.5, 55.0],
        "unanswered": 504,
        "asked": False,
        "light": True,
        "target": True,
    }


async def test_command_line_of_kuksa_works_when_it_is_unmodified(
    kuksa: Kuksa, kuksa_python: Path, tmp_path: Path
) -> None:
    """What a person types into kuksa-client: a value set and read, and metadata."""
    commands = """setValue Vehicle.Speed 61.5
getValue Vehicle.Speed
getMetaData Vehicle.Cabin.DoorCount
getValue Vehicle.Nope
quit
"""
    program = kuksa_python.with_name("kuksa-client")
    server = f"grpc://127.0.0.1:{kuksa.port}"
    coloured = await _run(program, server, told=commands, cwd=tmp_path)  # it leaves its history
    shown = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert '"value": 61.5' in shown
    assert '"data_type": "UINT8"' in shown
    assert '"code": 404' in shown


async def test_client_in_node_works_when_it_uses_our_proto_files(kuksa: Kuksa) -> None:
    """grpc-js with our .proto files reads, publishes and subscribes, and sees our fields."""
    node, folder = node_client_env("kuksa-node", "@grpc/grpc-js@1.14.1", "@grpc/proto-loader@0.8.0")
    program = folder / "kuksa_node.cjs"
    program.write_bytes((CLIENTS / "kuksa_node.cjs").read_bytes())
    told = json.loads(await _run(node, program, str(kuksa.port), PROTO))
    assert told == {
        "value": 42.5,
        "freshness": "FRESHNESS_FRESH",
        "v1": 42.5,
        "missing": 5,
        "heard": 42.5,
        "refused": [["Vehicle.Nope", 5]],
    }


async def test_descriptors_are_those_of_kuksa_when_ours_are_left_out(kuksa_python: Path) -> None:
    """Every file, message, field, number, type and method is kuksa-client's; ours are from 1000."""
    printed = await _run(kuksa_python, CLIENTS / "kuksa_descriptors.py")
    theirs: dict[str, Any] = {}
    for line in printed.split():
        file = descriptor_pb2.FileDescriptorProto.FromString(base64.b64decode(line))
        theirs[file.name] = _comparable(file)
    compiled = descriptor_pb2.FileDescriptorSet.FromString(COMPILED.read_bytes())
    ours = {file.name: _comparable(file) for file in compiled.file if file.package != "segue"}
    assert ours == theirs


def _comparable(file: Any) -> Any:
    """Return what of a file matters on the wire, without our additions and in order of names."""
    for message in file.message_type:
        for field in [field for field in message.field if field.number >= OURS_FROM]:
            message.field.remove(field)
        for made in (message, *message.nested_type):
            for field in made.field:
                field.ClearField("json_name")
                field.ClearField("options")
    if "segue/signals.proto" in file.dependency:
        file.dependency.remove("segue/signals.proto")
    file.ClearField("options")
    for kind in (file.message_type, file.enum_type, file.service):
        kind.sort(key=lambda described: described.name)
    return file


def test_descriptors_are_those_of_our_proto_files_when_compiled_again(
    kuksa_python: Path, tmp_path: Path
) -> None:
    """What is read at run time and what clients get to compile is the same."""
    again = tmp_path / "again.binpb"
    compile_protos(kuksa_python, again)
    read = descriptor_pb2.FileDescriptorSet.FromString
    assert read(again.read_bytes()) == read(COMPILED.read_bytes())
