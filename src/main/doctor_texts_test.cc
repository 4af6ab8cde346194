// What the doctor says of failures: in Portuguese all but what others said themselves.
#include "main/doctor_texts.h"

#include <gtest/gtest.h>

#include "features/accounts/access_error.h"

namespace mirante {
namespace {

using identity::Language;

const Error denied{.kind = ErrorKind::forbidden,
                   .message = "User: x is not authorized (sts:AssumeRole)",
                   .code = "AccessDenied"};

TEST(DoctorTexts, QuoteOfAnExplainedErrorWhatAwsItselfSaid) {
  const auto error = accounts::explain(denied, "the identity");

  const auto told = told_of(error, Language::portuguese);

  EXPECT_EQ(told.text, "a AWS diz que não é permitido: falta na política da role ou do usuário");
  EXPECT_EQ(told.quote, "AccessDenied: User: x is not authorized (sts:AssumeRole)");
  EXPECT_EQ(told_of(error, Language::english).text, error.message);
  EXPECT_EQ(told_of(error, Language::english).quote, "");
}

TEST(DoctorTexts, QuoteInFullWhatThePanelSaysItself) {
  const Error full{
      .kind = ErrorKind::limit, .message = "the disk is full", .code = "sql.disk_full"};

  const auto told = told_of(full, Language::portuguese);

  EXPECT_EQ(told.text, "o disco está cheio; nada pode ser gravado");
  EXPECT_EQ(told.quote, "the disk is full");
}

TEST(DoctorTexts, QuoteInFullWhatNobodyKnowsWordsFor) {
  const Error odd{.kind = ErrorKind::timeout, .message = "the moon is away", .code = "x.y"};

  const auto told = told_of(odd, Language::portuguese);

  EXPECT_EQ(told.text, "não respondeu a tempo");
  EXPECT_EQ(told.quote, "the moon is away");
}

TEST(DoctorTexts, TellWhyARegionIsUnknownByItsCause) {
  const auto failure = inventory::failure_of(denied, "ec2:DescribeInstances", {"sa-east-1"}, {});
  const inventory::Coverage::Unknown unknown{.account = {},
                                             .region = {"sa-east-1"},
                                             .cause = failure.cause,
                                             .code = failure.code,
                                             .reason = failure.reason};

  const auto told = told_of(unknown, Language::portuguese);

  EXPECT_EQ(told.text, "falta uma permissão na política da conexão");
  EXPECT_EQ(told.quote, "AccessDenied: User: x is not authorized (sts:AssumeRole)");
}

}  // namespace
}  // namespace mirante
