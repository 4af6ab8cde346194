"""What there is in the simulated AWS of these journeys. No server has a public address unless its
journey is about that: stopping it would lose the address."""

LOJA = "210987654321"
DADOS = "320987654321"
VERDE = "430987654321"


def servers(name: str, count: int = 1, **more) -> dict:
    named = {"name": name + "-{n}"} if count > 1 else {"name": name}
    return {**named, "count": count, "type": "t3.medium", "public_ip": False, **more}


SLICE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "keys": [{"name": "dados", "grants_refused": True}],
                    "capacity": [{"zone": "sa-east-1b", "type": "r5.2xlarge", "left": 0}],
                    "servers": [
                        servers("web", 4, tags={"Papel": "web", "Ambiente": "produção"}),
                        servers("noite", 4, state="stopped"),
                        servers("banco", protect_stop=True),
                        servers("fila", auto_scaling_group="fila"),
                        servers("lote", spot="one-time"),
                        servers("efemero", type="d2.xlarge", instance_store=True),
                        servers("guardado"),
                        servers("publico", public_ip=True),
                        servers("cifrado", state="stopped", root_key="dados"),
                        servers("grande", type="r5.2xlarge", zone="b", state="stopped"),
                        servers("metabase", shutdown_terminates=True),
                        servers("coletor", managed_by="eks.amazonaws.com"),
                        servers("travado", stuck_stopping=True),
                    ],
                },
                {"region": "us-east-1", "servers": [servers("cdn", 2)]},
                {"region": "eu-west-1", "servers": [servers("eu", 2)]},
            ],
        },
        {
            "id": DADOS,
            "name": "Aurora Dados",
            "places": [
                {"region": "sa-east-1", "servers": [servers("spark", 3)]},
                {"region": "us-east-1", "servers": [servers("airflow", 2)]},
                {"region": "us-east-2", "servers": [servers("dr", 2, state="stopped")]},
            ],
        },
        # The role that the tests make here lacks a permission.
        {
            "id": VERDE,
            "name": "Vale Verde",
            "places": [{"region": "sa-east-1", "servers": [servers("erp", 2)]}],
        },
    ]
}

# For journeys that are about something else: few servers, one region in use.
FEW = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [servers("web", 3), servers("noite", 3, state="stopped")],
                }
            ],
        }
    ]
}

# For kill -9: more servers than one call takes, in two regions of two accounts.
MANY = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [servers("web", 60), servers("noite", 60, state="stopped")],
                },
                {
                    "region": "us-east-1",
                    "servers": [servers("cdn", 10), servers("lote", 10, state="stopped")],
                },
            ],
        },
        {
            "id": DADOS,
            "name": "Aurora Dados",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [servers("spark", 10), servers("airflow", 10, state="stopped")],
                }
            ],
        },
    ]
}
