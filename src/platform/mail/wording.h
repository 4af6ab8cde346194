// A mail in simple parts, and how it is written out: plain text, and the same as simple HTML for a
// phone's mail program, without pictures. The words are the caller's.
#pragma once

#include <string>
#include <vector>

namespace mirante::mail {

struct Button {
  std::string text;
  std::string url;
};

struct Wording {
  std::string language;  // Of its words, as in BCP 47: "pt-BR".
  std::string subject = {};
  std::vector<std::string> opening = {};  // Paragraphs.
  std::vector<std::string> items = {};    // A list below them.
  std::vector<std::string> before_buttons = {};
  std::vector<Button> buttons = {};
  bool spells_addresses = false;  // In the HTML too, for whom buttons do not work.
  std::vector<std::string> notes = {};
};

std::string text_of(const Wording& wording);
std::string html_of(const Wording& wording);

}  // namespace mirante::mail
