"""The client against servers that other people wrote. The tests are in C++ (mirante_doubles); here each
is given its server."""

import subprocess

SERVERS = {
    "MotoServices": "moto",
    "MotoDns": "moto",
    "MotoMail": "moto",
    "Tables/Moto": "moto",
    "Tables/Dynalite": "dynalite",
    "ElasticMq": "elasticmq",
}


def test_the_client_against(case, doubles, request):
    server = SERVERS[case.partition(".")[0]]
    environment = request.getfixturevalue(server)

    done = subprocess.run(
        [doubles, f"--gtest_filter={case}", "--gtest_brief=1"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "[  PASSED  ] 1 test." in done.stdout or "has no transactions" in done.stdout, done.stdout
