// Links that leave servers on, for whoever holds one: looking changes nothing, as programs that
// check mails open every link; acting makes the overrides and uses the link up, in one transaction.
// A link that was used, has expired, is not allowed any more or never was one is told in one way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/task.h"
#include "features/notices/notices_services.h"

namespace mirante::notices {

/// Where in the panel a link leads: "/leave-on/mo_…".
std::string leave_on_path(std::string_view token);

/// api/openapi.yaml: LeaveOn. Throws Failure(not_found), code "leave_on.unknown".
Task<Json> show_leave_on(const NoticesServices& services, std::string token);
/// The same, done, for all of its servers or for those of them that are named, as `id` there says;
/// the answer tells of these alone. Throws Failure(invalid), field "servers", for others.
Task<Json> leave_on(const NoticesServices& services, std::string token,
                    std::optional<std::vector<std::string>> servers);

}  // namespace mirante::notices
