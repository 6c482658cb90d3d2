"""Where a car's signals are served, in words for who starts it."""

from __future__ import annotations

from segue.cli._options import DEFAULT_KUKSA_PORT, DEFAULT_VISS_PORT


def signals_text(
    host: str, *, kuksa_port: int | None, viss_port: int | None, tls: bool, open_to_all: bool
) -> str:
    """Return where the signals will be and who may do what there; empty when nowhere.

    To be asked before the car starts: a usual port counts when no other program has it.

    Args:
        host: The address.
        kuksa_port: Of kuksa.val: None for the usual one, 0 for none.
        viss_port: Of VISS, likewise.
        tls: They are encrypted.
        open_to_all: No token is asked for.
    """
    kuksa = _port(kuksa_port, DEFAULT_KUKSA_PORT)
    viss = _port(viss_port, DEFAULT_VISS_PORT)
    places = [f"{host}:{kuksa} (kuksa.val)"] if kuksa else []
    places += [f"{'wss' if tls else 'ws'}://{host}:{viss} (VISS)"] if viss else []
    if not places:
        return ""
    rights = "open to all programs here" if open_to_all else "open for reading; see segue token"
    return f"{', '.join(places)}, {rights}"


def _port(wanted: int | None, usual: int) -> int:
    from segue.node.doctor import is_free  # noqa: PLC0415  keeps --help fast

    if wanted is not None:
        return wanted
    return usual if is_free(usual) else 0
