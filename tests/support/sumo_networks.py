"""Small SUMO networks, drawn by SUMO's own netconvert, and those that its wheel ships."""

from __future__ import annotations

import subprocess
from pathlib import Path

import sumo

HOME = Path(sumo.SUMO_HOME)
SHIPPED = HOME / "tools" / "game"


def network(folder: Path, nodes: str, edges: str, *, connections: str = "") -> Path:
    """Return a network of these `<node>`s, `<edge>`s and `<connection>`s."""
    given = []
    for kind, root, rows in (
        ("node", "nodes", nodes),
        ("edge", "edges", edges),
        ("connection", "connections", connections),
    ):
        path = folder / f"{kind}s.xml"
        path.write_text(f"<{root}>{rows}</{root}>")
        given += [f"--{kind}-files", str(path)]
    made = folder / "made.net.xml"
    command = [str(HOME / "bin" / "netconvert"), *given, "--output-file", str(made)]
    subprocess.run([*command, "--no-turnarounds", "true"], check=True, capture_output=True)
    return made
