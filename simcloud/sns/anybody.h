// What SNS lets anybody do without a signature: confirm a subscription with its token, end one by
// the link in each notification, and read the certificate that notifications are signed with.
#pragma once

#include <optional>
#include <string_view>

#include "simcloud/front_door.h"

namespace mirante::simcloud {

/// The ARN of callers who did not sign.
inline constexpr std::string_view anybody = "anonymous";

/// In the place of the topic that is named; nothing for all other requests.
std::optional<Visitor> let_anybody_in(const Cloud& cloud, const Asked& asked,
                                      std::string_view source);

/// The certificate, if that is what is asked for.
std::optional<WireAnswer> certificate_answer(Cloud& cloud, const WireRequest& request);

}  // namespace mirante::simcloud
