// The table in README.md says what the program can do, no more and no less.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

TEST(Readme, ListsEveryOperationAsTheProgramHasIt) {
  std::ifstream file("simcloud/README.md");
  ASSERT_TRUE(file) << "tests run in the root of the project";
  std::set<std::string> written, present;
  for (std::string line; std::getline(file, line);)
    for (const auto* service : {"| ec2 |", "| iam |", "| sts |"})
      if (line.starts_with(service)) written.insert(line);

  for (const auto* operation : all_operations().all())
    present.insert("| " + operation->service + " | " + operation->name + " | " +
                   std::string(to_string(operation->fidelity)) + " | " + operation->left_out +
                   (operation->left_out.empty() ? "|" : " |"));

  EXPECT_THAT(written, testing::ContainerEq(present));
}

}  // namespace
}  // namespace mirante::simcloud
