#include "platform/http/kept_answers.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/error.h"
#include "base/http_date.h"

namespace mirante::http {
namespace {

constexpr std::string_view date_name = "\r\nDate: ";
constexpr std::string_view head_end = "\r\n\r\n";
// What an entry costs besides its text, roughly.
constexpr std::size_t entry_bytes = 512;

std::size_t cost_of(const KeptAnswers::Kept& kept) { return kept.text.size() + entry_bytes; }

}  // namespace

void KeptAnswers::DigestCloser::operator()(evp_md_st* digest) const { EVP_MD_free(digest); }
void KeptAnswers::DigestCloser::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

// Fetched once: to look for a digest takes longer than to make one.
KeptAnswers::KeptAnswers(std::size_t bytes_max)
    : bytes_max_(bytes_max),
      digest_(bytes_max > 0 ? EVP_MD_fetch(nullptr, "SHA256", nullptr) : nullptr),
      context_(bytes_max > 0 ? EVP_MD_CTX_new() : nullptr) {
  MIRANTE_CHECK(bytes_max == 0 || (digest_ && context_));
}

KeptAnswers::~KeptAnswers() = default;

std::optional<KeptAnswers::Key> KeptAnswers::key_of(const Peer& peer, std::string_view bytes,
                                                    std::size_t& head_bytes) {
  if (bytes_max_ == 0 || peer.process || !bytes.starts_with("GET ")) return std::nullopt;
  const auto end = bytes.find(head_end);
  if (end == std::string_view::npos) return std::nullopt;
  head_bytes = end + head_end.size();
  Key key{};
  // An address holds no space, so that it cannot run into what was sent.
  const bool is_made =
      EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr) == 1 &&
      EVP_DigestUpdate(context_.get(), peer.address.data(), peer.address.size()) == 1 &&
      EVP_DigestUpdate(context_.get(), " ", 1) == 1 &&
      EVP_DigestUpdate(context_.get(), bytes.data(), head_bytes) == 1 &&
      EVP_DigestFinal_ex(context_.get(), key.data(), nullptr) == 1;
  MIRANTE_CHECK(is_made);
  return key;
}

const KeptAnswers::Kept* KeptAnswers::find(const Key& key, Instant now) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const auto entry = found->second;
  if (!entry->kept.repeat.holds()) {
    drop(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  auto& kept = entry->kept;
  if (kept.date_at > 0) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (date_.empty() || dated_ != second) {
      date_ = to_http_date(now);
      dated_ = second;
    }
    std::ranges::copy(date_, kept.text.begin() + static_cast<std::ptrdiff_t>(kept.date_at));
  }
  return &kept;
}

void KeptAnswers::keep(const Key& key, std::string text, std::size_t head_bytes, Repeat repeat) {
  Kept kept{.text = std::move(text), .repeat = std::move(repeat)};
  // One answer is not to push all others out.
  if (cost_of(kept) > bytes_max_ / 16) return;
  const auto date = std::string_view(kept.text).substr(0, head_bytes).find(date_name);
  if (date != std::string_view::npos) kept.date_at = date + date_name.size();
  if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
  bytes_ += cost_of(kept);
  entries_.push_front({.key = key, .kept = std::move(kept)});
  by_key_.emplace(key, entries_.begin());
  while (bytes_ > bytes_max_) drop(std::prev(entries_.end()));
}

void KeptAnswers::drop(Entries::iterator entry) {
  bytes_ -= cost_of(entry->kept);
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace mirante::http
