// The runs in a folder, each with all that it can be sorted and filtered by.
//
// Every value has a key: "status", "epochs", "validation.loss" (of summary.json, or of the last epoch where a
// run has not ended), or a JSON pointer into the run's config, "/optimizer/learning_rate".  The pointer of a
// choice is its type: "/optimizer" is "sgd".
//
// A folder is read as it is found: what is damaged, unfinished or no run at all is listed and says so.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mlp {

struct ListedRun {
  std::filesystem::path folder;
  // By key; numbers, strings, true, false, null, and empty lists.  Always "name", the folder's, and "status":
  // that of the manifest, or "killed" (running, but nobody trains it), "imported", "damaged", "no run".
  // "problem" where there is something to say about it.
  std::map<std::string, nlohmann::json> values;

  // Null where the run has no such value.
  const nlohmann::json* value(const std::string& key) const;
};

// Of the folders in `folder`, or of `folder` where it is itself a run; in the order in which they were
// started, then by name.  Hidden folders and files are left out.  Throws IoError where it cannot be read.
std::vector<ListedRun> list_runs(const std::filesystem::path& folder);

// Every key that any run has, sorted.
std::vector<std::string> keys_of(const std::vector<ListedRun>& runs);

// Throws ConfigError, "`place`: expected …", where no run has the key.
void check_key(const std::string& key, const std::vector<std::string>& keys, const std::string& place);

}  // namespace mlp
