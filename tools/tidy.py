#!/usr/bin/env python3
"""Guards that keep the shape of the code (house rules that a compiler does not know).

tidy.py [--root FOLDER]: checks all C++ files in seconds; needs nothing but Python. Exit code 1 if a
rule is broken; warnings do not fail. What may include what is in layers.toml beside this file.
"""

from __future__ import annotations

import argparse
import dataclasses
import fnmatch
import pathlib
import re
import sys
import tomllib
from collections.abc import Callable, Iterator

from tidy_sources import WAITING, BuildFiles, Source, Tree, functions, shared_types

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    fails: bool
    text: str
    guard: str

    def __str__(self) -> str:
        word = "error" if self.fails else "warning"
        return f"{self.file}:{self.line}: {word}: {self.text} [{self.guard}]"


Guard = Callable[[Tree], Iterator[Finding]]


def guard_includes(tree: Tree) -> Iterator[Finding]:
    for source in tree.sources.values():
        room = tree.room_of(source.path)
        if room is None:
            yield Finding(
                source.path,
                1,
                True,
                "this folder is not in tools/layers.toml; add it there " "with what it may include",
                "layers",
            )
            continue
        for line, mark, include in source.includes:
            if mark == '"':
                reason = _refusal(tree, source, room, include)
                if reason:
                    yield Finding(source.path, line, True, reason, "layers")


def _refusal(tree: Tree, source: Source, room: str, include: str) -> str | None:
    """Why this file may not include that, or None if it may."""
    if include.startswith("gen/"):
        rule = tree.layers["generated"]
        free = "gen" in tree.edges(room) or any(
            fnmatch.fnmatch(source.path, g) for g in rule["files"]
        )
        return None if free else f'"{include}": {rule["instead"]}'
    target = tree.resolve(source, include)
    if target is None:
        return None  # Made by the build, or the compiler will say so.
    other = tree.room_of(target)
    if other == "base" and room in ("base", other):
        return None
    if room.startswith("features/"):
        return _refusal_in_feature(tree, source, room, target, include)
    if other in (room, "base"):
        return None
    allowed = tree.reach(room) | {"simcloud", "tests"} if source.is_test else tree.edges(room)
    if other not in allowed:
        return f'"{include}": {room} may not know {other}; tools/layers.toml says what it may'
    return None


def _refusal_in_feature(
    tree: Tree, source: Source, room: str, target: str, include: str
) -> str | None:
    other = tree.room_of(target)
    kind = tree.kind_of(source, room)
    may = kind["may"]
    if other == "base":
        if "own values" in may and include in WAITING:
            return f'"{include}" in {_a(kind["name"])}: {kind["instead"]}'
        return None
    if other == room:
        fits = (
            "own" in may
            or target == re.sub(r"\.cc$", ".h", source.path)
            or tree.is_values(target)
            or ("own stores" in may and tree.is_still(target))
        )
        return None if fits else f'"{include}" in {_a(kind["name"])}: {kind["instead"]}'
    if other and other.startswith("features/"):
        allowed = tree.reach(room) if kind["name"] == "test" else tree.edges(room)
        if other not in allowed:
            return f'"{include}": {room} may not know {other}; let an event or main carry it'
        if re.search(r"/(routes|commands|aws_\w+)\.h$", target) and kind["name"] != "test":
            return f'"{include}": only main sees the faces and adapters of another room'
        return None
    if any(fnmatch.fnmatch(other or "", entry) for entry in may):
        return None
    return f'"{include}" in {_a(kind["name"])}: {kind["instead"]}'


def _a(name: str) -> str:
    if name == "values":
        return "values and rules"
    return ("an " if name.startswith("AWS") else "a ") + name


def guard_libraries(tree: Tree) -> Iterator[Finding]:
    for source in tree.sources.values():
        for line, mark, include in source.includes:
            if mark != "<" or source.is_test:
                continue
            for prefix, files in tree.layers["libraries"].items():
                if include.startswith(prefix) and not _matches(source.path, files):
                    yield Finding(
                        source.path,
                        line,
                        True,
                        f"<{include}> is known only to "
                        f"{', '.join(files)}; use the face of that folder",
                        "library",
                    )


def _matches(path: str, globs: list[str]) -> bool:
    return any(fnmatch.fnmatch(path, glob) for glob in globs)


def _circle(tree: Tree) -> Iterator[Finding]:
    for room in tree.layers["rooms"]:
        if room in tree.reach(room):
            yield Finding(
                "tools/layers.toml",
                1,
                True,
                f"{room} comes back to itself: the rooms may " "not form a circle",
                "layers",
            )


@dataclasses.dataclass(frozen=True)
class Word:
    """Words that may stand in some places only."""

    guard: str
    pattern: str
    free: tuple[str, ...]
    tests_too: bool
    instead: str


WORDS = (
    Word(
        "clock",
        r"\b(?:system|steady|high_resolution|utc|file)_clock::now\b"
        r"|\bgettimeofday\s*\(|\bclock_gettime\s*\("
        r"|(?<![\w.>:])(?:std::)?time\s*\(\s*(?:nullptr|NULL|0|&\w+)\s*\)",
        ("src/base/clock.*", "bench/*"),
        True,
        "only base/clock reads a clock; take Clock& (tests: FakeClock)",
    ),
    Word(
        "detached",
        r"\bco_spawn\b|\basio::detached\b"
        r"|\b(?:steady|system|deadline|high_resolution|waitable)_timer\b"
        r"|\bbasic_waitable_timer\b",
        ("src/platform/runtime/*", "src/platform/http/*"),
        True,
        "work belongs to a TaskGroup, waiting to Loop; Asio is known to platform/runtime and /http",
    ),
    Word(
        "thread",
        r"\bstd::j?thread\b(?!::)|\bstd::async\b|\bpthread_create\b|\.detach\(\)",
        ("src/platform/runtime/*", "bench/*"),
        False,
        "threads are made in platform/runtime; use its loop or blocking pool",
    ),
    Word(
        "new",
        # Not placement new, which allocates nothing.
        r"(?<!operator )\bnew\b\s*(?:\(\s*std::nothrow\s*\)\s*)?[\w:]+",
        (),
        True,
        "use std::make_unique, a member or a container",
    ),
    Word(
        "delete",
        r"(?<!operator )\bdelete\b\s*(?:\[\s*\])?\s*[\w:(*]",
        (),
        True,
        "let a unique_ptr, a member or a container own it",
    ),
)


def guard_words(tree: Tree) -> Iterator[Finding]:
    compiled = [(word, re.compile(word.pattern)) for word in WORDS]
    for source in tree.sources.values():
        code = re.sub(r"^[ \t]*#.*$", "", source.code, flags=re.MULTILINE)
        for word, pattern in compiled:
            if _matches(source.path, list(word.free)) or (source.is_test and not word.tests_too):
                continue
            for match in pattern.finditer(code):
                line = code.count("\n", 0, match.start()) + 1
                yield Finding(
                    source.path,
                    line,
                    True,
                    f"`{match.group(0).strip()}` here: {word.instead}",
                    word.guard,
                )


def guard_header_comment(tree: Tree) -> Iterator[Finding]:
    for source in tree.sources.values():
        if source.name.endswith(".h") and not source.text.lstrip().startswith(("//", "/*")):
            yield Finding(
                source.path,
                1,
                True,
                "a header opens with a paragraph that a newcomer can "
                "read: what this is, and why",
                "comment",
            )


def guard_one_definition(tree: Tree) -> Iterator[Finding]:
    """Two types of one name in one namespace: the linker takes the functions of either for both, and
    one writes over the memory of the other. No compiler sees it where no file includes both."""
    first: dict[str, str] = {}
    for source in tree.sources.values():
        for name, offset in shared_types(source.code):
            line = source.line_at(offset)
            if name in first:
                yield Finding(
                    source.path,
                    line,
                    True,
                    f"{name} is defined in {first[name]} already: rename one, or put it into an "
                    "unnamed namespace",
                    "one definition",
                )
            first.setdefault(name, f"{source.path}:{line}")


def guard_built(tree: Tree) -> Iterator[Finding]:
    """A .cc that no target names, and a header that nothing includes."""
    included = {
        tree.resolve(source, include)
        for source in tree.sources.values()
        for _, mark, include in source.includes
        if mark == '"'
    }
    build = BuildFiles(tree.root)
    for path in tree.sources:
        if path.endswith(".cc") and not build.has(path):
            yield Finding(
                path,
                1,
                True,
                "no target builds this file; name it in CMakeLists.txt, put it "
                "in a room's folder, or remove it",
                "built",
            )
        if path.endswith(".h") and path not in included:
            yield Finding(
                path, 1, True, "no file includes this header; use it or remove it", "built"
            )


def guard_targets(tree: Tree) -> Iterator[Finding]:
    """mirante_room(NAME DEPS …): linked to no room that layers.toml does not allow."""
    folders = {
        room.replace("/", "_").removeprefix("platform_").removeprefix("features_"): room
        for room in tree.rooms
    }
    for file in sorted((tree.root / "src").rglob("CMakeLists.txt")):
        path = file.relative_to(tree.root).as_posix()
        room = tree.room_of(path)
        if room is None or "/testing/" in path:
            continue
        text = re.sub(r"#[^\n]*", "", file.read_text())
        for call in re.finditer(r"\bmirante_room\(\s*\w+([^)]*)\)", text):
            words = re.split(r"\bTEST_DEPS\b|\bEXCLUDE\b|\bMIGRATIONS\b", call[1])[0].split()
            line = text.count("\n", 0, call.start()) + 1
            for word in words:
                name = word.removeprefix("mirante_")
                if not word.startswith("mirante_") or name == "options" or name.startswith("gen"):
                    continue
                if name.endswith("_testing"):
                    yield Finding(
                        path, line, True, f"{word} is for tests: name it in TEST_DEPS", "target"
                    )
                other = folders.get(name)
                if other not in (None, "base", room) and other not in tree.edges(room) | _platform(
                    room
                ):
                    yield Finding(
                        path,
                        line,
                        True,
                        f"{room} is linked to {word}, which layers.toml " f"does not allow",
                        "target",
                    )


def _platform(room: str) -> set[str]:
    """Platform folders of which some kind of file in a feature room may see something."""
    names = ("sql", "events", "crypto", "vault", "aws", "http", "mail")
    return {f"platform/{name}" for name in names} if room.startswith("features/") else set()


def guard_lengths(tree: Tree) -> Iterator[Finding]:
    for source in tree.sources.values():
        lines = source.text.split("\n")
        for number, (line, code) in enumerate(zip(lines, source.code.split("\n")), 1):
            # Neither addresses nor the inside of a raw literal can be broken.
            free = "://" in line or (not code.strip() and "//" not in line)
            if len(line) > COLUMNS_MAX and not free:
                yield Finding(
                    source.path,
                    number,
                    False,
                    f"{len(line)} columns; {COLUMNS_MAX} is the " "limit",
                    "line",
                )
        if len(lines) - 1 > FILE_LINES_MAX:
            yield Finding(
                source.path,
                1,
                False,
                f"{len(lines) - 1} lines; {FILE_LINES_MAX} wants a reason: " "is this one idea?",
                "file",
            )
        for start, end in functions(source.code):
            first, last = source.line_at(start), source.line_at(end)
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield Finding(
                    source.path,
                    first,
                    False,
                    f"a function of {last - first + 1} lines; "
                    f"{FUNCTION_LINES_MAX} is the limit: name its parts",
                    "function",
                )


GUARDS: tuple[Guard, ...] = (
    guard_includes,
    _circle,
    guard_libraries,
    guard_words,
    guard_header_comment,
    guard_one_definition,
    guard_built,
    guard_targets,
    guard_lengths,
)


def findings(root: pathlib.Path, layers: dict) -> list[Finding]:
    tree = Tree(root, layers)
    used: set[int] = set()
    kept = []
    for guard in GUARDS:
        for finding in guard(tree):
            exception = _excepted(finding, layers.get("exceptions", []))
            if exception is None:
                kept.append(finding)
            else:
                used.add(exception)
    for index, exception in enumerate(layers.get("exceptions", [])):
        if not exception.get("why"):
            kept.append(
                Finding(
                    "tools/layers.toml",
                    1,
                    True,
                    f"the exception for " f"{exception['files']} has no reason",
                    "exception",
                )
            )
        if index not in used:
            kept.append(
                Finding(
                    "tools/layers.toml",
                    1,
                    True,
                    f"the exception for {exception['files']} "
                    f"[{exception['guard']}] is not needed any more; remove it",
                    "exception",
                )
            )
    return sorted(set(kept))


def _excepted(finding: Finding, exceptions: list[dict]) -> int | None:
    for index, exception in enumerate(exceptions):
        if exception["guard"] == finding.guard and fnmatch.fnmatch(
            finding.file, exception["files"]
        ):
            return index
    return None


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--root", type=pathlib.Path, default=here.parent)
    root = parser.parse_args(arguments).root.resolve()
    layers = tomllib.loads((root / "tools" / "layers.toml").read_text())
    found = findings(root, layers)
    for finding in found:
        print(finding)
    wrong = sum(finding.fails for finding in found)
    if found:
        print(f"tidy: {wrong} errors, {len(found) - wrong} warnings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
