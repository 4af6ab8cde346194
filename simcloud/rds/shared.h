// What the handlers of RDS share: names, ARNs and permissions of its things, filters, pages, tags,
// and its state as AWS's shapes.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gen/rds/shared_shapes.h"
#include "simcloud/call.h"
#include "simcloud/marker.h"

namespace mirante::simcloud {

std::unexpected<AwsError> rds_missing_parameter(std::string_view name);
std::unexpected<AwsError> rds_invalid_value(std::string message);
std::unexpected<AwsError> rds_invalid_combination(std::string message);
std::unexpected<AwsError> database_missing(std::string_view name);
std::unexpected<AwsError> invalid_database_state(std::string message);

/// Names are compared in lower case; an ARN of this place ("…:db:name") counts as its name.
std::string database_key(const Call& call, std::string_view kind, std::string_view text);
/// A letter, then letters, digits and single hyphens, none at the end; at most 63.
Answered<std::string> new_database_name(std::string_view parameter,
                                        const std::optional<std::string>& text);

/// The kinds of things: "db", "cluster", "snapshot"; as ARNs name them.
Call::Keys database_tag_keys(const Call& call, std::string_view kind, const Tags& tags);
/// aws:RequestTag/…, rds:req-tag/… and aws:TagKeys.
Call::Keys request_database_tag_keys(const Call& call, const Tags& tags);
Answered<Done> permit_on(Call& call, std::string_view kind, std::string_view name,
                         const Tags* tags);

/// Permission first, then existence: as AWS does it.
Answered<Database*> permitted_database(Call& call, const std::optional<std::string>& name);
Answered<DatabaseCluster*> permitted_cluster(Call& call, const std::optional<std::string>& name);
Answered<DatabaseSnapshot*> permitted_snapshot(Call& call, const std::optional<std::string>& name);

/// The tags of a request, checked.
Answered<Tags> read_database_tags(Call& call, const std::vector<gen::rds::Tag>& tags);
/// rds:AddTagsToResource on a thing that this call creates, if it has tags.
Answered<Done> permit_new_tags(Call& call, std::string_view kind, std::string_view name,
                               const Tags& tags);

/// Filters by exact values: any of a filter's values, and all filters.
class DatabaseFilters {
 public:
  static Answered<DatabaseFilters> read(const std::vector<gen::rds::Filter>& filters,
                                        std::initializer_list<std::string_view> known);
  bool accepts(std::string_view name, std::string_view value) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// Where a page begins and how long it is.
struct DatabasePage {
  std::string after;
  std::size_t limit = 100;
  std::uint64_t question = 0;
};
/// `subject` is what the call asks about besides its filters.
Answered<DatabasePage> start_page(const Call& call, std::optional<std::int32_t> max_records,
                                  const std::optional<std::string>& marker,
                                  const std::vector<gen::rds::Filter>& filters,
                                  std::string_view subject);

gen::rds::DBInstance to_gen(Call& call, const Database& database);
gen::rds::DBCluster to_gen(Call& call, const DatabaseCluster& cluster);
gen::rds::DBSnapshot to_gen(const Call& call, const DatabaseSnapshot& snapshot);
std::vector<gen::rds::Tag> to_rds(const Call& call, const Tags& tags);

/// "db-" and 26 letters and digits.
std::string resource_id(const Call& call, std::string_view prefix, std::uint64_t id);

}  // namespace mirante::simcloud
