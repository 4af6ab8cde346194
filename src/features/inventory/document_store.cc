#include "features/inventory/document_store.h"

#include <zstd.h>

#include <algorithm>
#include <memory>
#include <span>

namespace mirante::inventory {
namespace {

constexpr std::size_t chunk_bytes = 128 * 1024;  // Uncompressed; larger ones compress no better.
constexpr std::size_t chunk_bytes_max = 64 * 1024 * 1024;
constexpr std::size_t opened_max = 256;
constexpr int level = 1;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

/// Stays until the next call.
sql::Bytes compressed(std::string_view text) {
  // Making a context costs more than compressing a chunk, and so does clearing new memory for it.
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  thread_local std::vector<std::uint8_t> bytes;
  bytes.resize(std::max(bytes.size(), ZSTD_compressBound(text.size())));
  const auto size =
      ZSTD_compressCCtx(context.get(), bytes.data(), bytes.size(), text.data(), text.size(), level);
  MIRANTE_CHECK(ZSTD_isError(size) == 0);
  return {std::span(bytes).first(size)};
}

[[noreturn]] void damaged(const PartRef& part, std::string_view what) {
  throw Failure(ErrorKind::corrupt, "the stored documents of kind " + part.kind + " in " +
                                        part.region.value + " are damaged (" + std::string(what) +
                                        "); put the newest backup of the panel back, or remove "
                                        "the account and connect it again");
}

std::string decompressed(const PartRef& part, const std::vector<std::uint8_t>& bytes) {
  const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > chunk_bytes_max)
    damaged(part, "no compressed chunk");
  std::string text(size, '\0');
  if (ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size()) != size)
    damaged(part, "a chunk does not open");
  return text;
}

}  // namespace

DocumentPlace DocumentWriter::add(const Observed& observed) {
  const DocumentPlace place{.chunk = number_,
                            .place = static_cast<std::int64_t>(open_.size()),
                            .body_size = static_cast<std::int64_t>(observed.body.size()),
                            .ephemeral_size = static_cast<std::int64_t>(observed.ephemeral.size())};
  if (open_.empty()) open_.reserve(chunk_bytes + chunk_bytes / 4);
  open_ += observed.body;
  open_ += observed.ephemeral;
  if (open_.size() >= chunk_bytes) write_chunk();
  return place;
}

std::int64_t DocumentWriter::finish() {
  if (!open_.empty()) write_chunk();
  return number_;
}

void DocumentWriter::write_chunk() {
  tx_.exec(
      "insert into resource_chunks (tenant_id, kind, account_id, region, number, documents) "
      "values (?, ?, ?, ?, ?, ?)",
      tenant_, part_.kind, part_.account, part_.region, number_, compressed(open_));
  open_.clear();
  ++number_;
}

Document DocumentReader::read(const PartRef& part, const DocumentPlace& place) {
  const auto& text = chunk(part, place.chunk);
  const auto size = static_cast<std::int64_t>(text.size());
  if (place.place < 0 || place.body_size < 0 || place.ephemeral_size < 0 || place.place > size ||
      place.body_size > size - place.place ||
      place.ephemeral_size > size - place.place - place.body_size)
    damaged(part, "a place outside its chunk");
  const auto at = static_cast<std::size_t>(place.place);
  const auto body = static_cast<std::size_t>(place.body_size);
  return {.body = text.substr(at, body),
          .ephemeral = text.substr(at + body, static_cast<std::size_t>(place.ephemeral_size))};
}

const std::string& DocumentReader::chunk(const PartRef& part, std::int64_t number) {
  const std::pair place(part, number);
  if (const auto found = opened_.find(place); found != opened_.end()) return found->second;
  const auto row = snapshot_.one(
      "select documents from resource_chunks where tenant_id = ? and kind = ? and account_id = ? "
      "and region = ? and number = ?",
      tenant_, part.kind, part.account, part.region, number);
  if (!row) damaged(part, "a chunk is missing");
  if (opened_.size() >= opened_max) opened_.clear();
  return opened_.emplace(place, decompressed(part, row->bytes(0))).first->second;
}

}  // namespace mirante::inventory
