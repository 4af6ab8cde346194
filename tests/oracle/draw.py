"""Random values of a model's shapes, and answers as AWS would write them. Everything comes from one
seeded generator, so a failure can be looked at again."""

import base64
import datetime
import json
from xml.sax.saxutils import escape, quoteattr

LETTERS = "abcXYZ019 -_.~+*%/:;=&?#@!'\"<>\\()[]{}$^`|,éßΩ日本🙂\u00a0\n\t"
PLAIN = "abcXYZ019-_"
DEPTH_MAX = 5


class Draw:
    def __init__(self, rng):
        self.rng = rng

    def text(self, letters=LETTERS, least=0):
        return "".join(self.rng.choices(letters, k=self.rng.randint(least, 12)))

    def number(self):
        return self.rng.choice([0, -1, self.rng.randint(-99, 99), self.rng.randint(-(2**31), 2**31 - 1)])

    def value(self, shape, depth=0):
        """Any value of the shape. Floats are quarters: exact in 32 bits, too."""
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, depth)
        if kind == "list":
            size = 0 if depth > DEPTH_MAX else self.rng.choice([0, 1, 1, 2, 3])
            return [self.value(shape.member, depth + 1) for _ in range(size)]
        if kind == "map":
            size = 0 if depth > DEPTH_MAX else self.rng.choice([0, 1, 2])
            keys = dict.fromkeys(self.text(least=1) for _ in range(size))
            return {key: self.value(shape.value, depth + 1) for key in keys}
        if kind == "boolean":
            return self.rng.random() < 0.5
        if kind == "integer":
            return self.number()
        if kind == "long":
            return self.number() * self.rng.choice([1, 2**20])
        if kind in ("float", "double"):
            return self.number() // 256 / 4
        if kind == "timestamp":
            seconds = self.rng.randint(0, 2**31 - 1)
            return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        if kind == "blob":
            return self.text(PLAIN).encode()
        return self.text()

    def structure(self, shape, depth, letters_outside=True):
        members = list(shape.members)
        if shape.is_tagged_union:
            members = [self.rng.choice(members)]
        chosen = {}
        share = 0.6 if depth < 3 else 0.25
        for name in members:
            member = shape.members[name]
            place = member.serialization.get("location")
            must = name in shape.required_members or place == "uri" or shape.is_tagged_union
            must = must or member.metadata.get("idempotencyToken")
            if depth > DEPTH_MAX and member.type_name in ("structure", "list", "map"):
                continue
            if not must and self.rng.random() > share:
                continue
            if place == "uri":
                chosen[name] = self.text(LETTERS.replace(".", ""), least=1)
            elif place in ("header", "headers") and member.type_name == "string":
                chosen[name] = self.text(PLAIN, least=1)
            else:
                chosen[name] = self.value(member, depth + 1)
        return chosen


# -- as our program takes and gives values -----------------------------------------------------


def plain(value):
    """Times as seconds, bytes as text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    return value.decode() if isinstance(value, bytes) else value


# -- answers -----------------------------------------------------------------------------------


def timestamp(shape, value, usual):
    form = shape.serialization.get("timestampFormat", usual).lower()
    if form == "iso8601":
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if form == "rfc822":
        return value.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return int(value.timestamp())


def json_value(shape, value):
    kind = shape.type_name
    if kind == "structure":
        return {
            shape.members[name].serialization.get("name", name): json_value(shape.members[name], each)
            for name, each in value.items()
            if "location" not in shape.members[name].serialization
        }
    if kind == "list":
        return [json_value(shape.member, each) for each in value]
    if kind == "map":
        return {key: json_value(shape.value, each) for key, each in value.items()}
    if kind == "timestamp":
        return timestamp(shape, value, "unixtimestamp")
    return base64.b64encode(value).decode() if kind == "blob" else value


class XmlAnswer:
    """Elements as the models name them; `item` is what the protocol calls a list's items."""

    def __init__(self, item):
        self.item = item

    def text(self, shape, value):
        kind = shape.type_name
        if kind == "boolean":
            return str(value).lower()
        if kind == "timestamp":
            return str(timestamp(shape, value, "iso8601"))
        if kind == "blob":
            return base64.b64encode(value).decode()
        return escape(str(value)).replace("\r", "&#xD;")

    def element(self, name, shape, value):
        kind = shape.type_name
        if kind == "structure":
            attributes = "".join(
                f" {shape.members[n].serialization['name']}={quoteattr(str(v))}"
                for n, v in value.items()
                if shape.members[n].serialization.get("xmlAttribute")
            )
            return f"<{name}{attributes}>{self.members(shape, value)}</{name}>"
        flattened = shape.serialization.get("flattened")
        if kind == "list":
            if flattened:
                name = shape.member.serialization.get("name", name)
                return "".join(self.element(name, shape.member, each) for each in value)
            item = shape.member.serialization.get("name", self.item)
            return f"<{name}>{''.join(self.element(item, shape.member, e) for e in value)}</{name}>"
        if kind == "map":
            entry = name if flattened else "entry"
            pairs = "".join(self.entry(entry, shape, *pair) for pair in value.items())
            return pairs if flattened else f"<{name}>{pairs}</{name}>"
        return f"<{name}>{self.text(shape, value)}</{name}>"

    def entry(self, name, shape, key, value):
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        inside = self.element(key_name, shape.key, key) + self.element(value_name, shape.value, value)
        return f"<{name}>{inside}</{name}>"

    def members(self, shape, value):
        parts = []
        for name, each in value.items():
            member = shape.members[name]
            if "location" in member.serialization or member.serialization.get("xmlAttribute"):
                continue
            parts.append(self.element(member.serialization.get("name", name), member, each))
        return "\n  ".join(parts)


def headers_of(shape, value):
    return {
        shape.members[name].serialization.get("name", name): str(each)
        for name, each in value.items()
        if shape.members[name].serialization.get("location") == "header"
    }


def answer(service, operation, value):
    """(headers, body) of AWS's answer with this result."""
    shape, name = operation.output_shape, operation.name
    if service.protocol in ("json", "rest-json"):
        members = {} if shape is None else json_value(shape, value)
        # What is newer than the model is passed over.
        return {"x-amzn-RequestId": "r-1"}, json.dumps({**members, "NewerThanTheModel": {"A": [1]}})
    xml = XmlAnswer("item" if service.protocol == "ec2" else "member")
    members = "" if shape is None else xml.members(shape, value)
    newer = "<NewerThanTheModel><A>1</A></NewerThanTheModel>"
    if service.protocol == "ec2":
        return {}, f"<{name}Response><requestId>r-1</requestId>{members}{newer}</{name}Response>"
    if service.protocol == "rest-xml":
        headers = {"x-amzn-RequestId": "r-1", **({} if shape is None else headers_of(shape, value))}
        return headers, f"<{name}Response>{members}{newer}</{name}Response>"
    wrapper = f"{name}Result"
    if shape is not None:
        wrapper = shape.serialization.get("resultWrapper", wrapper)
    metadata = "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
    return {}, (
        f'<?xml version="1.0"?>\n<{name}Response xmlns="https://example.com/">'
        f"<{wrapper}>{members}{newer}</{wrapper}>{metadata}</{name}Response>"
    )


def error(service, code, message):
    """(headers, body) of AWS's refusal."""
    if service.protocol in ("json", "rest-json"):
        headers = {"x-amzn-RequestId": "r-1"}
        if service.protocol == "rest-json":
            headers["x-amzn-errortype"] = f"{code}:http://example.com/"
        return headers, json.dumps({"__type": f"com.example#{code}", "message": message})
    said = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    if service.protocol == "ec2":
        return {}, f"<Response><Errors><Error>{said}</Error></Errors><RequestID>r-1</RequestID></Response>"
    return {}, (
        f"<ErrorResponse><Error><Type>Sender</Type>{said}</Error><RequestId>r-1</RequestId>"
        "</ErrorResponse>"
    )
