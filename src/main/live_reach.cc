#include "main/live_reach.h"

#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/operations/operation_store.h"
#include "features/operations/visible.h"
#include "features/schedules/keep_schedules.h"
#include "features/schedules/surroundings_store.h"

namespace mirante {
namespace {

template <class IdType>
std::optional<IdType> id_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  if (found == body.end() || !found->is_string()) return std::nullopt;
  const auto id = IdType::parse(found->template get<std::string>());
  return id ? std::optional(*id) : std::nullopt;
}

live::Reached reached_of_operation(sql::Snapshot& snapshot, const CallContext& ctx,
                                   OperationId id) {
  try {
    const auto shown =
        operations::must_find_visible(snapshot, ctx, id, operations::WithJournal::no);
    return shown.is_whole ? live::Reached::whole : live::Reached::part;
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::not_found) throw;
    return live::Reached::nothing;
  }
}

/// Of what names no operation.
bool reaches(sql::Snapshot& snapshot, const CallContext& ctx, const events::Event& event) {
  const auto holds = [&](AccountId id) { return accounts::reaches(snapshot, ctx, id); };
  if (const auto account = id_in<AccountId>(event.body, "account")) return holds(*account);
  if (const auto customer = id_in<CustomerId>(event.body, "customer"))
    return accounts::find_customer(snapshot, ctx, customer->text()).has_value();
  // Calendars and freezes are everybody's; a schedule and a maintenance window are theirs whose
  // servers they reach. One that was taken away has no servers any more.
  if (event.kind.starts_with("schedules.")) {
    if (const auto window = id_in<schedules::MaintenanceId>(event.body, "maintenance")) {
      const auto found = schedules::find_maintenance(snapshot, ctx.tenant, *window);
      return found && schedules::is_visible(snapshot, ctx, found->targets);
    }
    const auto id = id_in<schedules::ScheduleId>(event.body, "schedule");
    if (!id) return true;
    const auto schedule = schedules::find(snapshot, ctx.tenant, *id);
    return schedule && schedules::is_visible(snapshot, ctx, schedule->targets);
  }
  if (!event.kind.starts_with("policy.")) return false;
  // A pause of everything holds their accounts as well; one of a customer's is theirs to know if
  // the whole customer is.
  if (event.body.value("scope", "") == "everything") return true;
  if (const auto account = id_in<AccountId>(event.body, "id")) return holds(*account);
  const auto customer = id_in<CustomerId>(event.body, "id");
  return customer && ctx.reach.customers.contains(*customer);
}

}  // namespace

live::Reached reached_of_event(sql::Snapshot& snapshot, const CallContext& ctx,
                               const events::Event& event) {
  if (const auto operation = id_in<OperationId>(event.body, "operation"))
    return reached_of_operation(snapshot, ctx, *operation);
  return reaches(snapshot, ctx, event) ? live::Reached::whole : live::Reached::nothing;
}

}  // namespace mirante
