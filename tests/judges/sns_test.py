"""Topics and notifications of the simulated SNS, judged by boto3, by the AWS command line, and by a
receiver that checks every signature with a library of its own, as AWS's documentation says."""

import base64
import collections
import http.server
import json
import queue
import threading
import urllib.request

import boto3
import pytest
from conftest import REGION, refusal
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from moto import mock_aws

OURS, OTHER = "210987654321", "310987654321"
READER = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:List*", "Resource": "*"}]}
ESTATE = {
    "accounts": [
        {
            "id": OURS,
            "name": "Aurora Loja",
            "roles": [{"name": "reader", "external_id": "xyz", "grants": READER}],
        },
        {"id": OTHER, "name": "Outra"},
    ]
}
SIGNED = {
    "Notification": ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    "SubscriptionConfirmation": [
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ],
}  # fmt: skip

Got = collections.namedtuple("Got", "headers text path")


class Receiver:
    """An HTTP endpoint that keeps what it gets and answers with the statuses that it is told."""

    def __init__(self):
        self.got = queue.Queue()
        self.statuses = collections.deque()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.statuses.popleft() if receiver.statuses else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                receiver.got.put(Got(dict(self.headers), body.decode(), self.path))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        return self.got.get(timeout=10)

    def none_waits(self):
        return self.got.empty()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE)


@pytest.fixture(scope="module")
def sns(aws):
    return aws.admin("sns", OURS)


@pytest.fixture(scope="module")
def sqs(aws):
    return aws.admin("sqs", OURS)


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def topic(sns, request):
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)[:200]
    return sns.create_topic(Name=name)["TopicArn"]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as reply:
        return reply.read()


def check_signature(message):
    """As "Verifying the signatures of Amazon SNS messages" in AWS's documentation says."""
    certificate = x509.load_pem_x509_certificate(get(message["SigningCertURL"]))
    canonical = "".join(
        f"{name}\n{message[name]}\n" for name in SIGNED[message["Type"]] if name in message
    )
    algorithm = {"1": hashes.SHA1(), "2": hashes.SHA256()}[message["SignatureVersion"]]
    certificate.public_key().verify(
        base64.b64decode(message["Signature"]), canonical.encode(), padding.PKCS1v15(), algorithm
    )


def listen(sns, receiver, topic, **attributes):
    """A confirmed subscription of the receiver."""
    sns.subscribe(
        TopicArn=topic, Protocol="http", Endpoint=receiver.url + "/sns", Attributes=attributes
    )
    message = json.loads(receiver.next().text)
    return sns.confirm_subscription(TopicArn=topic, Token=message["Token"])["SubscriptionArn"]


def make_queue(sqs, name, topic=None):
    """A queue that lets the topic in; its URL and ARN."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{OURS}:{name}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    if topic:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def take(sqs, url):
    reply = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    return reply.get("Messages", [])


@pytest.mark.parametrize("version", ["1", "2"])
def test_notifications_are_signed_and_a_changed_byte_is_noticed(sns, receiver, topic, version):
    sns.set_topic_attributes(
        TopicArn=topic, AttributeName="SignatureVersion", AttributeValue=version
    )
    listen(sns, receiver, topic)
    sent = sns.publish(TopicArn=topic, Subject="Parada", Message="i-1 está \"parado\"\n")

    got = receiver.next()
    message = json.loads(got.text)

    assert message["SignatureVersion"] == version
    assert message["MessageId"] == sent["MessageId"]
    assert message["Message"] == 'i-1 está "parado"\n'
    check_signature(message)
    for name in ("Message", "Subject", "Timestamp", "TopicArn", "MessageId"):
        with pytest.raises(InvalidSignature):
            check_signature(message | {name: message[name] + "x"})
    headers = {name.lower(): value for name, value in got.headers.items()}
    assert headers["x-amz-sns-message-type"] == "Notification"
    assert headers["x-amz-sns-topic-arn"] == topic
    assert headers["content-type"] == "text/plain; charset=UTF-8"


def test_a_subscription_is_confirmed_by_its_link_without_a_signature(sns, receiver, topic):
    told = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver.url)["SubscriptionArn"]
    message = json.loads(receiver.next().text)
    sns.publish(TopicArn=topic, Message="too early")
    (before,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]

    check_signature(message)
    answer = get(message["SubscribeURL"]).decode()
    (after,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    sns.publish(TopicArn=topic, Message="now")

    assert told == "pending confirmation"
    assert before["SubscriptionArn"] == "PendingConfirmation"
    assert after["SubscriptionArn"] in answer
    assert after["SubscriptionArn"].startswith(topic + ":")
    notification = json.loads(receiver.next().text)
    assert notification["Message"] == "now"
    get(notification["UnsubscribeURL"])
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_only_the_right_token_confirms_and_only_for_two_days(aws, sns, receiver, topic):
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=receiver.url)
    token = json.loads(receiver.next().text)["Token"]

    code, _ = refusal(sns.confirm_subscription, TopicArn=topic, Token="0" * 64)
    aws.advance(2 * 86_400 + 1)
    late, _ = refusal(sns.confirm_subscription, TopicArn=topic, Token=token)

    assert (code, late) == ("InvalidParameter", "InvalidParameter")


def test_a_receiver_that_fails_is_tried_again_after_the_back_off(aws, sns, receiver, topic):
    listen(sns, receiver, topic)
    receiver.statuses.extend([500, 503])
    sns.publish(TopicArn=topic, Message="again")

    texts = [receiver.next().text]
    for _ in range(2):
        # The outcome of an attempt reaches the World some time after the receiver has answered.
        while receiver.none_waits():
            aws.advance(21)
        texts.append(receiver.next().text)

    assert len(set(texts)) == 1
    assert json.loads(texts[0])["Message"] == "again"


def test_messages_come_twice_on_request(aws, sns, receiver, topic):
    listen(sns, receiver, topic)
    aws.control("POST", "messaging", {"sns_twice": 1})
    sns.publish(TopicArn=topic, Message="x")
    aws.control("POST", "messaging", {"sns_twice": 0})

    assert receiver.next().text == receiver.next().text


def test_a_queue_that_lets_the_topic_in_gets_envelopes_or_raw_messages(sns, sqs, topic):
    wrapped_url, wrapped = make_queue(sqs, "wrapped", topic)
    raw_url, raw = make_queue(sqs, "raw", topic)
    closed_url, closed = make_queue(sqs, "closed")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=wrapped)
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=raw, Attributes={"RawMessageDelivery": "true"}
    )
    told = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=closed)["SubscriptionArn"]
    attributes = {"event": {"DataType": "String", "StringValue": "stopped"}}

    sns.publish(TopicArn=topic, Message="m", MessageAttributes=attributes)
    (envelope,) = take(sqs, wrapped_url)
    (plain,) = take(sqs, raw_url)

    message = json.loads(envelope["Body"])
    check_signature(message)
    assert message["MessageAttributes"] == {"event": {"Type": "String", "Value": "stopped"}}
    assert (plain["Body"], plain["MessageAttributes"]) == ("m", attributes)
    assert told.startswith(topic)
    assert take(sqs, closed_url) == []


def test_filters_let_only_some_messages_through(sns, sqs, topic):
    url, arn = make_queue(sqs, "filtered", topic)
    subscription = sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"FilterPolicy": json.dumps({"event": ["stopped"]}), "RawMessageDelivery": "true"},
    )["SubscriptionArn"]

    for event in ("started", "stopped"):
        sns.publish(
            TopicArn=topic,
            Message=event,
            MessageAttributes={"event": {"DataType": "String", "StringValue": event}},
        )
    sns.publish(TopicArn=topic, Message="no attribute")

    assert [message["Body"] for message in take(sqs, url)] == ["stopped"]
    code, whole = refusal(
        sns.set_subscription_attributes,
        SubscriptionArn=subscription,
        AttributeName="FilterPolicy",
        AttributeValue='{"event": "stopped"}',
    )
    assert code == "InvalidParameter"
    assert "event" in whole["Error"]["Message"]
    kept = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    assert json.loads(kept["FilterPolicy"]) == {"event": ["stopped"]}
    assert kept["PendingConfirmation"] == "false"


def test_undeliverable_messages_go_to_the_dead_letter_queue(sns, sqs, receiver, topic):
    url, arn = make_queue(sqs, "undelivered", topic)
    listen(sns, receiver, topic, RedrivePolicy=json.dumps({"deadLetterTargetArn": arn}))
    receiver.statuses.append(404)

    sns.publish(TopicArn=topic, Message="refused")
    receiver.next()
    messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]

    assert json.loads(messages[0]["Body"])["Message"] == "refused"


def test_each_protocol_gets_its_own_text(sns, sqs, topic):
    url, arn = make_queue(sqs, "structured", topic)
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}
    )

    sns.publish(
        TopicArn=topic,
        MessageStructure="json",
        Message=json.dumps({"default": "all", "sqs": "for queues"}),
    )

    assert [message["Body"] for message in take(sqs, url)] == ["for queues"]
    code, whole = refusal(
        sns.publish, TopicArn=topic, MessageStructure="json", Message='{"sqs": "x"}'
    )
    assert code == "InvalidParameter"
    assert "No default entry" in whole["Error"]["Message"]


def test_batches_publish_each_by_itself(sns, topic):
    reply = sns.publish_batch(
        TopicArn=topic,
        PublishBatchRequestEntries=[
            {"Id": "a", "Message": "one"},
            {"Id": "b", "Message": "two", "Subject": "line\nbreak"},
        ],
    )

    assert [entry["Id"] for entry in reply["Successful"]] == ["a"]
    assert [(entry["Id"], entry["Code"]) for entry in reply["Failed"]] == [("b", "InvalidParameter")]
    entries = [{"Id": "a", "Message": "x"}] * 2
    code, _ = refusal(sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries)
    assert code == "BatchEntryIdsNotDistinct"


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"Message": "x", "Subject": "s" * 101}, "Subject"),
        ({"Message": "x", "Subject": "é"}, "Subject"),
        ({"Message": "x" * 262_145}, "Message too long"),
    ],
)
def test_wrong_messages_are_refused_by_name(sns, topic, parameters, word):
    code, whole = refusal(sns.publish, TopicArn=topic, **parameters)

    assert code == "InvalidParameter"
    assert word in whole["Error"]["Message"]


@pytest.mark.parametrize(
    ("protocol", "endpoint", "word"),
    [
        ("http", "https://a.example", "Endpoint"),
        ("sqs", "no-arn", "SQS endpoint ARN"),
        ("email", "nobody", "Email"),
        ("pigeon", "x", "pigeon"),
    ],
)
def test_wrong_endpoints_are_refused(sns, topic, protocol, endpoint, word):
    code, whole = refusal(sns.subscribe, TopicArn=topic, Protocol=protocol, Endpoint=endpoint)

    assert code == "InvalidParameter"
    assert word in whole["Error"]["Message"]
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_ending_a_subscription_ends_its_messages(sns, sqs, topic):
    def subscribed():
        pages = sns.get_paginator("list_subscriptions").paginate()
        return [s["SubscriptionArn"] for page in pages for s in page["Subscriptions"]]

    first_url, first = make_queue(sqs, "kept", topic)
    second_url, second = make_queue(sqs, "ended", topic)
    kept = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=first)["SubscriptionArn"]
    ended = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=second)["SubscriptionArn"]
    assert {kept, ended} <= set(subscribed())
    (shown,) = [s for s in sns.list_subscriptions()["Subscriptions"] if s["SubscriptionArn"] == kept]
    assert (shown["TopicArn"], shown["Endpoint"], shown["Owner"]) == (topic, first, OURS)

    sns.unsubscribe(SubscriptionArn=ended)
    sns.unsubscribe(SubscriptionArn=ended)  # Ending what is not there is no error.
    sns.publish(TopicArn=topic, Message="m")

    assert kept in subscribed()
    assert ended not in subscribed()
    assert len(take(sqs, first_url)) == 1
    assert take(sqs, second_url) == []


def test_mail_stays_pending(sns, topic):
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@b.example")

    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]

    assert attributes["SubscriptionsPending"] == "1"
    assert attributes["SubscriptionsConfirmed"] == "0"
    assert attributes["Owner"] == OURS


def test_topics_are_listed_in_pages_and_made_once(aws):
    sns = aws.admin("sns", OURS, "us-west-2")
    aws.control("POST", "throttling", {"enabled": False})
    arns = {sns.create_topic(Name=f"t-{n:03}")["TopicArn"] for n in range(101)}

    pages = list(sns.get_paginator("list_topics").paginate())

    assert [len(page["Topics"]) for page in pages] == [100, 1]
    assert {topic["TopicArn"] for page in pages for topic in page["Topics"]} == arns
    assert sns.create_topic(Name="t-000")["TopicArn"] in arns
    code, _ = refusal(sns.create_topic, Name="t-000", Attributes={"DisplayName": "other"})
    assert code == "InvalidParameter"
    assert refusal(sns.create_topic, Name="with space")[0] == "InvalidParameter"
    assert refusal(sns.create_topic, Name="x.fifo")[0] == "InvalidParameter"


def test_a_topic_that_is_gone_is_not_found_and_deleting_it_again_is_no_error(sns, topic):
    sns.delete_topic(TopicArn=topic)
    sns.delete_topic(TopicArn=topic)

    assert refusal(sns.publish, TopicArn=topic, Message="x")[0] == "NotFound"
    assert refusal(sns.get_topic_attributes, TopicArn=topic)[0] == "NotFound"
    assert refusal(sns.list_tags_for_resource, ResourceArn=topic)[0] == "ResourceNotFound"


def test_accounts_regions_and_permissions_are_kept_apart(aws, sns, topic):
    stranger, elsewhere = aws.admin("sns", OTHER), aws.admin("sns", OURS, "us-east-1")
    reader = aws.assume(f"arn:aws:iam::{OURS}:role/reader", "xyz", service="sns")

    assert topic not in [t["TopicArn"] for t in stranger.list_topics()["Topics"]]
    assert elsewhere.list_topics()["Topics"] == []
    assert refusal(elsewhere.publish, TopicArn=topic, Message="x")[0] == "InvalidParameter"
    assert refusal(stranger.publish, TopicArn=topic, Message="x")[0] == "AuthorizationError"
    assert topic in [t["TopicArn"] for t in reader.list_topics()["Topics"]]
    code, whole = refusal(reader.publish, TopicArn=topic, Message="x")
    assert code == "AuthorizationError"
    assert "is not authorized to perform: SNS:Publish" in whole["Error"]["Message"]


def test_a_topics_policy_lets_another_account_publish(aws, sns, topic):
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)

    stranger = aws.admin("sns", OTHER)

    assert stranger.publish(TopicArn=topic, Message="x")["MessageId"]
    assert refusal(stranger.get_topic_attributes, TopicArn=topic)[0] == "AuthorizationError"


def test_tags_are_kept(sns, topic):
    tags = [{"Key": "Papel", "Value": "avisos"}]
    sns.tag_resource(ResourceArn=topic, Tags=tags + [{"Key": "x", "Value": "y"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["x"])

    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == tags


def test_the_command_line_publishes(aws, sqs, sns, topic):
    url, arn = make_queue(sqs, "by-hand", topic)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    done = aws.command(
        "sns", "publish", "--topic-arn", topic, "--message", "by hand",
        keys=aws.account(OURS)["admin"],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (message,) = take(sqs, url)

    assert json.loads(message["Body"])["MessageId"] == json.loads(done.stdout)["MessageId"]


def test_a_subscribed_topic_looks_as_in_moto(sns):
    def shape(client):
        topic = client.create_topic(Name="same", Tags=[{"Key": "a", "Value": "b"}])["TopicArn"]
        client.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@b.example")
        attributes = client.get_topic_attributes(TopicArn=topic)["Attributes"]
        kept = ("DisplayName", "SubscriptionsDeleted")
        (statement,) = json.loads(attributes["Policy"])["Statement"]
        return (
            topic.rsplit(":", 1)[1],
            client.list_tags_for_resource(ResourceArn=topic)["Tags"],
            {name: attributes[name] for name in kept},
            (statement["Sid"], statement["Effect"], statement["Principal"], list(statement["Condition"])),
        )

    with mock_aws():
        theirs = shape(boto3.client("sns", REGION, aws_access_key_id="x", aws_secret_access_key="x"))

    assert shape(sns) == theirs
