"""Write `web/src/wire/schema.ts` from the Python schema, so that both sides speak of one thing.

Usage: python tools/export_schema.py [--check]
`--check` writes nothing and exits 1 when the file is out of date.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect as shapes

from segue.schema import activity, journey, link, surface

TARGET = Path(__file__).parent.parent / "web" / "src" / "wire" / "schema.ts"

HEADER = """\
// Made by tools/export_schema.py from src/segue/schema. Do not edit: run `npm run types`.
"""


class Emitter:
    """Collects one TypeScript interface for each struct it meets, in the order it meets them."""

    def __init__(self) -> None:
        self.interfaces: dict[str, str] = {}

    def type_of(self, shape: shapes.Type, *, sent: bool = False) -> str:
        """Return the TypeScript type of a shape.

        Args:
            shape: What msgspec knows of the type.
            sent: The struct is only ever sent by TypeScript: what has a default may be left out.

        Raises:
            TypeError: The schema uses a kind of type that has no rule here yet.
        """
        match shape:
            case shapes.StructType():
                return self._struct(shape, sent=sent)
            case shapes.UnionType(types=types):
                return " | ".join(dict.fromkeys(self.type_of(t) for t in types))
            case shapes.LiteralType(values=values):
                return " | ".join(_quoted(value) for value in values)
            case shapes.VarTupleType(item_type=item) | shapes.ListType(item_type=item):
                inner = self.type_of(item)
                return f"({inner})[]" if " | " in inner else f"{inner}[]"
            case shapes.DictType(value_type=value):
                return f"Record<string, {self.type_of(value)}>"
            case shapes.IntType() | shapes.FloatType():
                return "number"
            case shapes.StrType():
                return "string"
            case shapes.BoolType():
                return "boolean"
            case shapes.BytesType():
                return "Uint8Array"
            case shapes.NoneType():
                return "null"
            case shapes.AnyType() | shapes.CustomType():
                return "unknown"
            case _:
                raise TypeError(f"no TypeScript for {shape!r}")

    def _struct(self, shape: shapes.StructType, *, sent: bool) -> str:
        name: str = shape.cls.__name__
        if name in self.interfaces:
            return name
        self.interfaces[name] = ""  # takes its place before the types it refers to
        lines = [_comment(shape.cls, ""), f"export interface {name} {{"]
        if shape.tag is not None:
            lines.append(f"  {shape.tag_field}: {_quoted(shape.tag)};")
        for field in shape.fields:
            optional = "?" if sent and not field.required else ""
            lines.append(f"  {field.encode_name}{optional}: {self.type_of(field.type)};")
        lines.append("}\n")
        self.interfaces[name] = "\n".join(line for line in lines if line)
        return name

    def of(self, kind: Any, *, sent: bool = False) -> str:
        """Return the TypeScript name of a Python type."""
        return self.type_of(shapes.type_info(kind), sent=sent)


def _quoted(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _comment(struct: type[msgspec.Struct], indent: str) -> str:
    text = " ".join(inspect.cleandoc(struct.__doc__ or "").split())
    return f"{indent}/** {text} */" if text else ""


def _union(emitter: Emitter, name: str, kind: Any) -> str:
    members = emitter.of(kind).split(" | ")
    return f"export type {name} =\n" + "\n".join(f"  | {member}" for member in members) + ";\n"


def _names(constant: str, names: frozenset[str]) -> str:
    rows = "\n".join(f'  "{name}",' for name in sorted(names))
    return f"export const {constant} = [\n{rows}\n] as const;\n"


def render() -> str:
    """Return the whole file."""
    emitter = Emitter()
    maps: list[str] = []
    # Parameters first: a struct that is only a parameter may leave out what has a default.
    rows = []
    for name, (params, result) in surface.METHODS.items():
        rows.append((name, emitter.of(params, sent=True), emitter.of(result)))
    maps.append("/** Every method: its parameters and its result. */\nexport interface Methods {")
    maps += [
        f'  "{name}": {{ params: {params}; result: {result} }};' for name, params, result in rows
    ]
    maps.append("}\n")
    maps.append(
        "/** Every topic of an Event and the type of its data. */\nexport interface Topics {"
    )
    maps += [f'  "{name}": {emitter.of(kind)};' for name, kind in surface.TOPICS.items()]
    maps.append("}\n")
    maps.append(_names("PHONE_METHODS", surface.PHONE_METHODS))
    maps.append(_names("PHONE_TOPICS", surface.PHONE_TOPICS))
    maps.append(_union(emitter, "ChannelMessage", link.ChannelMessage))
    maps.append(_union(emitter, "HandoffMessage", activity.HandoffMessage))
    maps.append(_union(emitter, "ActivityState", activity.ActivityState))
    maps.append(f"export type ActivityKind = {emitter.of(activity.ActivityKind)};\n")
    maps.append(f"export type ManeuverKind = {emitter.of(journey.ManeuverKind)};\n")
    maps.append(f"export type DeviceKind = {emitter.of(link.DeviceKind)};\n")
    maps.append(f"export type LinkPurpose = {emitter.of(link.LinkPurpose)};\n")
    maps.append(f"export type ByeReason = {emitter.of(link.ByeReason)};\n")
    versions = ", ".join(map(str, link.LINK_VERSIONS))
    maps.append(f"export const LINK_VERSIONS: readonly number[] = [{versions}];\n")
    for kind in (link.Hello, link.HelloReply, link.IdentityProof, activity.Claim):
        emitter.of(kind)
    return "\n".join([HEADER, *emitter.interfaces.values(), *maps])


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is up to date."""
    text = render()
    if "--check" in arguments:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} is out of date: run `npm run types` in web/.")
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
