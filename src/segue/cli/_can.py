"""`segue can`: check a mapping, record a bus, replay a log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segue.cli._exit_codes import ExitCode
from segue.cli._options import Json
from segue.cli._output import complain, json_line

if TYPE_CHECKING:
    from segue.node.canbus import LogSpec
    from segue.vehicle.can import Counts, MappingMisfits
    from segue.vehicle.signals import Sample

_can = typer.Typer(
    help="Check what a DBC and a mapping say of a car's CAN bus; record and replay its frames.",
    epilog="Example:  segue can check car.dbc car.toml",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BUS = "socketcan:can0, or another interface:channel[@bitrate]."


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(_can, name="can")


@_can.command("check", epilog="Example:  segue can check car.dbc car.toml")
def check(
    dbc: Annotated[Path, typer.Argument(metavar="DBC", help="What the car's messages are.")],
    mapping: Annotated[Path, typer.Argument(metavar="MAP", help="Which of them mean what.")],
    as_json: Json = False,
) -> None:
    """Say whether a mapping fits its DBC and VSS; list everything that does not."""
    from segue.node.car import load_can_plan  # noqa: PLC0415  keeps --help fast
    from segue.vehicle.can import MappingMisfits  # noqa: PLC0415

    try:
        plan = load_can_plan(dbc, mapping)
    except MappingMisfits as error:
        _show_misfits(error, as_json=as_json)
        raise typer.Exit(ExitCode.NO) from error
    read, written = sorted(plan.read_paths), sorted(plan.write_paths)
    if as_json:
        json_line({"fits": True, "read": read, "written": written})
        return
    typer.echo(f"{mapping.name} fits {dbc.name}: {len(read)} signals are read.")
    for path in written:
        typer.echo(f"{path} can be written.")


def _show_misfits(error: MappingMisfits, *, as_json: bool) -> None:
    for misfit in error.misfits:
        if as_json:
            json_line(
                {
                    "fits": False,
                    "file": str(misfit.file),
                    "key": misfit.key,
                    "what": misfit.what,
                    "do": misfit.do,
                }
            )
        else:
            complain(f"{misfit.file.name}: {misfit.key}: {misfit.what}", misfit.do)


@_can.command("record", epilog="Example:  segue can record drive.blf --can socketcan:can0")
def record(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new .log (candump), .asc or .blf file.")
    ],
    can: Annotated[str, typer.Option("--can", metavar="BUS", help=_BUS)],
    for_s: Annotated[
        float | None, typer.Option("--for", metavar="S", min=0.0, help="Stop after these seconds.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a bus's frames to a log until Ctrl-C; nothing is ever sent."""
    from segue.kernel import LocalUseError  # noqa: PLC0415
    from segue.node.canbus import BusSpec, parse_spec  # noqa: PLC0415
    from segue.node.canbus import record as record_bus  # noqa: PLC0415

    spec = parse_spec(can)
    if not isinstance(spec, BusSpec):
        raise LocalUseError("A log is recorded already.", do="Give a bus with --can.")
    count = record_bus(spec, out, seconds=for_s)
    if as_json:
        json_line({"frames": count, "file": str(out)})
    else:
        typer.echo(f"{out} has {count} frames.")


@_can.command("replay", epilog="Example:  segue can replay drive.log --dbc car.dbc --map car.toml")
def replay(
    log: Annotated[Path, typer.Argument(metavar="LOG", help="A .log, .asc or .blf file.")],
    *,
    dbc: Annotated[Path | None, typer.Option("--dbc", metavar="FILE", help="The DBC.")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="The mapping.")
    ] = None,
    can: Annotated[
        str | None, typer.Option("--can", metavar="BUS", help=f"Send the frames to {_BUS}")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option("--speed", metavar="X", help="Times the log's own speed (1 with --can)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what a log says in VSS signals, or send its frames to a bus.

    Signals are shown as fast as the log can be read, unless --speed says otherwise.
    """
    from segue.kernel import LocalUseError  # noqa: PLC0415
    from segue.node.canbus import log_spec  # noqa: PLC0415

    spec = log_spec(log, speed)
    if can is not None:
        _replay_to_bus(spec, can, as_json=as_json)
    elif dbc is None or mapping is None:
        raise LocalUseError(
            "Nothing says what the frames mean, or where to send them.",
            do="Give --dbc and --map, or --can.",
        )
    else:
        _show_signals(spec, dbc, mapping, timed=speed is not None, as_json=as_json)


def _replay_to_bus(spec: LogSpec, can: str, *, as_json: bool) -> None:
    from segue.kernel import LocalUseError  # noqa: PLC0415
    from segue.node.canbus import BusSpec, parse_spec  # noqa: PLC0415
    from segue.node.canbus import replay as replay_log  # noqa: PLC0415

    to = parse_spec(can)
    if not isinstance(to, BusSpec):
        raise LocalUseError("A log takes no frames.", do="Give a bus with --can.")
    count = replay_log(spec, to)
    if as_json:
        json_line({"frames": count, "bus": to.name})
    else:
        typer.echo(f"{to.name} took {count} frames.")


def _show_signals(spec: LogSpec, dbc: Path, mapping: Path, *, timed: bool, as_json: bool) -> None:
    from segue.node.canbus import LogDecoder, paced, read_log  # noqa: PLC0415
    from segue.node.car import load_can_plan  # noqa: PLC0415

    decoder = LogDecoder(load_can_plan(dbc, mapping), source=spec.name)
    frames = paced(spec) if timed else read_log(spec.path)
    for at_s, sample in decoder.decode(frames):
        if as_json:
            json_line(
                {
                    "time_s": at_s,
                    "path": sample.path,
                    "value": sample.value,
                    "freshness": sample.freshness,
                    "source": sample.provider,
                }
            )
        else:
            typer.echo(_line(at_s, sample))
    if not as_json:
        _show_counts(decoder.receiver.counts, decoder.receiver.unmapped)


def _line(at_s: float, sample: Sample) -> str:
    """Return a line as `segue signals watch` writes it, with the log's own time in seconds."""
    from segue.cli.signals._text import value_text  # noqa: PLC0415
    from segue.vehicle.signals import vss_catalogue  # noqa: PLC0415

    unit = vss_catalogue().lookup(sample.path).unit
    stale = ("stale",) if sample.freshness == "stale" else ()
    columns = (f"{at_s:.3f}", sample.path, value_text(sample.value), unit, *stale)
    return "\t".join(columns).rstrip("\t")


def _show_counts(counts: dict[str, Counts], unmapped: int) -> None:
    for name, of in counts.items():
        faults = {
            "too short": of.short,
            "with a wrong checksum": of.bad_checksum,
            "repeated": of.repeated,
            "missed": of.missed,
        }
        text = "".join(f", {count} {fault}" for fault, count in faults.items() if count)
        typer.echo(f"{name}: {of.taken} frames{text}.")
    typer.echo(f"{unmapped} frames of messages that are not mapped.")
