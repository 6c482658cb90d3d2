"""The formats of `segue signals export`."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from segue.node.remote import Reading, RemoteSignal


class Format(StrEnum):
    """What to write."""

    JSON = "json"
    """Values: one object, path → value, unit, time and so on."""
    CSV = "csv"
    """Values: a line a signal, with a header."""
    VSS = "vss"
    """Metadata: the tree that vss-tools writes and KUKSA's databroker reads."""


def export_text(form: Format, signals: Sequence[RemoteSignal], readings: Iterable[Reading]) -> str:
    """Return the file's content."""
    if form is Format.VSS:
        return _json(_tree(signals))
    by_path = {signal.info.path: signal for signal in signals}
    records = [
        _record(by_path[reading.path], reading) for reading in readings if reading.value is not None
    ]
    if form is Format.JSON:
        return _json({record.pop("path"): record for record in records})
    return _csv(records)


def _record(signal: RemoteSignal, reading: Reading) -> dict[str, Any]:
    from segue.cli.signals._text import json_value, time_text  # noqa: PLC0415

    return {
        "path": reading.path,
        "value": json_value(reading.value),
        "unit": signal.info.unit,
        "datatype": signal.info.datatype,
        "time": time_text(reading.source_utc_s),
        "source": reading.provider,
        "freshness": reading.freshness,
    }


def _csv(records: Sequence[dict[str, Any]]) -> str:
    columns = ("path", "value", "unit", "datatype", "time", "source", "freshness")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        value = record["value"]
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        writer.writerow((record | {"value": plain})[column] for column in columns)
    return text.getvalue()


def _tree(signals: Iterable[RemoteSignal]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for signal in signals:
        *branches, leaf = signal.info.path.split(".")
        level = root
        for name in branches:
            branch = level.setdefault(name, {"type": "branch", "description": name, "children": {}})
            level = branch["children"]
        level[leaf] = _leaf(signal)
    return root


def _leaf(signal: RemoteSignal) -> dict[str, Any]:
    info = signal.info
    facts = {
        "type": info.entry,
        "datatype": info.datatype,
        "description": signal.description or info.path.rpartition(".")[2],
        "unit": info.unit,
        "min": info.low,
        "max": info.high,
        "allowed": list(info.allowed),
    }
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [])}


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
