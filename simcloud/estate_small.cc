// The estate "small": three accounts, four regions, about 120 servers, a few databases and load
// balancers, some of them in trouble.
#include "simcloud/estate.h"

namespace mirante::simcloud {

const std::string_view small_estate = R"json({
  "panel_account": "111122223333",
  "panel_name": "Painel",
  "accounts": [
    {
      "id": "210987654321",
      "name": "Aurora Loja",
      "roles": [{"name": "mirante", "external_id": "simulated-external-id"},
                {"name": "mirante-leitura", "external_id": "simulated-external-id",
                 "grants": "read_only"}],
      "places": [
        {
          "region": "sa-east-1",
          "keys": [{"name": "dados", "grants_refused": true}],
          "capacity": [{"zone": "sa-east-1b", "type": "r5.2xlarge", "left": 0}],
          "servers": [
            {"name": "loja-web-{n}", "count": 12, "type": "t3.medium", "security_group": "web",
             "key_name": "operacao",
             "tags": {"Ambiente": "producao", "Equipe": "loja", "Papel": "web"}, "age_days": 41},
            {"name": "loja-api-{n}", "count": 6, "type": "m6i.large", "security_group": "api",
             "tags": {"Ambiente": "producao", "Equipe": "loja", "Papel": "api"}, "age_days": 41},
            {"name": "loja-banco-{n}", "count": 2, "type": "r5.xlarge", "security_group": "banco",
             "protect_stop": true, "protect_termination": true, "public_ip": false,
             "volumes": [{"device": "/dev/sdf", "size_gib": 500, "key": "aws"}],
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Papel": "banco"},
             "age_days": 400},
            {"name": "loja-homolog-{n}", "count": 8, "type": "t3.small", "state": "stopped",
             "security_group": "web",
             "tags": {"Ambiente": "homologacao", "Equipe": "loja", "Horario": "comercial"},
             "age_days": 120},
            {"name": "relatorios-cifrado", "type": "m5.large", "state": "stopped",
             "root_key": "dados",
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Papel": "relatorios"},
             "age_days": 75},
            {"name": "analise-grande", "type": "r5.2xlarge", "state": "stopped", "zone": "b",
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Papel": "analise"},
             "age_days": 12},
            {"name": "loja-fila-{n}", "count": 3, "type": "t3.medium",
             "auto_scaling_group": "loja-fila",
             "tags": {"Ambiente": "producao", "Equipe": "loja", "Papel": "fila"}, "age_days": 5},
            {"name": "bastiao", "type": "t3.nano", "elastic_ip": true, "key_name": "operacao",
             "tags": {"Ambiente": "producao", "Equipe": "infra", "Papel": "bastiao"},
             "age_days": 700}
          ],
          "databases": [
            {"name": "loja-pedidos", "engine": "mysql", "class": "db.r5.large", "multi_az": true,
             "allocated_gib": 500, "deletion_protection": true, "backup_days": 7,
             "tags": {"Ambiente": "producao", "Equipe": "dados"}, "age_days": 400},
            {"name": "loja-pedidos-leitura", "engine": "mysql", "class": "db.r5.large",
             "allocated_gib": 500, "replica_of": "loja-pedidos",
             "tags": {"Ambiente": "producao", "Equipe": "dados"}, "age_days": 390},
            {"name": "loja-homolog-{n}", "engine": "postgres", "class": "db.t3.medium", "count": 2,
             "tags": {"Ambiente": "homologacao", "Equipe": "loja", "Horario": "comercial"},
             "age_days": 120},
            {"name": "loja-antigo", "engine": "mariadb", "class": "db.t3.small",
             "state": "stopped", "allocated_gib": 50,
             "tags": {"Ambiente": "homologacao", "Equipe": "loja"}, "age_days": 800},
            {"name": "loja-sessoes-{n}", "engine": "aurora-mysql", "class": "db.r6g.large",
             "count": 2, "cluster": "loja-sessoes",
             "tags": {"Ambiente": "producao", "Equipe": "loja"}, "age_days": 90}
          ],
          "balancers": [
            {"name": "loja-web", "servers": "loja-web-", "target_port": 8080,
             "tags": {"Ambiente": "producao", "Equipe": "loja"}, "age_days": 41},
            {"name": "loja-api", "type": "network", "internal": true, "port": 443,
             "target_port": 8443, "servers": "loja-api-",
             "tags": {"Ambiente": "producao", "Equipe": "loja"}, "age_days": 41}
          ]
        },
        {
          "region": "us-east-1",
          "servers": [
            {"name": "cdn-origem-{n}", "count": 4, "type": "c6i.large",
             "tags": {"Ambiente": "producao", "Equipe": "loja", "Papel": "origem"},
             "age_days": 90},
            {"name": "batch-{n}", "count": 4, "type": "c5.xlarge", "state": "stopped",
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Horario": "noturno"},
             "age_days": 30},
            {"name": "legado-efemero", "type": "d2.xlarge", "instance_store": true,
             "tags": {"Ambiente": "producao", "Equipe": "infra", "Papel": "legado"},
             "age_days": 1200},
            {"name": "spot-lote-{n}", "count": 2, "type": "m5.large", "spot": "one-time",
             "tags": {"Ambiente": "producao", "Equipe": "dados"}, "age_days": 1}
          ]
        },
        {
          "region": "us-east-2",
          "servers": [
            {"name": "dr-web-{n}", "count": 3, "type": "t3.medium", "state": "stopped",
             "tags": {"Ambiente": "contingencia", "Equipe": "infra"}, "age_days": 200}
          ]
        },
        {
          "region": "eu-west-1",
          "servers": [
            {"name": "loja-eu-{n}", "count": 3, "type": "t4g.medium",
             "tags": {"Ambiente": "producao", "Equipe": "loja"}, "age_days": 15}
          ]
        }
      ]
    },
    {
      "id": "320987654321",
      "name": "Aurora Dados",
      "roles": [{"name": "mirante", "external_id": "simulated-external-id"}],
      "opted_in": ["af-south-1"],
      "places": [
        {
          "region": "sa-east-1",
          "servers": [
            {"name": "spark-{n}", "count": 14, "type": "r5.large",
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Papel": "spark"},
             "age_days": 20},
            {"name": "notebook-{n}", "count": 6, "type": "t3.large", "state": "stopped",
             "tags": {"Ambiente": "desenvolvimento", "Equipe": "dados", "Horario": "comercial"},
             "age_days": 60},
            {"name": "coletor-{n}", "count": 3, "type": "m6i.large",
             "managed_by": "eks.amazonaws.com",
             "tags": {"Ambiente": "producao", "Equipe": "plataforma"}, "age_days": 9},
            {"name": "metabase", "type": "t3.large", "shutdown_terminates": true,
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Papel": "bi"},
             "age_days": 310},
            {"name": "travado", "type": "t3.medium", "stuck_stopping": true,
             "tags": {"Ambiente": "desenvolvimento", "Equipe": "dados"}, "age_days": 48}
          ]
        },
        {
          "region": "us-east-1",
          "servers": [
            {"name": "treino-{n}", "count": 4, "type": "g4dn.xlarge", "state": "stopped",
             "tags": {"Ambiente": "desenvolvimento", "Equipe": "dados", "Papel": "treino"},
             "age_days": 25},
            {"name": "airflow-{n}", "count": 3, "type": "m5.xlarge",
             "tags": {"Ambiente": "producao", "Equipe": "dados", "Papel": "orquestrador"},
             "age_days": 180}
          ]
        },
        {
          "region": "us-east-2",
          "servers": [
            {"name": "arquivo-{n}", "count": 2, "type": "i3.large", "state": "running",
             "tags": {"Ambiente": "producao", "Equipe": "dados"}, "age_days": 500}
          ]
        },
        {
          "region": "eu-west-1",
          "servers": [
            {"name": "espelho-{n}", "count": 3, "type": "m6g.large",
             "tags": {"Ambiente": "producao", "Equipe": "dados"}, "age_days": 33}
          ]
        }
      ]
    },
    {
      "id": "430987654321",
      "name": "Vale Verde",
      "roles": [{"name": "mirante", "external_id": "simulated-external-id"}],
      "organization": [
        {
          "name": "regioes-permitidas",
          "document": {
            "Version": "2012-10-17",
            "Statement": [
              {
                "Sid": "SomenteRegioesPermitidas",
                "Effect": "Deny",
                "NotAction": ["iam:*", "sts:*", "organizations:*", "support:*"],
                "Resource": "*",
                "Condition": {
                  "StringNotEquals": {
                    "aws:RequestedRegion": ["sa-east-1", "us-east-1", "us-east-2"]
                  }
                }
              }
            ]
          }
        }
      ],
      "places": [
        {
          "region": "sa-east-1",
          "servers": [
            {"name": "erp-app-{n}", "count": 4, "type": "m5.xlarge", "windows": true,
             "security_group": "erp",
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde", "Papel": "erp"},
             "age_days": 260},
            {"name": "erp-banco", "type": "r5.2xlarge", "windows": true,
             "protect_termination": true, "security_group": "erp",
             "volumes": [{"device": "xvdb", "size_gib": 800, "type": "io2"}],
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde", "Papel": "banco"},
             "age_days": 260},
            {"name": "terminal-{n}", "count": 12, "type": "t3.large", "windows": true,
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde", "Horario": "comercial"},
             "age_days": 140},
            {"name": "estacao-{n}", "count": 6, "type": "t3.medium", "state": "stopped",
             "tags": {"Ambiente": "homologacao", "Cliente": "vale-verde"}, "age_days": 140},
            {"name": "arquivos", "type": "t3.medium", "windows": true, "elastic_ip": true,
             "event_code": "instance-retirement", "event_in_days": 6,
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde", "Papel": "arquivos"},
             "age_days": 900}
          ],
          "databases": [
            {"name": "erp-sql", "engine": "sqlserver-se", "class": "db.m5.xlarge",
             "multi_az": true, "allocated_gib": 400,
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde"}, "age_days": 260},
            {"name": "erp-cheio", "engine": "postgres", "class": "db.t3.medium",
             "state": "storage-full", "allocated_gib": 20,
             "tags": {"Ambiente": "homologacao", "Cliente": "vale-verde"}, "age_days": 140}
          ]
        },
        {
          "region": "us-east-1",
          "servers": [
            {"name": "site-{n}", "count": 2, "type": "t3.small",
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde", "Papel": "site"},
             "age_days": 80},
            {"name": "site-teste", "type": "t3.micro", "state": "stopped",
             "tags": {"Ambiente": "homologacao", "Cliente": "vale-verde"}, "age_days": 80},
            {"name": "doente", "type": "t3.small", "system_check": "impaired",
             "tags": {"Ambiente": "producao", "Cliente": "vale-verde"}, "age_days": 3}
          ]
        },
        {
          "region": "us-east-2",
          "servers": [
            {"name": "copia-{n}", "count": 2, "type": "t3.medium", "state": "stopped",
             "tags": {"Ambiente": "contingencia", "Cliente": "vale-verde"}, "age_days": 150}
          ]
        },
        {
          "region": "eu-west-1",
          "servers": [
            {"name": "esquecido-{n}", "count": 2, "type": "t3.medium",
             "tags": {"Cliente": "vale-verde"}, "age_days": 800}
          ]
        }
      ]
    }
  ]
})json";

}  // namespace mirante::simcloud
