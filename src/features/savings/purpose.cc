#include "features/savings/purpose.h"

#include <algorithm>
#include <array>
#include <vector>

#include "features/inventory/listing.h"

namespace mirante::savings {
namespace {

constexpr std::array<std::string_view, 13> environment_keys{
    "ambiente", "amb", "environment", "env",     "stage",     "estagio",        "tier",
    "fase",     "uso", "finalidade",  "purpose", "lifecycle", "environmenttype"};

constexpr std::array<std::string_view, 8> production_words{
    "prod", "production", "producao", "prd", "produtivo", "live", "produ", "pro"};

constexpr std::array<std::string_view, 38> other_words{"hml",
                                                       "hmg",
                                                       "hom",
                                                       "homolog",
                                                       "homologacao",
                                                       "homol",
                                                       "dev",
                                                       "devel",
                                                       "develop",
                                                       "development",
                                                       "desenv",
                                                       "des",
                                                       "desenvolvimento",
                                                       "test",
                                                       "teste",
                                                       "testes",
                                                       "tests",
                                                       "testing",
                                                       "tst",
                                                       "stg",
                                                       "stag",
                                                       "staging",
                                                       "qa",
                                                       "qas",
                                                       "uat",
                                                       "sandbox",
                                                       "sbx",
                                                       "lab",
                                                       "poc",
                                                       "demo",
                                                       "treinamento",
                                                       "training",
                                                       "preprod",
                                                       "nonprod",
                                                       "naoprod",
                                                       "acceptance",
                                                       "experimento",
                                                       "integration"};

/// "ã" and the like as letters of ASCII, so that "homologação" is one word with "homologacao".
std::string plain(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 13> letters{{{"á", 'a'},
                                                                              {"à", 'a'},
                                                                              {"â", 'a'},
                                                                              {"ã", 'a'},
                                                                              {"é", 'e'},
                                                                              {"ê", 'e'},
                                                                              {"í", 'i'},
                                                                              {"ó", 'o'},
                                                                              {"ô", 'o'},
                                                                              {"õ", 'o'},
                                                                              {"ú", 'u'},
                                                                              {"ü", 'u'},
                                                                              {"ç", 'c'}}};
  const auto lower = inventory::lower(text);
  std::string plain;
  for (std::size_t i = 0; i < lower.size();) {
    const auto rest = std::string_view(lower).substr(i);
    const auto found = std::ranges::find_if(
        letters, [&](const auto& letter) { return rest.starts_with(letter.first); });
    plain += found == letters.end() ? lower[i] : found->second;
    i += found == letters.end() ? 1 : found->first.size();
  }
  return plain;
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Runs of letters: "app-hml01" is "app" and "hml".
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : plain(text) + " ") {
    if (is_letter(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

std::string joined(std::string_view text) {
  std::string all;
  for (const auto& word : words_of(text)) all += word;
  return all;
}

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// "pre-prod" and "non-prod" are no production: what is said together is looked at first.
Look look_at(std::string_view text) {
  const auto whole = joined(text);
  if (is_one_of(other_words, whole)) return {.purpose = Purpose::other, .word = whole};
  Look production;
  const auto words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (is_one_of(other_words, word) || (i > 0 && is_one_of(other_words, words[i - 1] + word)))
      return {.purpose = Purpose::other, .word = word};
    if (is_one_of(production_words, word))
      production = {.purpose = Purpose::production, .word = word};
  }
  return production;
}

}  // namespace

Look look_of(std::string_view name, const std::map<std::string, std::string>& tags) {
  for (const auto& [key, value] : tags) {
    if (!is_one_of(environment_keys, joined(key))) continue;
    auto look = look_at(value);
    if (look.purpose == Purpose::unknown) continue;
    look.source = Source::tag;
    look.key = key;
    look.text = value;
    return look;
  }
  auto look = look_at(name);
  if (look.purpose == Purpose::unknown) return {};
  look.source = Source::name;
  look.text = name;
  return look;
}

}  // namespace mirante::savings
