"""Compile the gateway's .proto files to the descriptors that Segue reads at run time.

    python tools/kuksa_descriptors.py PYTHON [OUT]

PYTHON is one that has grpcio-tools (the compiler is no dependency of Segue); OUT is the product's
file when not given. A test does the same and compares.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROTO = Path(__file__).parents[1] / "src" / "segue" / "gateway" / "kuksa" / "proto"
COMPILED = PROTO / "descriptors.binpb"


def compile_protos(python: Path, out: Path) -> None:
    """Write one FileDescriptorSet of all our .proto files, without what they import from others."""
    files = sorted(path.relative_to(PROTO).as_posix() for path in PROTO.rglob("*.proto"))
    subprocess.run(
        [
            *(str(python), "-m", "grpc_tools.protoc"),
            *(f"--proto_path={PROTO}", f"--descriptor_set_out={out}", *files),
        ],
        check=True,
    )


if __name__ == "__main__":
    compile_protos(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else COMPILED)  # noqa: PLR2004
