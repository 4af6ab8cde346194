#include "platform/mail/smtp_mailer.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/clock.h"
#include "platform/mail/smtp_talk.h"

namespace mirante::mail {
namespace {

using namespace std::chrono_literals;
using Tls = SmtpSettings::Tls;

constexpr auto person_waits = 20s;

void start_curl_once() {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw Failure(ErrorKind::internal, "libcurl does not start");
}

/// How long the server may be silent (RFC 5321, 4.5.3.2).
std::chrono::seconds silence_max(SmtpTalk::Phase phase, Patience patience) {
  if (patience == Patience::person) return person_waits;
  switch (phase) {
    case SmtpTalk::Phase::greeting: return 5min;
    case SmtpTalk::Phase::envelope: return 5min;
    case SmtpTalk::Phase::asked: return 2min;
    case SmtpTalk::Phase::content: return 3min;
    case SmtpTalk::Phase::ended: return answer_max;
  }
  MIRANTE_CHECK(false);
}

/// One conversation, on a thread of the pool. `is_unwanted` is set when nobody waits any more.
class Conversation {
 public:
  Conversation(std::shared_ptr<const SmtpSettings> settings, std::optional<Letter> letter,
               Patience patience, std::shared_ptr<std::atomic<bool>> is_unwanted)
      : settings_(std::move(settings)),
        letter_(std::move(letter)),
        patience_(patience),
        is_unwanted_(std::move(is_unwanted)),
        talk_(settings_->password.reveal()) {}

  Delivery run() {
    start_curl_once();
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> recipients(nullptr, curl_slist_free_all);
    if (!curl) throw Failure(ErrorKind::limit, "libcurl has no memory for a connection");
    handle_ = curl.get();
    heard_at_ = clock_.steady();
    set_up_connection();
    if (letter_) {
      recipients.reset(curl_slist_append(nullptr, ("<" + letter_->to + ">").c_str()));
      set(CURLOPT_MAIL_FROM, ("<" + letter_->from + ">").c_str());
      set(CURLOPT_MAIL_RCPT, recipients.get());
      set(CURLOPT_UPLOAD, 1L);
      set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(letter_->bytes.size()));
      set(CURLOPT_READFUNCTION, &Conversation::read);
      set(CURLOPT_READDATA, this);
    } else {
      set(CURLOPT_CUSTOMREQUEST, "NOOP");
      set(CURLOPT_NOBODY, 1L);
    }
    return delivery(curl_easy_perform(handle_));
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (const auto code = curl_easy_setopt(handle_, option, value); code != CURLE_OK)
      throw Failure(ErrorKind::internal,
                    std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
  }

  void set_up_connection() {
    const auto& to = *settings_;
    const auto host = to.host.contains(':') ? "[" + to.host + "]" : to.host;
    const auto url = std::string(to.tls == Tls::implicit ? "smtps://" : "smtp://") + host + ":" +
                     std::to_string(to.port);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");  // What the environment says of proxies is about web pages.
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USE_SSL, static_cast<long>(to.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!to.authorities_file.empty()) set(CURLOPT_CAINFO, to.authorities_file.c_str());
    if (!to.user.empty()) {
      set(CURLOPT_USERNAME, to.user.c_str());
      set(CURLOPT_PASSWORD, std::string(to.password.reveal()).c_str());
    }
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(person_waits.count()));
    // Silence is measured by ourselves, phase by phase; this is libcurl's own bound above.
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
        static_cast<long>(std::chrono::seconds(answer_max).count()));
    set(CURLOPT_TIMEOUT,
        static_cast<long>(std::chrono::seconds(handed_over_within + answer_max).count()));
    set(CURLOPT_ERRORBUFFER, error_);
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &Conversation::hear);
    set(CURLOPT_DEBUGDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Conversation::tick);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_WRITEFUNCTION, &Conversation::ignore);
  }

  Delivery delivery(CURLcode code) {
    Delivery made;
    // All of it may be out, whatever became of the connection.
    if (is_read_ && talk_.phase() == SmtpTalk::Phase::content) talk_.content_ends();
    if (code == CURLE_OK) {
      made.outcome = Outcome::accepted;
      made.said = "the mail server answered: " + talk_.answer_text();
    } else {
      made.outcome = outcome_of_failure(talk_);
      std::string why = std::strlen(error_) > 0 ? error_ : curl_easy_strerror(code);
      if (!stopped_.empty()) why = stopped_;
      if (talk_.answer() >= 400) why = "the mail server answered: " + talk_.answer_text();
      if (made.outcome == Outcome::unknown)
        why = "the mail was handed over and the server's answer is lost: " + why;
      made.said = std::move(why);
      talk_.connected(made.said);
    }
    made.transcript = talk_.transcript();
    return made;
  }

  static int hear(CURL*, curl_infotype kind, char* data, std::size_t size, void* self) {
    auto& me = *static_cast<Conversation*>(self);
    const std::string_view text(data, size);
    switch (kind) {
      case CURLINFO_TEXT: me.talk_.connected(text); return 0;
      case CURLINFO_HEADER_OUT: me.talk_.we_said(text); break;
      case CURLINFO_HEADER_IN: me.talk_.server_said(text); break;
      case CURLINFO_DATA_OUT: me.talk_.we_sent_content(size); break;
      default: break;
    }
    me.heard_at_ = me.clock_.steady();
    return 0;
  }

  static std::size_t read(char* into, std::size_t size, std::size_t count, void* self) {
    auto& me = *static_cast<Conversation*>(self);
    const auto left = std::string_view(me.letter_->bytes).substr(me.read_);
    // Also before the end is told: a process that stood still must not finish what another one has
    // taken over.
    if (me.clock_.steady() - me.begun_at_ > handed_over_within) {
      me.stopped_ = "the mail server took too long";
      return CURL_READFUNC_ABORT;
    }
    const auto taken = std::min(left.size(), size * count);
    std::memcpy(into, left.data(), taken);
    me.read_ += taken;
    me.heard_at_ = me.clock_.steady();
    if (me.read_ == me.letter_->bytes.size()) me.is_read_ = true;
    return taken;
  }

  static std::size_t ignore(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
  }

  /// Called at least about once a second. Not 0 ends the conversation.
  static int tick(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& me = *static_cast<Conversation*>(self);
    if (me.is_unwanted_->load()) me.stopped_ = "the panel ends";
    const auto phase = me.is_read_ ? SmtpTalk::Phase::ended : me.talk_.phase();
    if (me.clock_.steady() - me.heard_at_ > silence_max(phase, me.patience_))
      me.stopped_ = "the mail server is silent";
    return me.stopped_.empty() ? 0 : 1;
  }

  const SystemClock clock_;
  const std::shared_ptr<const SmtpSettings> settings_;
  const std::optional<Letter> letter_;
  const Patience patience_;
  const std::shared_ptr<std::atomic<bool>> is_unwanted_;
  SmtpTalk talk_;
  CURL* handle_ = nullptr;
  char error_[CURL_ERROR_SIZE] = {};
  std::size_t read_ = 0;
  bool is_read_ = false;
  std::string stopped_;
  const Steady begun_at_ = clock_.steady();  // When it was asked for; it may wait for a thread.
  Steady heard_at_{};
};

/// Tells the thread when its caller has gone.
struct Wanted {
  // Shared with the thread.
  std::shared_ptr<std::atomic<bool>> is_unwanted = std::make_shared<std::atomic<bool>>(false);
  ~Wanted() { is_unwanted->store(true); }
};

}  // namespace

SmtpMailer::SmtpMailer(SmtpSettings settings, Loop& loop, BlockingPool& pool)
    : settings_(std::make_shared<const SmtpSettings>(std::move(settings))),
      loop_(loop),
      pool_(pool) {}

Task<Delivery> SmtpMailer::talk(std::optional<Letter> letter, Patience patience) {
  const Wanted wanted;
  // Shared: the pool's work must be copyable to where it runs, and a conversation is not.
  const auto conversation =
      std::make_shared<Conversation>(settings_, std::move(letter), patience, wanted.is_unwanted);
  co_return co_await pool_.run(loop_, [conversation] { return conversation->run(); });
}

Task<Delivery> SmtpMailer::send(Letter letter, Patience patience) {
  return talk(std::move(letter), patience);
}

Task<Delivery> SmtpMailer::check() { return talk(std::nullopt, Patience::person); }

}  // namespace mirante::mail
