// How AWS's price list is asked for products, and how what it answers is read: exactly, or not at
// all. A server has a usage operation there ("RunInstances:0002" is Windows), by which it is one
// product alone; volumes and addresses are told apart by their usage types, which begin with a
// prefix of the region that nobody needs to know. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "features/prices/price.h"

namespace mirante::prices {

/// One question to the price list; several products may be answered by the same.
struct Question {
  std::string service;  // "AmazonEC2"
  /// Fields and the values that they must have.
  std::vector<std::pair<std::string, std::string>> filters;

  friend auto operator<=>(const Question&, const Question&) = default;
};
/// Failure(internal) for a product of a kind that there is none of.
Question question_of(const Product& product);

/// A product as the price list has it.
struct Listed {
  std::string usage_type;  // "SAE1-BoxUsage:t3.medium"
  std::string sku;
  Money price;
  std::string unit;
  Instant effective_at{};

  friend bool operator==(const Listed&, const Listed&) = default;
};
/// Of one item of the price list (JSON). Nullopt: it has no on-demand price, or one in steps, or
/// none in dollars that is a whole number of billionths.
std::optional<Listed> read_listed(std::string_view item);

/// The one that is this product; nullopt if none is, or if several are at different prices.
std::optional<Listed> pick(const Product& product, const std::vector<Listed>& listed);

}  // namespace mirante::prices
