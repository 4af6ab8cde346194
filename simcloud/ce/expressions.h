// Filters of Cost Explorer's questions: trees of And, Or, Not over dimensions, tags and cost
// categories (of which there are none here), checked whole before any line is read. And the reading
// of those lines of the bill that a caller may see.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "simcloud/ce/periods.h"
#include "simcloud/money/line_fields.h"

namespace mirante::simcloud {

using LineFilter = std::function<bool(const Cloud&, const Line&)>;

/// Without an expression everything passes.
Answered<LineFilter> read_filter(const std::optional<gen::ce::Expression>& expression);

/// One of up to two things that lines are grouped by. Texts are as in `Keys` of the answer.
struct Grouping {
  gen::ce::GroupDefinition definition;
  std::function<std::string(const Cloud&, const Line&)> text;
};
Answered<std::vector<Grouping>> read_groupings(
    const std::vector<gen::ce::GroupDefinition>& definitions);

/// The text of the dimension, or what AWS says for lines without it.
std::string dimension_text(const Cloud& cloud, const Line& line, const LineField& field);

/// A dimension that questions may name; null for those that AWS has, but that no line here has
/// anything in. Refused: unknown ones.
Answered<const LineField*> read_dimension(std::string_view name);

/// Lines of the caller's own account, or of the whole organization for the account that pays for
/// it, as far as AWS knows them by now.
void read_lines(Call& call, const BillPeriod& period, Grain grain, const LineFilter& filter,
                const std::function<void(const Line&)>& use);
/// The same for questions of how well commitments are used: what is covered by a commitment is told
/// to whoever owns that, in whichever account it was used. By day.
void read_commitments(Call& call, const BillPeriod& period, const LineFilter& filter,
                      const std::function<void(const Line&)>& use);

/// A hash of the question, for its pages.
std::uint64_t hash_of(const std::optional<gen::ce::Expression>& expression);
std::uint64_t hash_of(const std::optional<gen::ce::DateInterval>& interval);

}  // namespace mirante::simcloud
