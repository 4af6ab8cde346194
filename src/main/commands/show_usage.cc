#include "main/commands/show_usage.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "main/commands/reading.h"
#include "main/commands/table.h"

namespace mirante::commands {

std::string show_usage(const Json& answer) {
  const auto calls = list_of(answer, "calls");
  auto text = fmt::format(
      "{} to AWS since {}, {} of them throttled, {} failed.\n",
      counted(static_cast<std::size_t>(number_of(answer, "attempts")), "request", "requests"),
      time_of(answer, "since", "unknown"), number_of(answer, "throttled"),
      number_of(answer, "failed"));
  if (calls.empty()) return text;
  Table table({"SERVICE", "OPERATION", "ACCOUNT", "REGION", "REQUESTS", "THROTTLED", "FAILED",
               "RECEIVED", "PRICE"});
  for (const auto& call : calls)
    table.add({text_of(call, "service", "unknown"), text_of(call, "operation", "unknown"),
               text_of(call, "account_name", text_of(call, "account", "the panel's own")),
               text_of(call, "region", "unknown"), text_of(call, "attempts", "unknown"),
               text_of(call, "throttled", "unknown"), text_of(call, "failed", "unknown"),
               fmt::format("{} B", text_of(call, "bytes_received", "unknown")),
               text_of(call, "charge", "unknown")});
  return text + "\n" + table.text();
}

}  // namespace mirante::commands
