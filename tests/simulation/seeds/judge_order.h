// Whether groups took their turns: nothing of a later group is asked for before those before it are
// seen as wished, and everything whose turn came is asked for. Which groups there are follows from
// the servers' tags, as they were drawn.
#pragma once

#include "tests/simulation/seeds/expect.h"

namespace mirante::simulation {

class JudgeOrder {
 public:
  /// All of it outlives the judge. `turns`: what AWS says happened, by server.
  JudgeOrder(const Scenario& scenario, const Fleet& fleet, const Records& records,
             const Expectations& expectations, const std::vector<std::vector<Turn>>& turns);

  std::vector<std::string> findings() const;
  /// When its turn came, as all before it had ended; nullopt: it had not to wait.
  std::optional<Instant> turn_came(const DecisionRow& decision) const;
  /// The same has been decided before, and its turn has not come.
  bool waits(std::size_t server, Doing doing, Instant at) const;
  /// It goes before something that is asked for at the same instant, whose gate it is.
  bool is_gate(const DecisionRow& decision) const;

 private:
  struct Group {
    const OrderSpec* order = nullptr;
    std::vector<const DecisionRow*> decisions;
  };
  const Group* group_of(const DecisionRow& decision) const;
  /// All that was asked for it then: a stop with a type is two operations.
  std::vector<const TargetRow*> targets_of(const DecisionRow& decision) const;
  std::optional<Instant> ended_of(const DecisionRow& decision) const;
  bool is_before(const DecisionRow& first, const DecisionRow& then) const;
  const TargetRow* target_of(const DecisionRow& decision) const;
  std::string name(const DecisionRow& decision) const;
  void judge(const Group& group, const DecisionRow& one, std::vector<std::string>& found) const;
  void judge_gate(const Group& group, const DecisionRow& first, const DecisionRow& then,
                  std::vector<std::string>& found) const;
  bool is_overtaken(const DecisionRow& one, Instant turn) const;

  const Scenario& scenario_;
  const Fleet& fleet_;
  const Records& records_;
  const Expectations& expectations_;
  const std::vector<std::vector<Turn>>& turns_;
  std::map<std::pair<Id16, Instant>, Group> groups_;  // By schedule and instant.
};

}  // namespace mirante::simulation
