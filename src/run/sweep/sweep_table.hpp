// From the trainings of a sweep to its table.
#pragma once

#include <string>
#include <vector>

#include "mlp/run/sweep.hpp"
#include "run/sweep/sweep_journal.hpp"
#include "run/sweep/sweep_plan.hpp"

namespace mlp {

// A point's trainings of one rung together.
SweepRow row_of(const SweepPlan& plan, const SweepJournal& journal, Index point, Index rung,
                Index rung_epochs);

// A row for each point, of the last rung that it came to; in the order that SweepResult::rows says.
std::vector<SweepRow> ranked_rows(const SweepPlan& plan, const SweepJournal& journal);

// Of each parameter.  Points are compared by their first rungs, each with the others of its bracket.
std::vector<ParameterImportance> importances_of(const SweepPlan& plan, const SweepJournal& journal);

// rank,point,epochs,OBJECTIVE,deviation,trainings,failed,PARAMETERS…,other figures…; ranks and points from 1.
std::string table_csv(const SweepPlan& plan, const std::vector<SweepRow>& rows);

}  // namespace mlp
