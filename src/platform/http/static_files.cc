#include "platform/http/static_files.h"

#include <algorithm>

#include "base/percent.h"
#include "platform/http/preferences.h"

namespace mirante::http {
namespace {

constexpr std::string_view front_page = "/index.html";
// Addresses that are never pages, and all that lies under them.
constexpr std::string_view not_pages[] = {"/api", "/assets", "/healthz", "/readyz", "/metrics"};

// Addresses of pages that hold a secret: no cache keeps them, and nobody hears where one came from.
constexpr std::string_view secret_pages[] = {"/leave-on"};

bool is_at_or_under(std::string_view path, std::string_view place) {
  return path.starts_with(place) && (path.size() == place.size() || path[place.size()] == '/');
}

/// Plain segments alone: what a browser would resolve or another program might take for a file is
/// no address of ours.
bool is_page_address(std::string_view raw) {
  const auto path = percent_decode(raw);
  if (!path || !path->starts_with('/')) return false;
  for (const auto place : not_pages)
    if (is_at_or_under(*path, place)) return false;
  const auto is_odd = [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; };
  if (std::ranges::any_of(*path, is_odd) || path->contains("//")) return false;
  if (path->contains("/.")) return false;
  std::string_view last(*path);
  if (last.ends_with('/')) last.remove_suffix(1);
  return last.empty() || !last.substr(last.rfind('/')).contains('.');
}

/// One of the forms in which a file is kept.
struct Form {
  std::string_view coding;  // Of Content-Encoding; empty: as it is.
  std::string_view content;
};

/// The form that the browser likes best; among equals the smallest.
Form form_for(const StaticFile& file, const Request& request) {
  const Preferences wished(request.header("Accept-Encoding"));
  Form best{.content = file.content};
  // Who names codings would rather have one of them than the file as it is.
  int best_weight = wished.weight_of("identity").value_or(1);
  for (const auto& form : {Form{"gzip", file.gzip}, Form{"br", file.brotli}}) {
    const auto weight = wished.weight_of(form.coding).value_or(wished.weight_of("*").value_or(0));
    if (form.content.empty() || weight == 0 || weight < best_weight) continue;
    best = form;
    best_weight = weight;
  }
  return best;
}

/// Another form of the same content is other bytes, so it has a tag of its own.
std::string etag_of(const StaticFile& file, const Form& form) {
  std::string tag(file.digest);
  if (!form.coding.empty()) tag += "-" + std::string(form.coding);
  return "\"" + tag + "\"";
}

bool has_already(const Request& request, const std::string& etag) {
  std::string known = request.header("If-None-Match");
  if (known == "*") return true;
  std::erase(known, ' ');
  std::erase(known, '\t');
  for (std::string_view rest = known; !rest.empty();) {
    const auto comma = rest.find(',');
    auto one = rest.substr(0, comma);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return false;
}

Response answer_with(const StaticFile& file, const Request& request, std::string_view vary) {
  const auto form = form_for(file, request);
  const auto etag = etag_of(file, form);
  Response response{
      .headers = {
          {"ETag", etag},
          {"Cache-Control", file.is_immutable ? "public, max-age=31536000, immutable" : "no-cache"},
          {"Vary", std::string(vary)}}};
  if (has_already(request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", file.media_type);
  if (!form.coding.empty()) response.headers.emplace_back("Content-Encoding", form.coding);
  response.body = form.content;
  return response;
}

/// `files` and `api` live as long as the handler that holds them.
Task<Response> answer_by(const StaticFiles& files, const HttpHandler& api, Request request,
                         Peer peer) {
  if (auto response = files.answer(request)) co_return *std::move(response);
  auto response = co_await api(std::move(request), std::move(peer));
  if (find_header(response.headers, "Cache-Control") == nullptr)
    response.headers.emplace_back("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

StaticFiles::StaticFiles(std::span<const StaticFile> files) : files_(files.begin(), files.end()) {
  std::ranges::sort(files_, {}, &StaticFile::path);
  MIRANTE_CHECK(files_.empty() || find(front_page) != nullptr);
}

const StaticFile* StaticFiles::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files_, path, {}, &StaticFile::path);
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
  if (request.verb != Verb::get || files_.empty()) return std::nullopt;
  if (request.path == "/") return answer_with(*find(front_page), request, "Accept-Encoding");
  if (const auto* file = find(request.path)) return answer_with(*file, request, "Accept-Encoding");
  const Preferences wished(request.header("Accept"));
  if (wished.weight_of("text/html").value_or(0) == 0 || !is_page_address(request.path))
    return std::nullopt;
  auto response = answer_with(*find(front_page), request, "Accept, Accept-Encoding");
  for (const auto place : secret_pages) {
    if (!is_at_or_under(request.path, place)) continue;
    for (auto& [name, value] : response.headers)
      if (name == "Cache-Control") value = "no-store";
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
  }
  return response;
}

HttpHandler with_files(const StaticFiles& files, HttpHandler api) {
  return [&files, api = std::move(api)](Request request, Peer peer) {
    return answer_by(files, api, std::move(request), std::move(peer));
  };
}

}  // namespace mirante::http
