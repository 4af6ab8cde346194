// Answers that may be given again (repeat.h), by the question as it came. Inside the room only; the
// loop's thread only.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/http/peer.h"
#include "platform/http/repeat.h"

struct evp_md_st;
struct evp_md_ctx_st;

namespace mirante::http {

class KeptAnswers {
 public:
  /// SHA-256 of who asks and what: two questions with one key are the same question. The question
  /// itself, in which there are secrets, is not kept.
  using Key = std::array<std::uint8_t, 32>;

  struct Kept {
    std::string text;         // As it goes over the wire.
    std::size_t date_at = 0;  // Where its Date stands; 0: it has none.
    Repeat repeat;
  };

  /// At most so many bytes of answers; the ones not asked for longest go first. 0: none is kept.
  explicit KeptAnswers(std::size_t bytes_max);
  ~KeptAnswers();
  KeptAnswers(const KeptAnswers&) = delete;
  KeptAnswers& operator=(const KeptAnswers&) = delete;

  /// The key of the request with which `bytes` begin; nullopt where they are no whole head of a
  /// GET, or nothing is kept. `head_bytes` becomes its length.
  std::optional<Key> key_of(const Peer& peer, std::string_view bytes, std::size_t& head_bytes);

  /// With the date of `now`; nullptr if there is none, or it does not hold any more. Until the next
  /// call.
  const Kept* find(const Key& key, Instant now);
  /// `head_bytes` of `text` are the answer's head.
  void keep(const Key& key, std::string text, std::size_t head_bytes, Repeat repeat);

  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Key key;
    Kept kept;
  };
  using Entries = std::list<Entry>;
  struct DigestCloser {
    void operator()(evp_md_st* digest) const;
    void operator()(evp_md_ctx_st* context) const;
  };

  void drop(Entries::iterator entry);

  const std::size_t bytes_max_;
  const std::unique_ptr<evp_md_st, DigestCloser> digest_;
  const std::unique_ptr<evp_md_ctx_st, DigestCloser> context_;
  std::size_t bytes_ = 0;
  Entries entries_;  // The one asked for last is first.
  std::map<Key, Entries::iterator> by_key_;
  std::int64_t dated_ = 0;  // Seconds since 1970, of which this is the text.
  std::string date_;
};

}  // namespace mirante::http
