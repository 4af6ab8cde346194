#include "main/problem_words.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/http/preferences.h"

namespace mirante {

std::string_view embedded_problems();        // api/problems.pt-BR.json
std::string_view embedded_input_problems();  // api/input-problems.pt-BR.json

namespace {

using Words = std::unordered_map<std::string, std::string>;
using Patterns = std::vector<std::pair<std::regex, std::string>>;

/// A sentence about an input may quote the input. The matcher of the standard library needs stack
/// for each byte.
constexpr std::size_t longest_matched = 1000;

const Words& words_by_code() {
  static const auto words = Json::parse(embedded_problems()).get<Words>();
  return words;
}

/// The first that fits counts.
const Patterns& words_by_pattern() {
  static const auto patterns = [] {
    Patterns made;
    for (const auto& [pattern, text] :
         Json::parse(embedded_input_problems()).get<std::vector<std::array<std::string, 2>>>())
      made.emplace_back(std::regex(pattern, std::regex::ECMAScript | std::regex::optimize), text);
    return made;
  }();
  return patterns;
}

std::optional<std::string> words_for_input(std::string_view said) {
  if (said.size() > longest_matched) return std::nullopt;
  std::match_results<std::string_view::const_iterator> found;
  for (const auto& [pattern, text] : words_by_pattern())
    if (std::regex_search(said.begin(), said.end(), found, pattern)) return found.format(text);
  return std::nullopt;
}

std::string with_capital(std::string text) {
  static const std::unordered_map<std::string_view, std::string_view> capitals = {
      {"á", "Á"}, {"â", "Â"}, {"à", "À"}, {"é", "É"}, {"ê", "Ê"},
      {"í", "Í"}, {"ó", "Ó"}, {"ô", "Ô"}, {"ú", "Ú"}, {"ç", "Ç"}};
  if (text.empty()) return text;
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  const auto found = capitals.find(std::string_view(text).substr(0, 2));
  if (found != capitals.end()) text.replace(0, 2, found->second);
  return text;
}

bool is_problem(const http::Response& response) {
  return response.status >= 400 && std::ranges::any_of(response.headers, [](const auto& header) {
           return header.first == "Content-Type" && header.second == "application/problem+json";
         });
}

void put_into_portuguese(http::Response& response) {
  auto document = Json::parse(response.body);
  const auto code = document.value("code", "");
  document["detail"] =
      sentence_in_portuguese(code, document.value("detail", ""),
                             document.contains("field") || code == to_string(ErrorKind::invalid));
  response.body = document.dump();
}

Task<http::Response> answer_in_language(const http::HttpHandler& handler, http::Request request,
                                        http::Peer peer) {
  const auto wished = request.header("Accept-Language");
  auto response = co_await handler(std::move(request), std::move(peer));
  if (!is_problem(response)) co_return response;  // Nearly all: nothing is read for them.
  const bool is_portuguese = prefers_portuguese(wished);
  if (is_portuguese) put_into_portuguese(response);
  response.headers.emplace_back("Content-Language", is_portuguese ? "pt-BR" : "en");
  co_return response;
}

}  // namespace

bool prefers_portuguese(std::string_view accept_language) {
  const http::Preferences wished(accept_language);
  return wished.weight_of_language("pt") > wished.weight_of_language("en");
}

std::string sentence_in_portuguese(std::string_view code, std::string_view said, bool is_of_input) {
  const auto& words = words_by_code();
  if (const auto found = words.find(std::string(code)); found != words.end()) return found->second;
  if (is_of_input)
    if (auto text = words_for_input(said)) return with_capital(*std::move(text));
  return "Nas palavras do painel: “" + std::string(said) + "”";
}

http::HttpHandler in_readers_language(http::HttpHandler handler) {
  return [handler = std::move(handler)](http::Request request, http::Peer peer) {
    return answer_in_language(handler, std::move(request), std::move(peer));
  };
}

}  // namespace mirante
