"""Prints those of the given files that a build compiles: built_files.py BUILD_FOLDER FILE..."""

import json
import pathlib
import sys

if __name__ == "__main__":
    commands = json.loads((pathlib.Path(sys.argv[1]) / "compile_commands.json").read_text())
    built = {str(pathlib.Path(entry["directory"], entry["file"]).resolve()) for entry in commands}
    for name in sys.argv[2:]:
        if str(pathlib.Path(name).resolve()) in built:
            print(name)
        else:
            print(f"not built here, passed over: {name}", file=sys.stderr)
