// A mail in simple parts, and how it is written out: plain text, and the same as simple HTML for a
// phone's mail program, without pictures. Two languages; which one is the receiver's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/zone.h"

namespace mirante::notices {

enum class Language : std::uint8_t { portuguese, english };
std::string_view to_string(Language language);  // "pt-BR", "en"
/// What is unknown is Portuguese.
Language language_of(std::string_view text);

struct Button {
  std::string text;
  std::string url;
};

struct Letter {
  Language language = Language::portuguese;
  std::string subject = {};
  std::vector<std::string> opening = {};  // Paragraphs.
  std::vector<std::string> items = {};    // A list below them.
  std::vector<std::string> before_buttons = {};
  std::vector<Button> buttons = {};
  std::vector<std::string> notes = {};
};

std::string text_of(const Letter& letter);
std::string html_of(const Letter& letter);

/// "segunda-feira, 02/03/2026, 19:00 (America/Sao_Paulo, UTC-03:00)", "Monday, 2026-03-02, …".
std::string shown(Instant at, const Zone& zone, Language language);
/// "19:00"
std::string time_of_day(Instant at, const Zone& zone);

}  // namespace mirante::notices
