#include "main/doctor_texts.h"

#include <algorithm>
#include <utility>

namespace mirante {
namespace {

// clang-format off

constexpr DoctorTexts portuguese{
    .language = "pt-BR",
    .disk = "disco", .database = "banco", .audit = "auditoria", .identity = "identidade na AWS",
    .outages = "paradas do painel", .heartbeat = "sinal de vida", .mail = "e-mail",
    .operations = "operações", .account = "conta {}", .panel = "painel", .folder = "pasta de dados",
    .connections = "conexões",
    .clock = "relógio", .zones = "fusos horários",

    .disk_unreadable = "não é possível ler {}",
    .disk_unreadable_mend = "confira se a pasta existe e pertence ao usuário do painel",
    .disk_free = "{} MiB livres em {}",
    .disk_least_mend = "libere espaço agora; em breve o painel não conseguirá gravar mais nada",
    .disk_low_mend = "libere espaço",

    .store_answers = "responde",
    .store_clock = "responde; o relógio dele e o desta máquina diferem em {} s, e por isso este "
                   "processo não executa agendamentos",
    .store_clock_mend = "deixe as duas máquinas seguirem um servidor de hora",
    .store_whole = "íntegro",
    .store_broken_mend = "ponha no lugar dele a cópia mais nova da pasta de backups",

    .connections_pages = "{} páginas podem ficar abertas ao mesmo tempo; este processo pode abrir {} arquivos",
    .connections_pages_alone = "{} páginas podem ficar abertas ao mesmo tempo",
    .connections_mend =
        "deixe o painel abrir mais arquivos: LimitNOFILE no serviço do systemd, ou `ulimit -n`",

    .clock_says = "{} nesta máquina",
    .zones_known = "versão {} do tzdata",
    .zones_unknown = "o tzdata desta máquina não diz a sua versão",
    .zones_mend = "instale o pacote tzdata, ou confira se ele é recente",

    .audit_whole = "{} registros, a corrente está íntegra (lida inteira em {})",
    .audit_broken = &audit::Verification::broken_pt,
    .audit_broken_mend = "alguém alterou o banco: guarde uma cópia dele e descubra quem foi",

    .identity_none = "nenhuma: só é possível conectar contas por chaves próprias",
    .identity_mend =
        "rode o painel em um servidor EC2 ou contêiner da AWS cuja role possa chamar "
        "sts:AssumeRole e nada mais; ou dê a ele AWS_ACCESS_KEY_ID e AWS_SECRET_ACCESS_KEY de um usuário com essa "
        "permissão; ou rode-o onde um provedor de identidade grava tokens "
        "(AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN); ou conecte cada conta por chaves próprias, "
        "que precisam ser trocadas à mão",
    .identity_root =
        "{}: são as chaves do usuário root, que o painel não usa; crie um usuário ou uma role e "
        "apague as chaves do root",
    .identity_ends =
        "{}: a sessão do painel termina em {} e não se renova sozinha; depois disso nada roda. Use "
        "uma role ou chaves que permaneçam",

    .no_outages = "nenhuma na última semana, até onde se sabe",
    .outages_began = "o painel não executou nada ",
    .outage = "de {} a {}",
    .outages_mend =
        "veja o que deveria ter acontecido nesse tempo; --heartbeat-url avisa na hora em que "
        "acontece",

    .heartbeat_answered = "última resposta em {}",
    .heartbeat_silent = "sem resposta desde o início",
    .heartbeat_mend = "confira o endereço dado por --heartbeat-url ou MIRANTE_HEARTBEAT_URL",

    .mail_none = "este processo não envia e-mails",
    .mail_counts =
        "os e-mails vão para {}; {} esperam, {} deles depois de uma tentativa que falhou; "
        "{} falharam",
    .mail_address_mend =
        "diga onde as pessoas abrem o painel, --public-url; até lá nenhum link é enviado",
    .mail_list_mend = "`mirante mail list` diz por quê",
    .mail_server_mend =
        "corrija o que a conversa mostra; `mirante mail test ENDEREÇO` tenta de novo",

    .account_pending = "ainda não está conectada",
    .account_pending_mend = "`mirante account instructions \"{}\"`",
    .account_known = "regiões cujos servidores são conhecidos: {}",
    .account_blocked = "; bloqueadas pela organização: {}",
    .account_unknown = "regiões cujos servidores são desconhecidos: {} ({})",
    .account_check_mend = "`mirante account check \"{}\"`",
    .account_policy_mend = "acrescente à política da conexão: {}",
    .account_keys_old = "as chaves estão no painel há {} dias",
    .account_keys_mend =
        "crie outras na AWS, `mirante account keys \"{}\" --access-key-id ID`, e apague as antigas lá",

    .operations_running = "{} em andamento",
    .operations_late = "{} estão em andamento há mais de uma hora",
    .operations_mend = "`mirante operations list --state running` mostra o que elas esperam",

    .work = "pontualidade",
    .work_in_time = "nada está atrasado",
    .operation_waits = "uma operação espera há {} minutos e ninguém a executa",
    .schedule_waits = "uma agenda deveria ter disparado há {} minutos",
    .sweep_waits = "uma conta deveria ter sido consultada há {} minutos",
    .work_mend = "o log diz mais; reiniciar o painel continua tudo",

    .nobody_answers = "ninguém responde no socket de {}",
    .start_mend = "inicie o painel: `mirante serve --data {}`",
    .no_folder = "{} não existe",
    .no_folder_mend = "`mirante serve` cria a pasta, ou indique outra com --data",
};

constexpr DoctorTexts english{
    .language = "en",
    .disk = "disk", .database = "database", .audit = "audit", .identity = "identity in AWS",
    .outages = "outages", .heartbeat = "heartbeat", .mail = "mail",
    .operations = "operations", .account = "account {}", .panel = "panel", .folder = "data folder",
    .connections = "connections",
    .clock = "clock", .zones = "time zones",

    .disk_unreadable = "{} cannot be read",
    .disk_unreadable_mend = "check that the folder is there and belongs to the panel's user",
    .disk_free = "{} MiB are free in {}",
    .disk_least_mend = "make room now; the panel cannot store anything soon",
    .disk_low_mend = "make room",

    .store_answers = "it answers",
    .store_clock = "it answers; its clock and this machine's differ by {} s, so that this process "
                   "fires no schedules",
    .store_clock_mend = "let both machines follow a time server",
    .store_whole = "whole",
    .store_broken_mend = "put the newest copy from the folder's backups in its place",

    .connections_pages = "{} pages can be open at once; this process may open {} files",
    .connections_pages_alone = "{} pages can be open at once",
    .connections_mend =
        "let the panel open more files: LimitNOFILE in the service of systemd, or `ulimit -n`",

    .clock_says = "{} on this machine",
    .zones_known = "tzdata version {}",
    .zones_unknown = "this machine's tzdata does not say its version",
    .zones_mend = "install the package tzdata, or see that it is recent",

    .audit_whole = "{} records, the chain is whole (all of it read at {})",
    .audit_broken = &audit::Verification::broken,
    .audit_broken_mend = "somebody has edited the store: keep a copy of it and find out who",

    .identity_none = "none: accounts can only be connected by keys of their own",
    .identity_mend =
        "run the panel on an EC2 server or in a container of AWS whose role may call "
        "sts:AssumeRole and nothing else; or give it AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a user with "
        "that permission; or run it where an identity provider writes tokens "
        "(AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN); or connect each account by keys of its own, "
        "which have to be renewed by hand",
    .identity_root =
        "{}: these are the keys of the root user, which the panel does not use; make a user or a "
        "role, and delete the root user's keys",
    .identity_ends =
        "{}: the panel's session ends at {} and is not renewed by itself; nothing runs after that. "
        "Use a role or keys that stay",

    .no_outages = "none in the last week, as far as it is known",
    .outages_began = "the panel carried out nothing ",
    .outage = "from {} to {}",
    .outages_mend =
        "look at what should have happened then; --heartbeat-url tells you when it happens",

    .heartbeat_answered = "last answered at {}",
    .heartbeat_silent = "not answered since the start",
    .heartbeat_mend = "look at the address that --heartbeat-url or MIRANTE_HEARTBEAT_URL gives",

    .mail_none = "this process sends no mails",
    .mail_counts = "mails go to {}; {} wait, {} of them after a failed attempt; {} have failed",
    .mail_address_mend =
        "say where people open the panel, --public-url; links are not mailed till then",
    .mail_list_mend = "`mirante mail list` says why",
    .mail_server_mend =
        "mend what the transcript shows; `mirante mail test ADDRESS` tries again",

    .account_pending = "is not connected yet",
    .account_pending_mend = "`mirante account instructions \"{}\"`",
    .account_known = "regions whose servers are known: {}",
    .account_blocked = "; blocked by the organisation: {}",
    .account_unknown = "regions whose servers are unknown: {} ({})",
    .account_check_mend = "`mirante account check \"{}\"`",
    .account_policy_mend = "add to the connection's policy: {}",
    .account_keys_old = "the panel has had the keys for {} days",
    .account_keys_mend =
        "make new ones in AWS, `mirante account keys \"{}\" --access-key-id ID`, and delete the old ones there",

    .operations_running = "{} are running",
    .operations_late = "{} have been running for more than an hour",
    .operations_mend = "`mirante operations list --state running` shows what they wait for",

    .work = "punctuality",
    .work_in_time = "nothing is late",
    .operation_waits = "an operation has waited for {} minutes and nothing carries it out",
    .schedule_waits = "a schedule should have fired {} minutes ago",
    .sweep_waits = "an account should have been looked at {} minutes ago",
    .work_mend = "the log says more; a restart of the panel goes on with everything",

    .nobody_answers = "nobody answers at the socket of {}",
    .start_mend = "start it: `mirante serve --data {}`",
    .no_folder = "{} is not there",
    .no_folder_mend = "`mirante serve` makes it, or name another one with --data",
};

// clang-format on

}  // namespace

namespace {

constexpr std::pair<std::string_view, std::string_view> reasons[] = {
    {"identity.root", "o painel usa as chaves do usuário root, o que ele recusa"},
    {"access.not_permitted",
     "a AWS diz que não é permitido: falta na política da role ou do usuário"},
    {"access.blocked", "uma política da organização proíbe isso"},
    {"access.wrong_credentials", "a AWS não aceita as credenciais"},
    {"access.expired", "as credenciais da sessão venceram"},
    {"access.region_not_enabled", "a região não está habilitada nesta conta"},
    {"access.not_aws", "quem respondeu não foi a AWS; confira AWS_ENDPOINT_URL, o proxy e a rede"},
    {"access.throttled", "a AWS pede para ir mais devagar"},
    {"access.unreachable", "a AWS não pôde ser alcançada; confira a rede e AWS_ENDPOINT_URL"},
    {"aws.no_answer", "a AWS não respondeu a tempo"},
    {"aws.no_credentials", "o painel não tem credenciais da AWS"},
    {"aws.agent_refused", "quem dá credenciais ao painel (a instância ou o contêiner) recusou"},
    {"aws.not_aws", "quem respondeu não foi a AWS; confira o proxy e a rede"},
    {"aws.not_sent", "o pedido não chegou a sair para a AWS"},
    {"aws.too_large", "a resposta da AWS é maior do que o painel aceita"},
    {"sql.busy", "o banco está ocupado"},
    {"sql.queue_full", "o banco não dá conta agora"},
    {"sql.unavailable", "o banco não responde"},
    {"sql.disk_full", "o disco está cheio; nada pode ser gravado"},
    {"sql.corrupt", "o arquivo do banco está danificado"},
    {"sql.io_error", "o disco do banco falha"},
    {"sql.cannot_open", "o banco não pode ser aberto"}};

std::string_view kind_in_portuguese(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::unauthorized: return "as credenciais não foram aceitas";
    case ErrorKind::forbidden: return "não é permitido";
    case ErrorKind::not_found: return "não existe";
    case ErrorKind::limit:
    case ErrorKind::throttled: return "um limite foi atingido";
    case ErrorKind::unavailable: return "não responde";
    case ErrorKind::timeout: return "não respondeu a tempo";
    case ErrorKind::corrupt: return "o que veio está danificado";
    case ErrorKind::invalid:
    case ErrorKind::conflict:
    case ErrorKind::refused:
    case ErrorKind::cancelled:
    case ErrorKind::internal: return "não funcionou";
  }
  return "não funcionou";
}

/// Sentences of ours about AWS end with its own words in brackets, and have none before them. Of
/// others the whole says more than a code does: an address, what a store said, a mend.
std::string own_words(const std::string& sentence) {
  const auto begin = sentence.find(" (");
  if (begin == std::string::npos || !sentence.ends_with(')')) return sentence;
  return sentence.substr(begin + 2, sentence.size() - begin - 3);
}

std::string why_in_portuguese(const inventory::Coverage::Unknown& unknown) {
  using inventory::Cause;
  switch (unknown.cause) {
    case Cause::permission: return "falta uma permissão na política da conexão";
    case Cause::blocked: return "a organização bloqueia a região";
    case Cause::credentials: return "a AWS recusa as credenciais da conta";
    case Cause::throttled:
      return "a AWS pediu para ir mais devagar; a próxima varredura tenta de novo";
    case Cause::unreachable:
      return unknown.code == "region.not_enabled"
                 ? "foi desabilitada depois de servidores terem sido vistos nela"
                 : "a AWS não pôde ser lida; a próxima varredura tenta de novo";
    case Cause::not_read: return "ainda não foi lida";
    case Cause::other: return "a AWS respondeu com um erro";
  }
  return "a AWS respondeu com um erro";
}

}  // namespace

Told told_of(const Error& error, identity::Language language) {
  if (language == identity::Language::english) return {.text = error.message};
  const auto known =
      std::ranges::find(reasons, error.code, [](const auto& one) { return one.first; });
  const bool is_known = known != std::end(reasons);
  return {.text = std::string(is_known ? known->second : kind_in_portuguese(error.kind)),
          .quote = own_words(error.message)};
}

Told told_of(const inventory::Coverage::Unknown& unknown, identity::Language language) {
  if (language == identity::Language::english) return {.text = unknown.reason};
  return {.text = why_in_portuguese(unknown), .quote = own_words(unknown.reason)};
}

Told told_of(const std::string& said, std::string_view meaning, identity::Language language) {
  if (language == identity::Language::english) return {.text = said};
  return {.text = std::string(meaning), .quote = said};
}

const DoctorTexts& doctor_texts(identity::Language language) {
  switch (language) {
    case identity::Language::portuguese: return portuguese;
    case identity::Language::english: return english;
  }
  return english;
}

}  // namespace mirante
