#include "features/servers/state_reasons.h"

#include <algorithm>

#include "features/accounts/permissions_policy.h"

namespace mirante::servers {
namespace {

struct Meaning {
  std::string_view code;
  std::string_view text;
};

constexpr Meaning meanings[] = {
    {"Server.InsufficientInstanceCapacity",
     "AWS had no room for this type in the server's zone; try again later, or another type"},
    {"Client.VolumeLimitExceeded",
     "the account's limit of EBS storage or volumes is reached; raise the quota or delete unused "
     "volumes"},
    {"Client.InvalidSnapshot.NotFound",
     "a snapshot that one of its disks needs does not exist any more"},
    {"Client.InstanceInitiatedShutdown",
     "its own operating system shut it down again; look at its system log"},
    {"Client.UserInitiatedShutdown", "somebody stopped it again through AWS"},
    {"Server.ScheduledStop", "AWS stopped it for scheduled maintenance"},
    {"Server.SpotInstanceShutdown", "AWS took the Spot capacity back"},
    {"Server.SpotInstanceTermination", "AWS took the Spot capacity back"},
    {"Server.InternalError", "AWS had a fault of its own while starting it; try again"},
};

std::string meaning_of(std::string_view code) {
  // Of the many causes of this code one is by far the most common; it is not proved.
  if (code == "Client.InternalError")
    return "probably one of its encrypted disks could not be opened: the KMS key is disabled or "
           "pending deletion, belongs to another account, or the connection lacks the permission "
           "to make a grant for it; if so, add to its policy: " +
           accounts::policy_line("kms:CreateGrant");
  const auto found = std::ranges::find(meanings, code, &Meaning::code);
  return found == std::end(meanings) ? std::string() : std::string(found->text);
}

}  // namespace

std::string why_it_fell_back(std::string_view code, std::string_view message) {
  std::string text = "AWS accepted the start, and the server fell back to stopped";
  if (code.empty()) return text + "; AWS gives no reason";
  if (const auto meaning = meaning_of(code); !meaning.empty()) text += ": " + meaning;
  // The message mostly begins with the code.
  text += message.starts_with(code) ? " (" + std::string(message) + ")"
                                    : " (" + std::string(code) + ": " + std::string(message) + ")";
  return text;
}

}  // namespace mirante::servers
