#include "platform/aws/error_codes.h"

#include <algorithm>
#include <array>

namespace mirante::aws {
namespace {

constexpr std::size_t message_max = 2000;

struct Row {
  std::string_view code;
  ErrorKind kind;
};

constexpr Row rows[] = {
    // AWS asks us to slow down.
    {"RequestLimitExceeded", ErrorKind::throttled},
    {"Throttling", ErrorKind::throttled},
    {"ThrottlingException", ErrorKind::throttled},
    {"ThrottledException", ErrorKind::throttled},
    {"RequestThrottled", ErrorKind::throttled},
    {"RequestThrottledException", ErrorKind::throttled},
    {"EC2ThrottledException", ErrorKind::throttled},
    {"TooManyRequestsException", ErrorKind::throttled},
    {"ProvisionedThroughputExceededException", ErrorKind::throttled},
    {"BandwidthLimitExceeded", ErrorKind::throttled},
    {"SlowDown", ErrorKind::throttled},
    // AWS has not begun, as something before us is still under way: a moment later it may work.
    {"PriorRequestNotComplete", ErrorKind::throttled},
    {"TransactionInProgressException", ErrorKind::throttled},
    {"ReplicatedWriteConflictException", ErrorKind::throttled},
    // AWS fails.
    {"InternalError", ErrorKind::unavailable},
    {"InternalFailure", ErrorKind::unavailable},
    {"InternalServerError", ErrorKind::unavailable},
    {"ServiceUnavailable", ErrorKind::unavailable},
    {"ServiceUnavailableException", ErrorKind::unavailable},
    {"Unavailable", ErrorKind::unavailable},
    {"RequestTimeout", ErrorKind::unavailable},
    {"RequestTimeoutException", ErrorKind::unavailable},
    {"IDPCommunicationError", ErrorKind::unavailable},
    // Credentials.
    {"AuthFailure", ErrorKind::unauthorized},
    {"InvalidClientTokenId", ErrorKind::unauthorized},
    {"InvalidAccessKeyId", ErrorKind::unauthorized},
    {"UnrecognizedClientException", ErrorKind::unauthorized},
    {"SignatureDoesNotMatch", ErrorKind::unauthorized},
    {"InvalidSignatureException", ErrorKind::unauthorized},
    {"IncompleteSignature", ErrorKind::unauthorized},
    {"IncompleteSignatureException", ErrorKind::unauthorized},
    {"MissingAuthenticationToken", ErrorKind::unauthorized},
    {"MissingAuthenticationTokenException", ErrorKind::unauthorized},
    {"NotAuthorized", ErrorKind::unauthorized},
    {"ExpiredToken", ErrorKind::unauthorized},
    {"ExpiredTokenException", ErrorKind::unauthorized},
    {"TokenRefreshRequired", ErrorKind::unauthorized},
    {"RequestExpired", ErrorKind::unauthorized},
    {"RequestTimeTooSkewed", ErrorKind::unauthorized},
    {"RequestInTheFuture", ErrorKind::unauthorized},
    {"OptInRequired", ErrorKind::unauthorized},
    {"RegionDisabled", ErrorKind::unauthorized},
    {"RegionDisabledException", ErrorKind::unauthorized},
    {"Blocked", ErrorKind::unauthorized},
    {"PendingVerification", ErrorKind::unauthorized},
    // Permission.
    {"UnauthorizedOperation", ErrorKind::forbidden},
    {"Client.UnauthorizedOperation", ErrorKind::forbidden},
    {"AccessDenied", ErrorKind::forbidden},
    {"AccessDeniedException", ErrorKind::forbidden},
    {"AuthorizationError", ErrorKind::forbidden},
    {"UnauthorizedAccess", ErrorKind::forbidden},
    // The thing is in a state that does not allow this.
    {"DryRunOperation", ErrorKind::conflict},
    {"IncorrectInstanceState", ErrorKind::conflict},
    {"IncorrectState", ErrorKind::conflict},
    {"IncorrectSpotRequestState", ErrorKind::conflict},
    {"OperationNotPermitted", ErrorKind::conflict},
    {"UnsupportedOperation", ErrorKind::conflict},
    {"UnsupportedHibernationConfiguration", ErrorKind::conflict},
    {"DependencyViolation", ErrorKind::conflict},
    {"DeleteConflict", ErrorKind::conflict},
    {"ConcurrentModification", ErrorKind::conflict},
    {"EntityAlreadyExists", ErrorKind::conflict},
    {"EntityTemporarilyUnmodifiable", ErrorKind::conflict},
    {"VolumeInUse", ErrorKind::conflict},
    {"IdempotentParameterMismatch", ErrorKind::conflict},
    {"IdempotentInstanceTerminated", ErrorKind::conflict},
    {"ConditionalCheckFailedException", ErrorKind::conflict},
    {"TransactionCanceledException", ErrorKind::conflict},
    {"TransactionConflictException", ErrorKind::conflict},
    {"ResourceInUseException", ErrorKind::conflict},
    {"ConcurrentModificationException", ErrorKind::conflict},
    {"QueueAlreadyExists", ErrorKind::conflict},
    {"QueueNameExists", ErrorKind::conflict},
    {"AWS.SimpleQueueService.QueueDeletedRecently", ErrorKind::conflict},
    {"InvalidDBInstanceState", ErrorKind::conflict},
    {"KMSInvalidStateException", ErrorKind::conflict},
    // Capacity and quotas. EC2 answers the first ones with status 500; they are no failures of AWS.
    {"InsufficientInstanceCapacity", ErrorKind::limit},
    {"InsufficientHostCapacity", ErrorKind::limit},
    {"InsufficientReservedInstanceCapacity", ErrorKind::limit},
    {"InsufficientAddressCapacity", ErrorKind::limit},
    {"InsufficientVolumeCapacity", ErrorKind::limit},
    {"InsufficientCapacity", ErrorKind::limit},
    {"InsufficientFreeAddressesInSubnet", ErrorKind::limit},
    {"MaxSpotInstanceCountExceeded", ErrorKind::limit},
    {"ResourceCountExceeded", ErrorKind::limit},
    {"LimitExceeded", ErrorKind::limit},
    {"LimitExceededException", ErrorKind::limit},
    // There is no such thing.
    {"AWS.SimpleQueueService.NonExistentQueue", ErrorKind::not_found},
    {"ResourceNotFoundException", ErrorKind::not_found},
    {"InvalidInstanceID", ErrorKind::not_found},
    {"QueueDoesNotExist", ErrorKind::not_found},
    // The request is wrong.
    {"ValidationError", ErrorKind::invalid},
    {"ValidationException", ErrorKind::invalid},
    {"UnknownParameter", ErrorKind::invalid},
    {"UnknownOperationException", ErrorKind::invalid},
    {"SerializationException", ErrorKind::invalid},
    {"Unsupported", ErrorKind::invalid},
};

/// Codes that mean something else in one service. Cost Explorer says "You made too many calls in a
/// short period of time" so, where the others tell of quotas that waiting does not mend.
struct OwnRow {
  std::string_view service;
  Row row;
};
constexpr OwnRow own_rows[] = {{"ce", {"LimitExceededException", ErrorKind::throttled}}};

constexpr std::array<std::string_view, 6> skew_codes{
    "RequestTimeTooSkewed",      "RequestExpired",        "RequestInTheFuture",
    "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"};
constexpr std::array<std::string_view, 4> over_codes{"ExpiredToken", "ExpiredTokenException",
                                                     "TokenRefreshRequired", "RequestExpired"};

ErrorKind kind_of_status(int status) {
  if (status == 401) return ErrorKind::unauthorized;
  if (status == 403) return ErrorKind::forbidden;
  if (status == 404) return ErrorKind::not_found;
  if (status == 409) return ErrorKind::conflict;
  if (status == 429) return ErrorKind::throttled;
  return status >= 500 ? ErrorKind::unavailable : ErrorKind::invalid;
}

}  // namespace

ErrorKind kind_of_code(std::string_view code, int http_status, std::string_view service) {
  for (const auto& own : own_rows)
    if (own.service == service && own.row.code == code) return own.row.kind;
  const auto found = std::ranges::find(rows, code, &Row::code);
  if (found != std::end(rows)) return found->kind;
  if (code.ends_with("NotFound") || code.ends_with("DoesNotExist") ||
      code.ends_with("NotFoundException"))
    return ErrorKind::not_found;
  if (code.ends_with("LimitExceeded") || code.ends_with("LimitExceededException"))
    return ErrorKind::limit;
  if (code.starts_with("NoSuch")) return ErrorKind::not_found;
  if (code.starts_with("Insufficient")) return ErrorKind::limit;
  if (code.starts_with("Incorrect") || code.ends_with(".InUse") || code.ends_with(".Duplicate") ||
      code.ends_with("AlreadyExists") || code.ends_with("IncorrectState"))
    return ErrorKind::conflict;
  if (code.starts_with("Invalid") || code.starts_with("Malformed") || code.starts_with("Missing"))
    return ErrorKind::invalid;
  return kind_of_status(http_status);
}

bool may_be_clock_skew(std::string_view code) {
  return std::ranges::find(skew_codes, code) != skew_codes.end();
}

bool are_credentials_over(std::string_view code) {
  return std::ranges::find(over_codes, code) != over_codes.end();
}

std::string presentable(std::string_view message) {
  for (const std::string_view form : {"The Canonical String", "The String-to-Sign"})
    message = message.substr(0, message.find(form));
  std::string text(message.substr(0, message_max));
  // Not in the middle of a character.
  if (message.size() > message_max)
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
      text.pop_back();
  if (message.size() > message_max && !text.empty() &&
      (static_cast<unsigned char>(text.back()) & 0x80) != 0)
    text.pop_back();
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace mirante::aws
