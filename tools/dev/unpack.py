"""Unpacks named parts of a source package: unpack.py ARCHIVE FOLDER PART...

The folder appears whole or not at all, so that an interrupted setup is seen and repeated.
"""

import pathlib
import shutil
import sys
import tarfile


def unpack(archive: pathlib.Path, folder: pathlib.Path, parts: list[str]) -> None:
    fresh = folder.with_name(folder.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    with tarfile.open(archive) as tar:
        for member in tar:
            inside = member.name.split("/", 1)[-1]
            wanted = any(inside == part or inside.startswith(part + "/") for part in parts)
            if not member.isfile() or not wanted or ".." in inside.split("/"):
                continue
            target = fresh / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            with tar.extractfile(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
    for part in parts:
        if not (fresh / part).exists():
            sys.exit(f"{archive.name} has no {part}")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


if __name__ == "__main__":
    unpack(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:])
