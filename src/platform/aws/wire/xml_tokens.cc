#include "platform/aws/wire/xml_tokens.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/aws/wire/xml_bytes.h"
#include "platform/aws/wire/xml_scan.h"

namespace mirante::aws::wire {
namespace {

using namespace xml;

constexpr std::size_t markup_max = 64 << 10;
constexpr auto npos = std::string_view::npos;

bool is_xml(std::string_view target) {
  return target.size() == 3 && (target[0] | 0x20) == 'x' && (target[1] | 0x20) == 'm' &&
         (target[2] | 0x20) == 'l';
}

}  // namespace

void XmlTokens::refuse(std::string_view why) const {
  throw not_aws("the answer is not AWS's XML: " + std::string(why) + " near byte " +
                std::to_string(fed_ - later_.size() - static_cast<std::size_t>(end_ - at_)));
}

void XmlTokens::feed(std::string_view piece) {
  fed_ += piece.size();
  if (cut_.empty()) {
    at_ = piece.data();
    end_ = at_ + piece.size();
  } else {
    complete(piece);
  }
}

/// Reads what was cut as soon as it is whole, then the rest of the piece.
void XmlTokens::complete(std::string_view piece) {
  at_ = end_ = nullptr;
  later_ = {};
  while (!piece.empty() && !reads_cut_) {
    cut_ += piece.front();
    piece.remove_prefix(1);
    reads_cut_ = whole_size(cut_) != npos;
  }
  if (!reads_cut_) return;
  at_ = cut_.data();
  end_ = at_ + cut_.size();
  later_ = piece;
}

XmlTokens::Token XmlTokens::next(Text text) {
  for (;;) {
    if (at_ == end_) {
      if (!reads_cut_) return Token::none;
      reads_cut_ = false;
      cut_.clear();
      at_ = later_.data();
      end_ = at_ + later_.size();
      later_ = {};
      continue;
    }
    auto token = Token::none;
    if (in_cdata_) {
      token = read_cdata();
    } else if (*at_ == '<') {
      token = read_markup();
    } else if (depth_ == 0) {
      token = read_outside();
    } else if (text == Text::unwanted && (*at_ == '\n' || *at_ == ' ')) {
      brackets_ = 0;
      saw_return_ = false;
      at_ = skip_spaces(at_ + 1, end_);
    } else {
      token = read_text();
    }
    if (token == Token::none || (token == Token::text && text == Text::unwanted)) continue;
    return token;
  }
}

void XmlTokens::finish() const {
  if (!cut_.empty() || in_cdata_ || depth_ > 0) refuse("it ends too early");
  if (!saw_root_) refuse("it holds no element");
}

// ---- Pieces

/// Keeps what is incomplete until the next piece.
XmlTokens::Token XmlTokens::cut() {
  std::string incomplete(at_, end_);
  cut_ = std::move(incomplete);
  at_ = end_ = nullptr;
  if (reads_cut_) {
    reads_cut_ = false;
    complete(later_);
  }
  return Token::none;
}

/// How many bytes what stands first in `bytes` has; npos while its end is not there.
std::size_t XmlTokens::whole_size(std::string_view bytes) {
  const char first = bytes.front();
  if (first == '<') return markup_size(bytes);
  if (first == '&') {
    const auto end = bytes.find(';');
    if (end == npos && bytes.size() >= markup_max) refuse("an entity does not end");
    return end == npos ? npos : end + 1;
  }
  if (first == ']') return bytes.size() >= 3 || (bytes.size() == 2 && bytes[1] != ']') ? 1 : npos;
  const auto size = sequence_size(first);
  return size <= bytes.size() ? size : npos;
}

std::size_t XmlTokens::markup_size(std::string_view bytes) {
  const auto ends_with = [&](std::size_t from, std::string_view mark) {
    const auto end = bytes.find(mark, std::max(from, scanned_));
    scanned_ = bytes.size() < mark.size() ? 0 : bytes.size() - mark.size() + 1;
    return end == npos ? npos : end + mark.size();
  };
  constexpr std::string_view comment = "<!--";
  constexpr std::string_view cdata = "<![CDATA[";
  std::size_t size = npos;
  if (bytes.size() < 2) return npos;
  if (bytes[1] == '?') {
    size = ends_with(2, "?>");
  } else if (bytes[1] == '!') {
    if (bytes.starts_with(comment))
      size = ends_with(comment.size(), "-->");
    else if (bytes.starts_with(cdata))
      size = cdata.size();
    else if (!comment.starts_with(bytes) && !cdata.starts_with(bytes))
      refuse("a document type or another declaration, as web pages have, stands");
  } else {
    size = tag_size(bytes);
  }
  if (std::min(size, bytes.size()) > markup_max) refuse("a tag or comment is too long");
  if (size == npos) return npos;
  scanned_ = 0;
  open_quote_ = '\0';
  return size;
}

std::size_t XmlTokens::tag_size(std::string_view bytes) {
  for (; scanned_ < bytes.size(); ++scanned_) {
    const char c = bytes[scanned_];
    if (open_quote_ != '\0') {
      if (c == open_quote_) open_quote_ = '\0';
    } else if (c == '"' || c == '\'') {
      open_quote_ = c;
    } else if (c == '>') {
      return scanned_ + 1;
    }
  }
  return npos;
}

// ---- Markup

XmlTokens::Token XmlTokens::read_markup() {
  brackets_ = 0;
  saw_return_ = false;
  if (end_ - at_ > 2) {
    const auto token = at_[1] == '/' ? read_end() : read_start();
    if (token != Token::none) return token;
  }
  const auto size = markup_size(rest());
  if (size == npos) return cut();
  const auto markup = rest().substr(0, size);
  at_ += size;
  return read_whole(markup);
}

/// A tag without attributes, and all of a short element, which most are. None: it is another case.
XmlTokens::Token XmlTokens::read_start() {
  const char* const begin = at_ + 1;
  if (!is(*begin, name_start)) return Token::none;
  const char* const end = skip_name(begin, end_);
  if (end == end_ || *end != '>') return Token::none;
  name_ = {begin, static_cast<std::size_t>(end - begin)};
  attributes_.clear();
  admit();
  at_ = end + 1;

  const char* const after = skip_plain(at_, end_);
  const auto size = static_cast<std::ptrdiff_t>(name_.size());
  const bool is_whole = end_ - after > size + 2 && after[0] == '<' && after[1] == '/' &&
                        after[size + 2] == '>' && same_bytes(after + 2, name_.data(), name_.size());
  if (!is_whole) {
    open(name_);
    return Token::start;
  }
  text_ = {at_, static_cast<std::size_t>(after - at_)};
  at_ = after + size + 3;
  return Token::element;
}

XmlTokens::Token XmlTokens::read_end() {
  const auto name = open_name();
  const auto tag = rest().substr(2);
  if (depth_ == 0 || tag.size() <= name.size() || tag[name.size()] != '>' ||
      !same_bytes(tag.data(), name.data(), name.size()))
    return Token::none;
  at_ += name.size() + 3;
  return close(name);
}

XmlTokens::Token XmlTokens::read_whole(std::string_view markup) {
  Token token = Token::none;
  switch (markup[1]) {
    case '?': read_instruction(markup); break;
    case '!':
      if (markup[2] == '-') {
        read_comment(markup);
      } else {
        if (depth_ == 0) refuse("text outside of elements stands");
        in_cdata_ = true;
      }
      break;
    case '/': token = read_whole_end(markup); break;
    default: token = read_whole_start(markup);
  }
  is_begin_ = false;
  return token;
}

XmlTokens::Token XmlTokens::read_whole_start(std::string_view tag) {
  tag = tag.substr(1, tag.size() - 2);
  const bool is_empty = tag.ends_with('/');
  if (is_empty) tag.remove_suffix(1);
  if (tag.empty() || !is(tag.front(), name_start)) refuse("a tag without a name stands");
  name_ = tag.substr(0, skip(tag, 0, name_rest));
  read_attributes(tag.substr(name_.size()));
  admit();
  text_ = {};
  if (is_empty) return Token::element;
  open(name_);
  return Token::start;
}

XmlTokens::Token XmlTokens::read_whole_end(std::string_view tag) {
  tag = tag.substr(2, tag.size() - 3);
  while (!tag.empty() && is(tag.back(), blank)) tag.remove_suffix(1);
  if (depth_ == 0 || tag != open_name()) refuse("the end of another element stands");
  return close(open_name());
}

void XmlTokens::read_comment(std::string_view comment) const {
  comment = comment.substr(4, comment.size() - 7);
  if (comment.contains("--") || comment.ends_with('-')) refuse("\"--\" in a comment stands");
  require_characters(comment);
}

void XmlTokens::read_instruction(std::string_view instruction) {
  instruction = instruction.substr(2, instruction.size() - 4);
  if (instruction.empty() || !is(instruction.front(), name_start))
    refuse("an instruction without a name stands");
  const auto target = instruction.substr(0, skip(instruction, 0, name_rest));
  const auto after = instruction.substr(target.size());
  if (!after.empty() && !is(after.front(), blank)) refuse("a name that is none stands");
  if (target == "xml" && is_begin_) return read_declaration(after);
  if (is_xml(target)) refuse("a misplaced XML declaration stands");
  require_characters(after);
}

/// The encoding that it names does not matter: AWS writes UTF-8.
void XmlTokens::read_declaration(std::string_view rest) {
  if (rest.contains('&')) refuse("an entity in the XML declaration stands");
  read_attributes(rest);
  constexpr std::array<std::string_view, 3> known{"version", "encoding", "standalone"};
  std::size_t expected = 0;
  for (const auto& [name, value] : attributes_) {
    while (expected > 0 && expected < known.size() && known[expected] != name) ++expected;
    const bool is_word =
        std::ranges::all_of(value, [](char c) { return is(c, name_rest) && c != ':'; });
    const bool is_good = expected < known.size() && known[expected] == name && is_word &&
                         (name != "encoding" || (!value.empty() && is(value.front(), name_start) &&
                                                 value.front() != '_')) &&
                         (name != "standalone" || value == "yes" || value == "no");
    if (!is_good) refuse("an XML declaration that is none stands");
    ++expected;
  }
  if (attributes_.empty()) refuse("an XML declaration without a version stands");
}

void XmlTokens::read_attributes(std::string_view rest) {
  attributes_.clear();
  for (;;) {
    const auto begin = skip(rest, 0, blank);
    if (begin == rest.size()) return;
    if (begin == 0 || !is(rest[begin], name_start)) refuse("a broken tag stands");
    const auto name_end = skip(rest, begin, name_rest);
    const auto name = rest.substr(begin, name_end - begin);
    const auto equals = skip(rest, name_end, blank);
    if (equals == rest.size() || rest[equals] != '=') refuse("an attribute without a value stands");
    const auto quote = skip(rest, equals + 1, blank);
    if (quote == rest.size() || (rest[quote] != '"' && rest[quote] != '\''))
      refuse("an attribute without quotes stands");
    const auto end = rest.find(rest[quote], quote + 1);
    if (end == npos) refuse("an attribute without an end stands");
    for (const auto& other : attributes_)
      if (other.name == name) refuse("an attribute stands twice");
    attributes_.push_back(
        {.name = name, .value = attribute_value(rest.substr(quote + 1, end - quote - 1))});
    rest.remove_prefix(end + 1);
  }
}

std::string XmlTokens::attribute_value(std::string_view raw) const {
  require_characters(raw);
  std::string value;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const char c = raw[at];
    if (c == '<') refuse("a \"<\" in an attribute stands");
    if (c == '&') {
      const auto end = raw.find(';', at);
      if (end == npos) refuse("an entity does not end");
      append_entity(value, raw.substr(at, end + 1 - at));
      at = end;
    } else if (is(c, blank)) {
      if (!(c == '\n' && at > 0 && raw[at - 1] == '\r')) value += ' ';
    } else {
      value += c;
    }
  }
  return value;
}

void XmlTokens::append_entity(std::string& out, std::string_view entity) const {
  constexpr std::pair<std::string_view, char> predefined[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  for (const auto& [name, character] : predefined) {
    if (entity != name) continue;
    out += character;
    return;
  }
  if (!entity.starts_with("&#")) refuse("an entity that nothing defines stands");
  const bool is_hex = entity[2] == 'x';
  const auto digits = entity.substr(is_hex ? 3 : 2, entity.size() - (is_hex ? 4 : 3));
  std::uint32_t code = 0;
  const auto* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, code, is_hex ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != end || !is_character(code))
    refuse("a number that is no character stands");
  append_utf8(out, code);
}

void XmlTokens::require_characters(std::string_view text) const {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = byte_of(text[at]);
    if (byte < 0x80) {
      if (!is_character(byte)) refuse("a control character stands");
      ++at;
      continue;
    }
    const auto sequence = text.substr(at, sequence_size(text[at]));
    if (sequence.size() < sequence_size(text[at]) || !is_sequence(sequence))
      refuse("what is no UTF-8 stands");
    at += sequence.size();
  }
}

// ---- Open elements

/// Whether an element may begin here.
void XmlTokens::admit() {
  if (depth_ == 0 && saw_root_) refuse("a second root element stands");
  if (depth_ == reply_depth_max) throw not_aws("the answer nests too deep");
  saw_root_ = true;
  is_begin_ = false;
}

void XmlTokens::open(std::string_view name) {
  names_.resize(name_ends_[depth_]);
  names_ += name;
  name_ends_[++depth_] = static_cast<std::uint32_t>(names_.size());
}

/// The name stays readable until the next element is opened.
XmlTokens::Token XmlTokens::close(std::string_view name) {
  name_ = name;
  --depth_;
  return Token::end;
}

std::string_view XmlTokens::open_name() const {
  if (depth_ == 0) return {};
  const auto begin = name_ends_[depth_ - 1];
  return std::string_view(names_).substr(begin, name_ends_[depth_] - begin);
}

// ---- Text

XmlTokens::Token XmlTokens::said(const char* begin, const char* end) {
  text_ = {begin, static_cast<std::size_t>(end - begin)};
  at_ = end;
  return Token::text;
}

XmlTokens::Token XmlTokens::read_outside() {
  const bool is_mark = may_have_mark_ && is_begin_ && byte_of(*at_) == 0xEF;
  if (is_mark && rest().size() < 3) return cut();
  if (is_mark && rest().starts_with("\xEF\xBB\xBF")) {
    may_have_mark_ = false;
    at_ += 3;
    return Token::none;
  }
  const char* const end = skip(at_, end_, blank);
  if (end == at_) refuse("text outside of elements stands");
  is_begin_ = false;
  at_ = end;
  return Token::none;
}

/// Passes over the line feed that belongs to the carriage return before it.
bool XmlTokens::ends_return() {
  const bool is_its = std::exchange(saw_return_, false) && *at_ == '\n';
  if (is_its) ++at_;
  return is_its;
}

XmlTokens::Token XmlTokens::read_text() {
  if (ends_return()) return Token::none;
  if (*at_ == ']') return read_brackets();
  if (brackets_ >= 2 && *at_ == '>') refuse("\"]]>\" in text stands");
  brackets_ = 0;
  const char* const end = skip_plain(at_, end_);
  return end == at_ ? read_special() : said(at_, end);
}

XmlTokens::Token XmlTokens::read_special() {
  if (*at_ == '\r') return read_return();
  if (*at_ == '&') return read_entity();
  if (byte_of(*at_) < 0x80) refuse("a control character stands");
  return read_sequences();
}

/// Every end of a line is a line feed.
XmlTokens::Token XmlTokens::read_return() {
  saw_return_ = true;
  ++at_;
  text_ = "\n";
  return Token::text;
}

XmlTokens::Token XmlTokens::read_brackets() {
  const char* end = at_;
  while (end != end_ && *end == ']') ++end;
  brackets_ += static_cast<std::size_t>(end - at_);
  return said(at_, end);
}

/// Characters that are not ASCII, and those between them.
XmlTokens::Token XmlTokens::read_sequences() {
  const char* end = at_;
  while (end != end_ && byte_of(*end) >= 0x80) {
    const auto size = sequence_size(*end);
    if (static_cast<std::size_t>(end_ - end) < size) {
      if (end == at_) return cut();
      break;
    }
    if (!is_sequence({end, size})) refuse("what is no UTF-8 stands");
    end += size;
    if (!in_cdata_) end = skip_plain(end, end_);
  }
  return said(at_, end);
}

XmlTokens::Token XmlTokens::read_entity() {
  const auto size = whole_size(rest());
  if (size == npos) return cut();
  decoded_.clear();
  append_entity(decoded_, rest().substr(0, size));
  at_ += size;
  text_ = decoded_;
  return Token::text;
}

XmlTokens::Token XmlTokens::read_cdata() {
  if (ends_return()) return Token::none;
  if (*at_ == '\r') return read_return();
  if (*at_ == ']') {
    const auto bytes = rest();
    if (whole_size(bytes) == npos) return cut();
    if (!bytes.starts_with("]]>")) return said(at_, at_ + 1);
    in_cdata_ = false;
    at_ += 3;
    return Token::none;
  }
  const char* end = at_;
  while (end != end_ && (is(*end, plain) || *end == '<' || *end == '&')) ++end;
  if (end != at_) return said(at_, end);
  if (byte_of(*at_) < 0x80) refuse("a control character stands");
  return read_sequences();
}

}  // namespace mirante::aws::wire
