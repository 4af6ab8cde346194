// The arithmetic of the chain: how a record's hash comes to be, and a walker that is fed records in
// order and says at which one the chain is broken. Pure; audit.h says what it proves.
#pragma once

#include <string>

#include "base/ids.h"
#include "features/audit/audit.h"

namespace mirante::audit {

/// SHA-256 over a fixed prefix, the tenant's 16 bytes, `seq` as 8 bytes big-endian, the previous
/// hash and the content's bytes.
Hash hash_of(TenantId tenant, std::int64_t seq, const Hash& previous, std::string_view content);

/// Feed it every record in order, then the head. `kept` must be a record of the chain; the walk
/// begins behind `begin`, which is believed.
class ChainWalker {
 public:
  explicit ChainWalker(TenantId tenant, std::optional<Head> kept = std::nullopt,
                       const Head& begin = {})
      : tenant_(tenant), kept_(kept) {
    result_.head = begin;
  }

  /// False once the chain is broken; then nothing more counts.
  bool take(const Record& record);
  /// What was found until now, of a chain whose end is not known.
  const Verification& so_far() const { return result_; }
  /// `stored` is what the head row or the file's last line says.
  Verification finish(const Head& stored) &&;

 private:
  bool broken(std::string english, std::string portuguese);

  TenantId tenant_;
  std::optional<Head> kept_;
  Verification result_;
};

}  // namespace mirante::audit
