#!/usr/bin/env python3
"""Change the guard in every small way, and see whether its unit tests notice.

    tools/mutate_guard.py                  every mutant (about half an hour on one core)
    tools/mutate_guard.py --every 60       a fixed sample, as CI runs it
    tools/mutate_guard.py --file _braking  those of one file

A mutant is the guard with one comparison, number, sign, arithmetic or boolean operator changed, or
`min` and `max` exchanged. Each is tried in a fork of its own, in which `segue.pilot.guard` is
imported anew with that one file changed. Those that survive are listed, and must be explained in
docs/pilot/guard.md, in the words in which they are printed here, the line's number left out.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.util
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import numpy as np  # noqa: F401 (loaded once, here, for all the forks)
import pytest

ROOT = Path(__file__).resolve().parent.parent
GUARD = ROOT / "src" / "segue" / "pilot" / "guard"
TESTS = ROOT / "tests" / "unit" / "pilot" / "guard"
EXPLAINED = ROOT / "docs" / "pilot" / "guard.md"
LONGEST_S = 120
"""Of processor time; a mutant that has not ended by then hangs, which is noticed."""

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any", "sin": "cos", "cos": "sin"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One file of the guard with one thing changed."""

    module: str
    line: int
    change: str
    """What is changed to what. A number or a name is told with what it stands in."""
    source: str

    @property
    def name(self) -> str:
        """Return where it is, and what."""
        return f"{self.module}:{self.line} {self.change}"

    @property
    def explained_as(self) -> str:
        """Return its name without the line's number."""
        return f"`{self.module}`: {self.change}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file, always in the same order."""
    tree = ast.parse(path.read_text())
    decorators = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        for decorator in node.decorator_list
        for inner in ast.walk(decorator)
    }
    within = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if node in decorators:
            continue
        shown = within[node] if isinstance(node, ast.Constant | ast.Name) else node
        for field, index, new in _changes(node):
            old = getattr(node, field)
            before = _in_one_line(shown)
            if index is None:
                setattr(node, field, new)
            else:
                setattr(node, field, [*old[:index], new, *old[index + 1 :]])
            after, source = _in_one_line(shown), ast.unparse(tree)
            setattr(node, field, old)
            line = getattr(node, "lineno", 0)
            yield Mutant(path.stem, line, f"`{before}` -> `{after}`", source)


def _in_one_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _changes(node: ast.AST) -> Iterator[tuple[str, int | None, object]]:
    """Yield what may be changed in a node: field, place in it, new value."""
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                for other in _COMPARISONS[type(operator)]:
                    yield "ops", index, other()
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield "op", None, _ARITHMETIC[type(node.op)]()
        case ast.BoolOp():
            yield "op", None, ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp(op=ast.USub()):
            yield "op", None, ast.UAdd()
        case ast.UnaryOp(op=ast.Not()):
            yield "operand", None, ast.UnaryOp(ast.Not(), node.operand)
        case ast.Constant(value=bool()):
            yield "value", None, not node.value
        case ast.Constant(value=int() | float()):
            yield "value", None, node.value + 1
        case ast.Name() if node.id in _OTHER_NAME:
            yield "id", None, _OTHER_NAME[node.id]
        case ast.Attribute() if node.attr in _OTHER_NAME:
            yield "attr", None, _OTHER_NAME[node.attr]


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of the guard from a mutant's source."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = f"segue.pilot.guard.{mutant.module}"
        self._code = compile(mutant.source, mutant.name, "exec")

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        """Return where the changed module is from; None for all others."""
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(self._code, module.__dict__)  # noqa: S102 (that is what a mutant is for)


def survives(mutant: Mutant | None) -> bool:
    """Return whether the unit tests pass with a mutant; with None, whether they pass at all."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(mutant))
        nearest = TESTS / f"test{mutant.module}.py" if mutant else TESTS
        first = [str(nearest)] if nearest.exists() else []
        os._exit(int(pytest.main([*first, str(TESTS), "-x", "-q", "-p", "no:cacheprovider"])))
    _, status = os.waitpid(child, 0)
    return status == 0


def main() -> int:
    """Return 0 when every survivor is explained."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="try every so many of them")
    parser.add_argument("--file", default="", help="only those of this file, without .py")
    given = parser.parse_args()
    if not survives(None):
        print("The guard's tests fail as it is: mend that first.")
        return 1
    mutants = [
        mutant
        for path in sorted(GUARD.glob("_*.py"))
        if given.file in ("", path.stem)
        for mutant in mutants_of(path)
    ][:: given.every]
    text = " ".join(EXPLAINED.read_text().split())
    killed = explained = 0
    unexplained: list[str] = []
    for mutant in mutants:
        if not survives(mutant):
            killed += 1
        elif mutant.explained_as in text:
            explained += 1
        else:
            unexplained.append(mutant.name)
            print(f"survived: {mutant.name}", flush=True)
    print(
        f"{len(mutants)} mutants: {killed} killed, {explained} explained, "
        f"{len(unexplained)} neither"
    )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
