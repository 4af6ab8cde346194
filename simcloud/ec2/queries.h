// What all Describe calls share: filters with wildcards, ids that must exist, pages with opaque
// tokens that are bound to their question; and what calls ask of servers before they act.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gen/ec2/describe_tags.h"
#include "simcloud/call.h"

namespace mirante::simcloud {

/// The values of one filter: any of them may match, `*` and `?` are wildcards, `\` escapes them.
class Matcher {
 public:
  explicit Matcher(const std::vector<std::string>& values);
  /// For attributes: an empty text is one that is not there.
  bool accepts(std::string_view text) const;
  /// For values of tags, which may be empty.
  bool accepts_value(std::string_view text) const;
  bool accepts_flag(bool flag) const { return accepts(flag ? "true" : "false"); }

 private:
  struct Pattern {
    std::string text;
    bool has_wildcards;
  };
  std::vector<Pattern> patterns_;
};

using GenFilters = std::vector<gen::ec2::Filter>;

bool tags_match(const Cloud& cloud, const Tags& tags, std::string_view filter_name,
                const Matcher& matcher);

/// The filters that one kind of thing knows. `Scope` is what is needed to look at a thing.
template <class Thing>
struct FilterField {
  std::string_view name;
  bool (*accepts)(const Cloud&, const Place&, const Thing&, const Matcher&);
};

/// `Value` says what a thing has in a field: text, a flag, or several texts of which one must
/// match. It takes what it needs of cloud, place and thing, in this order.
template <class Thing, auto Value>
bool field_matches(const Cloud& cloud, const Place& place, const Thing& thing,
                   const Matcher& matcher) {
  // A copy: clang gives the parameters of several sources, when they are lambdas, the same symbol.
  constexpr auto value_of = Value;
  const auto value = [&] {
    if constexpr (requires { value_of(cloud, place, thing); })
      return value_of(cloud, place, thing);
    else if constexpr (requires { value_of(cloud, thing); })
      return value_of(cloud, thing);
    else if constexpr (requires { value_of(place, thing); })
      return value_of(place, thing);
    else if constexpr (requires { value_of(cloud, place); })
      return value_of(cloud, place);
    else if constexpr (requires { value_of(thing); })
      return value_of(thing);
    else if constexpr (requires { value_of(place); })
      return value_of(place);
    else
      return value_of();
  }();
  if constexpr (std::is_same_v<decltype(value), const bool>)
    return matcher.accepts_flag(value);
  else if constexpr (std::is_same_v<decltype(value), const std::vector<std::string>>)
    return std::ranges::any_of(value, [&](const auto& text) { return matcher.accepts(text); });
  else
    return matcher.accepts(value);
}

/// A field that only some things have.
inline std::string when(bool condition, std::string text) { return condition ? text : ""; }

/// InvalidParameterValue for a name that this kind of thing does not know, FilterLimitExceeded for
/// too many values.
std::unexpected<AwsError> unknown_filter(std::string_view name);
Answered<Done> check_filter_counts(const GenFilters& filters);

template <class Thing>
class FilterSet {
 public:
  using Field = FilterField<Thing>;

  static Answered<FilterSet> make(const GenFilters& filters, std::span<const Field> fields) {
    if (auto ok = check_filter_counts(filters); !ok) return pass(ok);
    FilterSet set;
    for (const auto& filter : filters) {
      const auto& name = filter.name.value_or("");
      const Field* known = nullptr;
      for (const auto& field : fields)
        if (field.name == name) known = &field;
      const bool about_tags = name.starts_with("tag:") || name == "tag-key" || name == "tag-value";
      if (known == nullptr && !about_tags) return unknown_filter(name);
      set.filters_.push_back({known, name, Matcher(filter.values)});
    }
    return set;
  }

  bool accepts(const Cloud& cloud, const Place& place, const Thing& thing) const {
    for (const auto& filter : filters_) {
      if (filter.field != nullptr) {
        if (!filter.field->accepts(cloud, place, thing, filter.matcher)) return false;
      } else if constexpr (requires { thing.tags; }) {
        if (!tags_match(cloud, thing.tags, filter.name, filter.matcher)) return false;
      } else {
        return false;
      }
    }
    return true;
  }

 private:
  struct Filter {
    const Field* field;
    std::string name;
    Matcher matcher;
  };
  std::vector<Filter> filters_;
};

/// What a page may hold and where it begins. `key` orders things: the page begins after it.
struct PageBounds {
  std::size_t least = 5;
  std::size_t most = 1000;
};
struct PageStart {
  std::uint64_t after = 0;
  bool from_beginning = true;
  std::size_t limit = 0;
};

/// A hash of everything that the question asks, but not of where it stands.
std::uint64_t question_of(const Call& call, const GenFilters& filters,
                          const std::vector<std::string>& ids);

Answered<PageStart> start_page(const Call& call, std::optional<std::int32_t> max_results,
                               const std::optional<std::string>& next_token, std::uint64_t question,
                               PageBounds bounds = {});
std::string next_token(const Call& call, std::uint64_t last, std::uint64_t question);

/// Ids of one kind: `prefix` "vol-". Malformed ids and unknown ones are refused in AWS's words.
struct IdKind {
  std::string_view prefix;          // "i-"
  std::string_view malformed_code;  // "InvalidInstanceID.Malformed"
  std::string_view missing_code;    // "InvalidInstanceID.NotFound"
  std::string_view missing_one;     // "The instance ID '{}' does not exist"
  std::string_view missing_many;    // "The instance IDs '{}' do not exist"
};
extern const IdKind instance_ids, volume_ids, address_ids, group_ids, subnet_ids, vpc_ids,
    interface_ids, image_ids;

Answered<std::vector<std::uint64_t>> read_ids(const std::vector<std::string>& ids,
                                              const IdKind& kind,
                                              const std::function<bool(std::uint64_t)>& exists);

/// The servers with these ids, in the order asked; each must exist and be visible.
Answered<std::vector<Instance*>> find_instances(Call& call, const std::vector<std::string>& ids);
/// The same for one.
Answered<Instance*> find_instance(Call& call, const std::optional<std::string>& id);

/// VcpuLimitExceeded if the place has a limit for the class and it does not suffice.
Answered<Done> within_vcpu_limit(Call& call, std::string_view quota_class, std::uint32_t more);

std::vector<gen::ec2::Tag> to_gen(const Cloud& cloud, const Tags& tags);

/// Errors of missing input.
std::unexpected<AwsError> missing_parameter(std::string_view name);

}  // namespace mirante::simcloud
