#include "features/accounts/account_rows.h"

#include <algorithm>
#include <array>

#include "base/csv_reader.h"

namespace mirante::accounts {
namespace {

struct Column {
  std::string_view name;
  std::string_view portuguese;
  std::string AccountRow::* member;
  bool is_needed;
};

constexpr std::array columns{
    Column{"account_id", "conta", &AccountRow::aws_account, true},
    Column{"name", "nome", &AccountRow::name, true},
    Column{"customer", "cliente", &AccountRow::customer, false},
    Column{"role_arn", "role_arn", &AccountRow::role_arn, false},
    Column{"external_id", "external_id", &AccountRow::external_id, false},
};

std::unexpected<Error> wrong_table(std::string what) { return fail_field("csv", std::move(what)); }

/// Which columns there are, in the table's order.
Result<std::vector<Column>> columns_of(const CsvRow& names) {
  std::vector<Column> found;
  for (const auto& name : names.cells) {
    const auto known = std::ranges::find_if(
        columns, [&](const Column& c) { return c.name == name || c.portuguese == name; });
    if (known == columns.end())
      return wrong_table("\"" + name +
                         "\" is no column of this; there are: account_id, name, customer, "
                         "role_arn, external_id");
    if (std::ranges::find(found, known->name, &Column::name) != found.end())
      return wrong_table("the column " + std::string(known->name) + " is there twice");
    found.push_back(*known);
  }
  for (const auto& column : columns)
    if (column.is_needed && std::ranges::find(found, column.name, &Column::name) == found.end())
      return wrong_table("the column " + std::string(column.name) +
                         " is missing; the first row names the columns: account_id, name, and "
                         "customer, role_arn, external_id where you need them");
  return found;
}

}  // namespace

Result<std::vector<AccountRow>> parse_account_rows(std::string_view csv) {
  const auto table = read_csv(csv, account_rows_max);
  if (!table) return wrong_table(table.error().message);
  if (table->size() < 2)
    return wrong_table("there is no account in it; the first row names the columns");
  const auto present = columns_of(table->front());
  if (!present) return std::unexpected(present.error());
  std::vector<AccountRow> rows;
  for (const auto& line : std::span(*table).subspan(1)) {
    if (line.cells.size() > present->size())
      return wrong_table("line " + std::to_string(line.line) + " has " +
                         std::to_string(line.cells.size()) + " cells, and there are " +
                         std::to_string(present->size()) +
                         " columns; put a name with a separator in it into quotes (\")");
    AccountRow row{.line = line.line};
    for (std::size_t i = 0; i < line.cells.size(); ++i) row.*((*present)[i].member) = line.cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<RoleArn> role_of_row(const AccountRow& row, const std::optional<SharedRole>& shared,
                            std::string_view partition) {
  const auto account = parse_aws_account(row.aws_account);
  if (!account)
    return fail_field("account_id",
                      "an AWS account has 12 digits; spreadsheets take zeros in front away");
  if (!shared)
    return fail_field("role_arn",
                      "the panel has made no external id for many accounts yet; ask for the "
                      "instructions first and make the roles with them");
  if (!row.external_id.empty() && row.external_id != shared->external_id)
    return fail_field("external_id",
                      "external ids are made by the panel; use the one of the instructions, or "
                      "leave the column out");
  if (row.role_arn.empty())
    return RoleArn{.partition = std::string(partition),
                   .account = *account,
                   .path = "/",
                   .name = shared->name};
  auto arn = parse_role_arn(row.role_arn);
  if (arn && arn->account != *account)
    return fail_field("role_arn", "the role is in account " + arn->account.value +
                                      ", and the row is about " + account->value);
  return arn;
}

}  // namespace mirante::accounts
