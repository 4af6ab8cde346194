#include "platform/mail/smtp_talk.h"

#include "platform/crypto/hash.h"

namespace mirante::mail {
namespace {

constexpr std::size_t line_max = 400;
constexpr std::size_t transcript_max = 16'000;
constexpr std::string_view hidden = "[secret]";

bool begins_with_word(std::string_view line, std::string_view word) {
  if (line.size() < word.size()) return false;
  for (std::size_t at = 0; at < word.size(); ++at)
    if ((line[at] & ~0x20) != word[at]) return false;
  return line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == '\r' ||
         line[word.size()] == '\n';
}

/// "250-SIZE", "250 ok": the number, and whether it is the answer's last line.
struct Reply {
  int code = 0;
  bool is_last = false;
};
Reply reply_of(std::string_view line) {
  if (line.size() < 3) return {};
  int code = 0;
  for (std::size_t at = 0; at < 3; ++at) {
    if (line[at] < '0' || line[at] > '9') return {};
    code = code * 10 + (line[at] - '0');
  }
  return {.code = code, .is_last = line.size() == 3 || line[3] != '-'};
}

std::string printable(std::string_view text) {
  std::string out(text.substr(0, line_max));
  for (auto& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  return out;
}

void replace_all(std::string& text, std::string_view what) {
  if (what.empty()) return;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + hidden.size()))
    text.replace(at, what.size(), hidden);
}

}  // namespace

SmtpTalk::SmtpTalk(std::string_view secret)
    : secret_(secret),
      secret_base64_(crypto::to_base64(
          {reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()})) {}

std::string SmtpTalk::without_secrets(std::string line) const {
  replace_all(line, secret_);
  replace_all(line, secret_base64_);
  return line;
}

void SmtpTalk::add_line(std::string_view who, std::string line) {
  if (is_cut_) return;
  is_cut_ = transcript_.size() > transcript_max;
  transcript_ += is_cut_ ? "* (more was said)\n" : std::string(who) + line + "\n";
}

void SmtpTalk::add(std::string_view who, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) add_line(who, printable(without_secrets(std::string(line))));
  }
}

void SmtpTalk::we_said(std::string_view text) {
  if (is_login_) return add_line("C: ", std::string(hidden));
  if (begins_with_word(text, "AUTH")) {
    is_login_ = true;
    const auto mechanism = text.find(' ') + 1;
    const auto end = text.find_first_of(" \r\n", mechanism);
    answer_ = 0;
    return add_line(
        "C: ",
        printable(text.substr(0, end)) +
            (end != std::string_view::npos && text[end] == ' ' ? " " + std::string(hidden) : ""));
  }
  if (begins_with_word(text, "QUIT")) is_ending_ = true;
  if (begins_with_word(text, "MAIL") || begins_with_word(text, "RCPT")) phase_ = Phase::envelope;
  if (begins_with_word(text, "DATA")) phase_ = Phase::asked;
  if (!is_ending_) answer_ = 0;
  add("C: ", text);
}

void SmtpTalk::content_ends() {
  phase_ = Phase::ended;
  answer_ = 0;
  add_line("C: ", "(the mail, " + std::to_string(content_bytes_) + " bytes)");
}

void SmtpTalk::server_said(std::string_view text) {
  if (phase_ == Phase::content) content_ends();
  add("S: ", text);
  const auto reply = reply_of(text);
  if (!reply.is_last) return;
  if (is_login_ && reply.code != 334) is_login_ = false;
  if (is_ending_) return;
  if (phase_ == Phase::asked && reply.code == 354) {
    phase_ = Phase::content;
    answer_ = 0;
    return;
  }
  answer_ = reply.code;
  auto line = text.substr(0, text.find_first_of("\r\n"));
  answer_text_ = printable(without_secrets(std::string(line)));
}

Outcome outcome_of_failure(const SmtpTalk& talk) {
  const int code = talk.answer();
  if (talk.phase() == SmtpTalk::Phase::greeting) return Outcome::later;
  // RFC 4954: these speak of the login, whatever they answer.
  const bool is_about_login = code == 530 || code == 534 || code == 535 || code == 538;
  if (code >= 500 && code <= 599) return is_about_login ? Outcome::later : Outcome::refused;
  if (talk.phase() == SmtpTalk::Phase::ended && code == 0) return Outcome::unknown;
  return Outcome::later;
}

}  // namespace mirante::mail
