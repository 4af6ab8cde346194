"""Identities, mail and suppressed addresses of the simulated SES, judged by boto3."""

import base64

import pytest
from conftest import REGION, refusal

OURS, OTHER = "210987654321", "310987654321"
READER = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ses:Get*", "Resource": "*"}],
}
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
SUCCESS = "success@simulator.amazonses.com"


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, throttling=False)


@pytest.fixture(scope="module")
def ses(aws):
    return aws.admin("sesv2", OURS)


@pytest.fixture(scope="module")
def sender(aws, ses):
    ses.create_email_identity(EmailIdentity="aurora.example")
    verify(aws, "aurora.example")
    return "Aurora <avisos@aurora.example>"


def verify(aws, name):
    aws.control("POST", "mails", {"account": OURS, "region": REGION, "identity": name})


def mails(aws):
    return aws.control("GET", f"mails?account={OURS}&region={REGION}")["mails"]


def simple(subject="Olá", text="corpo é"):
    return {"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}}}}


def send(ses, sender, *to, content=None):
    return ses.send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": list(to)},
        Content=content or simple(),
    )["MessageId"]


def test_an_identity_is_pending_until_it_is_verified(aws, ses):
    made = ses.create_email_identity(
        EmailIdentity="Ana@example.com", Tags=[{"Key": "a", "Value": "b"}]
    )
    before = ses.get_email_identity(EmailIdentity="ana@example.com")
    verify(aws, "ana@example.com")
    after = ses.get_email_identity(EmailIdentity="ana@example.com")

    assert made["IdentityType"] == "EMAIL_ADDRESS"
    assert (before["VerifiedForSendingStatus"], before["VerificationStatus"]) == (False, "PENDING")
    assert (after["VerifiedForSendingStatus"], after["VerificationStatus"]) == (True, "SUCCESS")
    assert after["Tags"] == [{"Key": "a", "Value": "b"}]
    assert refusal(ses.create_email_identity, EmailIdentity="ana@example.com")[0] == (
        "AlreadyExistsException"
    )
    ses.delete_email_identity(EmailIdentity="ana@example.com")
    assert refusal(ses.get_email_identity, EmailIdentity="ana@example.com")[0] == (
        "NotFoundException"
    )


def test_a_domain_has_three_tokens(ses):
    made = ses.create_email_identity(EmailIdentity="tokens.example")

    assert made["IdentityType"] == "DOMAIN"
    assert len(set(made["DkimAttributes"]["Tokens"])) == 3
    assert refusal(ses.create_email_identity, EmailIdentity="no domain")[0] == "BadRequestException"


def test_mail_is_kept_with_what_was_written(aws, ses, sender):
    ident = send(ses, sender, SUCCESS)
    raw = b"From: a\r\nSubject: b\r\n\r\nc"
    other = send(ses, sender, SUCCESS, content={"Raw": {"Data": raw}})

    kept = {mail["id"]: mail for mail in mails(aws)}

    assert kept[ident]["subject"] == "Olá"
    assert kept[ident]["text"] == "corpo é"
    assert kept[ident]["to"] == [SUCCESS]
    assert kept[ident]["from"] == sender
    assert base64.b64decode(kept[other]["raw_base64"]) == raw


def test_the_sandbox_takes_mail_between_verified_ends_only(aws, ses, sender):
    before = len(mails(aws))

    code, whole = refusal(send, ses, "x@nowhere.example", SUCCESS)
    to_stranger, stranger = refusal(send, ses, sender, "b@stranger.example")

    assert (code, to_stranger) == ("MessageRejected", "MessageRejected")
    assert "x@nowhere.example" in whole["Error"]["Message"]
    assert "b@stranger.example" in stranger["Error"]["Message"]
    assert ses.get_account()["ProductionAccessEnabled"] is False
    assert len(mails(aws)) == before


def test_what_becomes_of_a_mail_depends_on_its_address(aws, ses, sender):
    ses.put_suppressed_destination(EmailAddress="gone@aurora.example", Reason="BOUNCE")

    sent = {
        to: send(ses, sender, to)
        for to in ("bounce@simulator.amazonses.com", "gone@aurora.example", "a@aurora.example")
    }
    outcomes = {mail["id"]: mail["outcome"] for mail in mails(aws)}

    assert [outcomes[ident] for ident in sent.values()] == ["bounced", "suppressed", "delivered"]


def test_suppressed_addresses_are_listed_and_removed(ses):
    for n in range(3):
        ses.put_suppressed_destination(EmailAddress=f"S{n}@x.example", Reason="COMPLAINT")

    first = ses.list_suppressed_destinations(Reasons=["COMPLAINT"], PageSize=2)
    second = ses.list_suppressed_destinations(
        Reasons=["COMPLAINT"], PageSize=2, NextToken=first["NextToken"]
    )
    one = ses.get_suppressed_destination(EmailAddress="s0@x.example")["SuppressedDestination"]
    ses.delete_suppressed_destination(EmailAddress="s0@x.example")

    found = first["SuppressedDestinationSummaries"] + second["SuppressedDestinationSummaries"]
    assert [entry["EmailAddress"] for entry in found] == [f"s{n}@x.example" for n in range(3)]
    assert "NextToken" not in second
    assert one["Reason"] == "COMPLAINT"
    for call in (ses.get_suppressed_destination, ses.delete_suppressed_destination):
        assert refusal(call, EmailAddress="s0@x.example")[0] == "NotFoundException"


def test_the_account_counts_what_was_sent_in_a_day(aws, ses, sender):
    send(ses, sender, SUCCESS)
    before = ses.get_account()["SendQuota"]
    aws.advance(86_401)
    after = ses.get_account()["SendQuota"]

    assert before["Max24HourSend"] == 200.0
    assert before["SentLast24Hours"] >= 1.0
    assert after["SentLast24Hours"] == 0.0


def test_mail_that_comes_too_fast_is_put_off_and_sent_a_second_later(start_aws):
    # Its own time all but stands, so that no machine is too slow for it.
    aws = start_aws(ESTATE, "--speed", "0.001")
    ses = aws.admin("sesv2", OURS)
    ses.create_email_identity(EmailIdentity="aurora.example")
    verify(aws, "aurora.example")
    sender = "avisos@aurora.example"

    send(ses, sender, SUCCESS)
    code, whole = refusal(send, ses, sender, SUCCESS)
    aws.advance(1)
    send(ses, sender, SUCCESS)

    assert code == "ThrottlingException"
    assert whole["Error"]["Message"] == "Maximum sending rate exceeded"
    assert ses.get_account()["SendQuota"]["MaxSendRate"] == 1.0
    assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 2.0


def test_regions_accounts_and_permissions_are_kept_apart(aws, ses, sender):
    elsewhere, stranger = aws.admin("sesv2", OURS, "us-east-1"), aws.admin("sesv2", OTHER)
    reader = aws.assume(f"arn:aws:iam::{OURS}:role/reader", "xyz", service="sesv2")

    assert elsewhere.list_email_identities()["EmailIdentities"] == []
    assert refusal(stranger.get_email_identity, EmailIdentity="aurora.example")[0] == (
        "NotFoundException"
    )
    assert reader.get_email_identity(EmailIdentity="aurora.example")["VerifiedForSendingStatus"]
    assert refusal(send, reader, sender, SUCCESS)[0] == "AccessDeniedException"


def test_wrong_mail_is_refused(ses, sender):
    assert refusal(send, ses, sender)[0] == "BadRequestException"
    assert refusal(send, ses, sender, "nobody")[0] == "BadRequestException"
