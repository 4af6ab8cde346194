// What the notices room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/mails/outbox.h"
#include "features/notices/letter.h"
#include "features/schedules/schedules_services.h"
#include "features/servers/obstacles.h"

namespace mirante::notices {

/// Who is behind an address, which another room knows.
struct People {
  struct Person {
    std::string name;
    Language language = Language::portuguese;
  };
  /// A member of the tenant; nullopt: a stranger.
  std::function<std::optional<Person>(sql::Snapshot&, TenantId, const std::string& address)> find;
  /// Addresses of the tenant's administrators.
  std::function<std::vector<std::string>(sql::Snapshot&, TenantId)> admins;
  /// What the tenant is called.
  std::function<std::string(sql::Snapshot&, TenantId)> company;
};

/// What would keep servers of one account and region from being switched (servers/obstacles.h).
using AskAws = std::function<Task<servers::Obstacles>(CallContext, AccountId, Region,
                                                      std::vector<servers::Intended>)>;

struct NoticesServices {
  const schedules::SchedulesServices& schedules;    // With store, loop and chance.
  mails::Outbox* outbox = nullptr;                  // None: nobody is mailed.
  std::function<std::string()> panel_address = {};  // Empty: links cannot be mailed.
  People people = {};
  AskAws ask_aws = {};

  sql::Database& db() const { return schedules.db; }
  Instant now() const { return schedules.loop.clock().now(); }
};

}  // namespace mirante::notices
