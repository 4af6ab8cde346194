"""python3 tools/aws_codegen OPERATIONS OUT: generates the code of the operations in the file OPERATIONS
into OUT/gen. With --list it prints the files that it would write, one a line, for the build.

Same input, same bytes; a file whose bytes stay is not touched, so that nothing is built again."""

import pathlib
import sys

import botocore

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from emit import Emitter, all_operations  # noqa: E402
from model import Service, read_operations  # noqa: E402


def generate(operations, data=None, origin=f"botocore {botocore.__version__}"):
    """{path below OUT: text} for the text of models/operations.txt."""
    files, services = {}, []
    for name, wanted in sorted(read_operations(operations).items()):
        emitter = Emitter(Service(name, wanted, data), origin)
        services.append(emitter.service)
        folder = f"gen/{name}"
        files[f"{folder}/shared_shapes.h"] = emitter.shared_header()
        for operation in emitter.service.operations:
            files[f"{folder}/{operation.cpp_name}.h"] = emitter.operation_header(operation)
        for number, source in enumerate(emitter.shape_sources(), 1):
            files[f"{folder}/shapes_{number}.cc"] = source
        files[f"{folder}/operations.cc"] = emitter.operations_source()
    return files | all_operations(services, origin)


def write(path, text):
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main(arguments):
    only_list = arguments[:1] == ["--list"]
    operations, out = arguments[1:] if only_list else arguments
    out = pathlib.Path(out)
    files = generate(pathlib.Path(operations).read_text(encoding="utf-8"))
    for path, text in sorted(files.items()):
        if only_list:
            print(out / path)
        else:
            write(out / path, text)


if __name__ == "__main__":
    main(sys.argv[1:])
