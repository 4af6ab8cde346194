"""2,000 random requests, written and signed by botocore and by us, are equal byte for byte (but for
the order of headers); 1,000 random answers are read by both to equal values."""

import datetime
import random
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.handlers
import botocore.parsers
import botocore.serialize
import draw

SEED = 20260302
REGION = "sa-east-1"
REQUESTS, ANSWERS = 2000, 1000
# Made by HTTP's layer below; botocore adds them after signing.
BELOW = {"host", "content-length", "user-agent"}


def spread(services, count):
    """(service, operation) in turn, so that each is asked about equally often."""
    pairs = [(s, s.model.operation_model(o)) for s in services for o in s.operations]
    return [pairs[i % len(pairs)] for i in range(count)]


def host_of(service):
    return f"{service.name}.{REGION}.amazonaws.com"


def with_ids_as_answered(service, operation, parameters, rng):
    """Route 53 answers ids as paths, and people hand them on as they are."""
    if service.name != "route53":
        return
    for name, shape in operation.input_shape.members.items():
        if name in parameters and shape.name in ("ResourceId", "ChangeId"):
            before = rng.choice(["", "/hostedzone/", "hostedzone/", "/change/", "/"])
            parameters[name] = before + parameters[name].replace("/", "-")


def botocore_s_request(service, operation, parameters, at, token):
    serializer = botocore.serialize.create_serializer(service.protocol, include_validation=False)
    parameters = dict(parameters)
    if service.name == "route53":
        botocore.handlers.fix_route53_ids(parameters, operation)
    made = serializer.serialize_to_request(parameters, operation)
    if service.protocol == "rest-xml" and made["body"]:
        made["headers"]["Content-Type"] = "application/xml"  # Botocore sends none, AWS documents it.
    botocore.awsrequest.prepare_request_dict(made, f"https://{host_of(service)}")
    request = botocore.awsrequest.create_request_object(made)
    credentials = botocore.credentials.Credentials(
        "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token or None
    )
    now = datetime.datetime.fromtimestamp(at, datetime.timezone.utc).replace(tzinfo=None)
    with mock.patch("botocore.auth.get_current_datetime", return_value=now):
        botocore.auth.SigV4Auth(credentials, service.signing_name, REGION).add_auth(request)
    prepared = request.prepare()
    body = prepared.body or b""
    return {
        "method": prepared.method,
        "target": prepared.url.removeprefix(f"https://{host_of(service)}"),
        "headers": sorted((k.lower(), v.decode() if isinstance(v, bytes) else v)
                          for k, v in prepared.headers.items() if k.lower() not in BELOW),
        "body": body if isinstance(body, str) else body.decode(),
    }  # fmt: skip


def test_requests_are_botocore_s_byte_for_byte(services, ask_ours):
    rng = random.Random(SEED)
    questions, theirs = [], []
    for service, operation in spread(services, REQUESTS):
        shape = operation.input_shape
        parameters = {} if shape is None else draw.Draw(rng).structure(shape, 0)
        with_ids_as_answered(service, operation, parameters, rng)
        at, token = rng.randint(1_500_000_000, 1_900_000_000), rng.choice(["", "token/+="])
        theirs.append(botocore_s_request(service, operation, parameters, at, token))
        questions.append(
            {
                "service": service.name,
                "operation": operation.name,
                "params": draw.plain(parameters),
                "host": host_of(service),
                "at": at,
                "token": token,
            }
        )

    answers = ask_ours(questions)

    assert len({(q["service"], q["operation"]) for q in questions}) >= 60
    assert len(answers) == len(theirs)
    for question, mine, wanted in zip(questions, answers, theirs, strict=True):
        assert "failure" not in mine, (mine, question)
        headers = ((name.lower(), value) for name, value in mine["headers"])
        mine["headers"] = sorted(each for each in headers if each[0] not in BELOW)
        assert mine == wanted, question


def test_answers_are_read_as_botocore_reads_them(services, ask_ours):
    rng = random.Random(SEED + 1)
    questions, theirs = [], []
    for service, operation in spread(services, ANSWERS):
        shape = operation.output_shape
        value = {} if shape is None else draw.Draw(rng).structure(shape, 0)
        headers, body = draw.answer(service, operation, value)
        parser = botocore.parsers.create_parser(service.protocol)
        response = {"status_code": 200, "headers": headers, "body": body.encode()}
        theirs.append(draw.plain(parser.parse(response, shape)))
        questions.append(
            {
                "service": service.name,
                "operation": operation.name,
                "status": 200,
                "headers": headers,
                "body": body,
                "piece": rng.choice([1, 7, 4096]),
            }
        )

    answers = ask_ours(questions)

    for question, mine, wanted in zip(questions, answers, theirs, strict=True):
        assert mine.get("result") == wanted, (mine, question)


def test_errors_are_read_as_botocore_reads_them(services, ask_ours):
    rng = random.Random(SEED + 2)
    questions, theirs = [], []
    for service, operation in spread(services, 200):
        drawn = draw.Draw(rng)
        code, message = drawn.text(draw.PLAIN, least=1), drawn.text()
        headers, body = draw.error(service, code, message)
        response = {"status_code": 400, "headers": headers, "body": body.encode()}
        read = botocore.parsers.create_parser(service.protocol).parse(response, operation.output_shape)
        theirs.append((read["Error"]["Code"], read["Error"]["Message"] or ""))
        questions.append(
            {
                "service": service.name,
                "operation": operation.name,
                "status": 400,
                "headers": headers,
                "body": body,
                "piece": rng.choice([1, 7, 4096]),
            }
        )

    answers = ask_ours(questions)

    for question, mine, wanted in zip(questions, answers, theirs, strict=True):
        assert "error" in mine, (mine, question)
        assert (mine["error"]["code"], mine["error"]["message"]) == wanted, question
