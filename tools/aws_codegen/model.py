"""Reads AWS's models from the pinned botocore package and says how each shape looks in C++."""

import gzip
import hashlib
import json
import pathlib
from dataclasses import dataclass, field

import botocore
from botocore import xform_name

KEYWORDS = frozenset(
    "and asm auto bool break case catch char class const continue default delete do double else "
    "enum explicit export extern false float for friend goto if import inline int long module "
    "mutable namespace new not operator or private protected public register return short signed "
    "sizeof static struct switch template this throw true try typedef union unsigned using virtual "
    "void volatile while xor".split()
)

SCALARS = {  # Type in the model: kind of the table, C++ type.
    "string": ("string", "std::string"),
    "boolean": ("boolean", "bool"),
    "integer": ("integer", "std::int32_t"),
    "long": ("long_", "std::int64_t"),
    "float": ("float_", "float"),
    "double": ("double_", "double"),
    "timestamp": ("timestamp", "Instant"),
    "blob": ("blob", "std::string"),
}
KIND_ORDER = ["string", "boolean", "integer", "long_", "float_", "double_", "timestamp", "blob"]
TIMESTAMP_FORMATS = {
    "iso8601": "iso8601",
    "unixTimestamp": "unix_seconds",
    "rfc822": "http_date",
}
READING = ("Describe", "Get", "List", "Lookup", "Simulate", "Decode", "AssumeRole")


def snake(name):
    """Botocore's own snake case, so that names here are those of boto3's method names."""
    text = xform_name(name)
    return text + "_" if text in KEYWORDS else text


@dataclass
class Member:
    name: str
    shape: str
    query_name: str
    xml_name: str
    timestamp_format: str = "iso8601"
    flattened: bool = False
    attribute: bool = False
    idempotency_token: bool = False
    host_label: bool = False

    @property
    def cpp_name(self):
        return snake(self.name)


@dataclass
class Operation:
    name: str
    method: str
    uri: str
    input: str
    output: str | None
    wrapper: str
    host_prefix: str
    unsigned: bool
    errors: list = field(default_factory=list)  # (code, HTTP status)
    pages: tuple | None = None  # (input token, output token), by member names

    @property
    def cpp_name(self):
        return snake(self.name)

    @property
    def reads(self):
        return self.name.startswith(READING)


class Service:
    """One service's model, cut down to the operations in use."""

    def __init__(self, name, operation_names, data=None):
        self.name = name
        folder = newest(pathlib.Path(data or pathlib.Path(botocore.__file__).parent / "data") / name)
        packed = (folder / "service-2.json.gz").read_bytes()
        self.revision = hashlib.sha256(packed).hexdigest()
        self.model = json.loads(gzip.decompress(packed))
        self.shapes = self.model["shapes"]
        for extra in sorted(folder.glob("service-2*.sdk-extras.json")):
            merge(self.model, json.loads(extra.read_text())["merge"])
        self.metadata = self.model["metadata"]
        protocol = self.metadata["protocol"]
        if protocol not in ("ec2", "query"):
            protocols = self.metadata.get("protocols", [])
            protocol = next((p for p in protocols if p in ("ec2", "query")), None)
            if protocol is None:
                raise SystemExit(f"{name}: no protocol that the generator knows")
        self.protocol = protocol
        self.made = {}  # Empty inputs of operations that have none.
        pages = folder / "paginators-1.json"
        self.paginators = json.loads(pages.read_text())["pagination"] if pages.exists() else {}
        self.operations = [self._operation(n) for n in sorted(operation_names)]
        self._check_inputs()

    # -- shapes ------------------------------------------------------------------------------

    def shape(self, name):
        return self.made.get(name) or self.shapes[name]

    def traits(self, reference):
        """Of a shape as a member refers to it: the reference's own count over the shape's."""
        return {**self.shape(reference["shape"]), **reference}

    def xml_name(self, name, traits):
        if "locationName" in traits:
            return traits["locationName"]
        if traits["type"] == "list" and traits.get("flattened"):
            return self.traits(traits["member"]).get("locationName", name)
        return name

    def query_name(self, name, traits):
        location = self.xml_name(name, traits)
        if self.protocol != "ec2":
            return location
        return traits.get("queryName", location[0].upper() + location[1:])

    def members(self, structure):
        found = []
        for name, reference in self.shape(structure).get("members", {}).items():
            traits = self.traits(reference)
            found.append(
                Member(
                    name=name,
                    shape=reference["shape"],
                    query_name=self.query_name(name, traits),
                    xml_name=self.xml_name(name, traits),
                    timestamp_format=TIMESTAMP_FORMATS[traits.get("timestampFormat", "iso8601")],
                    flattened=bool(traits.get("flattened")),
                    attribute=bool(traits.get("xmlAttribute")),
                    idempotency_token=bool(traits.get("idempotencyToken")),
                    host_label=bool(traits.get("hostLabel")),
                )
            )
        return found

    def cpp_type(self, name):
        """Of a bare value."""
        shape = self.shape(name)
        kind = shape["type"]
        if kind in SCALARS:
            return SCALARS[kind][1]
        if kind == "list":
            return f"std::vector<{self.cpp_type(shape['member']['shape'])}>"
        if kind == "map":
            return f"std::map<std::string, {self.cpp_type(shape['value']['shape'])}>"
        return name

    def slot_type(self, name):
        if self.shape(name)["type"] in ("list", "map"):
            return self.cpp_type(name)
        return f"std::optional<{self.cpp_type(name)}>"

    def below(self, name):
        """Shapes that this one is made of, in the order in which C++ must know them."""
        found, path = {}, []

        def visit(each):
            if each in path:
                raise SystemExit(f"{self.name}: {' → '.join(path + [each])} is recursive")
            if each in found:
                return
            shape = self.shape(each)
            path.append(each)
            if shape["type"] == "structure":
                for reference in shape.get("members", {}).values():
                    visit(reference["shape"])
            elif shape["type"] == "list":
                visit(shape["member"]["shape"])
            elif shape["type"] == "map":
                visit(shape["key"]["shape"])
                visit(shape["value"]["shape"])
            path.pop()
            found[each] = None

        visit(name)
        return list(found)

    # -- operations --------------------------------------------------------------------------

    def _operation(self, name):
        if name not in self.model["operations"]:
            raise SystemExit(f"models/operations.txt: {self.name} has no operation {name}")
        given = self.model["operations"][name]
        if "input" in given:
            input_name = given["input"]["shape"]
        else:
            input_name = f"{name}Request"
            self.made[input_name] = {"type": "structure", "members": {}}
        output = given.get("output", {})
        return Operation(
            name=name,
            method=given["http"]["method"],
            uri=given["http"]["requestUri"],
            input=input_name,
            output=output.get("shape"),
            wrapper=output.get("resultWrapper", ""),
            host_prefix=given.get("endpoint", {}).get("hostPrefix", ""),
            unsigned=given.get("authtype") == "none",
            errors=[self._error(reference["shape"]) for reference in given.get("errors", [])],
            pages=self._pages(name, given),
        )

    def _error(self, name):
        said = self.shapes[name].get("error", {})
        return said.get("code", name), said.get("httpStatusCode", 400)

    def _pages(self, name, given):
        paginator = self.paginators.get(name)
        if paginator is None:
            return None
        token, following = paginator["input_token"], paginator["output_token"]
        inside = self.shapes[given["input"]["shape"]]["members"]
        outside = self.shapes[given["output"]["shape"]]["members"]
        if not isinstance(token, str) or token not in inside or following not in outside:
            raise SystemExit(f"{self.name} {name}: its pages need a rule of their own")
        return token, following

    def _check_inputs(self):
        inputs = [operation.input for operation in self.operations]
        for name in inputs:
            if inputs.count(name) > 1:
                raise SystemExit(f"{self.name}: {name} is the input of several operations")


def newest(folder):
    """The newest version folder of a service."""
    return max(path for path in folder.iterdir() if path.is_dir())


def merge(into, more):
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def read_operations(text):
    """{service: {operation}} of models/operations.txt."""
    wanted = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        parts = line.split()
        if len(parts) != 2:
            raise SystemExit(f"models/operations.txt:{number}: write `service Operation`")
        wanted.setdefault(parts[0], set()).add(parts[1])
    return wanted
