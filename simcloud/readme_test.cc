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
  bool is_in_table = false;
  for (std::string line; std::getline(file, line);) {
    if (is_in_table && line.starts_with("| ")) written.insert(line);
    is_in_table = line.starts_with("|") &&
                  (is_in_table || line == "| service | operation | how well | left out |");
  }

  for (const auto* operation : all_operations().all())
    present.insert("| " + operation->service + " | " + operation->name + " | " +
                   std::string(to_string(operation->fidelity)) + " | " + operation->left_out +
                   (operation->left_out.empty() ? "|" : " |"));

  EXPECT_THAT(written, testing::ContainerEq(present));
}

}  // namespace
}  // namespace mirante::simcloud
