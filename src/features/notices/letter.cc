#include "features/notices/letter.h"

#include <fmt/format.h>

namespace mirante::notices {
namespace {

using namespace std::chrono;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

constexpr std::string_view portuguese_days[] = {"domingo",      "segunda-feira", "terça-feira",
                                                "quarta-feira", "quinta-feira",  "sexta-feira",
                                                "sábado"};
constexpr std::string_view english_days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                             "Thursday", "Friday", "Saturday"};

/// Behind the seconds of "2026-03-02T19:00:00-03:00".
std::string offset_of(const std::string& iso) {
  const auto offset = iso.substr(19);
  return offset == "Z" || offset == "+00:00" ? "UTC" : "UTC" + offset;
}

}  // namespace

std::string_view to_string(Language language) {
  return language == Language::english ? "en" : "pt-BR";
}

Language language_of(std::string_view text) {
  return text == "en" ? Language::english : Language::portuguese;
}

std::string text_of(const Letter& letter) {
  std::string text;
  for (const auto& one : letter.opening) text += one + "\n\n";
  for (const auto& one : letter.items) text += "- " + one + "\n";
  if (!letter.items.empty()) text += "\n";
  for (const auto& one : letter.before_buttons) text += one + "\n\n";
  for (const auto& one : letter.buttons) text += one.text + ":\n" + one.url + "\n\n";
  for (const auto& one : letter.notes) text += one + "\n\n";
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

std::string html_of(const Letter& letter) {
  std::string html = "<!doctype html>\n<html lang=\"" + std::string(to_string(letter.language)) +
                     "\"><head><meta charset=\"utf-8\"><title>" + escaped(letter.subject) +
                     "</title></head>\n<body style=\"font-family:sans-serif;font-size:16px;"
                     "line-height:1.5;max-width:36em\">\n";
  const auto paragraphs = [&](const std::vector<std::string>& texts) {
    for (const auto& one : texts) html += "<p>" + escaped(one) + "</p>\n";
  };
  paragraphs(letter.opening);
  if (!letter.items.empty()) html += "<ul>\n";
  for (const auto& one : letter.items) html += "<li>" + escaped(one) + "</li>\n";
  if (!letter.items.empty()) html += "</ul>\n";
  paragraphs(letter.before_buttons);
  for (const auto& one : letter.buttons)
    html += "<p><a href=\"" + escaped(one.url) +
            "\" style=\"display:inline-block;padding:10px 20px;background:#0b5cad;color:#ffffff;"
            "text-decoration:none;border-radius:6px\">" +
            escaped(one.text) + "</a></p>\n";
  paragraphs(letter.notes);
  return html + "</body></html>\n";
}

std::string shown(Instant at, const Zone& zone, Language language) {
  const auto iso = zone.text(at);
  const auto day = weekday(zone.local_day(at)).c_encoding();
  const auto date = language == Language::english ? iso.substr(0, 10)
                                                  : fmt::format("{}/{}/{}", iso.substr(8, 2),
                                                                iso.substr(5, 2), iso.substr(0, 4));
  const auto& days = language == Language::english ? english_days : portuguese_days;
  return fmt::format("{}, {}, {} ({}, {})", days[day], date, iso.substr(11, 5), zone.name(),
                     offset_of(iso));
}

std::string time_of_day(Instant at, const Zone& zone) { return zone.text(at).substr(11, 5); }

}  // namespace mirante::notices
