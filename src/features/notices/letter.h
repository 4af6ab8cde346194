// What the mails of this room have in common: two languages, of which the receiver's is taken, and
// how instants are written in them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/zone.h"
#include "platform/mail/wording.h"

namespace mirante::notices {

enum class Language : std::uint8_t { portuguese, english };
std::string_view to_string(Language language);  // "pt-BR", "en"
/// What is unknown is Portuguese.
Language language_of(std::string_view text);

using mail::Button;
using Letter = mail::Wording;

/// "segunda-feira, 02/03/2026, 19:00 (America/Sao_Paulo, UTC-03:00)", "Monday, 2026-03-02, …".
std::string shown(Instant at, const Zone& zone, Language language);
/// "19:00"
std::string time_of_day(Instant at, const Zone& zone);

/// What a mail about a schedule that is no offer ends with: the way to its page, where that is
/// known, and why one got it; `more` is a further sentence, in that language.
void end_about_schedule(Letter& letter, const std::string& page, Language language,
                        std::string_view more = {});

}  // namespace mirante::notices
