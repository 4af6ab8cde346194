#include "features/inventory/part_rows.h"

#include <unordered_map>

namespace mirante::inventory {

PartRows::Place PartRows::add_text(const std::string& text) {
  const Place place{.at = static_cast<std::uint32_t>(text_.size()),
                    .size = static_cast<std::uint32_t>(text.size())};
  text_ += text;
  return place;
}

PartRows PartRows::read(sql::Snapshot& snapshot, TenantId tenant, const PartRef& part) {
  PartRows read;
  std::unordered_map<std::string, Word> known;
  const auto word_of = [&](const std::string& text) {
    const auto [found, is_new] = known.try_emplace(text, static_cast<Word>(read.words_.size()));
    if (is_new) read.words_.push_back(text);
    return found->second;
  };
  const std::vector<sql::Arg> args{tenant, part.kind, part.account, part.region};
  snapshot.each(
      "select id, name, name_key, search, state, type, zone, tags, launched_at, changed_at, "
      "observed_at from resources where tenant_id = ? and kind = ? and account_id = ? and "
      "region = ? and gone_at is null order by id",
      args, [&](const sql::Row& row) {
        const auto number = [&](std::size_t column) {
          return row.is_null(column) ? never : row.integer(column);
        };
        read.rows_.push_back({.id = read.add_text(row.text(0)),
                              .name = read.add_text(row.text(1)),
                              .name_key = read.add_text(row.text(2)),
                              .search = read.add_text(row.text(3)),
                              .state = word_of(row.text(4)),
                              .type = word_of(row.text(5)),
                              .zone = word_of(row.text(6)),
                              .tags = word_of(row.text(7)),
                              .launched_at = number(8),
                              .changed_at = number(9),
                              .observed_at = number(10)});
        return true;
      });
  read.rows_.shrink_to_fit();
  read.words_.shrink_to_fit();
  read.text_.shrink_to_fit();
  return read;
}

}  // namespace mirante::inventory
