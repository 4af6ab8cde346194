// What an hour of a database of RDS and its storage are called in the price list. A class costs
// differently by engine, licence and number of zones; what AWS bills by use (Aurora's storage,
// capacity units) has no price by the hour or the gibibyte, and is unknown. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/prices/price.h"

namespace mirante::prices {

/// As RDS tells it of a database.
struct DatabaseSort {
  std::string type;          // "db.m5.large"
  std::string engine;        // "mysql", "sqlserver-se"
  std::string license = {};  // "license-included", "bring-your-own-license", …; may be empty.
  std::string storage = {};  // "gp3", "aurora-iopt1"; may be empty.
  bool is_multi_az = false;
};

/// An hour of a database. Nullopt for what is not sold by the hour of a class, and for engines and
/// licences that are not known.
std::optional<Product> database_product(const Region& region, const DatabaseSort& sort);
/// A gigabyte for a month; nullopt where AWS bills storage by what is used, or by steps.
std::optional<Product> database_storage_product(const Region& region, const DatabaseSort& sort);
/// An I/O operation a second for a month, of io1.
std::optional<Product> database_iops_product(const Region& region, const DatabaseSort& sort);

/// Filters by which the price list is asked for the product of this code without its kind, and how
/// its usage type ends.
struct DatabaseQuestion {
  std::vector<std::pair<std::string, std::string>> filters;
  std::string ending;
};
/// Nullopt for another kind of product.
std::optional<DatabaseQuestion> database_question(std::string_view kind, std::string_view rest);

}  // namespace mirante::prices
