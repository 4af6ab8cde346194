// Exported chains: JSON lines, so that a file can be read, kept and checked without the panel.
#include <algorithm>
#include <charconv>
#include <istream>
#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/audit/chain.h"
#include "platform/crypto/hash.h"
#include "platform/sql/sql.h"

namespace mirante::audit {
namespace {

std::optional<Hash> hash_from(std::string_view hex) {
  const auto bytes = crypto::from_hex(hex);
  Hash hash{};
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

std::optional<Record> record_of(const Json& line) {
  if (!line.contains("seq") || !line["seq"].is_number_integer()) return std::nullopt;
  const auto text = [&](const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto previous = hash_from(text("previous"));
  const auto hash = hash_from(text("hash"));
  if (!previous || !hash || text("content").empty()) return std::nullopt;
  return Record{.seq = line["seq"].get<std::int64_t>(),
                .previous = *previous,
                .hash = *hash,
                .content = text("content")};
}

Verification unreadable(std::int64_t line_number) {
  return {.records = 0,
          .head = {},
          .broken = "line " + std::to_string(line_number) +
                    " is not a line of an exported audit; was the file edited?"};
}

}  // namespace

void export_lines(sql::Snapshot& snapshot, TenantId tenant,
                  const std::function<void(const std::string& line)>& take) {
  take(Json{{"format", "mirante.audit.1"}, {"tenant", tenant.text()}}.dump());
  std::optional<std::int64_t> after = 0;
  while (after) {
    const auto rows = snapshot.all(
        "select seq, previous, hash, content from audit_records where tenant_id = ? and seq > ? "
        "order by seq limit 500",
        tenant, *after);
    for (const auto& row : rows)
      take(Json{{"seq", row.integer(0)},
                {"previous", crypto::to_hex(row.bytes(1))},
                {"hash", crypto::to_hex(row.bytes(2))},
                {"content", row.text(3)}}
               .dump(-1, ' ', false, Json::error_handler_t::replace));
    after = rows.empty() ? std::nullopt : std::optional(rows.back().integer(0));
  }
  take(Json{{"head", to_text(head(snapshot, tenant))}}.dump());
}

Verification verify_file(std::istream& file, const std::optional<Head>& kept) {
  std::string text;
  std::int64_t number = 0;
  const auto next = [&]() -> std::optional<Json> {
    if (!std::getline(file, text)) return std::nullopt;
    ++number;
    return Json::parse(text, nullptr, /*allow_exceptions=*/false);
  };
  const auto first = next();
  if (!first) return unreadable(1);
  if (!first->is_object() || first->value("format", Json()) != "mirante.audit.1" ||
      !first->value("tenant", Json()).is_string())
    return unreadable(number);
  const auto tenant = TenantId::parse((*first)["tenant"].get<std::string>());
  if (!tenant) return unreadable(number);

  ChainWalker walker(*tenant, kept);
  while (const auto line = next()) {
    if (!line->is_object()) return unreadable(number);
    if (const auto stored = line->find("head"); stored != line->end()) {
      if (!stored->is_string()) return unreadable(number);
      const auto parsed = parse_head(stored->get<std::string>());
      if (!parsed || next()) return unreadable(number);
      return std::move(walker).finish(*parsed);
    }
    const auto record = record_of(*line);
    if (!record) return unreadable(number);
    walker.take(*record);
  }
  auto cut = walker.so_far();
  if (cut.broken.empty())
    cut.broken = "the file ends after record " + std::to_string(cut.head.seq) +
                 " without its last line: it was cut off";
  return cut;
}

std::string to_text(const Head& head) {
  return std::to_string(head.seq) + ":" + crypto::to_hex(head.hash);
}

Result<Head> parse_head(std::string_view text) {
  const auto colon = text.find(':');
  std::int64_t seq = 0;
  if (colon != std::string_view::npos) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + colon, seq);
    const auto hash = hash_from(text.substr(colon + 1));
    if (error == std::errc{} && end == text.data() + colon && seq >= 0 && hash)
      return Head{.seq = seq, .hash = *hash};
  }
  return fail(ErrorKind::invalid, "\"" + std::string(text) +
                                      "\" is not a head of an audit (a number, a colon and 64 "
                                      "hexadecimal digits)");
}

}  // namespace mirante::audit
