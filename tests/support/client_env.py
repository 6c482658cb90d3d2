"""Programs of others, each in an environment of its own, as their users install them.

Our own environment proves nothing about a client that is meant to be unmodified, and what others
need (their protobuf, their numpy) must not choose our versions. An environment is made once for a
set of requirements and kept in `.venv-clients/`, which git ignores.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FOLDER = ROOT / ".venv-clients"


def client_env(name: str, *requirements: str) -> Path:
    """Return the Python of an environment in which these requirements are installed.

    Args:
        name: For the folder.
        requirements: As pip takes them, with versions: what is tested must not change by itself.
    """
    with _made_once(name, requirements) as folder:
        if not folder.is_dir():
            draft = folder.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            _run(sys.executable, "-m", "venv", str(draft))
            # A venv's scripts name its folder, so it is moved into place before it is filled.
            draft.rename(folder)
            try:
                _install(folder / "bin" / "python", requirements)
            except BaseException:
                shutil.rmtree(folder)
                raise
        return folder / "bin" / "python"


def node_client_env(name: str, *requirements: str) -> tuple[Path, Path]:
    """Return (node, folder): a folder in whose `node_modules` these npm packages are installed."""
    with _made_once(name, requirements) as folder:
        node, npm = _node()
        if not folder.is_dir():
            draft = folder.with_suffix(".new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            (draft / "package.json").write_text('{"private": true}\n')
            _run(
                *(str(node), str(npm), "install", "--no-audit", "--no-fund", *requirements),
                cwd=draft,
            )
            draft.rename(folder)
        return node, folder


@contextlib.contextmanager
def _made_once(name: str, requirements: tuple[str, ...]) -> Iterator[Path]:
    """Give the folder for these requirements, to one process at a time."""
    of = "\0".join((sys.version, *requirements))
    folder = _FOLDER / f"{name}-{hashlib.sha256(of.encode()).hexdigest()[:12]}"
    _FOLDER.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _install(python: Path, requirements: tuple[str, ...]) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv:
        _run(uv, "pip", "install", "--quiet", "--python", str(python), *requirements)
    else:
        _run(str(python), "-m", "pip", "install", "--quiet", *requirements)


def _node() -> tuple[Path, Path]:
    """Return the node on PATH, and the npm that came with it."""
    node = shutil.which("node")
    if node is None:
        raise AssertionError("There is no node on PATH; `./run test` puts one there.")
    npm = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if npm.is_file():
        return Path(node), npm
    raise AssertionError(f"There is no npm beside {node}.")


def _run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
