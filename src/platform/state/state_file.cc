#include "platform/state/state_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/durable.h"
#include "platform/crypto/hash.h"

namespace mirante::state {
namespace {

constexpr std::string_view trailer_begin = R"({"sha256":)";

Failure file_failure(ErrorKind kind, const std::filesystem::path& file, const std::string& why) {
  return Failure(Error{
      .kind = kind, .message = file.string() + ": " + why, .field = "file", .code = "state.file"});
}

Failure damaged(const std::filesystem::path& file, const std::string& why) {
  return Failure(Error{.kind = ErrorKind::corrupt,
                       .message = file.string() + " " + why + "; take another backup",
                       .field = "file",
                       .code = "state.damaged"});
}

std::string hex_of(crypto::Sha256Stream& hash) { return crypto::to_hex(hash.finish()); }

}  // namespace

struct StateWriter::Open {
  std::filesystem::path file, unfinished;
  int descriptor = -1;
  gzFile gzip = nullptr;
  crypto::Sha256Stream hash;

  Open() = default;
  ~Open() {
    if (gzip != nullptr) gzclose(gzip);
    if (descriptor < 0) return;
    close(descriptor);
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

  void write(std::string_view text) const {
    if (gzwrite(gzip, text.data(), static_cast<unsigned>(text.size())) !=
        static_cast<int>(text.size()))
      throw file_failure(ErrorKind::unavailable, file, std::strerror(errno));
  }
};

StateWriter::StateWriter(std::filesystem::path file) : open_(std::make_unique<Open>()) {
  if (std::filesystem::exists(file))
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = file.string() + " is there already; name another file",
                        .field = "file",
                        .code = "state.exists"});
  open_->unfinished = file.string() + ".unfinished";
  open_->file = std::move(file);
  open_->descriptor =
      open(open_->unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (open_->descriptor < 0)
    throw file_failure(ErrorKind::unavailable, open_->file, std::strerror(errno));
  open_->gzip = gzdopen(dup(open_->descriptor), "wb6");
  if (open_->gzip == nullptr)
    throw file_failure(ErrorKind::unavailable, open_->file, "cannot be written");
}

StateWriter::~StateWriter() = default;

void StateWriter::put(std::string_view line) {
  const auto whole = std::string(line) + "\n";
  open_->hash.add(whole);
  open_->write(whole);
}

void StateWriter::finish() {
  open_->write(Json{{"sha256", hex_of(open_->hash)}}.dump() + "\n");
  const int closed = gzclose(open_->gzip);
  open_->gzip = nullptr;
  if (closed != Z_OK || fsync(open_->descriptor) != 0)
    throw file_failure(ErrorKind::unavailable, open_->file, std::strerror(errno));
  std::filesystem::rename(open_->unfinished, open_->file);
  sync_folder_of(open_->file);
}

struct StateReader::Open {
  std::filesystem::path file;
  gzFile gzip = nullptr;
  std::string header;

  Open() = default;
  ~Open() {
    if (gzip != nullptr) gzclose(gzip);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

  void rewind() const {
    if (gzrewind(gzip) != 0) throw damaged(file, "cannot be read again");
  }
  /// False at the end.
  bool next(std::string& line) const {
    line.clear();
    std::array<char, 16'384> piece{};
    while (gzgets(gzip, piece.data(), piece.size()) != nullptr) {
      line += piece.data();
      if (line.ends_with('\n')) {
        line.pop_back();
        return true;
      }
    }
    int code = Z_OK;
    gzerror(gzip, &code);
    if (code != Z_OK && code != Z_STREAM_END) throw damaged(file, "is damaged or was cut off");
    if (!line.empty()) throw damaged(file, "was cut off");
    return false;
  }
};

StateReader::StateReader(const std::filesystem::path& file) : open_(std::make_unique<Open>()) {
  open_->file = file;
  open_->gzip = gzopen(file.c_str(), "rbe");
  if (open_->gzip == nullptr) throw file_failure(ErrorKind::not_found, file, std::strerror(errno));
  crypto::Sha256Stream hash;
  bool is_whole = false;
  for (std::string line; open_->next(line);) {
    if (is_whole) throw damaged(file, "goes on behind its end");
    if (open_->header.empty()) open_->header = line;
    if (line.starts_with(trailer_begin)) {
      is_whole = Json{{"sha256", hex_of(hash)}}.dump() == line;
      if (!is_whole) throw damaged(file, "was changed since it was written");
    } else {
      hash.add(line + "\n");
    }
  }
  if (!is_whole) throw damaged(file, "is no backup of a panel, or was cut off");
}

StateReader::~StateReader() = default;

const std::string& StateReader::header() const { return open_->header; }

NextLine StateReader::lines() {
  open_->rewind();
  std::string header;
  open_->next(header);
  return
      [this](std::string& line) { return open_->next(line) && !line.starts_with(trailer_begin); };
}

}  // namespace mirante::state
