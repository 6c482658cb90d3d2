"""`segue token`: who may do what with a car's signals."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from segue.cli._options import Data, Json
from segue.cli._output import complain, console, json_line
from segue.kernel import LocalUseError

_token = typer.Typer(
    help="Give programs the right to read, give and set a car's signals, and take it back.",
    epilog="Example:  segue token create --scope 'read actuate:Vehicle.Cabin.Door.**' --for 1h",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_UNITS_S = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd])")


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(_token, name="token")


@_token.command("create", epilog="Example:  segue token create --scope read:Vehicle.Cabin")
def create(
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            metavar="SCOPE",
            help="Words such as read, provide:Vehicle.Speed or actuate:Vehicle.Cabin.**",
        ),
    ],
    lifetime: Annotated[
        str, typer.Option("--for", metavar="TIME", help="How long it counts: 90s, 30m, 1h, 7d.")
    ] = "1h",
    subject: Annotated[
        str, typer.Option("--subject", metavar="NAME", help="Who will use it, for the audit.")
    ] = "owner",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Print a token that counts for this car; who has it may do what it says."""
    from segue.node.tokens import issue_token  # noqa: PLC0415  keeps --help fast

    text, token = issue_token(_folder(data), scope, lifetime_s=_seconds(lifetime), subject=subject)
    if as_json:
        json_line({"token": text, "id": token.token_id, "expires_utc_s": token.expires_utc_s})
    else:
        typer.echo(text)


@_token.command("list", epilog="Example:  segue token list --data my-car")
def list_tokens(data: Data = None, as_json: Json = False) -> None:
    """List the tokens that this car's key has signed and that have not expired."""
    from rich.table import Table  # noqa: PLC0415

    from segue.node.tokens import issued_tokens  # noqa: PLC0415

    tokens = issued_tokens(_folder(data))
    if as_json:
        for token, revoked in tokens:
            json_line(
                {
                    "id": token.token_id,
                    "subject": token.subject,
                    "scope": token.scope,
                    "expires_utc_s": token.expires_utc_s,
                    "revoked": revoked,
                }
            )
        return
    if not tokens:
        typer.echo("No token of this car counts.")
        return
    table = Table("id", "subject", "scope", "until", box=None, pad_edge=False)
    for token, revoked in tokens:
        until = time.strftime("%Y-%m-%d %H:%M", time.localtime(token.expires_utc_s))
        table.add_row(token.token_id, token.subject, token.scope, "revoked" if revoked else until)
    console().print(table)


@_token.command("revoke", epilog="Example:  segue token revoke 01k8x7m2w5d4qzj0c9e6r3tbvn")
def revoke(
    token_id: Annotated[
        str, typer.Argument(metavar="ID", help="As `segue token list` shows it, or a `jti`.")
    ],
    data: Data = None,
) -> None:
    """Make a token count no more, within a second, also where it is in use."""
    from segue.node.tokens import issued_tokens  # noqa: PLC0415
    from segue.node.tokens import revoke as revoke_token  # noqa: PLC0415

    folder = _folder(data)
    revoke_token(folder, token_id)
    typer.echo(f"{token_id} counts no more.")
    if token_id not in {token.token_id for token, _ in issued_tokens(folder)}:
        complain(
            "`segue token list` has none with that id. If it is another signer's, all is well."
        )


@_token.command("trust", epilog="Example:  segue token trust maker.pem")
def trust(
    pem: Annotated[Path, typer.Argument(metavar="FILE.pem", help="The signer's public key.")],
    data: Data = None,
) -> None:
    """Let tokens count that another signer makes; remove the file it prints to end that."""
    from segue.node.tokens import trust_signer  # noqa: PLC0415

    typer.echo(f"Trusted: {trust_signer(_folder(data), pem)}")


def _folder(data: Path | None) -> Path:
    from segue.node.storage import used_car_folder  # noqa: PLC0415

    return data or used_car_folder()


def _seconds(text: str) -> float:
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise LocalUseError(f"{text!r} is no duration.", do="Write it as 90s, 30m, 1h or 7d.")
    return float(match[1]) * _UNITS_S[match[2]]
