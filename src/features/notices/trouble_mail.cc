#include "features/notices/trouble_mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mirante::notices {
namespace {

constexpr std::size_t listed_max = 50;

constexpr std::pair<std::string_view, std::string_view> portuguese[] = {
    {"server.stop_protected", "a proteção contra parada está ligada na AWS (disableApiStop)"},
    {"server.scaling_group",
     "é de um grupo de Auto Scaling, que o substituiria; mude o tamanho do grupo"},
    {"server.managed", "é gerenciado por outro serviço da AWS, que desfaria a mudança"},
    {"server.panel_itself", "o próprio painel roda nele e não voltaria sozinho"},
    {"server.instance_store_root", "o disco raiz é instance store; a AWS não permite parar"},
    {"server.one_time_spot", "é uma instância Spot de pedido único, que só pode ser encerrada"},
    {"server.terminates_on_shutdown", "está configurado para ser encerrado ao desligar"},
    {"server.unchecked", "não foi possível ver se a parada destruiria o servidor"},
    {"server.terminated", "foi encerrado na AWS"},
    {"server.unknown", "a AWS não conhece este servidor nesta conta e região"},
    {"server.fell_back", "a AWS aceitou o início, mas o servidor voltou a desligado"},
    {"server.late", "não chegou ao estado pedido dentro do tempo"},
    {"server.stuck_stopping", "está preso em \"desligando\""},
    {"server.started_elsewhere", "foi ligado de novo por alguém fora do painel"},
    {"policy.paused", "as automações estão pausadas aqui"},
    {"policy.never_switch_off", "está marcado como \"nunca desligar\""},
    {"account.not_connected", "a conta não está conectada; conecte-a de novo"},
    {"account.no_answer", "a AWS não pôde ser consultada"},
    {"server.state_unknown", "o estado dele não é conhecido"},
    {"server.state_old",
     "a última leitura dele é antiga; a leitura da conta falha ou está atrasada"},
    {"schedule.held", "ainda não foi aprovado para este agendamento"},
    {"schedule.gate_not_passed", "não foi pedido: o grupo anterior não ficou pronto"},
    {"server.port_silent", "ligou, mas a porta pedida não aceita conexões de onde o painel roda"},
    {"server.not_running", "vai estar desligado; um reinício precisa que esteja ligado"},
    {"server.dedicated_host", "roda em um host dedicado, que só aceita a própria família"},
    {"server.spot", "é um servidor Spot, cujo tipo a AWS não muda"},
    {"key.disabled",
     "a chave KMS dos discos está desativada: a AWS o deixaria voltar a desligado; ative-a antes"},
    {"key.pending_deletion",
     "a chave KMS dos discos tem exclusão marcada: a AWS o deixaria voltar a desligado; cancele a "
     "exclusão"},
    {"key.missing", "a chave KMS dos discos não existe mais, e ele não pode ligar"},
    {"key.unusable", "a chave KMS dos discos não pode ser usada agora"},
    {"key.unchecked", "não foi possível saber se a chave KMS dos discos pode ser usada"},
    {"key.not_granted",
     "no último início a AWS não deixou a conexão usar a chave KMS dos discos (kms:CreateGrant)"},
    {"key.unproved",
     "não se sabe se a conexão pode usar a chave KMS dos discos (kms:CreateGrant): só o primeiro "
     "início mostra"},
    {"type.architecture", "o tipo tem outra arquitetura"},
    {"type.virtualization", "o tipo não suporta a virtualização dele"},
    {"type.ena", "o tipo exige rede ENA, que ele não tem"},
    {"type.ebs_optimized", "é otimizado para EBS, e o tipo não pode ser"},
    {"type.placement_group", "o tipo não pode ficar no grupo de posicionamento dele"},
    {"type.dedicated", "roda em hardware dedicado, onde a AWS não tem o tipo"},
    {"type.network_interfaces", "tem mais interfaces ou endereços de rede do que o tipo permite"},
    {"type.zone", "a AWS não oferece o tipo na zona dele"},
    {"type.unknown", "a AWS não tem o tipo nesta região"},
    {"type.unchecked", "não foi possível saber se o tipo serve"},
    {"type.caution_nvme", "o tipo mostra os discos como NVMe: os nomes dos dispositivos mudam"},
    {"type.caution_ena", "o tipo precisa do driver ENA no sistema"},
    {"type.caution_dedicated",
     "só o início mostra se a AWS tem o tipo em hardware dedicado; se não, o antigo volta"},
    {"type.caution_placement_group",
     "não se vê se o tipo pode ficar no grupo de posicionamento; se não, o antigo volta"},
    {"database.replica", "é uma réplica de leitura, que a AWS não para"},
    {"database.has_replicas", "tem réplicas de leitura; a AWS não para a origem delas"},
    {"database.blue_green", "é parte de uma implantação azul/verde, que a AWS não para"},
    {"database.global", "é de um banco global do Aurora, cujos clusters a AWS não para"},
    {"database.no_reboot", "o painel não reinicia bancos de dados; nada será feito"},
    {"database.no_resize", "o painel não muda a classe de bancos de dados; fica como está"},
    {"database.no_addresses",
     "o início precisa de um endereço, e as sub-redes dele não têm nenhum livre"},
    {"database.addresses_unchecked",
     "não foi possível saber se as sub-redes dele têm endereço livre"},
    {"database.unchecked", "não foi possível saber em que estado ele está"},
    {"database.blue_green_unchecked",
     "não foi possível saber se é parte de uma implantação azul/verde, que a AWS não para"},
    {"InsufficientInstanceCapacity", "a AWS não tem capacidade para este tipo nesta zona"},
    {"UnauthorizedOperation", "falta uma permissão na conexão com a conta"},
    {"AccessDenied", "falta uma permissão na conexão com a conta"}};

/// What is only worth knowing says so. What nobody could find out says it in its own sentence, in
/// either language: so it does wherever it comes from, and once.
std::string marked(std::string sentence, const Trouble& trouble, Language language) {
  if (trouble.weight != servers::Weight::caution) return sentence;
  return (language == Language::english ? "worth knowing: " : "convém saber: ") + sentence;
}

std::vector<std::string> lines_of(const std::vector<Trouble>& troubles, Language language) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(troubles.size(), listed_max); ++i)
    lines.push_back(line_of(troubles[i].server) + ": " +
                    marked(sentence_of(troubles[i], language), troubles[i], language));
  if (const auto more = troubles.size() - lines.size(); more > 0)
    lines.push_back(language == Language::english ? fmt::format("and {} more", more)
                                                  : fmt::format("e mais {}", more));
  return lines;
}

std::string subject_of(const FireTroubleFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto time = time_of_day(facts.due, facts.zone);
  if (facts.problem)
    return is_english ? fmt::format("{}: failed at {}", facts.schedule, time)
                      : fmt::format("{}: falhou às {}", facts.schedule, time);
  if (const auto count = facts.failed.size(); count > 0)
    return is_english ? fmt::format("{}: failed at {} for {} {}", facts.schedule, time, count,
                                    count == 1 ? "server" : "servers")
                      : fmt::format("{}: falhou às {} em {} {}", facts.schedule, time, count,
                                    count == 1 ? "servidor" : "servidores");
  if (const auto count = facts.held.size(); count > 0)
    return is_english
               ? fmt::format("{}: {} held at {}, not approved yet", facts.schedule,
                             count == 1 ? "1 server" : fmt::format("{} servers", count), time)
               : fmt::format(
                     "{}: {} às {} por falta de aprovação", facts.schedule,
                     count == 1 ? "1 servidor retido" : fmt::format("{} servidores retidos", count),
                     time);
  return is_english ? fmt::format("{}: skipped at {}, too late", facts.schedule, time)
                    : fmt::format("{}: pulado às {}, tarde demais", facts.schedule, time);
}

}  // namespace

std::string sentence_of(const Trouble& trouble, Language language) {
  if (language == Language::english) return trouble.text.empty() ? trouble.code : trouble.text;
  const auto known =
      std::ranges::find(portuguese, trouble.code, [](auto& one) { return one.first; });
  const auto said = trouble.text.empty() ? trouble.code : trouble.text;
  if (known == std::end(portuguese)) return "nas palavras do painel (em inglês): " + said;
  const std::string sentence(known->second);
  return trouble.text.empty() ? sentence : sentence + " (" + trouble.text + ")";
}

Letter write_fire_trouble(const FireTroubleFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto when = shown(facts.due, facts.zone, facts.language);
  Letter letter{.language = std::string(to_string(facts.language)), .subject = subject_of(facts)};
  letter.opening.push_back(
      is_english
          ? fmt::format("Not all of what the schedule \"{}\" of {} was to do on {} was done.",
                        facts.schedule, facts.company, when)
          : fmt::format("Nem tudo que o agendamento \"{}\" de {} devia fazer em {} foi feito.",
                        facts.schedule, facts.company, when));
  if (facts.problem) {
    const auto why = sentence_of(*facts.problem, facts.language);
    letter.opening.push_back(is_english
                                 ? fmt::format("The panel could not carry it out: {}", why)
                                 : fmt::format("O painel não conseguiu executá-lo: {}", why));
  }
  if (facts.skipped > 0)
    letter.opening.push_back(
        is_english
            ? fmt::format("Skipped because the panel came too late: {}.", facts.skipped)
            : fmt::format("Ações puladas porque o painel chegou tarde demais: {}.", facts.skipped));
  letter.items = lines_of(facts.failed, facts.language);
  for (auto& line : lines_of(facts.held, facts.language)) letter.items.push_back(std::move(line));
  if (!facts.held.empty())
    letter.before_buttons.push_back(
        is_english ? "Held servers follow the schedule once somebody approves them on its page."
                   : "Os servidores retidos seguem o agendamento depois que alguém os aprovar na "
                     "página dele.");
  end_about_schedule(letter, facts.page, facts.language);
  return letter;
}

Letter write_preflight(const PreflightFacts& facts) {
  const bool is_english = facts.language == Language::english;
  const auto when = shown(facts.due, facts.zone, facts.language);
  const auto time = time_of_day(facts.due, facts.zone);
  Letter letter{.language = std::string(to_string(facts.language))};
  letter.subject = is_english ? fmt::format("{}: problems before {}", facts.schedule, time)
                              : fmt::format("{}: problemas antes das {}", facts.schedule, time);
  letter.opening.push_back(
      is_english
          ? fmt::format("The schedule \"{}\" of {} is going to act on {}. As things are now, this "
                        "would keep it from doing so, or could not be found out:",
                        facts.schedule, facts.company, when)
          : fmt::format("O agendamento \"{}\" de {} vai agir em {}. Como está agora, isto o "
                        "impediria, ou não foi possível saber:",
                        facts.schedule, facts.company, when));
  letter.items = lines_of(facts.problems, facts.language);
  end_about_schedule(letter, facts.page, facts.language,
                     is_english ? "The check is set in the schedule."
                                : "A verificação é configurada no agendamento.");
  return letter;
}

}  // namespace mirante::notices
