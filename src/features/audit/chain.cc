#include "features/audit/chain.h"

#include <fmt/format.h>

#include <array>

#include "platform/crypto/hash.h"

namespace mirante::audit {
namespace {

// Records of another purpose or version can never have the same hash.
constexpr std::string_view prefix = "mirante.audit.1\n";

std::array<std::uint8_t, 8> big_endian(std::int64_t number) {
  std::array<std::uint8_t, 8> bytes;
  for (int i = 0; i < 8; ++i)
    bytes[static_cast<std::size_t>(i)] =
        static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (56 - 8 * i));
  return bytes;
}

}  // namespace

Hash hash_of(TenantId tenant, std::int64_t seq, const Hash& previous, std::string_view content) {
  crypto::Sha256Stream stream;
  stream.add(prefix);
  stream.add(tenant.bytes);
  stream.add(big_endian(seq));
  stream.add(previous);
  stream.add(content);
  return stream.finish();
}

bool ChainWalker::broken(std::string english, std::string portuguese) {
  result_.broken = std::move(english);
  result_.broken_pt = std::move(portuguese);
  return false;
}

bool ChainWalker::take(const Record& record) {
  if (!result_.broken.empty()) return false;
  const auto expected = result_.head.seq + 1;
  if (record.seq == expected + 1)
    return broken(fmt::format("record {} is missing", expected),
                  fmt::format("falta o registro {}", expected));
  if (record.seq > expected)
    return broken(fmt::format("records {} to {} are missing", expected, record.seq - 1),
                  fmt::format("faltam os registros {} a {}", expected, record.seq - 1));
  if (record.seq < expected)
    return broken(fmt::format("record {} stands where record {} should", record.seq, expected),
                  fmt::format("o registro {} está onde deveria estar o {}", record.seq, expected));
  if (record.previous != result_.head.hash)
    return broken(fmt::format("record {} does not follow the one before it: one of them was "
                              "replaced, moved or put in between",
                              record.seq),
                  fmt::format("o registro {} não se segue ao anterior: um deles foi trocado, "
                              "movido ou posto no meio",
                              record.seq));
  if (record.hash != hash_of(tenant_, record.seq, record.previous, record.content))
    return broken(fmt::format("record {} was changed after it was written", record.seq),
                  fmt::format("o registro {} foi alterado depois de escrito", record.seq));
  result_.head = {.seq = record.seq, .hash = record.hash};
  ++result_.records;
  if (kept_ && kept_->seq == record.seq && kept_->hash != record.hash)
    return broken(fmt::format("record {} is not the one whose hash was kept: the chain was "
                              "written anew",
                              record.seq),
                  fmt::format("o registro {} não é aquele cujo hash foi guardado: a cadeia foi "
                              "escrita de novo",
                              record.seq));
  return true;
}

Verification ChainWalker::finish(const Head& stored) && {
  if (!result_.broken.empty()) return std::move(result_);
  if (stored != result_.head) {
    if (stored.seq > result_.head.seq)
      broken(fmt::format("the chain ends at record {}, but {} were written: the end was cut off",
                         result_.head.seq, stored.seq),
             fmt::format("a cadeia termina no registro {}, mas {} foram escritos: o fim foi "
                         "cortado",
                         result_.head.seq, stored.seq));
    else
      broken(fmt::format("the chain ends at record {}, but its head names record {}: the head was "
                         "changed or records were added beside it",
                         result_.head.seq, stored.seq),
             fmt::format("a cadeia termina no registro {}, mas a cabeça dela indica o registro {}: "
                         "a cabeça foi alterada, ou registros foram postos ao lado dela",
                         result_.head.seq, stored.seq));
  } else if (kept_ && kept_->seq > result_.head.seq) {
    broken(fmt::format("the chain ends at record {}, but the kept head names record {}: the end "
                       "was cut off",
                       result_.head.seq, kept_->seq),
           fmt::format("a cadeia termina no registro {}, mas a cabeça guardada indica o registro "
                       "{}: o fim foi cortado",
                       result_.head.seq, kept_->seq));
  }
  return std::move(result_);
}

}  // namespace mirante::audit
