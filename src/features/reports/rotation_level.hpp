// How many of each region's members a month can carry so that months and regions are level, and as many
// members as possible stay where they are. Pure arithmetic on counts: knows no member and no date.
#pragma once

#include <vector>

namespace muster::reports {

// A row a region, a column a month.
using MonthCounts = std::vector<std::vector<int>>;

// Shares the sum of each row over its columns so that entries of a row differ by at most one and sums of
// columns differ by at most one; of all such shares one that has most in common with `held`. `sizes` are
// the sums of the rows to come. The same input gives the same answer.
MonthCounts share_months(int months, const MonthCounts& held, const std::vector<int>& sizes);

}  // namespace muster::reports
