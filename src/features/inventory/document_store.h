// Where the documents of the inventory lie: many in one chunk, compressed together, because those
// of one kind repeat each other. Chunks belong to a part, have growing numbers and never change.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// Where one document lies: `body_size` bytes at `place` of the uncompressed chunk, followed by
/// `ephemeral_size` bytes.
struct DocumentPlace {
  std::int64_t chunk = 0;
  std::int64_t place = 0;
  std::int64_t body_size = 0;
  std::int64_t ephemeral_size = 0;

  friend bool operator==(const DocumentPlace&, const DocumentPlace&) = default;
};

/// Writes the documents of one part into new chunks, numbered from `first` on.
class DocumentWriter {
 public:
  /// What is referred to must outlive the writer.
  DocumentWriter(sql::Tx& tx, const TenantId& tenant, const PartRef& part, std::int64_t first)
      : tx_(tx), tenant_(tenant), part_(part), number_(first) {}

  DocumentPlace add(const Observed& observed);
  /// Writes what is left. Returns the number for the next chunk of the part.
  std::int64_t finish();

 private:
  void write_chunk();

  sql::Tx& tx_;
  const TenantId& tenant_;
  const PartRef& part_;
  std::int64_t number_;
  std::string open_;  // The chunk that is being filled.
};

struct Document {
  std::string body;
  std::string ephemeral;
};

/// Reads documents; keeps the chunks that it has opened, so use one for a list and then drop it.
class DocumentReader {
 public:
  DocumentReader(sql::Snapshot& snapshot, TenantId tenant) : snapshot_(snapshot), tenant_(tenant) {}

  /// Failure(corrupt) when the chunk is missing or damaged.
  Document read(const PartRef& part, const DocumentPlace& place);

 private:
  const std::string& chunk(const PartRef& part, std::int64_t number);

  sql::Snapshot& snapshot_;
  TenantId tenant_;
  std::map<std::pair<PartRef, std::int64_t>, std::string> opened_;
};

}  // namespace mirante::inventory
