// How the simulated AWS says no: a code, a message and an HTTP status, in AWS's words. Each
// protocol writes them into its own kind of body.
#pragma once

#include <expected>
#include <string>

namespace mirante::simcloud {

struct AwsError {
  std::string code;
  std::string message;
  int status = 400;
  // What JSON calls it, where clients know it by an older code: "QueueDoesNotExist" for
  // "AWS.SimpleQueueService.NonExistentQueue".
  std::string shape_name = {};

  friend bool operator==(const AwsError&, const AwsError&) = default;
};

template <class T>
using Answered = std::expected<T, AwsError>;

inline std::unexpected<AwsError> refuse(std::string code, std::string message, int status = 400) {
  return std::unexpected(AwsError{std::move(code), std::move(message), status});
}

}  // namespace mirante::simcloud
