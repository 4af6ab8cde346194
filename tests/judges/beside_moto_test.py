"""The same boto3 calls against moto, which others wrote, and against the simulated AWS: each story is
told by both and must end the same. Ids, times and account numbers are put aside first. What moto is
known not to do (states that take time, signatures, throttling) is judged elsewhere."""

import pathlib
import re
import sys

import botocore.exceptions
import pytest

from conftest import REGION

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))
from moto_aws import MotoAws  # noqa: E402

ACCOUNT = "210987654321"
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}'


class Ours:
    def __init__(self, start_aws):
        self.aws = start_aws({"accounts": [{"id": ACCOUNT, "name": "Loja"}]})
        self.aws.control("POST", "throttling", {"enabled": False})
        self.aws.control("POST", "pace", {"late_visibility": 0})

    def client(self, service):
        return self.aws.admin(service, ACCOUNT)

    def settle(self):
        """moto's states change at once."""
        self.aws.advance(300)


class Moto:
    def __init__(self, log):
        self.aws = MotoAws(log)

    def client(self, service):
        return self.aws.client(service, REGION)

    def settle(self):
        pass


@pytest.fixture(scope="module")
def both(start_aws, tmp_path_factory):
    moto = Moto(tmp_path_factory.mktemp("moto") / "moto.log")
    yield Ours(start_aws), moto
    moto.aws.stop()


def plain(value):
    """Without what may differ: ids become their kind, accounts and times their name."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str):
        value = re.sub(r"\b([a-z]+(?:-[a-z]+)?)-[0-9a-f]{8,17}\b", r"\1-ID", value)
        return re.sub(r"\b\d{12}\b", "ACCOUNT", value)
    return value


def refusal(call, **parameters):
    """Code and status of a call that must be refused."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**parameters)
    reply = caught.value.response
    return reply["Error"]["Code"], reply["ResponseMetadata"]["HTTPStatusCode"]


def pick(value, *names):
    return {name: value.get(name) for name in names}


def image(ec2):
    found = ec2.describe_images(
        Owners=["amazon"],
        Filters=[
            {"Name": "architecture", "Values": ["x86_64"]},
            {"Name": "root-device-type", "Values": ["ebs"]},
        ],
    )["Images"]
    return next(one["ImageId"] for one in found if one.get("Platform") != "windows")


def run(world, name, count=1, **more):
    ec2 = world.client("ec2")
    tags = [{"Key": "Name", "Value": name}, {"Key": "Papel", "Value": "web"}]
    reply = ec2.run_instances(
        ImageId=image(ec2),
        InstanceType="t3.medium",
        MinCount=count,
        MaxCount=count,
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
        **more,
    )
    world.settle()
    return [one["InstanceId"] for one in reply["Instances"]]


def described(ec2, ids):
    return [i for r in ec2.describe_instances(InstanceIds=ids)["Reservations"] for i in r["Instances"]]


# Stories: each returns what must be the same.


def a_server_as_it_is_described(world):
    ec2 = world.client("ec2")
    server = described(ec2, run(world, "descrito"))[0]
    names = ("AmiLaunchIndex", "InstanceType", "State", "Architecture", "RootDeviceType", "VirtualizationType",
             "Hypervisor", "EbsOptimized", "SourceDestCheck", "StateTransitionReason")  # fmt: skip
    placement = pick(server["Placement"], "Tenancy", "GroupName")
    tags = sorted((tag["Key"], tag["Value"]) for tag in server["Tags"])
    return pick(server, *names), placement, tags, len(server["NetworkInterfaces"]), len(server["BlockDeviceMappings"])


def servers_through_their_states(world):
    ec2 = world.client("ec2")
    ids = run(world, "vida", count=2)
    told = []
    for call in ("stop_instances", "start_instances", "stop_instances", "terminate_instances"):
        getattr(ec2, call)(InstanceIds=ids)
        world.settle()
        told.append([one["State"] for one in described(ec2, ids)])
    return told


def servers_by_filters(world):
    ec2 = world.client("ec2")
    run(world, "filtro-a"), run(world, "filtro-b")
    ec2.stop_instances(InstanceIds=run(world, "filtro-parado"))
    world.settle()
    told = []
    for filters in (
        {"tag:Name": ["filtro-*"]},
        {"tag:Name": ["filtro-?"]},
        {"tag:Name": ["filtro-*"], "instance-state-name": ["stopped"]},
        {"tag:Name": ["filtro-a", "filtro-b"], "instance-state-name": ["running", "stopped"]},
        {"tag:Name": ["filtro-a"], "instance-type": ["m5.large"]},
        {"tag-key": ["Nada"]},
    ):
        pages = ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": name, "Values": values} for name, values in filters.items()]
        )
        told.append(sorted(
            tag["Value"] for page in pages for r in page["Reservations"] for i in r["Instances"]
            for tag in i["Tags"] if tag["Key"] == "Name"
        ))  # fmt: skip
    return told


def attributes_of_a_server(world):
    ec2 = world.client("ec2")
    one = run(world, "atributos")[0]
    ec2.modify_instance_attribute(InstanceId=one, DisableApiTermination={"Value": True})
    told = [refusal(ec2.terminate_instances, InstanceIds=[one])]
    told.append(ec2.describe_instance_attribute(InstanceId=one, Attribute="disableApiTermination")["DisableApiTermination"])
    ec2.modify_instance_attribute(InstanceId=one, DisableApiTermination={"Value": False})
    ec2.stop_instances(InstanceIds=[one])
    world.settle()
    ec2.modify_instance_attribute(InstanceId=one, InstanceType={"Value": "m5.large"})
    told.append(described(ec2, [one])[0]["InstanceType"])
    return told


def tags_come_and_go(world):
    ec2 = world.client("ec2")
    one = run(world, "etiquetas")[0]
    ec2.create_tags(Resources=[one], Tags=[{"Key": "Dono", "Value": "ana"}, {"Key": "Papel", "Value": "db"}])
    ec2.delete_tags(Resources=[one], Tags=[{"Key": "Name"}])
    found = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [one]}])["Tags"]
    return plain(sorted(found, key=lambda tag: tag["Key"]))


def volumes_are_made_attached_and_deleted(world):
    ec2 = world.client("ec2")
    one = run(world, "volumes")[0]
    zone = described(ec2, [one])[0]["Placement"]["AvailabilityZone"]
    volume = ec2.create_volume(AvailabilityZone=zone, Size=20, VolumeType="gp3")["VolumeId"]
    world.settle()
    names = ("Size", "VolumeType", "State", "Encrypted")
    told = [pick(ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0], *names)]
    ec2.attach_volume(InstanceId=one, VolumeId=volume, Device="/dev/sdf")
    world.settle()
    attached = ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0]
    told += [attached["State"], plain(pick(attached["Attachments"][0], "Device", "State", "InstanceId", "VolumeId"))]
    told.append(refusal(ec2.delete_volume, VolumeId=volume))
    ec2.detach_volume(VolumeId=volume, InstanceId=one, Device="/dev/sdf")  # moto needs all three.
    world.settle()
    ec2.delete_volume(VolumeId=volume)
    world.settle()
    told.append(refusal(ec2.describe_volumes, VolumeIds=[volume]))
    return told


def security_groups_and_their_rules(world):
    ec2 = world.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="porta", Description="portas", VpcId=vpc)["GroupId"]
    told = [refusal(ec2.create_security_group, GroupName="porta", Description="portas", VpcId=vpc)]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "dentro"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    told.append(refusal(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[rule]))
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    told.append(pick(found, "GroupName", "Description"))
    told.append(pick(found["IpPermissions"][0], "IpProtocol", "FromPort", "ToPort", "IpRanges"))
    told.append(found["IpPermissionsEgress"][0]["IpProtocol"])
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    told.append(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"])
    ec2.delete_security_group(GroupId=group)
    told.append(refusal(ec2.describe_security_groups, GroupIds=[group]))
    return told


def key_pairs(world):
    ec2 = world.client("ec2")
    made = ec2.create_key_pair(KeyName="chave", KeyType="ed25519")
    told = [made["KeyName"], made["KeyMaterial"].splitlines()[0]]
    told.append(refusal(ec2.create_key_pair, KeyName="chave"))
    told.append([pair["KeyName"] for pair in ec2.describe_key_pairs(KeyNames=["chave"])["KeyPairs"]])
    ec2.delete_key_pair(KeyName="chave")
    told.append(refusal(ec2.describe_key_pairs, KeyNames=["chave"]))
    return told


def addresses(world):
    ec2 = world.client("ec2")
    made = ec2.allocate_address(Domain="vpc")
    one = run(world, "endereco")[0]
    ec2.associate_address(AllocationId=made["AllocationId"], InstanceId=one)
    told = [plain(pick(ec2.describe_addresses(AllocationIds=[made["AllocationId"]])["Addresses"][0], "InstanceId", "Domain"))]
    told.append(described(ec2, [one])[0]["PublicIpAddress"] == made["PublicIp"])
    association = ec2.describe_addresses(AllocationIds=[made["AllocationId"]])["Addresses"][0]["AssociationId"]
    ec2.disassociate_address(AssociationId=association)
    ec2.release_address(AllocationId=made["AllocationId"])
    told.append(refusal(ec2.release_address, AllocationId=made["AllocationId"]))
    return told


def wrong_ids(world):
    ec2 = world.client("ec2")
    return [
        refusal(ec2.describe_instances, InstanceIds=["i-0123456789abcdef0"]),
        refusal(ec2.stop_instances, InstanceIds=["i-0123456789abcdef0"]),
        refusal(ec2.describe_volumes, VolumeIds=["vol-0123456789abcdef0"]),
        refusal(ec2.delete_volume, VolumeId="vol-0123456789abcdef0"),
        refusal(ec2.describe_subnets, SubnetIds=["subnet-0123456789abcdef0"]),
        refusal(ec2.describe_vpcs, VpcIds=["vpc-0123456789abcdef0"]),
        refusal(ec2.delete_security_group, GroupId="sg-0123456789abcdef0"),
        refusal(ec2.attach_volume, VolumeId="vol-0123456789abcdef0", InstanceId="i-0123456789abcdef0", Device="/dev/sdf"),
        refusal(ec2.describe_instances, DryRun=True),
    ]


def pages_of_servers(world):
    ec2 = world.client("ec2")
    ids = run(world, "paginas", count=12)
    wanted = [{"Name": "tag:Name", "Values": ["paginas"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=wanted, PaginationConfig={"PageSize": 5})
    found = [i["InstanceId"] for page in pages for r in page["Reservations"] for i in r["Instances"]]
    return sorted(found) == sorted(ids), len(found)


def users_and_their_keys(world):
    iam = world.client("iam")
    told = [pick(plain(iam.create_user(UserName="joana")["User"]), "UserName", "Path", "Arn")]
    told.append(refusal(iam.create_user, UserName="joana"))
    key = iam.create_access_key(UserName="joana")["AccessKey"]
    told.append((key["Status"], key["AccessKeyId"][:4]))
    iam.update_access_key(UserName="joana", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    told.append([one["Status"] for one in iam.list_access_keys(UserName="joana")["AccessKeyMetadata"]])
    iam.put_user_policy(UserName="joana", PolicyName="ler", PolicyDocument=POLICY)
    told.append(iam.list_user_policies(UserName="joana")["PolicyNames"])
    told.append(iam.get_user_policy(UserName="joana", PolicyName="ler")["PolicyDocument"])
    iam.delete_user_policy(UserName="joana", PolicyName="ler")
    iam.delete_access_key(UserName="joana", AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName="joana")
    told.append(refusal(iam.get_user, UserName="joana"))
    return told


def roles_and_their_policies(world):
    iam = world.client("iam")
    role = plain(iam.create_role(RoleName="painel", AssumeRolePolicyDocument=TRUST)["Role"])
    told = [pick(role, "RoleName", "Path", "Arn", "AssumeRolePolicyDocument")]
    told.append(refusal(iam.create_role, RoleName="painel", AssumeRolePolicyDocument=TRUST))
    policy = iam.create_policy(PolicyName="ler", PolicyDocument=POLICY)["Policy"]
    told.append(pick(plain(policy), "PolicyName", "Arn", "DefaultVersionId", "AttachmentCount"))
    iam.attach_role_policy(RoleName="painel", PolicyArn=policy["Arn"])
    told.append(plain(iam.list_attached_role_policies(RoleName="painel")["AttachedPolicies"]))
    told.append(refusal(iam.delete_role, RoleName="painel"))
    iam.detach_role_policy(RoleName="painel", PolicyArn=policy["Arn"])
    iam.delete_policy(PolicyArn=policy["Arn"])
    iam.delete_role(RoleName="painel")
    told.append(refusal(iam.get_role, RoleName="painel"))
    return told


def sessions_of_a_role(world):
    iam, sts = world.client("iam"), world.client("sts")
    arn = iam.create_role(RoleName="visita", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    reply = sts.assume_role(RoleArn=arn, RoleSessionName="teste", DurationSeconds=900)
    keys = reply["Credentials"]
    return (
        plain(reply["AssumedRoleUser"]["Arn"]),
        keys["AccessKeyId"][:4],
        plain(sts.get_caller_identity()["Account"]),
    )


STORIES = [
    a_server_as_it_is_described,
    servers_through_their_states,
    servers_by_filters,
    attributes_of_a_server,
    tags_come_and_go,
    volumes_are_made_attached_and_deleted,
    security_groups_and_their_rules,
    key_pairs,
    addresses,
    wrong_ids,
    pages_of_servers,
    users_and_their_keys,
    roles_and_their_policies,
    sessions_of_a_role,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_both_tell_the_same(both, story):
    ours, moto = (story(world) for world in both)

    assert ours == moto
