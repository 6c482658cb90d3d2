"""Run every benchmark and write RESULTS.md: machine, date, commit, spread, command.

python benchmarks/run.py [NAME ...]

Without names, all of them. Rows of benchmarks that were not run stay as they were.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
ROWS = HERE / "results.json"

_HEAD = """# Measured figures

Machines differ and are shared: read the ratio to the goal, not the third digit. A goal that was
missed is printed as missed. Each row names the command that makes it again;
`python benchmarks/run.py` makes them all.

| what | median | p99 | min to max | runs | goal | met | command | when, commit, machine |
|---|---|---|---|---|---|---|---|---|
"""


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return (
        f"{os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}"
    )


def _commit() -> str:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=HERE, capture_output=True, text=True, check=True
        ).stdout.strip()

    changed = git("status", "--porcelain", "--", "../src", "../web")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _line(row: dict[str, Any]) -> str:
    name = f"{row['name']}<br>{row['note']}" if row["note"] else row["name"]
    met = {True: "yes", False: "**no**", None: ""}[row["met"]]
    return (
        f"| {name} | {_number(row['median'])} {row['unit']} | {_number(row['p99'])} "
        f"| {_number(row['min'])} to {_number(row['max'])} | {row['n']} | {row['goal']} | {met} "
        f"| `{row['command']}` | {row['date']}, {row['commit']}, {row['machine']} |\n"
    )


def main(names: list[str]) -> int:
    """Run the named benchmarks (all without names); return 1 when one of them failed."""
    known = sorted(p.stem for p in HERE.glob("*.py") if p.stem != "run" and p.stem[0] != "_")
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.stderr.write(f"No benchmark {', '.join(unknown)}; there are {', '.join(known)}.\n")
        return 2
    rows: dict[str, dict[str, Any]] = json.loads(ROWS.read_text()) if ROWS.is_file() else {}
    stamp = {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "commit": _commit(),
        "machine": _machine(),
    }
    failed = False
    for name in names or known:
        command = [sys.executable, str(HERE / f"{name}.py")]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        failed |= done.returncode != 0
        for line in done.stdout.splitlines():
            if line.startswith("{"):
                row = json.loads(line)
                rows[row["name"]] = {**row, **stamp, "command": f"python benchmarks/{name}.py"}
    ROWS.write_text(json.dumps(rows, indent=1) + "\n")
    RESULTS.write_text(_HEAD + "".join(_line(row) for row in rows.values()))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
