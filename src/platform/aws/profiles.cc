#include "platform/aws/profiles.h"

#include <algorithm>

namespace mirante::aws {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::size_t lines_max = 100'000;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return made;
}

/// Without a comment: a # or ; that begins a line or follows a blank.
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if ((line[i] == '#' || line[i] == ';') && (i == 0 || blanks.contains(line[i - 1])))
      return line.substr(0, i);
  return line;
}

enum class FileKind : std::uint8_t { config, credentials };

/// The profile that a heading names; nullopt for one of something else.
std::optional<std::string> profile_of(std::string_view heading, FileKind kind) {
  if (kind == FileKind::credentials || heading == "default") return std::string(heading);
  static constexpr std::string_view word = "profile";
  if (!heading.starts_with(word) || heading.size() == word.size() ||
      !blanks.contains(heading[word.size()]))
    return std::nullopt;
  auto name = trimmed(heading.substr(word.size()));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  return std::string(name);
}

class Reader {
 public:
  Reader(const ProfileFile& file, FileKind kind, Profiles& profiles)
      : file_(file), kind_(kind), profiles_(profiles) {}

  std::optional<Error> read() {
    std::string_view rest = file_.text;
    while (!rest.empty()) {
      if (++line_ > lines_max) return wrong("is one of too many");
      const auto end = std::min(rest.find('\n'), rest.size());
      if (auto error = read_line(rest.substr(0, end))) return error;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::nullopt;
  }

 private:
  std::optional<Error> read_line(std::string_view line) {
    const bool is_nested = !line.empty() && blanks.contains(line.front());
    const auto text = trimmed(without_comment(line));
    if (text.empty()) return std::nullopt;
    if (text.front() == '[') {
      if (text.back() != ']') return wrong("is a heading without its \"]\"");
      const auto name = profile_of(trimmed(text.substr(1, text.size() - 2)), kind_);
      profile_ = name ? &profiles_[*name] : nullptr;
      has_heading_ = true;
      return std::nullopt;
    }
    if (is_nested) return std::nullopt;  // Below a key such as "s3 =": nothing of ours.
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return wrong("is no `key = value`");
    if (!has_heading_) return wrong("stands before the first heading");
    if (profile_ != nullptr)
      profile_->values.insert_or_assign(lower(trimmed(text.substr(0, equals))),
                                        std::string(trimmed(text.substr(equals + 1))));
    return std::nullopt;
  }

  std::optional<Error> wrong(std::string_view what) const {
    return Error{
        .kind = ErrorKind::invalid,
        .message = "line " + std::to_string(line_) + " of " + file_.path + " " + std::string(what),
        .field = file_.path};
  }

  const ProfileFile& file_;
  const FileKind kind_;
  Profiles& profiles_;
  Profile* profile_ = nullptr;  // Null: below a heading of something else.
  bool has_heading_ = false;
  std::size_t line_ = 0;
};

}  // namespace

std::string Profile::value(std::string_view key) const {
  const auto found = values.find(key);
  return found == values.end() ? "" : found->second;
}

Result<Profiles> parse_profiles(const std::optional<ProfileFile>& config,
                                const std::optional<ProfileFile>& credentials) {
  Profiles profiles;
  if (config)
    if (auto error = Reader(*config, FileKind::config, profiles).read())
      return fail(*std::move(error));
  if (credentials)
    if (auto error = Reader(*credentials, FileKind::credentials, profiles).read())
      return fail(*std::move(error));
  return profiles;
}

}  // namespace mirante::aws
