"""Canned answers of DescribeInstances, as AWS writes them: one page for each region, every server with
all that a common one has (two volumes, one interface, two groups, six tags). Same arguments, same
bytes."""

import pathlib

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>{request}</requestId>
    <reservationSet>
"""
TAIL = """    </reservationSet>
</DescribeInstancesResponse>
"""
RESERVATION = """        <item>
            <reservationId>r-0{n:016x}</reservationId>
            <ownerId>210987654321</ownerId>
            <groupSet/>
            <instancesSet>
                <item>
                    <instanceId>{id}</instanceId>
                    <imageId>ami-0fb653ca2d3203ac1</imageId>
                    <instanceState>
                        <code>{code}</code>
                        <name>{state}</name>
                    </instanceState>
                    <privateDnsName>ip-10-{a}-{b}-{c}.{region}.compute.internal</privateDnsName>
                    <dnsName>{dns}</dnsName>
                    <reason>{reason}</reason>
                    <keyName>operacao</keyName>
                    <amiLaunchIndex>0</amiLaunchIndex>
                    <productCodes/>
                    <instanceType>{type}</instanceType>
                    <launchTime>2026-{month:02d}-{day:02d}T{hour:02d}:14:07.000Z</launchTime>
                    <placement>
                        <availabilityZone>{region}{zone}</availabilityZone>
                        <availabilityZoneId>{region}-az1</availabilityZoneId>
                        <groupName/>
                        <tenancy>default</tenancy>
                    </placement>
                    <monitoring>
                        <state>disabled</state>
                    </monitoring>
                    <subnetId>subnet-0{subnet:016x}</subnetId>
                    <vpcId>vpc-0a1b2c3d4e5f60718</vpcId>
                    <privateIpAddress>10.{a}.{b}.{c}</privateIpAddress>
{public}                    <sourceDestCheck>true</sourceDestCheck>
                    <groupSet>
                        <item>
                            <groupId>sg-0123456789abcdef0</groupId>
                            <groupName>web</groupName>
                        </item>
                        <item>
                            <groupId>sg-0fedcba9876543210</groupId>
                            <groupName>administra&#231;&#227;o</groupName>
                        </item>
                    </groupSet>
                    <architecture>x86_64</architecture>
                    <rootDeviceType>ebs</rootDeviceType>
                    <rootDeviceName>/dev/xvda</rootDeviceName>
                    <blockDeviceMapping>
                        <item>
                            <deviceName>/dev/xvda</deviceName>
                            <ebs>
                                <volumeId>vol-0{n:016x}</volumeId>
                                <status>attached</status>
                                <attachTime>2026-01-05T09:14:08.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                            </ebs>
                        </item>
                        <item>
                            <deviceName>/dev/sdf</deviceName>
                            <ebs>
                                <volumeId>vol-1{n:016x}</volumeId>
                                <status>attached</status>
                                <attachTime>2026-01-05T09:14:08.000Z</attachTime>
                                <deleteOnTermination>false</deleteOnTermination>
                            </ebs>
                        </item>
                    </blockDeviceMapping>
                    <virtualizationType>hvm</virtualizationType>
                    <clientToken>{n:08x}-4f0c-4a3e-9b1d-0123456789ab</clientToken>
                    <tagSet>
                        <item>
                            <key>Name</key>
                            <value>loja-web-{n} &amp; c&#243;pia</value>
                        </item>
                        <item>
                            <key>Ambiente</key>
                            <value>{stage}</value>
                        </item>
                        <item>
                            <key>Equipe</key>
                            <value>plataforma</value>
                        </item>
                        <item>
                            <key>CentroDeCusto</key>
                            <value>BR-{cost}</value>
                        </item>
                        <item>
                            <key>Horario</key>
                            <value>comercial</value>
                        </item>
                        <item>
                            <key>aws:cloudformation:stack-name</key>
                            <value>loja-{cost}</value>
                        </item>
                    </tagSet>
                    <hypervisor>xen</hypervisor>
                    <networkInterfaceSet>
                        <item>
                            <networkInterfaceId>eni-0{n:016x}</networkInterfaceId>
                            <subnetId>subnet-0{subnet:016x}</subnetId>
                            <vpcId>vpc-0a1b2c3d4e5f60718</vpcId>
                            <description/>
                            <ownerId>210987654321</ownerId>
                            <status>in-use</status>
                            <macAddress>0a:5f:{a:02x}:{b:02x}:{c:02x}:01</macAddress>
                            <privateIpAddress>10.{a}.{b}.{c}</privateIpAddress>
                            <privateDnsName>ip-10-{a}-{b}-{c}.{region}.compute.internal</privateDnsName>
                            <sourceDestCheck>true</sourceDestCheck>
                            <groupSet>
                                <item>
                                    <groupId>sg-0123456789abcdef0</groupId>
                                    <groupName>web</groupName>
                                </item>
                            </groupSet>
                            <attachment>
                                <attachmentId>eni-attach-0{n:016x}</attachmentId>
                                <deviceIndex>0</deviceIndex>
                                <status>attached</status>
                                <attachTime>2026-01-05T09:14:07.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                                <networkCardIndex>0</networkCardIndex>
                            </attachment>
                            <privateIpAddressesSet>
                                <item>
                                    <privateIpAddress>10.{a}.{b}.{c}</privateIpAddress>
                                    <privateDnsName>ip-10-{a}-{b}-{c}.{region}.compute.internal</privateDnsName>
                                    <primary>true</primary>
                                </item>
                            </privateIpAddressesSet>
                            <ipv6AddressesSet/>
                            <interfaceType>interface</interfaceType>
                        </item>
                    </networkInterfaceSet>
                    <iamInstanceProfile>
                        <arn>arn:aws:iam::210987654321:instance-profile/loja</arn>
                        <id>AIPAJ2UCCR6DPCEXAMPLE</id>
                    </iamInstanceProfile>
                    <ebsOptimized>true</ebsOptimized>
                    <enaSupport>true</enaSupport>
                    <cpuOptions>
                        <coreCount>1</coreCount>
                        <threadsPerCore>2</threadsPerCore>
                    </cpuOptions>
                    <capacityReservationSpecification>
                        <capacityReservationPreference>open</capacityReservationPreference>
                    </capacityReservationSpecification>
                    <hibernationOptions>
                        <configured>false</configured>
                    </hibernationOptions>
                    <metadataOptions>
                        <state>applied</state>
                        <httpTokens>required</httpTokens>
                        <httpPutResponseHopLimit>2</httpPutResponseHopLimit>
                        <httpEndpoint>enabled</httpEndpoint>
                        <httpProtocolIpv6>disabled</httpProtocolIpv6>
                        <instanceMetadataTags>disabled</instanceMetadataTags>
                    </metadataOptions>
                    <enclaveOptions>
                        <enabled>false</enabled>
                    </enclaveOptions>
                    <platformDetails>Linux/UNIX</platformDetails>
                    <usageOperation>RunInstances</usageOperation>
                    <usageOperationUpdateTime>2026-01-05T09:14:07.000Z</usageOperationUpdateTime>
                    <privateDnsNameOptions>
                        <hostnameType>ip-name</hostnameType>
                        <enableResourceNameDnsARecord>true</enableResourceNameDnsARecord>
                        <enableResourceNameDnsAAAARecord>false</enableResourceNameDnsAAAARecord>
                    </privateDnsNameOptions>
                    <maintenanceOptions>
                        <autoRecovery>default</autoRecovery>
                    </maintenanceOptions>
                    <bootMode>uefi-preferred</bootMode>
                    <currentInstanceBootMode>legacy-bios</currentInstanceBootMode>
                </item>
            </instancesSet>
        </item>
"""
TYPES = ("t3.medium", "m6i.large", "c6i.xlarge", "r5.2xlarge", "t4g.small")
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "sa-east-1", "ca-central-1", "eu-west-1",
    "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "ap-south-1",
    "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-east-1", "me-south-1",
)  # fmt: skip


def server(region: str, n: int) -> str:
    is_running = n % 4 != 0
    address = f"{52 + n % 3}.{n // 65536 % 256}.{n // 256 % 256}.{n % 256}"
    return RESERVATION.format(
        n=n,
        id=f"i-0{n:016x}",
        region=region,
        code=16 if is_running else 80,
        state="running" if is_running else "stopped",
        reason="" if is_running else "User initiated (2026-03-02 22:00:11 GMT)",
        dns=f"ec2-{address.replace('.', '-')}.{region}.compute.amazonaws.com" if is_running else "",
        public=f"                    <ipAddress>{address}</ipAddress>\n" if is_running else "",
        type=TYPES[n % len(TYPES)],
        month=1 + n % 12,
        day=1 + n % 28,
        hour=n % 24,
        zone="abc"[n % 3],
        a=n // 65536 % 256,
        b=n // 256 % 256,
        c=n % 256,
        subnet=n % 6,
        stage="producao" if n % 3 else "homologacao",
        cost=n % 40,
    )


def page(region: str, servers: int) -> str:
    first = (1 + REGIONS.index(region)) * 100_000
    body = "".join(server(region, first + i) for i in range(servers))
    return HEAD.format(request=f"00000000-0000-4000-8000-{first:012d}") + body + TAIL


def write_pages(folder: pathlib.Path, regions: int, servers: int) -> int:
    """Writes REGION.xml for the first regions; returns how many bytes they have."""
    total = 0
    for region in REGIONS[:regions]:
        content = page(region, servers).encode()
        (folder / f"{region}.xml").write_bytes(content)
        total += len(content)
    return total
