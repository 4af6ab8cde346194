// Is the server there yet? Pure verdicts over what is seen now and what was tried, the same before
// and after a crash (operations/kind.h). Success is observed; what AWS has accepted is on its way.
#pragma once

#include "features/servers/server_facts.h"
#include "features/servers/switch_rules.h"

namespace mirante::servers {

operations::Verdict judge_start(const operations::Item& item, const Result<ServerFacts>& facts,
                                Instant now, double jitter);
operations::Verdict judge_stop(const operations::Item& item, const Result<ServerFacts>& facts,
                               Instant now, double jitter);
/// AWS shows nothing of a reboot: an accepted one is done, a lost answer is for a person.
operations::Verdict judge_reboot(const operations::Item& item, const Result<ServerFacts>& facts,
                                 Instant now, double jitter);

/// When the time is up.
operations::Verdict late_switch(const operations::Item& item, const Result<ServerFacts>& facts);

/// Whether the next call of this item asks AWS to keep the memory: planned so, and AWS has not said
/// that it cannot now.
bool is_hibernating(const operations::Item& item);

/// Whether the next call of this item cuts the power.
bool is_forced(const operations::Item& item, const StopWish& wish, Instant now);

}  // namespace mirante::servers
