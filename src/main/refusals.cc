#include "main/refusals.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"

namespace mirante {
namespace {

constexpr std::chrono::minutes quiet_for{1};
constexpr std::size_t told_max = 10'000;

}  // namespace

bool Refusals::is_new(const Key& key) {
  const auto now = loop_.clock().steady();
  if (told_.size() >= told_max)
    std::erase_if(told_, [&](const auto& one) { return one.second <= now; });
  auto& until = told_[key];
  if (until > now) return false;
  until = now + quiet_for;
  return true;
}

Task<void> Refusals::record(CallContext ctx, std::string route, Error reason) {
  const Key key{ctx.tenant, ctx.actor.name, route, reason.code};
  if (!is_new(key)) co_return;
  const auto now = loop_.clock().now();
  try {
    co_await db_.write([&](sql::Tx& tx) {
      audit::append_refusal(tx, ctx, now, "request.refused", reason, {{"route", route}});
    });
  } catch (...) {
    told_.erase(key);  // It is in no record: the next one is.
    throw;
  }
}

}  // namespace mirante
