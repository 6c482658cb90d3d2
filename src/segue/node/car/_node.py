"""The car's node: every part, made and joined here, and nothing decided.

    async with CarNode(CarOptions(folder=folder)) as node:
        print(node.info.car_url)
        await node.serve()

It serves as soon as it knows who it is and what it was doing; music, map and search come after.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from segue import __version__
from segue.fabric.link import local_device
from segue.gateway.web import Parts, lan_app, link_route, local_app
from segue.kernel import Clock, SegueError, SystemClock, new_id
from segue.node.car._can import CanOptions, load_can_setup
from segue.node.car._core import CarCore, Ground
from segue.node.car._drive import checked_speedup
from segue.node.car._kuksa import KuksaOptions, check_kuksa_port, run_kuksa
from segue.node.car._music import check_music_folder
from segue.node.car._own_secrets import load_or_draw
from segue.node.car._reach import signals_reach
from segue.node.car._stored_car import stored_or_new_car
from segue.node.car._viss import VissPort
from segue.node.jobs import PreparePlaces
from segue.node.serving import LOOPBACK, Server, port_of
from segue.node.storage import FolderLock, Store, cache_folder, load_or_make_key
from segue.node.tokens import TrustFiles
from segue.node.worker import TileCache, Worker
from segue.schema.surface import NodeInfo, Notice
from segue.vehicle.access import Gatekeeper

if TYPE_CHECKING:
    from segue.node.lan import Lan

_log = logging.getLogger(__name__)

DEFAULT_PORT = 8420
_NOISE_KEY_BYTES = 32
_ID_RANDOM_BYTES = 10
_PREPARE_DEADLINE_S = 120.0
_STARTED_S = 5.0
"""After this, all that a car loads at its start is there: gRPC comes last."""

_SIGNALS_OPEN = Notice(
    level="warning",
    code="signals_open",
    text="Every program on this machine may give and set this car's signals (--signals-open).",
    do="Start without it to ask for tokens.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarOptions:
    """How to run a car's node.

    Args:
        folder: The car's own data folder; made when it is not there.
        port: On the loopback address; 0 for a free one. With `lan`, HTTPS is on the port after.
        car: Name of a car's data file, for a car that is new.
        at: Name of the place where a new car stands.
        speedup: Simulated seconds a real second, 1 to 600.
        music: A folder of songs instead of our own pieces.
        lan: Serve phones on the network too.
        demo: The front page is the demo's.
        kuksa: Where to serve kuksa.val; nowhere unless told.
        cache: For what can be made again; this person's cache folder when None.
        can: A real car's bus, for the signals that its mapping names.
        viss_port: For VISS; None for the usual one if it is free, 0 for none.
        signals_host: The address on which kuksa.val and VISS listen; beyond this machine only with
            TLS.
        signals_tls: A folder with `server.crt` and `server.key` for both, made with an authority of
            its own when they are not there. With `clients.crt` in it, only clients whose
            certificates that authority signed are let in.
        signals_open: Let every program on this machine give and set signals without a token, as
            far as signals may be set at all: for development.
    """

    folder: Path
    port: int = DEFAULT_PORT
    car: str = "su7-max"
    at: str = "Beijing"
    speedup: float = 1.0
    music: Path | None = None
    lan: bool = False
    demo: bool = False
    kuksa: KuksaOptions = field(default_factory=KuksaOptions)
    cache: Path | None = None
    can: CanOptions | None = None
    viss_port: int | None = 0
    signals_host: str = LOOPBACK
    signals_tls: Path | None = None
    signals_open: bool = False


class CarNode:
    """A running car, from `async with` to its end.

    Raises:
        LocalUseError: The folder or port is in use, or an option names what is not there.
        DataUnusable: Something stored is broken; it is left as it is.
    """

    def __init__(self, options: CarOptions, clock: Clock | None = None) -> None:
        self._options = options
        self._clock = clock or SystemClock()
        self._exits = contextlib.AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []
        self.info: NodeInfo
        """Who this is and where its screens are."""

    async def __aenter__(self) -> Self:
        """Start, and return once the screens are served."""
        async with self._exits:
            await self._start()
            self._exits = self._exits.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End: say goodbye to phones and screens, write what changed, give the folder back."""
        await self._exits.aclose()

    async def serve(self) -> None:
        """Run until cancelled; raise when a part of the node fails."""
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    # ------------------------------------------------------------------ making the parts

    async def _start(self) -> None:
        options, clock = self._options, self._clock
        cache = options.cache or cache_folder()
        checked_speedup(options.speedup)
        can = load_can_setup(options.can) if options.can else None
        if options.music is not None:
            check_music_folder(options.music)
        self._exits.enter_context(FolderLock(options.folder))
        server = Server()
        self._exits.push_async_callback(server.close)
        taken = server.take_port(LOOPBACK, options.port)
        port = port_of(taken)
        lan = _open_lan(server, options, port + 1, clock) if options.lan else None
        reach = signals_reach(options.signals_host, options.signals_tls, clock)
        viss = VissPort(server, options.viss_port, reach)
        check_kuksa_port(options.kuksa, reach.host)
        store = Store.open(options.folder)
        self._exits.callback(store.close)
        worker = Worker(cache)
        self._exits.push_async_callback(worker.close)
        simulated = await stored_or_new_car(store, worker, model=options.car, at=options.at)
        local = local_device(
            load_or_make_key(options.folder),
            name=simulated.model.title,
            kind="car",
            static_private=secrets.token_bytes(_NOISE_KEY_BYTES),
            boot_id=new_id(clock.utc_s(), secrets.token_bytes(_ID_RANDOM_BYTES)),
            addresses=(f"ws://localhost:{port}/link", *(lan.link_urls if lan else ())),
            agent=f"segue/{__version__}",
        )
        phone_origin = lan.origin if lan else f"http://localhost:{port}"
        ground = Ground(
            store=store,
            worker=worker,
            clock=clock,
            local=local,
            own=await load_or_draw(store, clock, secrets.token_bytes),
            gatekeeper=_gatekeeper(options, clock),
            phone_origin=phone_origin,
        )
        self.info = NodeInfo(
            version=__version__,
            boot_id=local.boot_id,
            device=local.proof.device,
            car_url=f"http://localhost:{port}/car/",
            phone_url=f"{phone_origin}/phone/",
            demo=options.demo,
        )
        core = CarCore(
            ground,
            simulated,
            speedup=options.speedup,
            can=can,
            standing=_SIGNALS_OPEN if options.signals_open else None,
        )
        core.topics.publish("node", self.info)
        await core.resume()
        self._exits.push_async_callback(core.save)
        self._exits.push_async_callback(core.broker.close)
        self._exits.push_async_callback(core.links.close)
        self._exits.push_async_callback(self._end_tasks)
        parts = Parts(
            topics=core.topics,
            methods=core.methods,
            tiles=TileCache(cache / "tiles" / __version__, worker),
            music=core.music,
            link=link_route(core.links.serve),
            ca_certificate=lan.ca_certificate if lan else None,
            demo=options.demo,
        )
        await server.serve(local_app(parts), taken)
        if lan:
            await server.serve(lan_app(parts), lan.taken, lan.tls)
        await viss.serve(core.broker, clock, core.notices)
        for job in (
            *core.jobs(),
            self._load_music(core, worker, cache / "music"),
            run_kuksa(core.broker, clock, options.kuksa, reach, core.notices.tell),
        ):
            self._tasks.append(asyncio.create_task(job))
        if worker.process_id is not None:  # the first start ever: have the search ready, too
            self._tasks.append(asyncio.create_task(self._prepare_places(worker)))

    async def _prepare_places(self, worker: Worker) -> None:
        try:
            await worker.run(PreparePlaces(), deadline_s=_PREPARE_DEADLINE_S)
        except SegueError as error:  # whoever searches is told
            _log.warning("no search index yet: %s", error)

    async def _load_music(self, core: CarCore, worker: Worker, own_pieces: Path) -> None:
        try:
            await core.music.load(self._options.music, own_pieces, worker)
        except SegueError as error:
            _log.warning("no music: %s", error)
            core.notices.tell(
                Notice(level="warning", code="no_music", text=error.message, do=error.do)
            )

    async def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _gatekeeper(options: CarOptions, clock: Clock) -> Gatekeeper:
    trust = TrustFiles(options.folder, clock.monotonic_s)
    if options.signals_open:
        _log.warning("%s %s", _SIGNALS_OPEN.text, _SIGNALS_OPEN.do)
    else:
        _log.info("Signals are open for reading; to give or set them takes a token.")
    return Gatekeeper(trust.now, clock.utc_s, open_to_all=options.signals_open)


def _open_lan(server: Server, options: CarOptions, port: int, clock: Clock) -> Lan:
    from segue.node.lan import open_lan  # noqa: PLC0415 (certificates cost a tenth of a second)

    return open_lan(server, options.folder / "tls", port, clock)


def run_car(options: CarOptions, ready: Callable[[NodeInfo], None] | None = None) -> None:
    """Run a car's node until Ctrl-C or SIGTERM.

    Args:
        options: How to run it.
        ready: Called once the screens are served.

    Raises:
        SegueError: It cannot start, and what to do.
    """
    asyncio.run(_run_until_told(options, ready))


async def _run_until_told(options: CarOptions, ready: Callable[[NodeInfo], None] | None) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    async with CarNode(options) as node:
        if ready:
            ready(node.info)
        loop.call_later(_STARTED_S, _settle)
        serving = asyncio.create_task(node.serve())
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if serving.done():
            serving.result()
        serving.cancel()


def _settle() -> None:
    """Take what the start made out of the garbage collector's rounds.

    It is there to stay, and looking at it again held every signal and screen up for 12 to 20 ms.
    """
    gc.collect()
    gc.freeze()
