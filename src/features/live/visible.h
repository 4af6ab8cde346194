// What of an event somebody may see: the one place where that is decided, for every stream.
#pragma once

#include <optional>

#include "base/context.h"
#include "platform/events/events.h"

namespace mirante::live {

/// Whether `ctx` may see `event`. A kind that is not known here is seen by nobody.
bool may_see(const events::Event& event, const CallContext& ctx);
/// The fields of `event` for whoever may see it. One that is not named here is seen by nobody.
Json shown_fields(const events::Event& event);

/// What is told instead of `event`, which concerns an operation, to somebody who reaches only a
/// part of it: that it changed. How it stands they are to ask, and are answered about their part.
events::Event only_that_it_changed(events::Event event);

/// Of this kind are events about people: their roles, sessions and tokens.
inline constexpr std::string_view identity_changed = "identity.changed";

/// Whose sessions, tokens or roles changed with this event, by their id; nullopt: nobody's.
std::optional<std::string> whose_access(const events::Event& event);

}  // namespace mirante::live
