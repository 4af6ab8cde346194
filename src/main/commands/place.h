// Where a server or database is, for ids that several accounts share: options and how they are
// sent.
#pragma once

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace mirante::commands {

struct Place {
  std::string account;
  std::string region;

  void add_to(CLI::App& command) {
    command.add_option("--account", account, "Account: name, id, or AWS's 12 digits");
    command.add_option("--region", region, "Region, such as sa-east-1");
  }
  std::vector<std::pair<std::string, std::string>> query() const {
    std::vector<std::pair<std::string, std::string>> query;
    if (!account.empty()) query.emplace_back("account", account);
    if (!region.empty()) query.emplace_back("region", region);
    return query;
  }
  /// As bodies name what is there.
  Json references(const std::vector<std::string>& ids) const {
    auto all = Json::array();
    for (const auto& id : ids) {
      Json one{{"id", id}};
      if (!account.empty()) one["account"] = account;
      if (!region.empty()) one["region"] = region;
      all.push_back(one.size() == 1 ? Json(id) : one);
    }
    return all;
  }
};

}  // namespace mirante::commands
