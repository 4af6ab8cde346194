#include "simcloud/route53/batch.h"

#include <algorithm>
#include <set>

#include "simcloud/route53/names.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t batch_records_max = 1000;  // An UPSERT counts twice.
constexpr std::size_t batch_characters_max = 32'000;
constexpr std::size_t values_max = 400;
constexpr std::int64_t ttl_max = 2'147'483'647;
constexpr std::size_t zone_records_max = 10'000;

using Action = RecordChange::Action;

std::string_view verb(Action action) {
  return action == Action::create ? "create" : action == Action::remove ? "delete" : "upsert";
}

/// "[name='a.example.com.', type='A', set-identifier='x']"
std::string title(const RecordSet& record) {
  auto text = "[name='" + record.name + "', type='" + record.type + "'";
  if (!record.set_identifier.empty()) text += ", set-identifier='" + record.set_identifier + "'";
  return text + "]";
}

int routings_of(const RecordSet& record) {
  return static_cast<int>(record.weight.has_value()) + static_cast<int>(!record.failover.empty()) +
         static_cast<int>(!record.region.empty()) +
         static_cast<int>(!record.continent.empty() || !record.country.empty()) +
         static_cast<int>(record.multi_value.value_or(false));
}

class Batch {
 public:
  explicit Batch(const HostedZone& zone) : zone_(zone) { outcome_.records = zone.records; }

  BatchOutcome run(const std::vector<RecordChange>& changes) {
    check_limits(changes);
    std::set<RecordKey> seen;
    for (const auto& change : changes) {
      auto record = change.record;
      if (!name(record)) continue;
      const auto before = outcome_.messages.size();
      if (change.action != Action::remove) check_shape(record);
      if (outcome_.messages.size() != before) continue;
      // A record may be deleted and made anew in one batch, and nothing else twice.
      if (!seen.insert(key_of(record)).second && change.action != Action::create)
        say("The request contains an invalid set of changes for a resource record set '" +
            record.type + " " + record.name + "'");
      else
        act(change.action, record);
    }
    if (outcome_.messages.empty()) check_apex();
    if (outcome_.messages.empty() && outcome_.records.size() > zone_records_max)
      say("Number of records limit of 10000 exceeded.");
    return std::move(outcome_);
  }

 private:
  void say(std::string message) { outcome_.messages.push_back(std::move(message)); }

  void check_limits(const std::vector<RecordChange>& changes) {
    std::size_t records = 0, characters = 0;
    for (const auto& change : changes) {
      const std::size_t times = change.action == Action::upsert ? 2 : 1;
      records += times * std::max<std::size_t>(1, change.record.values.size());
      for (const auto& value : change.record.values) characters += times * value.size();
    }
    if (records > batch_records_max) say("Number of records limit of 1000 exceeded.");
    if (characters > batch_characters_max)
      say("The length of all values in a batch is limited to 32000 characters.");
  }

  bool name(RecordSet& record) {
    const auto normal = normal_name(record.name);
    if (!normal) {
      say("FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '" +
          record.name + "'");
      return false;
    }
    record.name = *normal;
    if (is_within(record.name, zone_.name)) return true;
    say("RRSet with DNS name " + record.name + " is not permitted in zone " + zone_.name);
    return false;
  }

  void check_shape(const RecordSet& record) {
    const auto invalid = [&](const std::string& why) {
      say("Invalid Resource Record: '" + why + "' in " + title(record));
    };
    const bool apex = record.name == zone_.name;
    if (record.type == "CNAME" && apex)
      return say("RRSet of type CNAME with DNS name " + record.name +
                 " is not permitted at apex in zone " + zone_.name);
    if (record.type == "SOA" && !apex)
      return say("RRSet of type SOA with DNS name " + record.name + " is not permitted in zone " +
                 zone_.name);
    if (record.alias) {
      if (record.ttl || !record.values.empty())
        return invalid("Alias record sets must not have a TTL or resource records");
      if (record.type == "NS" || record.type == "SOA")
        return invalid("Alias record sets of type " + record.type + " are not permitted");
      check_alias(record);
    } else {
      if (!record.ttl || record.values.empty())
        return invalid("Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]]");
      if (*record.ttl < 0 || *record.ttl > ttl_max) return invalid("TTL must be 0 to 2147483647");
      if (record.values.size() > values_max) return invalid("There may be at most 400 values");
      if ((record.type == "CNAME" || record.type == "SOA") && record.values.size() > 1)
        return invalid(record.type + " must have one value");
    }
    const auto routings = routings_of(record);
    if (routings > 1) return invalid("A record set has one routing policy");
    if ((routings == 1) != !record.set_identifier.empty())
      return invalid("SetIdentifier is needed with a routing policy, and only there");
    if (record.weight && (*record.weight < 0 || *record.weight > 255))
      return invalid("Weight must be 0 to 255");
    std::set<std::string> distinct(record.values.begin(), record.values.end());
    if (distinct.size() != record.values.size()) return invalid("Duplicate Resource Record");
    for (const auto& value : record.values)
      if (const auto why = wrong_value(record.type, value); !why.empty())
        say("Invalid Resource Record: 'FATAL problem: " + why + " encountered with '" + value +
            "''");
  }

  /// To another record of the same zone: it must be there, with the same type.
  void check_alias(const RecordSet& record) {
    if (record.alias->zone != zone_.id) return;
    const auto target = normal_name(record.alias->name).value_or("");
    const auto found = std::ranges::find_if(outcome_.records, [&](const auto& entry) {
      return entry.second.name == target && entry.second.type == record.type;
    });
    if (found == outcome_.records.end())
      say("Tried to create an alias that targets " + target + ", type " + record.type +
          " in zone " + zone_.id +
          ", but the alias target name does not lie within the target "
          "zone or the target record does not exist");
  }

  void act(Action action, const RecordSet& record) {
    const auto key = key_of(record);
    const auto found = outcome_.records.find(key);
    const auto tried =
        "Tried to " + std::string(verb(action)) + " resource record set " + title(record) + " but ";
    if (action == Action::remove) {
      if (found == outcome_.records.end()) return say(tried + "it was not found");
      if (!same(found->second, record))
        return say(tried + "the values provided do not match the current values");
      outcome_.records.erase(found);
      return;
    }
    if (action == Action::create && found != outcome_.records.end())
      return say(tried + "it already exists");
    if (conflicts(record)) {
      const bool is_alias = record.type == "CNAME";
      return say(is_alias ? "RRSet of type CNAME with DNS name " + record.name +
                                " is not permitted as it conflicts with other records with the "
                                "same DNS name in zone " +
                                zone_.name
                          : "RRSet of type " + record.type + " with DNS name " + record.name +
                                " is not permitted because a conflicting RRSet of type  CNAME "
                                "with the same DNS name already exists in zone " +
                                zone_.name);
    }
    if (mixes_routing(record))
      return say("RRSet with DNS name " + record.name + ", type " + record.type +
                 (record.set_identifier.empty() ? "" : ", SetIdentifier " + record.set_identifier) +
                 " cannot be created as other RRSets exist with the same name and type.");
    outcome_.records[key] = record;
  }

  /// Order and repetition of values do not matter.
  static bool same(RecordSet a, RecordSet b) {
    std::ranges::sort(a.values);
    std::ranges::sort(b.values);
    const auto normal = [](RecordSet& record) {
      if (record.alias) record.alias->name = normal_name(record.alias->name).value_or("");
    };
    normal(a);
    normal(b);
    return a == b;
  }

  /// A CNAME stands alone under its name.
  bool conflicts(const RecordSet& record) const {
    return std::ranges::any_of(outcome_.records, [&](const auto& entry) {
      return entry.second.name == record.name && entry.second.type != record.type &&
             (entry.second.type == "CNAME" || record.type == "CNAME");
    });
  }

  /// Sets of one name and type are all simple (then there is one) or all of the same policy.
  bool mixes_routing(const RecordSet& record) const {
    return std::ranges::any_of(outcome_.records, [&](const auto& entry) {
      const auto& other = entry.second;
      if (other.name != record.name || other.type != record.type ||
          other.set_identifier == record.set_identifier)
        return false;
      return other.set_identifier.empty() != record.set_identifier.empty() ||
             other.weight.has_value() != record.weight.has_value() ||
             other.failover.empty() != record.failover.empty() ||
             other.region.empty() != record.region.empty();
    });
  }

  void check_apex() {
    for (const auto* type : {"NS", "SOA"}) {
      const bool is_there = std::ranges::any_of(outcome_.records, [&](const auto& entry) {
        return entry.second.name == zone_.name && entry.second.type == type;
      });
      if (!is_there)
        say("A HostedZone must contain " +
            std::string(type == std::string_view("SOA")
                            ? "exactly one SOA record."
                            : "at least one NS record for the zone itself."));
    }
  }

  const HostedZone& zone_;
  BatchOutcome outcome_;
};

}  // namespace

RecordKey key_of(const RecordSet& record) {
  return {reversed_name(record.name), record.type, record.set_identifier};
}

BatchOutcome apply_batch(const HostedZone& zone, const std::vector<RecordChange>& changes) {
  return Batch(zone).run(changes);
}

}  // namespace mirante::simcloud
