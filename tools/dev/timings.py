"""Prints the ten slowest units of a build: timings.py BUILD_FOLDER."""

import pathlib
import sys


def slowest(log: str, count: int) -> list[tuple[float, str]]:
    """Of a .ninja_log, the last time that each output was made; slowest first, in seconds.

    One command with several outputs is several lines with the same hash: it counts once.
    """
    last: dict[str, tuple[float, str]] = {}
    for line in log.splitlines()[1:]:
        start, end, _, output, command = line.split("\t")
        last.pop(command, None)
        last[command] = ((int(end) - int(start)) / 1000, output)
    return sorted(last.values(), reverse=True)[:count]


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    print(f"Slowest units of {folder}, when each was last built (with ccache or without):")
    for seconds, output in slowest((folder / ".ninja_log").read_text(), 10):
        print(f"{seconds:8.1f} s  {output.removeprefix(str(folder.resolve()) + '/')}")
