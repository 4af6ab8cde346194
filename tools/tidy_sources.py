"""What tidy.py reads: C++ files, the tree of rooms, what CMake builds. Decides nothing."""

from __future__ import annotations

import bisect
import fnmatch
import functools
import json
import pathlib
import re
from collections.abc import Iterator

FOLDERS = ("src", "simcloud", "tests", "bench", "fuzz")

# What rules and stores may not see of base: there time passes and work is begun.
WAITING = {"base/task.h", "base/task_group.h", "base/loop.h", "base/clock.h"}

# Comments, string and character literals (raw ones too), in the order in which they may begin.
_NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def code_of(text: str) -> str:
    """The text with comments and the insides of literals blanked; lines keep their numbers."""

    def blank(match: re.Match) -> str:
        word = match.group(0)
        lines = "\n" * word.count("\n")
        return lines if word.startswith(("//", "/*")) else '""' + lines

    return _NOT_CODE.sub(blank, text)


class Source:
    """One C++ file. `path` is relative to the root, with forward slashes."""

    def __init__(self, root: pathlib.Path, path: str) -> None:
        self.path = path
        self.name = path.rsplit("/", 1)[-1]
        self.folder = path.rsplit("/", 1)[0]
        self.text = (root / path).read_text(encoding="utf-8", errors="replace")

    @functools.cached_property
    def code(self) -> str:
        return code_of(self.text)

    @functools.cached_property
    def _line_starts(self) -> list[int]:
        return [match.end() for match in re.finditer("\n", self.code)]

    def line_at(self, offset: int) -> int:
        return bisect.bisect_right(self._line_starts, offset) + 1

    @functools.cached_property
    def includes(self) -> list[tuple[int, str, str]]:
        """(line, `"` or `<`, what is included)."""
        found = []
        for number, line in enumerate(self.text.split("\n"), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
            if match:
                found.append((number, match[1], match[2]))
        return found

    @property
    def is_test(self) -> bool:
        """A test, or what only tests use."""
        return (
            self.name.endswith(("_test.cc", "_contract.h"))
            or self.path.startswith("tests/")
            or "/testing/" in self.path
        )


class Tree:
    """All sources and rules under one root; guards read nothing else."""

    def __init__(self, root: pathlib.Path, layers: dict) -> None:
        self.root = root
        self.layers = layers
        self.sources = {
            path: Source(root, path)
            for folder in FOLDERS
            for path in sorted(
                file.relative_to(root).as_posix()
                for suffix in ("*.h", "*.cc")
                for file in (root / folder).rglob(suffix)
                if "node_modules" not in file.parts
            )
        }

    @functools.cached_property
    def rooms(self) -> list[str]:
        return sorted(self.layers["rooms"], key=len, reverse=True)

    def room_of(self, path: str) -> str | None:
        """The room of a file: the longest name of [rooms] that is a folder above it."""
        inside = path.removeprefix("src/")
        return next((room for room in self.rooms if inside.startswith(room + "/")), None)

    def resolve(self, source: Source, include: str) -> str | None:
        """The file that an include names; None if it is generated or not there."""
        for base in ("src/", "", source.folder + "/"):
            if base + include in self.sources:
                return base + include
        return None

    def edges(self, room: str) -> set[str]:
        found: set[str] = set()
        for edge in self.layers["rooms"].get(room, []):
            found.update(fnmatch.filter(self.rooms, edge) if "*" in edge else [edge])
        return found

    def reach(self, room: str) -> set[str]:
        """Where the edges lead in the end."""
        found: set[str] = set()
        todo = [room]
        while todo:
            for edge in self.edges(todo.pop()) - found:
                found.add(edge)
                todo.append(edge)
        return found

    @functools.cache
    def is_values(self, header: str) -> bool:
        """Whether a header shows values and rules alone: nothing in it waits, stores or sends."""
        source = self.sources.get(header)
        if source is None or source.is_test:
            return False
        if any(
            self._waits(header, source, include)
            for _, mark, include in source.includes
            if mark == '"'
        ):
            return False
        return self.is_still(header) and not re.search(r"\bsql::|\bevents::", source.code)

    def is_still(self, header: str) -> bool:
        """Whether a header itself shows no waiting and no outside but the database. What it includes
        may: a value may stand beside a coroutine in a header that both need."""
        source = self.sources.get(header)
        faces = r"\bTask<|\bhttp::|\baws::|\bClock\b|\bLoop\b"
        return source is not None and re.search(faces, source.code) is None

    def _waits(self, header: str, source: Source, include: str) -> bool:
        if include in WAITING or include.startswith(("platform/", "gen/")):
            return True
        found = self.resolve(source, include)
        return bool(
            found
            and found.startswith("src/features/")
            and found != header
            and not self.is_values(found)
        )

    def kind_of(self, source: Source, room: str) -> dict:
        inside = source.path.removeprefix(f"src/{room}/")
        for kind in self.layers["kinds"]:
            if kind["name"] == "values":
                header = re.sub(r"\.cc$", ".h", source.path)
                if header in self.sources and self.is_values(header):
                    return kind
            elif any(fnmatch.fnmatch(inside, glob) for glob in kind["files"]):
                return kind
        raise KeyError(f"no kind for {source.path} in layers.toml")


class BuildFiles:
    """What the CMake files name. Reads them as text, so that it works before the first build; what
    their text does not show (names made by a loop) is looked up in the newest compile commands."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root

    def has(self, path: str) -> bool:
        folder = path.rsplit("/", 1)[0]
        home = folder
        while home and not (self.root / home / "CMakeLists.txt").exists():
            home = home.rpartition("/")[0]
        if not home:
            return False
        if not self._reached(home):
            return False
        inside = path.removeprefix(home + "/")
        text = self._text(home)
        if self._excluded(text, inside):
            return False
        globs = re.findall(r"([\w./*]*\*[\w./*]*\.cc)\b", text)
        if "mirante_room(" in text and ("/" not in inside or self._in_named_folder(text, inside)):
            return True
        if (
            inside in re.split(r"[\s()\"]+", text)
            or f"${{CMAKE_CURRENT_SOURCE_DIR}}/{inside}" in text
        ):
            return True
        if any(
            fnmatch.fnmatch(inside, g.lstrip("/")) and g.count("/") >= inside.count("/")
            for g in globs
        ):
            return True
        return path in self._commands

    def _in_named_folder(self, text: str, inside: str) -> bool:
        named = re.search(r"\bFOLDERS\b([\w\s/]*)", text)
        return named is not None and inside.rpartition("/")[0] in named[1].split()

    def _excluded(self, text: str, inside: str) -> bool:
        """Left out of a room, and not named a second time for a target of its own."""
        words = re.split(r"[\s()\"]+", text)
        return (
            re.search(rf"\bEXCLUDE\b[^)]*(?<![\w/.]){re.escape(inside)}\b", text) is not None
            and sum(word.endswith(inside) for word in words) == 1
        )

    @functools.cache
    def _text(self, home: str) -> str:
        text = (self.root / home / "CMakeLists.txt").read_text()
        return re.sub(r"#[^\n]*", "", text)

    @functools.cache
    def _reached(self, home: str) -> bool:
        """Whether the CMake files above lead here: each names the folder on the way."""
        above = self.root / "CMakeLists.txt"
        parts = home.split("/")
        for depth, _ in enumerate(parts):
            here = "/".join(parts[: depth + 1])
            if not (self.root / here / "CMakeLists.txt").exists():
                continue
            relative = (self.root / here).relative_to(above.parent).as_posix()
            text = re.sub(r"#[^\n]*", "", above.read_text()) if above.exists() else ""
            if relative not in re.split(r"[\s()\"]+", text):
                return False
            above = self.root / here / "CMakeLists.txt"
        return True

    @functools.cached_property
    def _commands(self) -> set[str]:
        files = list((self.root / "build").glob("*/compile_commands.json"))
        if not files:
            return set()
        newest = max(files, key=lambda file: file.stat().st_mtime)
        found = set()
        for entry in json.loads(newest.read_text()):
            file = pathlib.Path(entry["directory"], entry["file"])
            if file.is_relative_to(self.root):
                found.add(file.relative_to(self.root).as_posix())
        return found


_NAMESPACE = re.compile(r"^(?:inline\s+)?namespace\b\s*([\w:]*)$")
# A definition, not a specialization: `struct Name<…>` is another type.
_TYPE = re.compile(
    r"^(?:template\s*<.*>\s*)?(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+"
    r"(\w+)\s*(?:final\s*)?(?::(?!:).*)?$",
    re.DOTALL,
)


def shared_types(code: str) -> Iterator[tuple[str, int]]:
    """Types that the whole program knows by one name (`mirante::simcloud::Place`), and the offset of
    their brace: those defined in a namespace, outside unnamed ones and outside other scopes."""
    code = re.sub(r"^[ \t]*#.*$", lambda line: " " * len(line[0]), code, flags=re.MULTILINE)
    scopes: list[str | None] = []  # None: no namespace of a name.
    begin = 0
    for match in re.finditer(r"[{};]", code):
        head = code[begin : match.start()].strip()
        begin = match.end()
        if match[0] == "}" and scopes:
            scopes.pop()
        elif match[0] == "{":
            namespace = _NAMESPACE.match(head)
            kind = _TYPE.match(head)
            if kind and scopes and None not in scopes:
                yield "::".join([*filter(None, scopes), kind[1]]), match.start()
            scopes.append(namespace[1] or None if namespace else None)


_CONTROL = re.compile(r"\b(?:if|for|while|switch|catch|do|else|try|return)\b\s*\(?")


def functions(code: str) -> Iterator[tuple[int, int]]:
    """Where functions begin (their brace) and end. A brace is a function's when what stands before
    it, since the last end of a statement, has parentheses and is no type, namespace or statement.
    """
    depth_of_function = None
    depth = 0
    begin = 0
    last = 0
    for match in re.finditer(r"[{};]", code):
        mark = match.group(0)
        if mark == "{":
            if depth_of_function is None:
                head = code[last : match.start()]
                word = re.sub(r"^\s*#.*$", "", head, flags=re.MULTILINE).strip()
                types = re.match(
                    r"(?:template\s*<.*>\s*)?(?:namespace|class|struct|enum|union|extern)\b",
                    word,
                    re.DOTALL,
                )
                if "(" in word and not types and not _CONTROL.match(word):
                    depth_of_function, begin = depth, match.start()
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth_of_function is not None and depth <= depth_of_function:
                yield begin, match.start()
                depth_of_function = None
        last = match.end()
