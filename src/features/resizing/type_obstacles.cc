#include "features/resizing/type_obstacles.h"

#include "base/task_group.h"
#include "features/resizing/aws_types.h"
#include "features/resizing/market.h"
#include "features/servers/aws_servers.h"
#include "features/servers/obstacles.h"
#include "platform/aws/client.h"

namespace mirante::resizing {
namespace {

using servers::Intended;
using servers::Obstacles;
using servers::ServerFacts;
using servers::Weight;

constexpr std::size_t changes_at_once = 6;

void add_cautions(std::vector<servers::Obstacle>& obstacles, const ResizeFacts& facts,
                  const std::string& type) {
  const auto from = facts.types.find(facts.server.type), to = facts.types.find(type);
  if (from == facts.types.end() || to == facts.types.end()) return;
  const auto machine = machine_of(facts);
  for (const auto& code : cautions(machine, from->second, to->second))
    obstacles.push_back({.why = {.kind = ErrorKind::refused,
                                 .message = sentence_of_caution(code, machine, type),
                                 .code = "type.caution_" + code},
                         .weight = Weight::caution});
}

/// By the rules of the operation, as if it were in the state that it has then.
std::vector<servers::Obstacle> judge(const Intended& one, ServerFacts server, const Market& market,
                                     const servers::OwnServer& own) {
  if (!servers::is_ending(server)) server.state = one.is_on ? "running" : "stopped";
  ResizeFacts facts{.server = std::move(server)};
  put_market(facts, market);
  const ResizeWish wish{.type = one.type, .starts = starts(one), .accepts_all_losses = true};
  std::vector<servers::Obstacle> obstacles;
  if (const auto plan = plan_resize(one.id, facts, wish, own); !plan)
    obstacles.push_back(servers::refused_by_rules(plan.error()));
  else
    add_cautions(obstacles, facts, one.type);
  return obstacles;
}

/// Asks by dry runs, of each server by itself, whether it may get its type.
class ChangeAsker {
 public:
  ChangeAsker(servers::AwsCalls calls, const CallContext& ctx, const aws::Target& target)
      : calls_(calls), ctx_(ctx), target_(target) {}

  Task<Obstacles> run(std::vector<Intended> wanted) {
    co_await for_each_bounded(calls_.loop, std::move(wanted), changes_at_once,
                              [this](Intended one) { return ask(std::move(one)); });
    co_return std::move(refused_);
  }

 private:
  Task<void> ask(Intended one) {
    if (const auto why = co_await refused_change(calls_.client, ctx_, target_, one.id, one.type))
      refused_[one.id].push_back({.why = *why});
  }

  servers::AwsCalls calls_;
  const CallContext& ctx_;
  const aws::Target& target_;
  Obstacles refused_;
};

}  // namespace

Task<Obstacles> type_obstacles_of(servers::AwsCalls calls, CallContext ctx, aws::Target target,
                                  std::vector<Intended> intended, std::string own_server) {
  std::vector<std::string> ids;
  for (const auto& one : intended) ids.push_back(one.id);
  auto seen = co_await servers::describe_servers(calls, ctx, target, std::move(ids));
  co_await servers::read_stop_facts(calls, ctx, target, seen);
  MarketWish wanted;
  for (const auto& one : intended)
    if (const auto found = seen.find(one.id); found != seen.end())
      wanted.add(found->second, one.type);
  const auto market = co_await read_market(calls.client, ctx, target, std::move(wanted));
  Obstacles obstacles;
  std::vector<std::string> stopping, starting;
  std::vector<Intended> changing;
  for (const auto& one : intended) {
    const auto found = seen.find(one.id);
    if (found == seen.end()) {
      obstacles[one.id].push_back(servers::unknown_to_aws());
      continue;
    }
    for (auto& why : judge(one, found->second, market, own_server))
      obstacles[one.id].push_back(std::move(why));
    if (one.is_on) stopping.push_back(one.id);
    if (starts(one)) starting.push_back(one.id);
    changing.push_back(one);
  }
  ChangeAsker changes(calls, ctx, target);
  merge(obstacles, co_await changes.run(std::move(changing)));
  using servers::DryRun;
  merge(obstacles,
        co_await servers::refused_switches(calls, ctx, target, {DryRun::stop, stopping}));
  merge(obstacles,
        co_await servers::refused_switches(calls, ctx, target, {DryRun::start, starting}));
  co_return obstacles;
}

}  // namespace mirante::resizing
