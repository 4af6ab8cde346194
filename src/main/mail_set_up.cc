#include "main/mail_set_up.h"

#include <algorithm>
#include <fstream>

#include "platform/mail/smtp_mailer.h"

namespace mirante {
namespace {

/// The first line: editors put an end to it.
std::string first_line_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty())
    throw wrong_field("mail-password-file", path + " cannot be read, or its first line is empty");
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

mail::MailSettings mail_settings(MailOptions options) {
  if (!options.password_file.empty()) options.password = first_line_of(options.password_file);
  if (!options.authorities_file.empty() && !std::ifstream(options.authorities_file))
    throw wrong_field("mail-ca", options.authorities_file + " cannot be read");
  return or_throw(mail::read_settings({.url = std::move(options.url),
                                       .from = std::move(options.from),
                                       .password = std::move(options.password),
                                       .authorities_file = std::move(options.authorities_file)}));
}

std::string public_address(std::string url) {
  if (url.empty()) return url;
  while (url.ends_with('/')) url.pop_back();
  const auto scheme = url.find("://");
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  const bool is_plain = std::ranges::all_of(url, [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\"<>?#\\@").find(c) == std::string_view::npos;
  });
  if (!is_web || !is_plain || url.size() <= scheme + 3 || url[scheme + 3] == '/' ||
      url.size() > 500)
    throw wrong_field("public-url",
                      "must be the address at which people open the panel, as "
                      "https://panel.example.com");
  return url;
}

std::unique_ptr<mail::Mailer> make_mailer(mail::MailSettings& settings,
                                          const std::filesystem::path& data,
                                          mail::FolderKeeps keeps, Loop& loop, BlockingPool& pool) {
  if (!settings.smtp) return std::make_unique<mail::FolderMailer>(data / "mail", loop, pool, keeps);
  return std::make_unique<mail::SmtpMailer>(std::move(*settings.smtp), loop, pool);
}

}  // namespace mirante
