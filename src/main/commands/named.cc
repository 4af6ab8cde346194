#include "main/commands/named.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "main/commands/reading.h"
#include "main/commands/texts.h"

namespace mirante::commands {

std::string id_of(const std::vector<Json>& all, const std::string& reference,
                  const std::string& option) {
  for (const auto& one : all)
    for (const auto* name : {"id", "name", "aws_account_id"})
      if (text_of(one, name) == reference) return text_of(one, "id");
  throw Failure(Error{.kind = ErrorKind::not_found,
                      .message = fmt::format(texts::no_such_limit, option, reference),
                      .field = option,
                      .code = option + ".unknown"});
}

}  // namespace mirante::commands
