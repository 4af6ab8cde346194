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
    "document": ("document", "std::string"),
}
KIND_ORDER = [kind for kind, _ in SCALARS.values()]
# What this code speaks, the best first; the model lists what the service speaks.
PROTOCOLS = ["ec2", "json", "rest-json", "rest-xml", "query"]
TIMESTAMP_FORMATS = {
    "iso8601": "iso8601",
    "unixTimestamp": "unix_seconds",
    "rfc822": "http_date",
}
LOCATIONS = {  # Of the model: of the table.
    "uri": "uri",
    "querystring": "query",
    "header": "header",
    "headers": "headers",
    "statusCode": "status",
}
READING = (
    "Describe",
    "Get",
    "BatchGet",
    "List",
    "Lookup",
    "Query",
    "Scan",
    "Simulate",
    "Decode",
    "AssumeRole",
)


def snake(name):
    """Botocore's own snake case, so that names here are those of boto3's method names."""
    text = xform_name(name)
    return text + "_" if text in KEYWORDS else text


@dataclass
class Member:
    name: str
    shape: str
    json_name: str
    query_name: str
    xml_name: str
    location: str = "body"
    timestamp_format: str = "usual"
    flattened: bool = False
    attribute: bool = False
    idempotency_token: bool = False
    host_label: bool = False
    json_text: bool = False
    xml_namespace: tuple | None = None  # (uri, prefix)

    @property
    def cpp_name(self):
        return snake(self.name)


@dataclass
class Continuation:
    """How a list goes on at its next page."""

    continues: list  # (member of the request, member of the answer that it takes), as in C++
    is_map: bool  # The key of the last item, instead of texts.
    more: str  # The answer's member that says whether there is more, if it has one.


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
    compressible: bool = False
    status: int = 200
    root_name: str = ""
    root_namespace: tuple | None = None  # (uri, prefix)
    errors: list = field(default_factory=list)  # (code, HTTP status, name of the shape)
    pages: Continuation | None = None

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
        given = self.metadata.get("protocols", [self.metadata["protocol"]])
        known = [protocol for protocol in PROTOCOLS if protocol in given]
        if not known:
            raise SystemExit(f"{name}: no protocol that the generator knows")
        self.protocol = known[0]
        # Query besides JSON is for clients of before; other pairs do not occur.
        self.older_protocols = [p for p in known[1:] if (known[0], p) == ("json", "query")]
        self.made = {}  # Empty inputs of operations that have none.
        self.outermost = set()  # Inputs and outputs.
        pages = folder / "paginators-1.json"
        self.paginators = json.loads(pages.read_text())["pagination"] if pages.exists() else {}
        self.operations = [self._operation(n) for n in sorted(operation_names)]
        self._check_inputs()

    def protocol_name(self, protocol):
        """Of wire::Protocol."""
        if protocol == "json":
            return "json_" + self.metadata["jsonVersion"].replace(".", "_")
        return protocol.replace("-", "_")

    # -- shapes ------------------------------------------------------------------------------

    def shape(self, name):
        return self.made.get(name) or self.shapes[name]

    def kind(self, name):
        """Its type in the model; what may hold any JSON is a structure there."""
        shape = self.shape(name)
        return "document" if shape.get("document") else shape["type"]

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
        payload = self.shape(structure).get("payload")
        for name, reference in self.shape(structure).get("members", {}).items():
            traits = self.traits(reference)
            found.append(
                Member(
                    name=name,
                    shape=reference["shape"],
                    # A map of headers without a name takes all headers.
                    json_name=traits.get("locationName", "" if traits.get("location") == "headers" else name),
                    query_name=self.query_name(name, traits),
                    xml_name=self.xml_name(name, traits),
                    location="payload" if name == payload else self.location(structure, traits),
                    timestamp_format=self.timestamp_format(traits),
                    flattened=bool(traits.get("flattened")),
                    attribute=bool(traits.get("xmlAttribute")),
                    idempotency_token=bool(traits.get("idempotencyToken")),
                    host_label=bool(traits.get("hostLabel")),
                    json_text=bool(traits.get("jsonvalue")),
                    xml_namespace=self.xml_namespace(traits),
                )
            )
        return found

    def location(self, structure, traits):
        """Only requests and answers themselves are spread; JSON has everything in the body."""
        if self.protocol not in ("rest-json", "rest-xml") or structure not in self.outermost:
            return "body"
        return LOCATIONS[traits["location"]] if "location" in traits else "body"

    def xml_namespace(self, traits):
        """(uri, prefix); only rest-xml declares them."""
        given = traits.get("xmlNamespace")
        if not given or self.protocol != "rest-xml":
            return None
        return (given, "") if isinstance(given, str) else (given["uri"], given.get("prefix", ""))

    @staticmethod
    def timestamp_format(traits):
        given = traits.get("timestampFormat")
        return TIMESTAMP_FORMATS[given] if given else "usual"

    def cpp_type(self, name):
        """Of a bare value."""
        shape = self.shape(name)
        kind = self.kind(name)
        if kind in SCALARS:
            return SCALARS[kind][1]
        if kind == "list":
            return f"std::vector<{self.element_type(name)}>"
        if kind == "map":
            return f"std::map<std::string, {self.element_type(name)}>"
        return name

    def element_type(self, name):
        """Of a list's or a map's elements; sparse ones may be null."""
        shape = self.shape(name)
        bare = self.cpp_type(shape["member" if shape["type"] == "list" else "value"]["shape"])
        return f"std::optional<{bare}>" if shape.get("sparse") else bare

    def slot_type(self, name, structure):
        """Of a member of the structure."""
        if self.kind(name) in ("list", "map"):
            return self.cpp_type(name)
        if name == structure:
            return f"aws::wire::Box<{name}>"
        return f"std::optional<{self.cpp_type(name)}>"

    def below(self, name):
        """Shapes that this one is made of, in the order in which C++ must know them."""
        found, path = {}, []

        def visit(each):
            if each in path:
                # A structure may hold itself, in a box or a list; two may not hold each other.
                loop = path[path.index(each) :]
                if sum(self.kind(part) == "structure" for part in loop) > 1:
                    raise SystemExit(f"{self.name}: {' → '.join(path + [each])} is recursive")
                return
            if each in found:
                return
            shape = self.shape(each)
            kind = self.kind(each)
            path.append(each)
            if kind == "structure":
                for reference in shape.get("members", {}).values():
                    visit(reference["shape"])
            elif kind == "list":
                visit(shape["member"]["shape"])
            elif kind == "map":
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
        root = self.traits({"shape": input_name, **given.get("input", {})})
        output = given.get("output", {})
        self.outermost |= {input_name, output.get("shape")}
        return Operation(
            name=name,
            method=given["http"]["method"],
            uri=given["http"]["requestUri"],
            input=input_name,
            output=output.get("shape"),
            wrapper=output.get("resultWrapper", ""),
            host_prefix=given.get("endpoint", {}).get("hostPrefix", ""),
            unsigned=given.get("authtype") == "none",
            compressible="gzip" in given.get("requestcompression", {}).get("encodings", []),
            status=given["http"].get("responseCode", 200),
            root_name=root.get("locationName", input_name) if self.protocol == "rest-xml" else "",
            root_namespace=self.xml_namespace(root),
            errors=[self._error(reference["shape"]) for reference in given.get("errors", [])],
            pages=self._pages(name, given),
        )

    def _error(self, name):
        said = self.shapes[name].get("error", {})
        # JSON says the shape's name, unless the service keeps its codes from before.
        by_name = self.protocol in ("json", "rest-json") and "awsQueryCompatible" not in self.metadata
        code = name if by_name else said.get("code", name)
        return code, said.get("httpStatusCode", 400), name

    def _pages(self, name, given):
        paginator = self.paginators.get(name)
        if paginator is None:
            return None
        tokens, following = as_list(paginator["input_token"]), as_list(paginator["output_token"])
        inside = self.shapes[given["input"]["shape"]]["members"]
        outside = self.shapes[given["output"]["shape"]]["members"]
        # A few operations continue at a member deep inside: they get no range.
        if not set(tokens) <= set(inside) or not set(following) <= set(outside):
            return None
        kinds = {self.kind(inside[each]["shape"]) for each in tokens}
        kinds |= {self.kind(outside[each]["shape"]) for each in following}
        if kinds not in ({"string"}, {"map"}):
            return None
        return Continuation(
            [(snake(token), snake(after)) for token, after in zip(tokens, following, strict=True)],
            is_map=kinds == {"map"},
            more=snake(paginator["more_results"]) if "more_results" in paginator else "",
        )

    def _check_inputs(self):
        inputs = [operation.input for operation in self.operations]
        for name in inputs:
            if inputs.count(name) > 1:
                raise SystemExit(f"{self.name}: {name} is the input of several operations")


def as_list(value):
    return value if isinstance(value, list) else [value]


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
