#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/engine.h"

namespace mirante::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MariadbUrl, GivesEveryPart) {
  const auto config =
      parse_mariadb_url("mysql://pa%40nel:p%3Aw%2F@db.example.com:3307/mirante?ca=/etc/ca.pem");

  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->user, "pa@nel");
  EXPECT_EQ(config->password, "p:w/");
  EXPECT_EQ(config->host, "db.example.com");
  EXPECT_EQ(config->port, 3307);
  EXPECT_EQ(config->database, "mirante");
  EXPECT_EQ(config->ca_file, "/etc/ca.pem");
  EXPECT_EQ(config->tls, MariadbConfig::Tls::verify);
}

TEST(MariadbUrl, TakesASocketAndAnIpv6Address) {
  const auto socket = parse_mariadb_url("mysql://root@/mirante?socket=/run/mysqld/mysqld.sock");
  const auto ipv6 = parse_mariadb_url("mariadb://root:x@[2001:db8::1]:3306/mirante");

  ASSERT_TRUE(socket.has_value());
  EXPECT_EQ(socket->socket, "/run/mysqld/mysqld.sock");
  ASSERT_TRUE(ipv6.has_value());
  EXPECT_EQ(ipv6->host, "2001:db8::1");
}

TEST(MariadbUrl, LeavesTlsAwayOnlyOnThisMachineOrWhenAsked) {
  EXPECT_EQ(parse_mariadb_url("mysql://a@127.0.0.1/m")->tls, MariadbConfig::Tls::off);
  EXPECT_EQ(parse_mariadb_url("mysql://a@db/m")->tls, MariadbConfig::Tls::verify);
  EXPECT_EQ(parse_mariadb_url("mysql://a@db/m?tls=off")->tls, MariadbConfig::Tls::off);
  EXPECT_EQ(parse_mariadb_url("mysql://a@127.0.0.1/m?tls=verify")->tls, MariadbConfig::Tls::verify);
}

TEST(MariadbUrl, NamesWhatIsWrongAndNeverShowsThePassword) {
  for (const auto* url : {"postgres://a:hidden@db/m", "mysql://db/m", "mysql://a:hidden@db",
                          "mysql://a:hidden@/m", "mysql://a:hidden@db:99999/m",
                          "mysql://a:hidden@db/m?tls=maybe", "mysql://a:hidden@db/m?colour=red",
                          "mysql://a:hid%zzden@db/m", "mysql://:hidden@db/m", ""}) {
    const auto config = parse_mariadb_url(url);

    ASSERT_FALSE(config.has_value()) << url;
    EXPECT_EQ(config.error().kind, ErrorKind::invalid) << url;
    EXPECT_THAT(config.error().message, Not(HasSubstr("hidden"))) << url;
  }
}

}  // namespace
}  // namespace mirante::sql
