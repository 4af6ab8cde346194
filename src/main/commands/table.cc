#include "main/commands/table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/error.h"

namespace mirante::commands {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Letter {
  char32_t code = 0;
  std::size_t size = 0;  // In bytes.
};

/// The letter that `text` begins with; nullopt if that is no well-formed UTF-8.
std::optional<Letter> first_letter(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return Letter{lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (size == 0 || lead > 0xF4 || text.size() < size) return std::nullopt;
  char32_t code = lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    code = (code << 6) | (byte & 0x3F);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    return std::nullopt;
  return Letter{code, size};
}

using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t code) {
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return code >= range.first && code <= range.second; });
}

/// Combining marks and joiners.
constexpr std::array<Range, 8> without_width{{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x1AB0, 0x1AFF},
                                              {0x1DC0, 0x1DFF},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F}}};
/// East Asian wide and emoji, as terminals draw them.
constexpr std::array<Range, 9> twice_as_wide{{{0x1100, 0x115F},
                                              {0x2E80, 0x303E},
                                              {0x3041, 0xA4CF},
                                              {0xAC00, 0xD7A3},
                                              {0xF900, 0xFAFF},
                                              {0xFE30, 0xFE6F},
                                              {0xFF00, 0xFF60},
                                              {0x1F300, 0x1F64F},
                                              {0x1F900, 0x1F9FF}}};

/// Also what turns the direction of text around, which can make one thing look like another.
bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

void append_padded(std::string& line, std::string_view cell, std::size_t width) {
  line += cell;
  line.append(width - std::min(width, display_width(cell)), ' ');
}

void end_line(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  text += '\n';
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto letter = first_letter(text);
    const auto code = letter ? letter->code : U'?';
    if (is_in(twice_as_wide, code))
      width += 2;
    else if (!is_in(without_width, code))
      width += 1;
    text.remove_prefix(letter ? letter->size : 1);
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const auto letter = first_letter(text);
    const auto size = letter ? letter->size : 1;
    if (!letter || is_control(letter->code))
      shown += replacement;
    else
      shown += text.substr(0, size);
    text.remove_prefix(size);
  }
  return shown;
}

void Table::add(std::vector<std::string> cells) {
  MIRANTE_CHECK(cells.size() == titles_.size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& title : titles_) widths.push_back(display_width(title));
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  std::string text;
  const auto append = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) append_padded(text, cells[i], widths[i] + 2);
    end_line(text);
  };
  append(titles_);
  for (const auto& row : rows_) append(row);
  return text;
}

std::string sheet(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::size_t width = 0;
  for (const auto& [name, value] : facts) width = std::max(width, display_width(name));
  std::string text;
  for (const auto& [name, value] : facts) {
    std::string_view rest = value;
    bool is_first = true;
    do {
      const auto end = rest.find('\n');
      append_padded(text, is_first ? name : std::string(), width + 2);
      text += printable(rest.substr(0, end));
      end_line(text);
      is_first = false;
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    } while (!rest.empty());
  }
  return text;
}

}  // namespace mirante::commands
