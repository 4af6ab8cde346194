"""python3 tools/aws_codegen/endpoints.py OPERATIONS OUT: writes the host table of the services that the
file OPERATIONS names into OUT (C++), from the partitions and the endpoint rule sets of the pinned
botocore. The rules are evaluated here, by botocore's own evaluator, once for each region; regions
whose host follows the partition's pattern share one row. Same input, same bytes."""

import json
import pathlib
import re
import sys

import botocore
from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

PLACE = "{region}"


def services_of(operations):
    """Names of the services in the text of models/operations.txt, sorted."""
    lines = (line.strip() for line in operations.splitlines())
    return sorted({line.split()[0] for line in lines if line and not line.startswith("#")})


def prefixes_of(partition):
    """The words before "-<word>-<digits>" that the partition's regular expression allows."""
    match = re.fullmatch(r"\^(.*?)\\-\\w\+\\-\\d\+\$", partition["regionRegex"])
    if match is None:
        raise SystemExit(f"the region pattern {partition['regionRegex']} is of a new form")
    words = [""]
    for part in match[1].split("\\-"):
        choices = part[1:-1].split("|") if part.startswith("(") else [part]
        words = [f"{word}-{choice}" if word else choice for word in words for choice in choices]
    return words


def regions_of(partition):
    """Real regions; the others stand for "no region" in some SDKs."""
    pattern = re.compile(partition["regionRegex"])
    return sorted(name for name in partition["regions"] if pattern.fullmatch(name))


def resolve(provider, region):
    endpoint = provider.resolve_endpoint(Region=region, UseFIPS=False, UseDualStack=False)
    scheme, _, host = endpoint.url.partition("://")
    if scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+", host):
        raise SystemExit(f"{endpoint.url} is no plain https endpoint")
    schemes = endpoint.properties.get("authSchemes", [{}])
    return host, schemes[0].get("signingRegion", region)


def as_pattern(host, signing_region, region):
    pattern = f".{host}.".replace(f".{region}.", f".{PLACE}.", 1).strip(".")
    return pattern, "" if signing_region == region else signing_region


def rows_of(service, provider, partition):
    """(region or "", host pattern, signing region or "")"""
    # What a region gets that did not exist when the package was published.
    unknown = f"{prefixes_of(partition)[0]}-nowhere-9"
    usual_host, usual_signing = as_pattern(*resolve(provider, unknown), unknown)
    yield "", usual_host, usual_signing
    for region in regions_of(partition):
        host, signing = resolve(provider, region)
        if (host, signing) != (usual_host.replace(PLACE, region), usual_signing or region):
            yield region, *as_pattern(host, signing, region)


def quoted(text):
    return json.dumps(text)


def table(operations):
    loader = Loader()
    partitions = loader.load_data("partitions")["partitions"]
    text = [f"// Made by tools/aws_codegen/endpoints.py from botocore {botocore.__version__}.",
            '#include "platform/aws/endpoints.h"', "", "namespace mirante::aws {", "namespace {", ""]
    for number, partition in enumerate(partitions):
        words = ", ".join(quoted(word) for word in prefixes_of(partition))
        text.append(f"constexpr std::string_view prefixes_{number}[] = {{{words}}};")
    text += ["", "constexpr PartitionRow partitions[] = {"]
    for number, partition in enumerate(partitions):
        text.append(f"    {{{quoted(partition['id'])}, prefixes_{number}}},")
    text += ["};", "", "constexpr EndpointRow endpoints[] = {"]
    for service in services_of(operations):
        rules = loader.load_service_model(service, "endpoint-rule-set-1")
        provider = EndpointProvider(rules, {"partitions": partitions})
        for partition in partitions:
            for region, host, signing in rows_of(service, provider, partition):
                cells = (service, partition["id"], region, host, signing)
                text.append(f"    {{{', '.join(map(quoted, cells))}}},")
    text += ["};", "", "}  // namespace", "",
             "const std::span<const PartitionRow> partition_rows = partitions;",
             "const std::span<const EndpointRow> endpoint_rows = endpoints;", "",
             "}  // namespace mirante::aws", ""]
    return "\n".join(text)


def main(arguments):
    operations, out = map(pathlib.Path, arguments)
    text = table(operations.read_text(encoding="utf-8"))
    if out.exists() and out.read_text(encoding="utf-8") == text:
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
