// The companies of the demo and their servers: a provider with three customers, and a company of
// its own. A seventh account, of a bakery, waits for whoever tries the connect wizard.
#include "main/demo/estate.h"

namespace mirante::demo {

const std::string_view estate = R"json({
  "panel_account": "111122223333",
  "panel_name": "Altiplano Painel",
  "accounts": [
    {"id": "210987654321", "name": "Vale Verde Matriz",
     "email": "aws-matriz@valeverde.example", "places": [
     {"region": "sa-east-1",
      "keys": [{"name": "dados", "grants_refused": true}], "servers": [
      {"name": "vv-erp-app-{n}", "type": "m5.xlarge", "count": 8, "windows": true,
       "security_group": "erp", "age_days": 260, "tags": {"ambiente": "producao", "owner": "erp",
       "papel": "erp"}},
      {"name": "vv-erp-banco", "type": "r5.2xlarge", "windows": true, "protect_stop": true,
       "protect_termination": true, "public_ip": false, "security_group": "erp",
       "volumes": [{"device": "xvdb", "size_gib": 800, "type": "io2"}], "age_days": 260,
       "tags": {"ambiente": "producao", "owner": "dados", "papel": "banco"}},
      {"name": "vv-terminal-{n}", "type": "t3.large", "count": 24, "windows": true,
       "age_days": 140, "tags": {"ambiente": "producao", "owner": "suporte", "papel": "terminal",
       "horario": "comercial"}},
      {"name": "vv-arquivos", "type": "t3.medium", "windows": true, "elastic_ip": true,
       "event_code": "instance-retirement", "event_in_days": 6, "age_days": 900,
       "tags": {"ambiente": "producao", "owner": "suporte", "papel": "arquivos"}},
      {"name": "vv-relatorios-cifrado", "type": "m5.large", "state": "stopped",
       "root_key": "dados", "age_days": 75, "tags": {"ambiente": "producao", "owner": "dados",
       "papel": "relatorios"}},
      {"name": "vv-portal-{n}", "type": "t3.medium", "count": 6, "security_group": "web",
       "age_days": 41, "tags": {"ambiente": "producao", "owner": "portal", "papel": "web"}},
      {"name": "vv-hml-erp-{n}", "type": "t3.large", "count": 6, "public_ip": false,
       "age_days": 90, "tags": {"ambiente": "homologacao", "owner": "erp", "papel": "erp",
       "horario": "comercial"}}], "databases": [
      {"name": "erp-producao", "engine": "sqlserver-se", "class": "db.m5.xlarge", "multi_az": true,
       "deletion_protection": true, "age_days": 260, "allocated_gib": 800,
       "tags": {"ambiente": "producao", "owner": "dados"}},
      {"name": "erp-homologacao", "engine": "sqlserver-ex", "class": "db.t3.large", "age_days": 90,
       "tags": {"ambiente": "homologacao", "owner": "dados"}}]},
     {"region": "us-east-1", "servers": [
      {"name": "vv-dr-{n}", "type": "t3.medium", "count": 6, "state": "stopped", "age_days": 200,
       "tags": {"ambiente": "contingencia", "owner": "infra", "papel": "dr"}}]}
    ]},
    {"id": "220987654321", "name": "Vale Verde Loja",
     "email": "aws-loja@valeverde.example", "places": [
     {"region": "sa-east-1",
      "capacity": [{"zone": "sa-east-1b", "type": "r5.4xlarge", "left": 0}], "servers": [
      {"name": "loja-web-{n}", "type": "t3.medium", "count": 12, "security_group": "web",
       "age_days": 41, "tags": {"ambiente": "producao", "owner": "loja", "papel": "web"}},
      {"name": "loja-api-{n}", "type": "m6i.large", "count": 8, "security_group": "api",
       "age_days": 41, "tags": {"ambiente": "producao", "owner": "loja", "papel": "api"}},
      {"name": "loja-banco-{n}", "type": "r5.xlarge", "count": 2, "protect_stop": true,
       "protect_termination": true, "public_ip": false, "volumes": [{"device": "/dev/sdf",
       "size_gib": 500, "key": "aws"}], "age_days": 400, "tags": {"ambiente": "producao",
       "owner": "dados", "papel": "banco"}},
      {"name": "loja-fila-{n}", "type": "t3.medium", "count": 4, "auto_scaling_group": "loja-fila",
       "age_days": 5, "tags": {"ambiente": "producao", "owner": "loja", "papel": "fila"}},
      {"name": "loja-hml-{n}", "type": "t3.small", "count": 10, "public_ip": false,
       "age_days": 120, "tags": {"ambiente": "homologacao", "owner": "loja", "papel": "web",
       "horario": "comercial"}},
      {"name": "loja-analise-grande", "type": "r5.4xlarge", "state": "stopped", "zone": "b",
       "age_days": 60, "tags": {"ambiente": "producao", "owner": "dados", "papel": "analise"}},
      {"name": "loja-bastiao", "type": "t3.nano", "elastic_ip": true, "key_name": "operacao",
       "age_days": 700, "tags": {"ambiente": "producao", "owner": "infra", "papel": "bastiao"}},
      {"name": "loja-dev-{n}", "type": "t3.large", "count": 3, "age_days": 80,
       "tags": {"ambiente": "desenvolvimento", "owner": "loja", "papel": "estacao"}}], "databases": [
      {"name": "loja-pedidos", "engine": "postgres", "class": "db.m6g.large", "multi_az": true,
       "age_days": 400, "tags": {"ambiente": "producao", "owner": "dados"}},
      {"name": "loja-pedidos-leitura", "engine": "postgres", "class": "db.m6g.large",
       "replica_of": "loja-pedidos", "age_days": 200,
       "tags": {"ambiente": "producao", "owner": "dados"}},
      {"name": "loja-sessoes-{n}", "count": 2, "engine": "aurora-mysql", "class": "db.r6g.large",
       "cluster": "loja-sessoes", "age_days": 120,
       "tags": {"ambiente": "producao", "owner": "loja"}},
      {"name": "loja-hml", "engine": "postgres", "class": "db.t3.medium", "age_days": 120,
       "tags": {"ambiente": "homologacao", "owner": "loja", "horario": "comercial"}}]},
     {"region": "us-east-1", "servers": [
      {"name": "loja-cdn-origem-{n}", "type": "c6i.large", "count": 6, "age_days": 90,
       "tags": {"ambiente": "producao", "owner": "loja", "papel": "origem"}},
      {"name": "loja-lote-{n}", "type": "c5.xlarge", "count": 8, "state": "stopped",
       "age_days": 60, "tags": {"ambiente": "producao", "owner": "dados", "papel": "lote",
       "horario": "noturno"}},
      {"name": "loja-spot-{n}", "type": "m5.large", "count": 3, "spot": "one-time", "age_days": 20,
       "tags": {"ambiente": "producao", "owner": "dados", "papel": "lote"}}]},
     {"region": "us-west-2", "servers": [
      {"name": "loja-dr-{n}", "type": "t3.medium", "count": 4, "state": "stopped", "age_days": 200,
       "tags": {"ambiente": "contingencia", "owner": "infra", "papel": "dr"}}]}
    ]},
    {"id": "230987654321", "name": "Clinica Sao Lucas", "email": "aws@saolucas.example", "places": [
     {"region": "sa-east-1", "servers": [
      {"name": "prontuario-app-{n}", "type": "m5.large", "count": 6, "age_days": 310,
       "tags": {"ambiente": "producao", "owner": "prontuario", "papel": "app"}},
      {"name": "prontuario-banco", "type": "r5.xlarge", "protect_termination": true,
       "public_ip": false, "age_days": 310, "tags": {"ambiente": "producao", "owner": "prontuario",
       "papel": "banco"}},
      {"name": "imagens-{n}", "type": "m5.2xlarge", "count": 4, "age_days": 150,
       "tags": {"ambiente": "producao", "owner": "radiologia", "papel": "imagens"}},
      {"name": "agenda-{n}", "type": "t3.medium", "count": 3, "age_days": 80,
       "tags": {"ambiente": "producao", "owner": "recepcao", "papel": "web"}},
      {"name": "hml-prontuario-{n}", "type": "t3.medium", "count": 4, "state": "stopped",
       "age_days": 100, "tags": {"ambiente": "homologacao", "owner": "prontuario", "papel": "app"}},
      {"name": "vpn", "type": "t3.micro", "elastic_ip": true, "age_days": 800,
       "tags": {"ambiente": "producao", "owner": "infra", "papel": "vpn"}}]},
     {"region": "us-east-1", "servers": [
      {"name": "backup-{n}", "type": "t3.medium", "count": 3, "age_days": 310,
       "tags": {"ambiente": "producao", "owner": "infra", "papel": "copia"}}]}
    ]},
    {"id": "240987654321", "name": "Transportes Ipe", "email": "ti@ipe.example", "places": [
     {"region": "sa-east-1", "servers": [
      {"name": "rastreio-api-{n}", "type": "m6i.large", "count": 8, "age_days": 70,
       "tags": {"ambiente": "producao", "owner": "rastreio", "papel": "api"}},
      {"name": "rastreio-ingestao-{n}", "type": "c6i.large", "count": 10,
       "auto_scaling_group": "rastreio-ingestao", "age_days": 12, "tags": {"ambiente": "producao",
       "owner": "rastreio", "papel": "ingestao"}},
      {"name": "frota-web-{n}", "type": "t3.medium", "count": 6, "age_days": 130,
       "tags": {"ambiente": "producao", "owner": "frota", "papel": "web"}},
      {"name": "roteirizador-{n}", "type": "c5.2xlarge", "count": 5, "age_days": 130,
       "tags": {"ambiente": "producao", "owner": "frota", "papel": "calculo"}},
      {"name": "frota-banco", "type": "r6i.xlarge", "protect_termination": true,
       "public_ip": false, "age_days": 330, "tags": {"ambiente": "producao", "owner": "dados",
       "papel": "banco"}},
      {"name": "hml-frota-{n}", "type": "t3.small", "count": 5, "public_ip": false,
       "age_days": 130, "tags": {"ambiente": "homologacao", "owner": "frota", "papel": "web",
       "horario": "comercial"}},
      {"name": "teste-carga-{n}", "type": "c5.xlarge", "count": 2, "public_ip": false,
       "age_days": 64, "tags": {"ambiente": "homologacao", "owner": "rastreio", "papel": "carga"}},
      {"name": "hml-painel", "type": "t3.large", "public_ip": false, "age_days": 52,
       "tags": {"owner": "frota", "papel": "web", "Schedule": "office-hours"}}], "databases": [
      {"name": "frota", "engine": "mysql", "class": "db.m5.large", "age_days": 330,
       "tags": {"ambiente": "producao", "owner": "dados"}},
      {"name": "frota-hml", "engine": "mysql", "class": "db.t3.medium", "age_days": 130,
       "tags": {"ambiente": "homologacao", "owner": "dados"}}]},
     {"region": "us-east-1", "servers": [
      {"name": "mapas-{n}", "type": "c6g.large", "count": 6, "age_days": 90,
       "tags": {"ambiente": "producao", "owner": "rastreio", "papel": "mapas"}}]},
     {"region": "us-east-2", "servers": [
      {"name": "arquivo-{n}", "type": "i3.large", "count": 4, "instance_store": true,
       "age_days": 500, "tags": {"ambiente": "producao", "owner": "dados", "papel": "arquivo"}}]},
     {"region": "us-west-2", "servers": [
      {"name": "mapas-oeste-{n}", "type": "c6g.large", "count": 4, "age_days": 90,
       "tags": {"ambiente": "producao", "owner": "rastreio", "papel": "mapas"}}]}
    ]},
    {"id": "310987654321", "name": "Aurora Site", "email": "aws-site@aurora.example", "places": [
     {"region": "sa-east-1", "servers": [
      {"name": "site-web-{n}", "type": "t3.medium", "count": 14, "security_group": "web",
       "age_days": 41, "tags": {"ambiente": "producao", "owner": "site", "papel": "web"}},
      {"name": "site-api-{n}", "type": "m6i.large", "count": 10, "security_group": "api",
       "age_days": 41, "tags": {"ambiente": "producao", "owner": "site", "papel": "api"}},
      {"name": "busca-{n}", "type": "r6g.large", "count": 6, "age_days": 160,
       "tags": {"ambiente": "producao", "owner": "busca", "papel": "busca"}},
      {"name": "checkout-{n}", "type": "m7i.large", "count": 6, "age_days": 33,
       "tags": {"ambiente": "producao", "owner": "pagamentos", "papel": "checkout"}},
      {"name": "hml-site-{n}", "type": "t3.small", "count": 12, "public_ip": false,
       "age_days": 120, "tags": {"ambiente": "homologacao", "owner": "site", "papel": "web",
       "horario": "comercial"}},
      {"name": "dev-{n}", "type": "t3.large", "count": 6, "public_ip": false, "age_days": 50,
       "tags": {"ambiente": "desenvolvimento", "owner": "site", "papel": "estacao"}}], "databases": [
      {"name": "site", "engine": "postgres", "class": "db.r6g.xlarge", "multi_az": true,
       "age_days": 160, "tags": {"ambiente": "producao", "owner": "dados"}},
      {"name": "site-hml", "engine": "postgres", "class": "db.t3.medium", "age_days": 120,
       "tags": {"ambiente": "homologacao", "owner": "dados"}}]},
     {"region": "us-east-1", "servers": [
      {"name": "borda-{n}", "type": "c6i.large", "count": 5, "age_days": 90,
       "tags": {"ambiente": "producao", "owner": "site", "papel": "borda"}}]},
     {"region": "eu-west-1", "servers": [
      {"name": "site-eu-{n}", "type": "t4g.medium", "count": 6, "age_days": 25,
       "tags": {"ambiente": "producao", "owner": "site", "papel": "web"}}]}
    ]},
    {"id": "320987654321", "name": "Aurora Data", "email": "aws-data@aurora.example", "places": [
     {"region": "us-east-1", "servers": [
      {"name": "spark-{n}", "type": "r5.large", "count": 20, "age_days": 30,
       "tags": {"ambiente": "producao", "owner": "data-platform", "papel": "spark"}},
      {"name": "airflow-{n}", "type": "m5.xlarge", "count": 3, "age_days": 180,
       "tags": {"ambiente": "producao", "owner": "data-platform", "papel": "orchestrator"}},
      {"name": "kafka-{n}", "type": "m6g.xlarge", "count": 6, "age_days": 210,
       "tags": {"ambiente": "producao", "owner": "data-platform", "papel": "stream"}},
      {"name": "notebook-{n}", "type": "t3.large", "count": 10, "state": "stopped", "age_days": 60,
       "tags": {"ambiente": "desenvolvimento", "owner": "data-science", "papel": "notebook"}},
      {"name": "training-gpu-{n}", "type": "g4dn.xlarge", "count": 4, "state": "stopped",
       "age_days": 45, "tags": {"ambiente": "desenvolvimento", "owner": "data-science",
       "papel": "training"}},
      {"name": "metabase", "type": "t3.large", "shutdown_terminates": true, "age_days": 310,
       "tags": {"ambiente": "producao", "owner": "analytics", "papel": "bi"}},
      {"name": "stuck-worker", "type": "t3.medium", "stuck_stopping": true, "age_days": 48,
       "tags": {"ambiente": "desenvolvimento", "owner": "data-platform", "papel": "worker"}}]},
     {"region": "sa-east-1", "servers": [
      {"name": "collector-{n}", "type": "m6i.large", "count": 5, "managed_by": "eks.amazonaws.com",
       "age_days": 20, "tags": {"ambiente": "producao", "owner": "data-platform",
       "papel": "collector"}}]},
     {"region": "us-east-2", "servers": [
      {"name": "archive-{n}", "type": "i3.large", "count": 4, "age_days": 500,
       "tags": {"ambiente": "producao", "owner": "data-platform", "papel": "archive"}}]},
     {"region": "us-west-2", "servers": [
      {"name": "sandbox-{n}", "type": "t3.medium", "count": 6, "age_days": 70,
       "tags": {"ambiente": "desenvolvimento", "owner": "data-science", "papel": "sandbox"}}]},
     {"region": "eu-west-1", "servers": [
      {"name": "mirror-{n}", "type": "m6g.large", "count": 3, "age_days": 40,
       "tags": {"ambiente": "producao", "owner": "data-platform", "papel": "mirror"}}]}
    ]},
    {"id": "410987654321", "name": "Padaria Estrela", "email": "aws@estrela.example", "places": [
     {"region": "sa-east-1", "servers": [
      {"name": "loja-virtual-{n}", "type": "t3.small", "count": 3, "age_days": 60,
       "tags": {"ambiente": "producao", "owner": "loja", "papel": "web"}},
      {"name": "caixa-banco", "type": "t3.medium", "public_ip": false, "age_days": 200,
       "tags": {"ambiente": "producao", "owner": "loja", "papel": "banco"}}]}
    ]}
  ]
})json";

}  // namespace mirante::demo
