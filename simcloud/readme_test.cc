// The table in README.md says what the program can do, no more and no less, and what it cannot of
// all that the panel's client knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
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

  std::ifstream operations("models/operations.txt");
  ASSERT_TRUE(operations);
  for (std::string line; std::getline(operations, line);) {
    std::istringstream words(line);
    std::string service, name;
    if (line.starts_with('#') || !(words >> service >> name)) continue;
    if (all_operations().find(service, name) == nullptr)
      present.insert("| " + service + " | " + name + " | absent | |");
  }

  EXPECT_THAT(written, testing::ContainerEq(present));
}

}  // namespace
}  // namespace mirante::simcloud
