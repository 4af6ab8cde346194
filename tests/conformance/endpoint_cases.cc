// AWS's published cases of its endpoint rules: a folder for each service, in it a file of
// parameters and of what they must lead to: an address with its properties, or the words of a
// refusal.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "platform/aws/endpoint_rules.h"
#include "tests/conformance/cases.h"

namespace mirante::aws::rules {
extern const std::span<const RuleSet> case_rules;  // Made by tests/conformance/CMakeLists.txt.
}

namespace mirante::conformance {
namespace {

namespace fs = std::filesystem;
namespace rules = aws::rules;
using nlohmann::json;

rules::Value value_of(const json& given) {
  if (given.is_boolean()) return {given.get<bool>()};
  if (given.is_number_integer()) return {given.get<std::int64_t>()};
  if (given.is_string()) return {given.get<std::string>()};
  if (given.is_array()) {
    rules::Value::List list;
    for (const auto& each : given) list.push_back(value_of(each));
    return {std::move(list)};
  }
  rules::Value::Record record;
  if (given.is_object())
    for (const auto& [name, value] : given.items()) record.emplace(name, value_of(value));
  return {std::move(record)};
}

rules::Value::Record record_of(const json& holder, const char* name) {
  return *value_of(holder.value(name, json::object())).as<rules::Value::Record>();
}

/// What is wrong; empty: nothing.
std::string judge(const rules::RuleSet& set, const json& test) {
  const auto& wanted = test.at("expect");
  const auto made = rules::resolve(set, record_of(test, "params"));
  if (wanted.contains("error")) {
    const auto words = wanted["error"].get<std::string>();
    if (made) return "  should be refused: " + words + "\n  ours " + made->url + "\n";
    return made.error().message == words
               ? ""
               : "  should be refused: " + words + "\n  ours " + made.error().message + "\n";
  }
  const auto& endpoint = wanted.at("endpoint");
  const auto url = endpoint.at("url").get<std::string>();
  if (!made) return "  should be " + url + "\n  ours is refused: " + made.error().message + "\n";
  std::string problems;
  if (made->url != url) problems += "  should be " + url + "\n  ours " + made->url + "\n";
  if (made->properties != rules::Value{record_of(endpoint, "properties")})
    problems +=
        "  has other properties than " + endpoint.value("properties", json::object()).dump() + "\n";
  if (!endpoint.value("headers", json::object()).empty()) problems += "  wants headers\n";
  return problems;
}

struct Counts {
  int passed = 0, failed = 0, skipped = 0;
};

void run_service(const fs::path& file, const std::string& service, Counts& counts) {
  const auto set =
      std::ranges::find(rules::case_rules, service, [](const auto& each) { return each.service; });
  const auto cases = json::parse(std::ifstream(file)).at("testCases");
  if (set == rules::case_rules.end()) {
    std::cout << "skipped: " << service << ", " << cases.size()
              << " cases: its endpoints ask for headers, which we do not send\n";
    counts.skipped += static_cast<int>(cases.size());
    return;
  }
  for (const auto& test : cases) {
    const auto problems = judge(*set, test);
    ++(problems.empty() ? counts.passed : counts.failed);
    if (!problems.empty())
      std::cout << "failed: " << service << ": "
                << test.value("documentation", test.value("params", json()).dump()) << "\n"
                << problems;
  }
}

}  // namespace

int run_endpoints(const fs::path& folder) {
  std::vector<fs::path> services;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::exists(entry.path() / "endpoint-tests-1.json")) services.push_back(entry.path());
  std::ranges::sort(services);
  Counts counts;
  for (const auto& service : services)
    run_service(service / "endpoint-tests-1.json", service.filename(), counts);
  std::cout << counts.passed << " passed, " << counts.failed << " failed, " << counts.skipped
            << " skipped\n";
  return counts.failed == 0 && counts.passed > 0 ? 0 : 1;
}

}  // namespace mirante::conformance
