// What --where asks of a run: KEY, a relation and a value.
//
//   /optimizer/learning_rate=0.05    test.accuracy>0.97    status!=finished    /optimizer=adam
//
// A value is JSON, or else a string; blanks around the relation do not count.  Numbers compare as numbers,
// strings by their bytes (so times do, "started>2026-05-01").  A run that lacks the key meets only !=.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace mlp {

struct RunCondition {
  enum class Relation { equal, unequal, less, at_most, more, at_least };

  std::string key;
  Relation relation = Relation::equal;
  std::string text;  // the value as it was written

  // `value`: null where the run has none.
  bool holds(const nlohmann::json* value) const;
};

// Throws ConfigError for what has no key, relation or value.
RunCondition parse_condition(const std::string& text);

}  // namespace mlp
