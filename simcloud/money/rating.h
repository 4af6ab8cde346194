// Makes lines of a bill out of runs, hour by hour: what ran is charged by the second, reserved
// instances and savings plans are applied in AWS's order, and what they cost is spread over what
// they cover. Fees that belong to a month as a whole are in bill.h.
//
// The order within an hour: zonal reserved instances, then regional ones, over the sizes of a
// family from the smallest on; then EC2 instance savings plans, then compute savings plans, each
// over the use with the highest saving first. A commitment covers its own account first, then the
// others of the organization.
//
// Rounding: each amount of each line of an hour is rounded once, to the nearest billionth. What a
// commitment costs is divided so that the parts add up to it exactly.
#pragma once

#include <vector>

#include "simcloud/money/line.h"

namespace mirante::simcloud {

struct Cloud;

/// The lines of [begin, end), which lies within one month and is made of whole hours; the last may
/// be cut short at `now`. In order of hours; hours in a row in which nothing changes are rated once
/// and added up, in lines that begin with the first of them.
std::vector<Line> rate_hours(const Cloud& cloud, Second begin, Second end, Second now);

/// Adds up the lines of one day; they begin at `day` then.
std::vector<Line> merged(std::vector<Line> lines, Second day);

/// The hour's part of something paid at once for a whole term; the parts of all hours add up to it.
Nanos hourly_part(Nanos upfront, Term term, Second begin, Second hour);

}  // namespace mirante::simcloud
