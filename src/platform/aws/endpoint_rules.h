// AWS publishes, for each service, rules that say where it answers: a tree of conditions over a few
// parameters (Region, UseFIPS, UseDualStack, Endpoint, …), whose leaves are an address or the words
// of a refusal. tools/aws_codegen/endpoints.py writes the trees as tables at build time; this walks
// them. The functions that rules call are in endpoint_functions.h. Who wants a host asks
// endpoints.h.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace mirante::aws::rules {

/// What an expression comes to. Nothing: a parameter that was not given, a function that refuses.
struct Value {
  using List = std::vector<Value>;
  using Record = std::map<std::string, Value, std::less<>>;
  std::variant<std::monostate, bool, std::int64_t, std::string, List, Record> held = {};

  template <class T>
  const T* as() const {
    return std::get_if<T>(&held);
  }
  bool is_nothing() const { return held.index() == 0; }
  friend bool operator==(const Value&, const Value&) = default;
};

enum class Function : std::uint8_t {
  is_set,
  is_not,
  boolean_equals,
  string_equals,
  attribute,  // Of the first argument, by the names and numbers that follow.
  substring,
  parse_url,
  parse_arn,
  partition,
  is_host_label,
  is_bucket_label,
  uri_encode,
};

struct Expression {
  enum class Kind : std::uint8_t { text, number, boolean, reference, call, joined, list, record };
  Kind kind = Kind::text;
  std::string_view text = {};  // Of a text; the name of a reference.
  std::int64_t number = 0;     // Of a number; a boolean's 0 or 1.
  Function function = Function::is_set;
  /// Of a call; what is joined to one text; a list's items; a record's names and values by turns.
  std::span<const Expression> arguments = {};
};

struct Condition {
  Expression test;
  std::string_view assign = {};  // The name under which what follows finds the value, if any.
};

/// Counts when each of its conditions comes to something that is not false.
struct Rule {
  enum class Kind : std::uint8_t { tree, endpoint, refusal };
  Kind kind = Kind::tree;
  std::span<const Condition> conditions = {};
  std::span<const Rule> rules = {};  // Of a tree: the first that counts decides.
  Expression value = {};             // An endpoint's URL; a refusal's words.
  Expression properties = {};        // Of an endpoint: a record, how requests are signed.
};

struct Default {
  std::string_view name;
  bool value;
};

struct RuleSet {
  std::string_view service;  // Folder of the model: "ec2".
  std::span<const Default> defaults;
  std::span<const Rule> rules;
};

struct Partition {
  std::string_view id;  // "aws-cn"
  std::string_view dns_suffix, dual_stack_dns_suffix, implicit_global_region;
  bool supports_fips, supports_dual_stack;
  /// Of regions' names: "us" of "us-<word>-<digits>".
  std::span<const std::string_view> prefixes;
  /// Names that do not look so: "aws-cn-global", the pseudo-region of services without regions.
  std::span<const std::string_view> other_names;
};

struct Resolved {
  std::string url;
  Value properties;
};

/// Where the rules lead. Error(invalid) with their own words when they refuse, and when no rule
/// counts. Parameters that the rules do not know do no harm.
Result<Resolved> resolve(const RuleSet& set, Value::Record parameters);

/// The first whose region this may be; "aws" for names of no known form, as new regions appear
/// there.
const Partition& partition_of(std::string_view region);

// Tables made at build time.
extern const std::span<const Partition> partitions;
extern const std::span<const RuleSet> rule_sets;

}  // namespace mirante::aws::rules
