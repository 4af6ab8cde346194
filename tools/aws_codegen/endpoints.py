"""python3 tools/aws_codegen/endpoints.py OPERATIONS OUT: writes the endpoint rules of the services that the
file OPERATIONS names, and the partitions, into OUT (C++), as tables that platform/aws/endpoint_rules
walks. With --all NAME OUT it writes, as the span NAME, the rules of every service for which the
walker is enough; AWS's published cases are judged with them.

The rules come from the pinned botocore. A function or a form of rule that the walker does not know
ends the build when a service in use needs it. Same input, same bytes."""

import json
import pathlib
import re
import sys

import botocore
from botocore.loaders import Loader

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from model import read_operations  # noqa: E402

FUNCTIONS = {
    "isSet": "is_set",
    "not": "is_not",
    "booleanEquals": "boolean_equals",
    "stringEquals": "string_equals",
    "getAttr": "attribute",
    "substring": "substring",
    "parseURL": "parse_url",
    "aws.parseArn": "parse_arn",
    "aws.partition": "partition",
    "isValidHostLabel": "is_host_label",
    "aws.isVirtualHostableS3Bucket": "is_bucket_label",
    "uriEncode": "uri_encode",
}
PARTITION_OUTPUTS = {
    "name",
    "dnsSuffix",
    "dualStackDnsSuffix",
    "implicitGlobalRegion",
    "supportsFIPS",
    "supportsDualStack",
}
SPLIT = re.compile(r"(\{[A-Za-z0-9_]+(?:#[^{}]+)?\})")


class New(SystemExit):
    def __init__(self, what):
        super().__init__(f"aws_codegen/endpoints.py: {what}; teach it to platform/aws/endpoint_rules")


def prefixes_of(partition):
    """The words before "-<word>-<digits>" that the partition's regular expression allows."""
    match = re.fullmatch(r"\^(.*?)\\-\\w\+\\-\\d\+\$", partition["regionRegex"])
    if match is None:
        raise New(f"the region pattern {partition['regionRegex']} is of a new form")
    words = [""]
    for part in match[1].split("\\-"):
        choices = part[1:-1].split("|") if part.startswith("(") else [part]
        words = [f"{word}-{choice}" if word else choice for word in words for choice in choices]
    return words


def quoted(text):
    return json.dumps(text)


def boolean(value):
    return "true" if value else "false"


class Tables:
    """Lines of C++. Equal tables are written once."""

    def __init__(self, begun=None):
        self.lines = list(begun.lines) if begun else []
        self.names = dict(begun.names) if begun else {}

    def table(self, kind, rows):
        """The name of a table of these rows, or {} for none."""
        if not rows:
            return "{}"
        body = ",\n    ".join(rows)
        if (kind, body) not in self.names:
            word = kind.rpartition(":")[2].lower()
            self.names[kind, body] = f"{word}_{len(self.names)}"
            self.lines.append(
                f"constexpr {kind} {self.names[kind, body]}[] = {{\n    {body}}};"
            )
        return self.names[kind, body]

    def expressions(self, values):
        return self.table("Expression", [self.expression(each) for each in values])

    def text(self, value):
        """A text in which {Name} and {Name#attribute} stand for values."""
        parts = [part for part in SPLIT.split(value) if part]
        if not any(part.startswith("{") for part in parts):
            return f"{{.kind = Expression::Kind::text, .text = {quoted(value)}}}"
        made = [self.place(part[1:-1]) if part.startswith("{") else self.text(part) for part in parts]
        if len(made) == 1:
            return made[0]
        return f"{{.kind = Expression::Kind::joined, .arguments = {self.table('Expression', made)}}}"

    def place(self, name):
        name, _, attribute = name.partition("#")
        if not attribute:
            return self.expression({"ref": name})
        return self.expression({"fn": "getAttr", "argv": [{"ref": name}, attribute]})

    def expression(self, value):
        if isinstance(value, bool):
            return f"{{.kind = Expression::Kind::boolean, .number = {int(value)}}}"
        if isinstance(value, int):
            return f"{{.kind = Expression::Kind::number, .number = {value}}}"
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return f"{{.kind = Expression::Kind::list, .arguments = {self.expressions(value)}}}"
        if "ref" in value:
            return f"{{.kind = Expression::Kind::reference, .text = {quoted(value['ref'])}}}"
        if "fn" in value:
            return self.call(value)
        pairs = [each for pair in value.items() for each in pair]
        return f"{{.kind = Expression::Kind::record, .arguments = {self.expressions(pairs)}}}"

    def call(self, value):
        if value["fn"] not in FUNCTIONS:
            raise New(f"the function {value['fn']} is new")
        arguments = value["argv"]
        if value["fn"] == "getAttr":
            arguments = [arguments[0], *steps_of(arguments[1])]
        return (
            f"{{.kind = Expression::Kind::call, .function = Function::{FUNCTIONS[value['fn']]}, "
            f".arguments = {self.expressions(arguments)}}}"
        )

    def conditions(self, rule):
        rows = []
        for each in rule["conditions"]:
            assign = f", .assign = {quoted(each['assign'])}" if "assign" in each else ""
            rows.append(f"{{.test = {self.call(each)}{assign}}}")
        return self.table("Condition", rows)

    def rule(self, rule):
        if rule["type"] == "tree":
            kind, rest = "tree", f".rules = {self.rules(rule['rules'])}"
        elif rule["type"] == "error":
            kind, rest = "refusal", f".value = {self.expression(rule['error'])}"
        else:
            endpoint = rule["endpoint"]
            if endpoint.get("headers"):
                raise New("an endpoint wants headers")
            properties = self.expression(endpoint.get("properties") or {})
            kind = "endpoint"
            rest = f".value = {self.expression(endpoint['url'])}, .properties = {properties}"
        return f"{{.kind = Rule::Kind::{kind}, .conditions = {self.conditions(rule)}, {rest}}}"

    def rules(self, rules):
        return self.table("Rule", [self.rule(each) for each in rules])

    def rule_set(self, service, rules):
        defaults = self.table(
            "Default",
            [
                f"{{{quoted(name)}, {boolean(parameter['default'])}}}"
                for name, parameter in rules["parameters"].items()
                if parameter["type"] == "boolean" and parameter.get("default") is not None
            ],
        )
        return f"{{{quoted(service)}, {defaults}, {self.rules(rules['rules'])}}}"

    def partition(self, partition):
        outputs = partition["outputs"]
        if set(outputs) != PARTITION_OUTPUTS:
            raise New(f"the partition {partition['id']} says {sorted(outputs)}")
        prefixes = prefixes_of(partition)
        shape = re.compile(partition["regionRegex"])
        others = sorted(name for name in partition["regions"] if not shape.fullmatch(name))
        words = [
            self.table("std::string_view", [quoted(each) for each in names])
            for names in (prefixes, others)
        ]
        return (
            f"{{{quoted(partition['id'])}, {quoted(outputs['dnsSuffix'])}, "
            f"{quoted(outputs['dualStackDnsSuffix'])}, {quoted(outputs['implicitGlobalRegion'])}, "
            f"{boolean(outputs['supportsFIPS'])}, {boolean(outputs['supportsDualStack'])}, "
            f"{', '.join(words)}}}"
        )


def steps_of(path):
    """"resourceId[1]" → ["resourceId", 1]"""
    for part in path.split("."):
        name, _, index = part.partition("[")
        if name:
            yield name
        if index:
            yield int(index.rstrip("]"))


def rules_of(service):
    rules = Loader().load_service_model(service, "endpoint-rule-set-1")
    if rules["version"] != "1.0":
        raise New(f"the rules of {service} are of version {rules['version']}")
    return rules


def source(tables, ends):
    return "\n".join(
        [
            f"// Made by tools/aws_codegen/endpoints.py from botocore {botocore.__version__}.",
            '#include "platform/aws/endpoint_rules.h"',
            "",
            "namespace mirante::aws::rules {",
            "namespace {",
            "",
            *tables.lines,
            "",
            "}  // namespace",
            "",
            *ends,
            "",
            "}  // namespace mirante::aws::rules",
            "",
        ]
    )


def of_product(operations):
    tables = Tables()
    partitions = Loader().load_data("partitions")["partitions"]
    all_partitions = tables.table("Partition", [tables.partition(each) for each in partitions])
    services = sorted(read_operations(operations))
    sets = tables.table("RuleSet", [tables.rule_set(each, rules_of(each)) for each in services])
    return source(
        tables,
        [
            f"const std::span<const Partition> partitions = {all_partitions};",
            f"const std::span<const RuleSet> rule_sets = {sets};",
        ],
    )


def of_everything(name):
    tables = Tables()
    rows = []
    for service in Loader().list_available_services("endpoint-rule-set-1"):
        made = Tables(tables)
        try:
            rows.append(made.rule_set(service, rules_of(service)))
        except New:
            continue
        tables = made
    sets = tables.table("RuleSet", rows)
    return source(
        tables,
        [
            f"extern const std::span<const RuleSet> {name};",
            f"const std::span<const RuleSet> {name} = {sets};",
        ],
    )


def main(arguments):
    if arguments[:1] == ["--all"]:
        _, name, out = arguments
        text = of_everything(name)
    else:
        operations, out = arguments
        text = of_product(pathlib.Path(operations).read_text(encoding="utf-8"))
    out = pathlib.Path(out)
    if out.exists() and out.read_text(encoding="utf-8") == text:
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
