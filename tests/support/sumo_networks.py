"""Small SUMO networks, drawn by SUMO's own netconvert, and those that its wheel ships."""

from __future__ import annotations

import subprocess
from pathlib import Path

import sumo

HOME = Path(sumo.SUMO_HOME)
SHIPPED = HOME / "tools" / "game"
CROSSING = """<osm version="0.6">
<node id="1" lat="47.1400" lon="9.5200"/> <node id="2" lat="47.1400" lon="9.5230"/>
<node id="3" lat="47.1400" lon="9.5260"/> <node id="4" lat="47.1380" lon="9.5230"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
<tag k="highway" v="primary"/><tag k="lanes" v="2"/><tag k="maxspeed" v="80"/></way>
<way id="11"><nd ref="4"/><nd ref="2"/>
<tag k="highway" v="residential"/><tag k="maxspeed" v="30"/></way>
</osm>"""
"""An OSM extract: a main road of 80 km/h, and a street of 30 that ends on it."""


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
