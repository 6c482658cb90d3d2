"""Where the server listens, who gets in, and what is refused before anything is served."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import grpc
import pytest
from client_certificates import client_certificate
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from kuksa_rig import SPEED, Api, Kuksa, by_path, refused_as
from signal_broker import signal_broker

from segue.gateway.kuksa import KuksaServer, Listen, ServerTls
from segue.gateway.kuksa._calls import is_here
from segue.gateway.kuksa._limits import MAX_CONNECTIONS
from segue.gateway.kuksa._messages import V2
from segue.kernel import DataUnusable, LocalUseError, SystemClock
from segue.node.lan import ensure_tls

INFO = V2.GetServerInfoRequest()
V2_SERVICE = "kuksa.val.v2.VAL"


@contextlib.asynccontextmanager
async def listening(listen: Listen) -> AsyncIterator[int | None]:
    """Run a server that listens so."""
    clock = SystemClock()
    server = KuksaServer(signal_broker(clock, open_to_all=True), clock, version="1")
    try:
        yield await server.start(listen)
    finally:
        await server.close()


async def test_socket_serves_only_this_user_when_asked_for(tmp_path: Path) -> None:
    """A Unix socket has mode 0600 and speaks as TCP does; it is gone afterwards."""
    path = tmp_path / "kuksa.sock"
    async with (
        listening(Listen(socket_path=path)),
        grpc.aio.insecure_channel(f"unix:{path}") as channel,
    ):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert (await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)).name == "segue"
    assert not path.exists()


async def test_dead_socket_is_replaced_when_a_killed_server_left_it(tmp_path: Path) -> None:
    """What a power cut left behind is no reason not to start."""
    path = tmp_path / "kuksa.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    async with (
        listening(Listen(socket_path=path)),
        grpc.aio.insecure_channel(f"unix:{path}") as channel,
    ):
        await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)


async def test_start_fails_when_the_socket_is_alive(tmp_path: Path) -> None:
    """A socket that another program serves is left to it."""
    path = tmp_path / "kuksa.sock"
    async with listening(Listen(socket_path=path)):
        with pytest.raises(LocalUseError, match="Another program"):
            async with listening(Listen(socket_path=path)):
                pass
        async with grpc.aio.insecure_channel(f"unix:{path}") as channel:
            await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)


async def test_start_fails_when_the_socket_is_a_file(tmp_path: Path) -> None:
    """A file is not removed for a socket."""
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(LocalUseError, match="no socket"):
        async with listening(Listen(socket_path=path)):
            pass
    assert path.read_text() == "mine"


async def test_start_fails_when_the_socket_path_is_too_long(tmp_path: Path) -> None:
    """The limit of Linux is named instead of a system error."""
    with pytest.raises(LocalUseError, match="107"):
        async with listening(Listen(socket_path=tmp_path / ("x" * 100))):
            pass


async def test_start_fails_when_the_port_is_taken() -> None:
    """Two servers never share a port, each with half the calls."""
    async with listening(Listen(port=0)) as port:
        with pytest.raises(LocalUseError, match=str(port)):
            async with listening(Listen(port=port)):
                pass


async def test_tls_is_served_when_certificates_are_given(tmp_path: Path) -> None:
    """A client that trusts the authority gets in; one that speaks no TLS does not."""
    authority, tls = _certificates(tmp_path)
    async with listening(Listen(port=0, tls=tls)) as port:
        trusting = grpc.ssl_channel_credentials(authority)
        async with grpc.aio.secure_channel(f"localhost:{port}", trusting) as channel:
            await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)
        async with grpc.aio.insecure_channel(f"localhost:{port}") as channel:
            with refused_as(grpc.StatusCode.UNAVAILABLE):
                await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)


async def test_client_needs_a_certificate_when_an_authority_for_clients_is_given(
    tmp_path: Path,
) -> None:
    """With mutual TLS a client without a certificate is not let in."""
    authority, tls = _certificates(tmp_path)
    clients = client_certificate(tmp_path / "clients.crt")
    both = clients.read_bytes()
    mutual = ServerTls(certificate=tls.certificate, key=tls.key, client_authority=clients)
    async with listening(Listen(port=0, tls=mutual)) as port:
        known = grpc.ssl_channel_credentials(authority, both, both)
        async with grpc.aio.secure_channel(f"localhost:{port}", known) as channel:
            await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)
        stranger = grpc.ssl_channel_credentials(authority)
        async with grpc.aio.secure_channel(f"localhost:{port}", stranger) as channel:
            with refused_as(grpc.StatusCode.UNAVAILABLE):
                await Api(channel, V2_SERVICE, {}).GetServerInfo(INFO)


async def test_start_fails_when_a_certificate_is_missing(tmp_path: Path) -> None:
    """The missing file is named."""
    tls = ServerTls(certificate=tmp_path / "server.crt", key=tmp_path / "server.key")
    with pytest.raises(DataUnusable, match=r"server\.key"):
        async with listening(Listen(port=0, tls=tls)):
            pass


def _certificates(folder: Path) -> tuple[bytes, ServerTls]:
    files = ensure_tls(
        folder, now=datetime.now(UTC), hostname="localhost", addresses=(), constrained=False
    )
    tls = ServerTls(certificate=files.certificate, key=files.certificate_key)
    return files.authority.read_bytes(), tls


@pytest.mark.parametrize(
    ("peer", "here"),
    [
        ("ipv4:127.0.0.1:5", True),
        ("ipv6:%5B::1%5D:5", True),
        ("unix:", True),
        ("ipv4:192.168.1.4:5", False),
        ("ipv4:128.0.0.1:5", False),
        ("ipv6:%5B2001:db8::1%5D:5", False),
        ("ipv6:%5B::ffff:192.0.2.1%5D:5", False),
    ],
)
def test_peer_counts_as_here_when_it_is_on_this_machine(peer: str, here: bool) -> None:
    """What is open on this machine needs a token from any other."""
    assert is_here(peer) is here


async def test_connections_beyond_the_most_are_turned_away(kuksa: Kuksa) -> None:
    """Who only holds connections cannot use up the files of the whole car."""
    v2 = await kuksa.v2()
    await v2.GetServerInfo(INFO)
    async with contextlib.AsyncExitStack() as exits:
        readers: list[asyncio.StreamReader] = []
        for _ in range(MAX_CONNECTIONS + 9):
            reader, writer = await asyncio.open_connection("127.0.0.1", kuksa.port)
            exits.callback(writer.close)
            readers.append(reader)
        ends = asyncio.as_completed([_end_of(reader) for reader in readers])
        for end in itertools.islice(ends, 10):
            await end
        await v2.GetServerInfo(INFO)


async def _end_of(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(ConnectionError):
        await reader.read()


async def test_request_is_refused_when_it_is_too_big(kuksa: Kuksa) -> None:
    """A message over 4 MiB is not taken in."""
    request = V2.GetValuesRequest(signal_ids=[by_path("V" * 999)] * 5000)
    with refused_as(grpc.StatusCode.RESOURCE_EXHAUSTED):
        await (await kuksa.v2()).GetValues(request)
    await (await kuksa.v2()).GetValue(V2.GetValueRequest(signal_id=by_path(SPEED)))


async def test_services_describe_themselves_when_asked(kuksa: Kuksa) -> None:
    """Reflection lists both services and gives their files with our fields."""
    stub = reflection_pb2_grpc.ServerReflectionStub(await kuksa.channel())
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="kuksa.val.v2.Datapoint"),
    ]
    services, file = [answer async for answer in stub.ServerReflectionInfo(iter(asked))]
    names = {service.name for service in services.list_services_response.service}
    assert {"kuksa.val.v1.VAL", V2_SERVICE} <= names
    assert b"freshness" in b"".join(file.file_descriptor_response.file_descriptor_proto)
