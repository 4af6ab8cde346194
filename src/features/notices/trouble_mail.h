// What a mail says of servers with which something is wrong, in both languages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/notices/letter.h"
#include "features/notices/notice.h"
#include "features/servers/obstacle.h"

namespace mirante::notices {

/// One server of which something did not work, or will not.
struct Trouble {
  Stopping server;  // Its owner says nothing here.
  std::string code;
  std::string text;  // English, as operations say it; empty: the code says it all.
  servers::Weight weight = servers::Weight::prevents;
  friend bool operator==(const Trouble&, const Trouble&) = default;
};
/// In a sentence. Portuguese has its own for codes that it knows, and the English one quoted
/// behind.
std::string sentence_of(const Trouble& trouble, Language language);

struct FireTroubleFacts {
  Language language = Language::portuguese;
  std::string company;
  std::string schedule;
  Zone zone;
  Instant due{};
  std::string page = {};  // Address of the schedule's page; empty: not known.
  std::int64_t skipped = 0;
  std::vector<Trouble> held;
  std::vector<Trouble> failed;
  /// Why the fire as a whole failed, of no server; nullopt: it did not.
  std::optional<Trouble> problem = {};
};
Letter write_fire_trouble(const FireTroubleFacts& facts);

struct PreflightFacts {
  Language language = Language::portuguese;
  std::string company;
  std::string schedule;
  Zone zone;
  Instant due{};
  std::string page = {};
  std::vector<Trouble> problems;
};
Letter write_preflight(const PreflightFacts& facts);

}  // namespace mirante::notices
