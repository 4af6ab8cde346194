// Reading of a JSON object's members: each error names the field by its whole path and says the
// mend. Throws Failure (`invalid`), as its callers stand at the border.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "base/zone.h"
#include "features/schedules/days.h"

namespace mirante::schedules {

/// A JSON value and where it stands: "schedules/0/rules/1". The JSON must outlive it.
class Field {
 public:
  Field(const Json& json, std::string path) : json_(&json), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  const Json& json() const { return *json_; }
  /// Throws: this field is wrong.
  [[noreturn]] void wrong(std::string message) const;

  /// It is an object with no other members than these.
  void allow(std::initializer_list<std::string_view> members) const;
  bool has(std::string_view member) const;
  std::optional<Field> find(std::string_view member) const;  // Null counts as not there.
  Field at(std::string_view member, std::string_view mend) const;
  /// Items of a list; none if it is not there.
  std::vector<Field> list(std::string_view member, std::size_t items_max) const;
  std::vector<Field> items(std::size_t items_max) const;

  std::string text(std::size_t bytes_max = 256) const;  // Not empty.
  std::int64_t number(std::int64_t min, std::int64_t max) const;
  std::chrono::minutes time_of_day() const;  // "08:00" to "24:00".
  Date date() const;                         // "2026-03-02"
  LocalTime local_time() const;              // "2026-03-02T08:00"
  Instant instant() const;                   // With Z or an offset.
  std::string server_type() const;           // "m5.large"

 private:
  const Json* json_;
  std::string path_;
};

/// As `Field` reads them.
std::string text_of(std::chrono::minutes time_of_day);
std::string text_of(Date date);
std::string text_of(LocalTime time);

}  // namespace mirante::schedules
