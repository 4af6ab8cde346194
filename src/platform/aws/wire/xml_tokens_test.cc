#include "platform/aws/wire/xml_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "platform/aws/wire/testing/xml_oracle.h"

namespace mirante::aws::wire::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

std::vector<std::size_t> every(std::size_t bytes, std::size_t size) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = bytes; at < size; at += bytes) cuts.push_back(at);
  return cuts;
}

/// Says the same however the document is cut, and what Expat says unless it is beyond us.
void expect_as_expat(const std::string& document) {
  const auto expat = ExpatReader::read(document);
  const auto whole = tokens_say(document, {});
  if (whole || !expat.is_beyond_us) {
    ASSERT_EQ(whole, expat.events) << document;
  }
  for (std::size_t cut = 1; cut < document.size(); ++cut)
    ASSERT_EQ(tokens_say(document, {cut}), whole) << document << "\ncut at " << cut;
  for (const std::size_t bytes : {1, 2, 3, 7})
    ASSERT_EQ(tokens_say(document, every(bytes, document.size())), whole)
        << document << "\nin pieces of " << bytes;
}

constexpr std::string_view corners[] = {
    "",
    " ",
    "<a/>",
    "<a></a>",
    "<a>b</a>",
    "<a>b</a >",
    "<a>b</ a>",
    "<a>b</b>",
    "<a>",
    "</a>",
    "<a/><b/>",
    "<a/>x",
    "x<a/>",
    " <a/> ",
    "<a/>&#32;",
    "<a/><![CDATA[]]>",
    "<>",
    "<a",
    "<",
    "\xEF\xBB\xBF<a/>",
    "\xEF\xBB\xBF\xEF\xBB\xBF<a/>",
    "\xEF\xBB\xBF<?xml version='1.0'?><a/>",
    " \xEF\xBB\xBF<a/>",
    "<a>\xEF\xBB\xBF</a>",
    // Declaration and instructions.
    "<?xml version='1.0'?><a/>",
    " <?xml version='1.0'?><a/>",
    "<?xml?><a/>",
    "<?xml version='1.0' encoding='UTF-8' standalone=\"yes\" ?><a/>",
    "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA7</a>",
    "<?xml encoding='UTF-8'?><a/>",
    "<?xml version='1.0' standalone='no'?><a/>",
    "<?xml version='1.0' standalone='si'?><a/>",
    "<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>",
    "<?xml version='1 0'?><a/>",
    "<?xml version='1.0'encoding='UTF-8'?><a/>",
    "<?xml version='&#49;'?><a/>",
    "<?xml version='1.0' encoding='1'?><a/>",
    "<?XML version='1.0'?><a/>",
    "<?p?><a/>",
    "<a><?p q?></a>",
    "<a><?p?q?></a>",
    "<a><? p?></a>",
    "<a><?p",
    "<?p \x01?><a/>",
    "<a/><?xml version='1.0'?>",
    "<?p:q r?><a/>",
    "<?p+?><a/>",
    // Comments.
    "<!-- c --><a><!----></a><!-- -->",
    "<a><!-- -- --></a>",
    "<a><!-- ---></a>",
    "<a><!-->-->",
    "<a><!--\xC3\xA7--></a>",
    "<a><!--\xC3--></a>",
    "<a><!-",
    "<!-x--><a/>",
    // Declarations.
    "<!DOCTYPE a><a/>",
    "<!doctype html><a/>",
    "<a><!DOCTYPE a></a>",
    "<!ELEMENT a><a/>",
    // Text.
    "<a>&lt;&gt;&amp;&quot;&apos;</a>",
    "<a>&nbsp;</a>",
    "<a>&lt</a>",
    "<a>&;</a>",
    "<a>& b;</a>",
    "<a>&#65;&#x41;&#x1F600;</a>",
    "<a>&#0;</a>",
    "<a>&#xD800;</a>",
    "<a>&#xFFFE;</a>",
    "<a>&#x110000;</a>",
    "<a>&#99999999999;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#X41;</a>",
    "<a>&#-1;</a>",
    "<a>&#10;&#13;</a>",
    "<a>&#1;</a>",
    "<a>&#00065;</a>",
    "<a>&#+65;</a>",
    "<a>]]</a>",
    "<a>]]></a>",
    "<a>]]&gt;</a>",
    "<a>]]<b/>></a>",
    "<a>]]]></a>",
    "<a>] ]></a>",
    "<a>]] ></a>",
    "<a>></a>",
    "<a>\r\n\r\r\n</a>",
    "<a>\r</a>",
    "<a>x\ry\nz</a>",
    "<a>\t</a>",
    "<a>\x01</a>",
    "<a>\x7F</a>",
    "<a>\xC3\xA7\xE2\x82\xAC\xF0\x9F\x98\x80 x</a>",
    "<a>\xC0\x80</a>",
    "<a>\xC1\xBF</a>",
    "<a>\xE0\x9F\xBF</a>",
    "<a>\xED\xA0\x80</a>",
    "<a>\xEF\xBF\xBE</a>",
    "<a>\xEF\xBF\xBD</a>",
    "<a>\xF0\x8F\xBF\xBF</a>",
    "<a>\xF4\x90\x80\x80</a>",
    "<a>\xF5\x80\x80\x80</a>",
    "<a>\x80</a>",
    "<a>\xE2\x82</a>",
    "<a>\xE2</a>",
    "<a>0123456789abcdef \xC3\xA7 0123456789</a>",
    "<a>0123456789abcdef\n0123456789\x02</a>",
    // CDATA.
    "<a><![CDATA[]]></a>",
    "<a><![CDATA[x]]y]]]></a>",
    "<a><![CDATA[ ]]]]><![CDATA[> ]]></a>",
    "<a><![CDATA[\r\n\xC3\xA7<b>&amp;]]></a>",
    "<a><![CDATA[\x01]]></a>",
    "<a><![CDATA[x</a>",
    "<a><![cdata[x]]></a>",
    "<a><![CDATA[\xE2\x82]]></a>",
    "<a><![CDATA[x\r]]>\n</a>",
    "<a>\r<![CDATA[\n]]></a>",
    // Tags.
    "<a b='c'/>",
    "<a b=\"c\" d='e'>f</a>",
    "<a b='c'd='e'/>",
    "<a b = 'c' />",
    "<a b/>",
    "<a b=c/>",
    "<a b='c/>",
    "<a b='<'/>",
    "<a b='>'/>",
    "<a b='\"'/>",
    "<a b='&lt;&#65;'/>",
    "<a b='&x;'/>",
    "<a b='c' b='d'/>",
    "<a b='1\r\n2\t3\n4\r5&#10;'/>",
    "<a b='\x01'/>",
    "<a b='\xC3\xA7'/>",
    "<a b='\xC3'/>",
    "<a / >",
    "<a/ >",
    "<a\n/>",
    "<a\tb='c'\n>d</a\n>",
    "<a b='/'>x</a>",
    "<a b=/>",
    "<1/>",
    "<-a/>",
    "<a1.-_:b/>",
    "<:a/>",
    "<x:a xmlns:x='y'/>",
    "<a <b/>",
    "<a b'c'/>",
    "< a/>",
    "<a\"/>",
    "</>",
    "<a></a b='c'>",
    "<\xC3\xA7/>",
    "<a \xC3\xA7='b'/>",
};

TEST(XmlTokens, SayWhatStands) {
  const auto events = tokens_say(
      "<?xml version=\"1.0\"?>\n<a x='1 &lt; 2'><b>text</b><c/>&#231;<![CDATA[<&>]]></a>\n", {});

  EXPECT_THAT(events, Optional(ElementsAre("<a x=1 < 2", "<b", "text", "</b", "<c", "</c",
                                           "\xC3\xA7<&>", "</a")));
}

TEST(XmlTokens, SayWhatExpatSaysOfEveryCornerOfXml) {
  for (const auto document : corners) expect_as_expat(std::string(document));
}

TEST(XmlTokens, SayWhatExpatSaysOfEveryByteAtEveryPlaceOfAName) {
  for (std::size_t place = 0; place < 18; ++place) {
    for (int byte = 1; byte < 128; ++byte) {
      std::string name = "instanceLifecycles";
      name[place] = static_cast<char>(byte);
      const auto document = "<" + name + ">b</" + name + ">";
      const auto expat = ExpatReader::read(document);
      const auto ours = tokens_say(document, {});
      if (ours || !expat.is_beyond_us) EXPECT_EQ(ours, expat.events) << document;
    }
  }
}

TEST(XmlTokens, TellNamesApartThatDifferInOneByte) {
  for (std::size_t size = 1; size < 26; ++size) {
    const std::string name(size, 'a');
    EXPECT_TRUE(tokens_say("<" + name + ">b</" + name + ">", {}));
    for (std::size_t place = 0; place < size; ++place) {
      auto other = name;
      other[place] = 'b';
      EXPECT_FALSE(tokens_say("<" + name + ">b</" + other + ">", {})) << other;
      EXPECT_FALSE(tokens_say("<" + name + "><c/></" + other + ">", {})) << other;
    }
  }
}

/// Documents of all that XML has, mostly well-formed; some have one byte changed.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : chance_(seed) {}

  std::string document() {
    std::string text = draw(3) == 0 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "";
    text += element(0);
    const auto changes = draw(3);
    for (std::size_t i = 0; i < changes; ++i) {
      constexpr std::string_view bytes = "<>/&;]![-?='\" \r\n\ta:x1#\x01\x80\xC3\xA7\xE2";
      text[draw(text.size())] = bytes[draw(bytes.size())];
    }
    return text;
  }

 private:
  std::size_t draw(std::size_t below) { return chance_() % below; }

  std::string element(int depth) {
    constexpr std::string_view names[] = {"a", "item", "x:y", "instanceId"};
    constexpr std::string_view attributes[] = {"", " b='c'", " b=\"&lt;\" d = ''", " \n", " b='>'"};
    const auto name = std::string(names[draw(std::size(names))]);
    const auto tag = name + std::string(attributes[draw(std::size(attributes))]);
    if (draw(6) == 0) return "<" + tag + "/>";
    std::string text = "<" + tag + ">";
    const auto parts = draw(4);
    for (std::size_t i = 0; i < parts; ++i)
      text += depth < 4 && draw(2) == 0 ? element(depth + 1) : part();
    return text + "</" + name + (draw(8) == 0 ? " >" : ">");
  }

  std::string part() {
    constexpr std::string_view parts[] = {"text",
                                          "\n        ",
                                          "a text longer than sixteen bytes",
                                          "&amp;",
                                          "&#231;",
                                          "\xC3\xA7",
                                          "<![CDATA[<x>]]>",
                                          "<!-- c -->",
                                          "<?p q?>",
                                          "]",
                                          "]]",
                                          ">",
                                          "\r\n",
                                          "\xE2\x82\xAC",
                                          " "};
    return std::string(parts[draw(std::size(parts))]);
  }

  std::mt19937_64 chance_;
};

TEST(XmlTokens, SayWhatExpatSaysOfDocumentsMadeByChance) {
  Writer writer(20'261'125);
  int accepted = 0;
  int refused = 0;

  for (int i = 0; i < 4'000; ++i) {
    const auto document = writer.document();
    ++(tokens_say(document, {}) ? accepted : refused);
    ASSERT_NO_FATAL_FAILURE(expect_as_expat(document));
  }

  EXPECT_GT(accepted, 1'000);
  EXPECT_GT(refused, 1'000);
}

std::string nested(int depth) {
  std::string begin;
  std::string end;
  for (int i = 0; i < depth; ++i) {
    begin += "<a>";
    end += "</a>";
  }
  return begin + "x" + end;
}

TEST(XmlTokens, OpenNoMoreThan64Elements) {
  EXPECT_TRUE(tokens_say(nested(64), {}));
  EXPECT_FALSE(tokens_say(nested(65), {}));
}

TEST(XmlTokens, RefuseATagOfMoreThan64KiB) {
  const auto tag = [](std::size_t size) { return "<a b='" + std::string(size, 'x') + "'/>"; };

  EXPECT_TRUE(tokens_say(tag(65'000), every(1'000, 65'000)));
  EXPECT_FALSE(tokens_say(tag(66'000), every(1'000, 66'000)));
  EXPECT_FALSE(tokens_say(tag(66'000), {}));
}

TEST(XmlTokens, KeepNoMoreThan64KiBOfWhatDoesNotEnd) {
  const std::string kibibyte(1'024, 'x');
  for (const auto* begin : {"<a b='", "<a", "</", "<!--", "<?p ", "<a>&"}) {
    XmlTokens tokens;
    const auto feed = [&](std::string_view piece) {
      tokens.feed(piece);
      while (tokens.next(XmlTokens::Text::unwanted) != XmlTokens::Token::none) continue;
    };
    feed(begin);
    for (int i = 0; i < 63; ++i) EXPECT_NO_THROW(feed(kibibyte)) << begin;

    EXPECT_THROW(feed(kibibyte + kibibyte), Failure) << begin;
  }
}

TEST(XmlTokens, HandOutNoTextWhereNoneIsWantedButCheckIt) {
  XmlTokens tokens;
  tokens.feed("<a> x <b/> ]]");

  EXPECT_EQ(tokens.next(XmlTokens::Text::unwanted), XmlTokens::Token::start);
  EXPECT_EQ(tokens.next(XmlTokens::Text::unwanted), XmlTokens::Token::element);
  EXPECT_EQ(tokens.next(XmlTokens::Text::unwanted), XmlTokens::Token::none);
  tokens.feed(">");
  EXPECT_THROW(tokens.next(XmlTokens::Text::unwanted), Failure);
}

}  // namespace
}  // namespace mirante::aws::wire::testing
