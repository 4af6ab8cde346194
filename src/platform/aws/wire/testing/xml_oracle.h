// What Expat and what XmlTokens say of the same document, in one form, so that one can judge the
// other: in the tests on documents made by chance, in the fuzzer on whatever it thinks of.
#pragma once

#include <expat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "platform/aws/wire/xml_tokens.h"

namespace mirante::aws::wire::testing {

/// One line for each start ("<name a=b"), end ("</name") and text between two of them ("text").
using XmlEvents = std::vector<std::string>;

class XmlRecorder {
 public:
  void start(std::string_view name, const std::map<std::string, std::string>& attributes) {
    std::string line = "<" + std::string(name);
    for (const auto& [key, value] : attributes) line += " " + key + "=" + value;
    events.push_back(std::move(line));
    is_text_ = false;
  }
  void text(std::string_view piece) {
    if (piece.empty()) return;
    if (!is_text_) events.emplace_back();
    events.back() += piece;
    is_text_ = true;
  }
  void end(std::string_view name) {
    events.push_back("</" + std::string(name));
    is_text_ = false;
  }

  XmlEvents events;

 private:
  bool is_text_ = false;
};

struct ExpatSays {
  std::optional<XmlEvents> events;  // None: refused.
  /// It has what XmlTokens refuses and Expat does not: names that are not ASCII, UTF-16, depth.
  bool is_beyond_us = false;
};

class ExpatReader {
 public:
  static ExpatSays read(std::string_view document) {
    ExpatReader reader;
    auto* const parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, &reader);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetProcessingInstructionHandler(parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    const auto status =
        XML_Parse(parser, document.data(), static_cast<int>(document.size()), XML_TRUE);
    XML_ParserFree(parser);
    const auto head = document.substr(0, 2);
    if (head == "\xFE\xFF" || head == "\xFF\xFE" || head.contains('\0'))
      reader.says_.is_beyond_us = true;
    if (status == XML_STATUS_OK && !reader.has_doctype_)
      reader.says_.events = std::move(reader.recorder_.events);
    return reader.says_;
  }

 private:
  static ExpatReader& of(void* self) { return *static_cast<ExpatReader*>(self); }
  void note(std::string_view name) {
    if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
      says_.is_beyond_us = true;
  }
  static void on_start(void* self, const char* name, const char** attributes) {
    auto& reader = of(self);
    std::map<std::string, std::string> all;
    for (const char** at = attributes; *at != nullptr; at += 2) {
      all.emplace(at[0], at[1]);
      reader.note(at[0]);
    }
    reader.note(name);
    if (++reader.depth_ > 64) reader.says_.is_beyond_us = true;
    reader.recorder_.start(name, all);
  }
  static void on_end(void* self, const char* name) {
    --of(self).depth_;
    of(self).recorder_.end(name);
  }
  static void on_text(void* self, const char* text, int size) {
    of(self).recorder_.text({text, static_cast<std::size_t>(size)});
  }
  static void on_instruction(void* self, const char* target, const char*) { of(self).note(target); }
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    of(self).has_doctype_ = true;
  }

  XmlRecorder recorder_;
  ExpatSays says_;
  int depth_ = 0;
  bool has_doctype_ = false;
};

/// None: refused. `cuts`: where pieces end.
inline std::optional<XmlEvents> tokens_say(std::string_view document,
                                           const std::vector<std::size_t>& cuts) {
  using Token = XmlTokens::Token;
  XmlTokens tokens;
  XmlRecorder recorder;
  const auto start = [&] {
    std::map<std::string, std::string> all;
    for (const auto& [name, value] : tokens.attributes()) all.emplace(name, value);
    recorder.start(tokens.name(), all);
  };
  const auto feed = [&](const std::string& piece) {  // A copy: a view must not outlive it.
    tokens.feed(piece);
    for (;;) switch (tokens.next(XmlTokens::Text::wanted)) {
        case Token::none: return;
        case Token::start: start(); break;
        case Token::text: recorder.text(tokens.text()); break;
        case Token::end: recorder.end(tokens.name()); break;
        case Token::element:
          start();
          recorder.text(tokens.text());
          recorder.end(tokens.name());
          break;
      }
  };
  try {
    std::size_t begin = 0;
    for (const auto cut : cuts) {
      feed(std::string(document.substr(begin, cut - begin)));
      begin = cut;
    }
    feed(std::string(document.substr(begin)));
    tokens.finish();
  } catch (const Failure& failure) {
    MIRANTE_CHECK(failure.error().code == "aws.not_aws");
    return std::nullopt;
  }
  return std::move(recorder.events);
}

}  // namespace mirante::aws::wire::testing
