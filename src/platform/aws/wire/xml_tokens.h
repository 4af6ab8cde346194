// Takes XML apart while it arrives: start of an element, text, end. Made for what AWS writes, and
// several times as fast at it as a general parser; of whatever it accepts, Expat tells the same.
//
// It refuses, by Failure(corrupt) with code "aws.not_aws": what is not well-formed, what is no
// UTF-8, and what no answer of AWS has: a document type (so there are no entities but the five
// predefined ones and numbers), names that are not ASCII, more than 64 open elements, and tags,
// comments, instructions and entities of more than 64 KiB.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/aws/wire/reply_body.h"

namespace mirante::aws::wire {

struct XmlAttribute {
  std::string_view name;
  std::string value;
};

/// What a token says is valid until the next call.
class XmlTokens {
 public:
  enum class Token : std::uint8_t {
    none,     // The piece is used up.
    start,    // name(), attributes()
    text,     // text(): a part of the text, others may follow.
    end,      // name()
    element,  // A whole element without children: name(), attributes(), text().
  };
  /// Text between elements is mostly indentation: where nobody wants it, it is checked and no more.
  enum class Text : std::uint8_t { unwanted, wanted };

  /// `piece` must live until `next` says none. After a Failure neither may be called again.
  void feed(std::string_view piece);
  Token next(Text text);
  /// There are no more pieces; throws if the document is not complete.
  void finish() const;

  std::string_view name() const { return name_; }
  std::string_view text() const { return text_; }
  const std::vector<XmlAttribute>& attributes() const { return attributes_; }

 private:
  // These read at `at_`. None: nothing worth a token, go on.
  Token read_markup();
  Token read_start();
  Token read_end();
  Token read_whole(std::string_view markup);
  Token read_whole_start(std::string_view tag);
  Token read_whole_end(std::string_view tag);
  Token read_text();
  bool ends_return();
  Token read_special();
  Token read_return();
  Token read_brackets();
  Token read_sequences();
  Token read_entity();
  Token read_outside();
  Token read_cdata();
  Token cut();
  void complete(std::string_view piece);

  void read_comment(std::string_view comment) const;
  void read_instruction(std::string_view instruction);
  void read_declaration(std::string_view rest);
  void read_attributes(std::string_view rest);
  std::string attribute_value(std::string_view raw) const;
  void append_entity(std::string& out, std::string_view entity) const;
  void require_characters(std::string_view text) const;

  std::size_t whole_size(std::string_view bytes);
  std::size_t markup_size(std::string_view bytes);
  std::size_t tag_size(std::string_view bytes);

  void admit();
  void open(std::string_view name);
  Token close(std::string_view name);
  std::string_view open_name() const;
  Token said(const char* begin, const char* end);
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  [[noreturn]] void refuse(std::string_view why) const;

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  // What the end of a piece has cut: a tag, an entity, the bytes of one character. It is completed
  // from the next piece and read in its place; `later_` is then the rest of that piece.
  std::string cut_;
  std::string_view later_;
  bool reads_cut_ = false;
  std::size_t scanned_ = 0;  // So much of `cut_` does not hold the end of its tag.
  char open_quote_ = '\0';   // The quote that is open there.

  std::string_view name_, text_;
  std::string decoded_;
  std::vector<XmlAttribute> attributes_;

  std::array<std::uint32_t, reply_depth_max + 1> name_ends_{};  // In `names_`; of no element first.
  std::string names_;
  std::size_t depth_ = 0;

  std::uint64_t fed_ = 0;
  std::size_t brackets_ = 0;  // "]" just read: "]]>" must not stand in text.
  bool saw_return_ = false;   // A carriage return was just read: a line feed belongs to it.
  bool in_cdata_ = false;
  bool saw_root_ = false;
  bool is_begin_ = true;       // Only here may a declaration stand,
  bool may_have_mark_ = true;  // and before it a byte order mark.
};

}  // namespace mirante::aws::wire
