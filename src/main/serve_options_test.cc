#include "main/serve_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/testing/temporary_folder.h"

namespace mirante {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ServeOptionsTest : public ::testing::Test {
 protected:
  ~ServeOptionsTest() override {
    for (const auto& name : set_) ::unsetenv(name.c_str());
  }

  void set(const std::string& name, const std::string& value) {
    ::setenv(name.c_str(), value.c_str(), 1);
    set_.push_back(name);
  }
  std::string file(const std::string& text) {
    const auto path = folder_.path() / "mirante.toml";
    std::ofstream(path) << text;
    return path.string();
  }
  std::expected<ServeOptions, int> read(std::vector<std::string> arguments) {
    return serve_options(std::move(arguments), terminal_);
  }

  std::ostringstream out_, err_;
  commands::Terminal terminal_{.out = out_, .err = err_};

 private:
  testing::TemporaryFolder folder_;
  std::vector<std::string> set_;
};

TEST_F(ServeOptionsTest, AFileSaysWhatTheCommandLineWould) {
  const auto path = file(
      "# the panel of the company\n"
      "listen = \"0.0.0.0:7443\"\n"
      "trusted-proxy = [\"10.0.0.1\", \"10.1.0.0/16\"]\n"
      "sweep-every = 600\n"
      "mail-from = \"Mirante <panel@example.com>\"\n");

  const auto options = read({"--config", path}).value();

  EXPECT_EQ(options.listen, "0.0.0.0:7443");
  EXPECT_THAT(options.trusted_proxies, ElementsAre("10.0.0.1", "10.1.0.0/16"));
  EXPECT_EQ(options.sweep_every, 600);
  EXPECT_EQ(options.mail.from, "Mirante <panel@example.com>");
}

TEST_F(ServeOptionsTest, EachOptionHasAVariable) {
  set("MIRANTE_TRUSTED_PROXY", "10.0.0.1,10.1.0.0/16");
  set("MIRANTE_MAIL", "smtp://mail.example.com");
  set("MIRANTE_MAIL_PASSWORD", "secret");

  const auto options = read({}).value();

  EXPECT_THAT(options.trusted_proxies, ElementsAre("10.0.0.1", "10.1.0.0/16"));
  EXPECT_EQ(options.mail.url, "smtp://mail.example.com");
  EXPECT_EQ(options.mail.password, "secret");
}

TEST_F(ServeOptionsTest, TheCommandLineCountsBeforeTheEnvironmentAndThatBeforeTheFile) {
  set("MIRANTE_CONFIG", file("listen = \"1.1.1.1:1\"\nsweep-every = 111\nmail-keep-days = 11\n"));
  set("MIRANTE_LISTEN", "2.2.2.2:2");
  set("MIRANTE_SWEEP_EVERY", "222");

  const auto options = read({"--listen=3.3.3.3:3"}).value();

  EXPECT_EQ(options.listen, "3.3.3.3:3");
  EXPECT_EQ(options.sweep_every, 222);
  EXPECT_EQ(options.mail.keep_days, 11);
}

TEST_F(ServeOptionsTest, WhatAFileHasTooMuchOrWrongIsNamed) {
  EXPECT_EQ(read({"--config", file("listem = \"1.1.1.1:1\"\n")}).error(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("listem"));
  EXPECT_EQ(read({"--config", file("sweep-every = 5\n")}).error(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("sweep-every"));
  EXPECT_EQ(read({"--config", "/nonexistent/mirante.toml"}).error(), 2);
  EXPECT_THAT(err_.str(), HasSubstr("/nonexistent/mirante.toml"));
}

TEST_F(ServeOptionsTest, APartOfTheWorkWantsADatabaseToShare) {
  EXPECT_THROW((void)read({"--role", "web"}), Failure);
  set("MIRANTE_DATABASE", "mysql://root@db.example.com/mirante");
  EXPECT_EQ(read({"--role", "web"}).value().role, "web");
}

}  // namespace
}  // namespace mirante
