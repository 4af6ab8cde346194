#include "platform/crypto/master_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <system_error>

#include "base/durable.h"

namespace mirante::crypto {
namespace {

constexpr std::string_view first_line =
    "mirante master keys, keep this file secret and apart from backups\n";
constexpr std::size_t file_size_max = 64 * 1024;

[[noreturn]] void refuse(std::string code, std::string message) {
  throw Failure(Error{
      .kind = ErrorKind::conflict, .message = std::move(message), .code = "master_key." + code});
}

[[noreturn]] void refuse_file(const std::filesystem::path& file, std::string_view what) {
  refuse("file", fmt::format("the master key file {} {}; put back the right file, or name it with "
                             "MIRANTE_MASTER_KEY_FILE",
                             file.string(), what));
}

std::string said(int error) { return std::generic_category().message(error); }

class Descriptor {
 public:
  explicit Descriptor(int raw) : raw_(raw) {}
  ~Descriptor() {
    if (raw_ >= 0) ::close(raw_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int raw() const { return raw_; }

 private:
  int raw_;
};

Secret read_whole(const std::filesystem::path& file) {
  const Descriptor open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (open.raw() < 0 && errno == ENOENT)
    refuse("lost",
           fmt::format("the master key file {} is missing, and without it no stored AWS key "
                       "can be opened; put it back, or name it with "
                       "MIRANTE_MASTER_KEY_FILE",
                       file.string()));
  if (open.raw() < 0) refuse_file(file, "cannot be read (" + said(errno) + ")");
  struct stat facts{};
  if (::fstat(open.raw(), &facts) != 0 || !S_ISREG(facts.st_mode))
    refuse_file(file, "is not a file");
  if ((facts.st_mode & 077) != 0)
    refuse("mode", fmt::format("others than its owner may read the master key file {} (mode "
                               "{:04o}); run: chmod 600 {}",
                               file.string(), facts.st_mode & 07777, file.string()));
  if (static_cast<std::size_t>(facts.st_size) > file_size_max)
    refuse_file(file, "is too long to be one");
  auto text = Secret::of_size(static_cast<std::size_t>(facts.st_size));
  const auto into = text.writable();
  for (std::size_t at = 0; at < into.size();) {
    const auto size = ::read(open.raw(), into.data() + at, into.size() - at);
    if (size <= 0) refuse_file(file, "cannot be read to its end");
    at += static_cast<std::size_t>(size);
  }
  return text;
}

/// A new file beside `file`, written and synced.
std::string write_beside(const std::filesystem::path& file, const Secret& text) {
  const auto beside = fmt::format("{}.{}.new", file.string(), ::getpid());
  ::unlink(beside.c_str());
  const Descriptor open(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const auto bytes = text.reveal_bytes();
  if (open.raw() < 0 || ::fchmod(open.raw(), 0600) != 0 ||
      ::write(open.raw(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
      ::fsync(open.raw()) != 0) {
    const auto why = said(errno);
    ::unlink(beside.c_str());
    refuse_file(file, "cannot be written (" + why + ")");
  }
  return beside;
}

}  // namespace

std::filesystem::path master_key_file(const std::filesystem::path& data) {
  const char* named = std::getenv("MIRANTE_MASTER_KEY_FILE");
  return named != nullptr && *named != '\0' ? std::filesystem::path(named) : data / "master.key";
}

void MasterKeys::add(int number, Secret key) {
  const auto fingerprint = hmac_sha256(key.reveal_bytes(), "mirante master key fingerprint");
  auto id = fmt::format("{}-{}", number, to_hex(std::span(fingerprint).first(4)));
  keys_.push_back({.number = number, .id = std::move(id), .key = std::move(key)});
}

Secret MasterKeys::text() const {
  std::string text(first_line);
  text.reserve(text.size() + keys_.size() * 80);  // No copy is left behind by growing.
  for (const auto& key : keys_) {
    auto hex = to_hex(key.key.reveal_bytes());
    text += fmt::format("{} ", key.number);
    text += hex;
    text += '\n';
    wipe(hex);
  }
  return Secret::take(std::move(text));
}

MasterKeys MasterKeys::load(const std::filesystem::path& file) {
  return parse(read_whole(file), file);
}

MasterKeys MasterKeys::parse(const Secret& text, const std::filesystem::path& file) {
  auto rest = text.reveal();
  if (!rest.starts_with(first_line)) refuse_file(file, "does not begin as one");
  rest.remove_prefix(first_line.size());
  MasterKeys keys(file.string());
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    int number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto hex =
        line.substr(std::min(static_cast<std::size_t>(end - line.data()) + 1, line.size()));
    auto bytes = from_hex(hex);
    const bool is_key = error == std::errc{} && bytes && bytes->size() == key_size &&
                        number == static_cast<int>(keys.keys_.size()) + 1;
    if (!is_key) refuse_file(file, fmt::format("is damaged in line {}", keys.keys_.size() + 2));
    keys.add(number, Secret(std::span<const std::uint8_t>(*bytes)));
    wipe(*bytes);
  }
  if (keys.keys_.empty()) refuse_file(file, "holds no key");
  return keys;
}

MasterKeys MasterKeys::create(const std::filesystem::path& file, Rng& rng) {
  MasterKeys keys(file.string());
  keys.add(1, make_key(rng));
  keys.store();
  return keys;
}

void MasterKeys::store() const {
  const std::filesystem::path file(where_);
  const auto beside = write_beside(file, text());
  const bool is_linked = ::link(beside.c_str(), file.c_str()) == 0;  // Fails where one exists.
  const int error = errno;
  ::unlink(beside.c_str());
  if (!is_linked) refuse_file(file, "cannot be made (" + said(error) + ")");
  sync_folder_of(file);
}

MasterKeys MasterKeys::add_version(const std::filesystem::path& file, Rng& rng) {
  auto keys = load(file);
  keys.add(keys.keys_.back().number + 1, make_key(rng));
  const auto beside = write_beside(file, keys.text());
  if (::rename(beside.c_str(), file.c_str()) != 0) {
    const auto why = said(errno);
    ::unlink(beside.c_str());
    refuse_file(file, "cannot be replaced (" + why + ")");
  }
  sync_folder_of(file);
  return keys;
}

MasterKeys MasterKeys::in_memory(Rng& rng) {
  MasterKeys keys("(in memory)");
  keys.add(1, make_key(rng));
  return keys;
}

const Secret* MasterKeys::find(std::string_view id) const {
  for (const auto& key : keys_)
    if (key.id == id) return &key.key;
  return nullptr;
}

}  // namespace mirante::crypto
