#include "main/demo/past.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "main/demo/founding.h"
#include "main/demo/office.h"

namespace mirante::demo {
namespace {

using namespace std::chrono_literals;

constexpr auto utc_offset = -3h;  // São Paulo has had no daylight saving since 2019.
constexpr int days_of_past = 14;

/// Something that was done on one day.
struct Event {
  Instant at;
  void (*happen)(Day&);
};

/// A first stop that loses the public address is meant so.
Json despite_losses() { return {{"accept_losses", true}}; }

// A routine: a program switches the test servers with the working day.

void switch_test_servers(Day& day, const char* what, const Json& wish) {
  auto program = day.program_of(carla);
  for (const auto* name : {"vv-hml-*", "loja-hml-*", "hml-frota-*"})
    program.switch_servers(what, name, wish);
}

void test_servers_go_on(Day& day) { switch_test_servers(day, "start", Json::object()); }
void test_servers_go_off(Day& day) { switch_test_servers(day, "stop", despite_losses()); }

// The other company does it by the week.

void aurora_goes_on(Day& day) { day.come(diego).switch_servers("start", "hml-site-*"); }

void aurora_goes_off(Day& day) {
  auto person = day.come(diego);
  person.switch_servers("stop", "hml-site-*", despite_losses());
  person.log_out();
}

// Once.

void protected_database(Day& day) {
  day.come(carla).switch_servers("stop", "loja-banco-*", despite_losses());
}

void key_without_grant(Day& day) { day.come(ana).switch_servers("start", "vv-relatorios-*"); }

void no_room(Day& day) {
  day.come(carla).switch_servers("start", "loja-analise-*", {{"capacity_wait_minutes", 2}});
}

void group_brings_them_back(Day& day) {
  day.come(carla).switch_servers("stop", "loja-fila-1", despite_losses());
}

void only_looking(Day& day) { day.come(carla).switch_servers("start", "hml-prontuario-*"); }

void reboot_of_portal(Day& day) { day.come(carla).switch_servers("reboot", "vv-portal-?"); }

void wrong_password(Day& day) {
  auto person = day.visitor(bruno);
  for (const auto* guess : {"altiplano  verde", "altiplanoverde"}) {
    try {
      person.log_in(guess);
    } catch (const Failure& failure) {
      if (failure.error().code != "login.wrong") throw;
    }
    day.pass(20s);
  }
  person.log_in();
}

void closing_of_the_month(Day& day) {
  auto person = day.come(ana);
  person.post("/api/v1/pauses", {{"scope", "customer"},
                                 {"id", "Vale Verde"},
                                 {"reason", "fechamento do mês: nada desliga até amanhã"}});
  day.pass(5min);
  day.come(carla).switch_servers("stop", "vv-hml-erp-1", despite_losses());
}

void month_is_closed(Day& day) {
  day.come(ana).remove("/api/v1/pauses?scope=customer&id=Vale%20Verde&reason=m%C3%AAs%20fechado");
}

void never_switch_off(Day& day) {
  auto person = day.come(ana);
  for (const auto* name : {"vv-erp-banco", "prontuario-banco"}) {
    const auto found = person.get("/api/v1/servers?name=" + std::string(name))["servers"].at(0);
    person.put("/api/v1/servers/" + found["id"].get<std::string>() + "/never-switch-off",
               {{"reason", "banco principal, combinado com o cliente"}});
  }
  day.pass(3min);
  day.come(carla).switch_servers("stop", "vv-erp-banco", despite_losses());
}

void map_servers_move(Day& day) {
  auto person = day.come(carla);
  person.switch_servers("stop", "mapas-1", despite_losses());
  person.switch_servers("start", "mapas-1");
}

void gpus_for_a_day(Day& day) { day.come(diego).switch_servers("start", "training-gpu-*"); }
void gpus_go_off(Day& day) {
  day.come(diego).switch_servers("stop", "training-gpu-*", despite_losses());
}

/// What somebody finds under Schedules; it fires while the demo runs.
void schedule_the_fleet(Visitor& person) {
  const Json weekdays{{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}};
  person.post(
      "/api/v1/schedules",
      {{"name", "Homologação da frota"},
       {"zone", "America/Sao_Paulo"},
       {"mode", "edges"},
       {"rules", {{{"window", {{"begin", "08:00"}, {"end", "19:00"}, {"days", weekdays}}}}}},
       {"calendars", {{{"calendar", "br-national"}, {"effect", "skip_starts"}}}},
       {"targets",
        {{"filter",
          {{"tags",
            {{{"key", "ambiente"}, {"value", "homologacao"}},
             {{"key", "owner"}, {"value", "frota"}}}}}}}}});
}

/// What Home shows of the last day, whatever day of the week it is.
void this_morning(Day& day) {
  auto person = day.come(carla);
  person.switch_servers("start", "vv-relatorios-*");
  person.switch_servers("stop", "loja-banco-1", despite_losses());
  person.switch_servers("stop", "roteirizador-5", despite_losses());
  auto other = day.come(diego);
  other.switch_servers("stop", "dev-6", despite_losses());
  schedule_the_fleet(person);
  person.look_at_aws();
  other.look_at_aws();
}

Instant midnight_of(Instant at) {
  return std::chrono::floor<std::chrono::days>(at + utc_offset) - utc_offset;
}

std::chrono::weekday weekday_of(Instant midnight) {
  return std::chrono::weekday(std::chrono::floor<std::chrono::days>(midnight));
}

std::vector<Event> plan(Instant opens) {
  const auto today = midnight_of(opens);
  const auto ago = [&](int days, std::chrono::minutes time) {
    return today - std::chrono::days(days) + time;
  };
  std::vector<Event> events{{begin_of_past(opens), found_companies},
                            {begin_of_past(opens) + 90min, connect_accounts}};
  for (int days = days_of_past - 1; days >= 0; --days) {
    const auto day = weekday_of(ago(days, 0min));
    if (day == std::chrono::Saturday || day == std::chrono::Sunday) continue;
    events.push_back({ago(days, 8h), test_servers_go_on});
    events.push_back({ago(days, 19h), test_servers_go_off});
    if (day == std::chrono::Monday) events.push_back({ago(days, 8h + 30min), aurora_goes_on});
    if (day == std::chrono::Friday) events.push_back({ago(days, 20h), aurora_goes_off});
  }
  events.insert(events.end(), {{ago(12, 10h), protected_database},
                               {ago(11, 9h + 40min), key_without_grant},
                               {ago(10, 14h), never_switch_off},
                               {ago(9, 11h), no_room},
                               {ago(8, 15h + 20min), wrong_password},
                               {ago(7, 16h), reboot_of_portal},
                               {ago(6, 17h), closing_of_the_month},
                               {ago(5, 9h), month_is_closed},
                               {ago(4, 10h + 30min), only_looking},
                               {ago(3, 9h + 15min), gpus_for_a_day},
                               {ago(2, 18h + 10min), gpus_go_off},
                               {ago(2, 13h), group_brings_them_back},
                               {ago(1, 15h), map_servers_move},
                               {opens - 2h, this_morning}});
  std::ranges::sort(events, {}, &Event::at);
  return events;
}

}  // namespace

Instant begin_of_past(Instant opens) {
  return midnight_of(opens) - std::chrono::days(days_of_past) + 9h;
}

void live_through(const std::filesystem::path& data, simcloud::World& world, Instant opens,
                  const std::function<bool()>& is_asked_to_end) {
  Office office(data, world, begin_of_past(opens));
  for (const auto& event : plan(opens)) {
    // What would not be over when the demo opens has not happened.
    if (event.at > opens - 1h) continue;
    if (is_asked_to_end())
      throw Failure(Error{.kind = ErrorKind::cancelled,
                          .message = "the demo was ended before it opened",
                          .code = "demo.ended"});
    if (event.at > office.loop().clock().now()) office.close_until(event.at);
    Day day(office);
    event.happen(day);
  }
}

}  // namespace mirante::demo
