#include "platform/mail/wording.h"

#include <string_view>

namespace mirante::mail {
namespace {

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

std::string paragraph(const std::string& text) { return "<p>" + escaped(text) + "</p>\n"; }

std::string paragraphs(const std::vector<std::string>& texts) {
  std::string html;
  for (const auto& one : texts) html += paragraph(one);
  return html;
}

}  // namespace

std::string text_of(const Wording& wording) {
  std::string text;
  for (const auto& one : wording.opening) text += one + "\n\n";
  for (const auto& one : wording.items) text += "- " + one + "\n";
  if (!wording.items.empty()) text += "\n";
  for (const auto& one : wording.before_buttons) text += one + "\n\n";
  for (const auto& one : wording.buttons) text += one.text + ":\n" + one.url + "\n\n";
  for (const auto& one : wording.notes) text += one + "\n\n";
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

std::string html_of(const Wording& wording) {
  std::string html = "<!doctype html>\n<html lang=\"" + escaped(wording.language) +
                     "\"><head><meta charset=\"utf-8\"><title>" + escaped(wording.subject) +
                     "</title></head>\n<body style=\"font-family:sans-serif;font-size:16px;"
                     "line-height:1.5;max-width:36em\">\n" +
                     paragraphs(wording.opening);
  if (!wording.items.empty()) html += "<ul>\n";
  for (const auto& one : wording.items) html += "<li>" + escaped(one) + "</li>\n";
  if (!wording.items.empty()) html += "</ul>\n";
  html += paragraphs(wording.before_buttons);
  for (const auto& one : wording.buttons) {
    html += "<p><a href=\"" + escaped(one.url) +
            "\" style=\"display:inline-block;padding:10px 20px;background:#0b5cad;color:#ffffff;"
            "text-decoration:none;border-radius:6px\">" +
            escaped(one.text) + "</a></p>\n";
    if (wording.spells_addresses) html += paragraph(one.url);
  }
  return html + paragraphs(wording.notes) + "</body></html>\n";
}

}  // namespace mirante::mail
