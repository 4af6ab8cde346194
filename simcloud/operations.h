// The table of everything that the simulated AWS can do. Handlers are plain functions over
// generated shapes; the table knows how to read a request into them and to write their answer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "simcloud/call.h"
#include "simcloud/invoke.h"

namespace mirante::simcloud {

/// How near the real thing; simcloud/README.md says the same, and a test compares the two.
enum class Fidelity : std::uint8_t { faithful, partial };
std::string_view to_string(Fidelity fidelity);

struct Operation {
  std::string service;  // As in models/operations.txt.
  std::string name;
  Fidelity fidelity = Fidelity::faithful;
  std::string left_out;  // What is missing, for a partial one.
  Invoke invoke = nullptr;
  const aws::wire::Operation* wire = nullptr;
};

class Operations {
 public:
  template <auto Handler>
  void add(std::string_view service, std::string_view name, Fidelity fidelity,
           std::string_view left_out = {}) {
    put({std::string(service), std::string(name), fidelity, std::string(left_out), &invoke<Handler>,
         &wire_operation<Handler>()});
  }
  const Operation* find(std::string_view service, std::string_view name) const;
  /// The services whose requests are signed with this name: "ses" is that of ses and sesv2.
  std::vector<const aws::wire::Service*> signed_as(std::string_view signing_name) const;
  std::vector<const Operation*> all() const;

 private:
  void put(Operation operation);
  std::map<std::string, std::map<std::string, Operation, std::less<>>, std::less<>> services_;
};

/// Everything, in one table, made once.
const Operations& all_operations();

}  // namespace mirante::simcloud
