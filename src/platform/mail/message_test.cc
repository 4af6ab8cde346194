#include "platform/mail/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/mail/encodings.h"
#include "platform/mail/utf8.h"

namespace mirante::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Identity identity{.id = "01jq", .date = from_micros(1'772'445'600'000'000)};

Message plain() {
  return {.from = {.name = "Mirante", .email = "panel@example.com"},
          .to = {.name = "", .email = "ana@example.com"},
          .subject = "Hello",
          .text = "Good morning\n"};
}

std::string written(const Message& message) {
  return or_throw(write_message(message, identity)).bytes;
}
std::string field_at_fault(const Message& message) {
  const auto letter = write_message(message, identity);
  return letter ? "none" : letter.error().field;
}

TEST(Message, IsWrittenAsTheStandardSays) {
  EXPECT_EQ(written(plain()),
            "Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n"
            "From: \"Mirante\"\r\n <panel@example.com>\r\n"
            "To: ana@example.com\r\n"
            "Message-ID: <01jq@example.com>\r\n"
            "Subject: Hello\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Good morning\r\n");
}

TEST(Message, HasBothFormsOfItsText) {
  auto message = plain();
  message.html = "<p>Bom dia</p>";
  const auto bytes = written(message);

  EXPECT_THAT(bytes, HasSubstr("multipart/alternative;\r\n boundary=\"=_01jq\"\r\n"));
  EXPECT_THAT(bytes, HasSubstr("\r\n--=_01jq\r\nContent-Type: text/plain"));
  EXPECT_THAT(bytes, HasSubstr("\r\n--=_01jq\r\nContent-Type: text/html"));
  EXPECT_TRUE(bytes.ends_with("\r\n--=_01jq--\r\n"));
}

TEST(Message, CutsLongSubjectsBetweenCharacters) {
  auto message = plain();
  message.subject = "";
  for (int i = 0; i < 60; ++i) message.subject += "çã";
  const auto bytes = written(message);
  const auto begin = bytes.find("Subject: ") + 9;
  const auto text = bytes.substr(begin, bytes.find("\r\nMIME", begin) - begin);

  // 44 bytes are 22 whole characters of two bytes each.
  EXPECT_THAT(text, ::testing::StartsWith("=?UTF-8?B?w6fDo8Onw6PDp8Ojw6fDo8Onw6PDp8Ojw6fDo8Onw6PD"
                                          "p8Ojw6fDo8Onw6M=?=\r\n =?UTF-8?B?w6f"));
}

TEST(Message, BreaksNoLineBeyondTheLimit) {
  auto message = plain();
  message.text = std::string(300, 'a') + "\n" + std::string(30, '=') + " b= \nFrom me\n.\n";
  for (int i = 0; i < 50; ++i) message.html += "ção ";
  const auto bytes = written(message);

  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = bytes.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 78) << bytes.substr(at, end - at);
    EXPECT_EQ(bytes.substr(at, end - at).find('\n'), std::string::npos);
    at = end + 2;
  }
  EXPECT_THAT(bytes, HasSubstr("\r\n=46rom me\r\n=2E\r\n"));
  EXPECT_THAT(bytes, HasSubstr("=3D=20\r\n"));
}

TEST(Message, IsAsciiWhateverItSays) {
  auto message = plain();
  message.subject = "Convite: Aurora Comércio";
  message.to.name = "João \"Jota\" Conceição";
  message.text = "Olá, João: é aqui.";
  message.html = "<p>日本語日本語日本語日本語</p>";

  for (const char c : written(message)) EXPECT_LT(static_cast<unsigned char>(c), 0x7f);
}

TEST(Message, LetsNobodyAddAHeaderOrARecipient) {
  const auto with = [](auto change) {
    auto message = plain();
    change(message);
    return field_at_fault(message);
  };

  EXPECT_EQ(with([](Message& m) { m.subject = "a\r\nBcc: eve@example.com"; }), "subject");
  EXPECT_EQ(with([](Message& m) { m.subject = "a\nb"; }), "subject");
  EXPECT_EQ(with([](Message& m) { m.subject = "a\rb"; }), "subject");
  EXPECT_EQ(with([](Message& m) { m.subject = std::string("a\0b", 3); }), "subject");
  EXPECT_EQ(with([](Message& m) { m.subject = "\xff"; }), "subject");
  EXPECT_EQ(with([](Message& m) { m.subject = ""; }), "subject");
  EXPECT_EQ(with([](Message& m) { m.to.email = "ana@example.com\r\nBcc: eve@example.com"; }), "to");
  EXPECT_EQ(with([](Message& m) { m.to.email = "ana@example.com> RCPT TO:<eve@example.com"; }),
            "to");
  EXPECT_EQ(with([](Message& m) { m.to.email = "ana@example.com,eve@example.com"; }), "to");
  EXPECT_EQ(with([](Message& m) { m.to.email = "joão@example.com"; }), "to");
  EXPECT_EQ(with([](Message& m) { m.to.name = "a\nb"; }), "to");
  EXPECT_EQ(with([](Message& m) { m.from.email = "panel"; }), "from");
  EXPECT_EQ(with([](Message& m) { m.headers = {{"X-A", "b\r\nBcc: eve@example.com"}}; }),
            "headers");
  EXPECT_EQ(with([](Message& m) { m.headers = {{"X A", "b"}}; }), "headers");
  EXPECT_EQ(with([](Message& m) { m.headers = {{"BCC", "eve@example.com"}}; }), "headers");
  EXPECT_EQ(with([](Message& m) { m.text = "\xc0\x80"; }), "text");
  EXPECT_EQ(with([](Message& m) { m.headers = {{"Auto-Submitted", "auto-generated"}}; }), "none");
}

TEST(Message, LeavesTheValuesOfOtherHeadersAsTheyAre) {
  auto message = plain();
  const auto url = "<https://panel.example.com/" + std::string(80, 'x') + ">";
  message.headers = {{"List-Unsubscribe", url}};
  EXPECT_THAT(written(message), HasSubstr("List-Unsubscribe:\r\n " + url + "\r\n"));

  message.headers = {{"X-A", "ação"}};
  EXPECT_EQ(field_at_fault(message), "headers");
}

TEST(Message, SaysWhatAnAddressMustLookLike) {
  EXPECT_EQ(or_throw(parse_address("mail-from", "Mirante <panel@example.com>")),
            (Address{.name = "Mirante", .email = "panel@example.com"}));
  EXPECT_EQ(or_throw(parse_address("mail-from", " \"A, B\" <a@b.c> ")),
            (Address{.name = "A, B", .email = "a@b.c"}));
  EXPECT_EQ(or_throw(parse_address("mail-from", "a@b.c")), (Address{.name = "", .email = "a@b.c"}));
  for (const auto* wrong : {"", "a", "@b", "a@", "a@b@c", "a b@c", "<a@b", "a@b>", "A <a@b> c"})
    EXPECT_FALSE(parse_address("mail-from", wrong)) << wrong;
}

TEST(Encodings, GiveTheShorterForm) {
  EXPECT_EQ(encoding_for("Olá, João: a Aurora convidou você para o painel"), "quoted-printable");
  EXPECT_EQ(encoding_for("日本語"), "base64");
  EXPECT_EQ(quoted_printable("é\r\nb"), "=C3=A9\r\nb\r\n");
  EXPECT_EQ(base64_lines("a\nb"), "YQ0KYg0K\r\n");
  EXPECT_EQ(header_phrase("Ana \"A\" Souza"), "\"Ana \\\"A\\\" Souza\"");
  EXPECT_THAT(header_text("=?UTF-8?B?YQ==?="), Not(HasSubstr("YQ==")));
}

TEST(Utf8, RefusesWhatIsNone) {
  EXPECT_TRUE(is_utf8("aé日😀"));
  for (const auto* wrong : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
                            "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xff"})
    EXPECT_FALSE(is_utf8(wrong));
}

}  // namespace
}  // namespace mirante::mail
