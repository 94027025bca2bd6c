#include "run/sweep/sweep_journal.hpp"

#include <limits>
#include <utility>

#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "run/run_history.hpp"
#include "run/run_json.hpp"

namespace mlp {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::map<SweepTask, SweepRecord> read_records(const std::filesystem::path& path) {
  std::map<SweepTask, SweepRecord> records;
  const std::vector<std::string> lines = read_lines(path);
  std::string whole;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::optional<SweepRecord> record = record_of(lines[i]);
    if (!record) {
      throw CorruptFile(
          path.string() + ":" + std::to_string(i + 1) + ": expected a training of the sweep, got " + lines[i],
          "remove the line, and its training is repeated");
    }
    records.emplace(record->task, *std::move(record));
    whole += lines[i] + "\n";
  }
  // Whatever is appended must begin a line.
  if (std::filesystem::exists(path) && MappedFile(path).bytes() != whole) write_atomically(path, {whole});
  return records;
}

}  // namespace

std::string to_line(const SweepRecord& record) {
  const bool is_empty = !record.problem.empty();
  return line_of({{"point", record.task.point},
                  {"rung", record.task.rung},
                  {"seed", record.task.seed},
                  {"fold", record.task.fold},
                  {"epochs", record.epochs},
                  {"objective", record.objective ? ordered_json(*record.objective) : ordered_json(nullptr)},
                  {"figures", is_empty ? ordered_json(nullptr) : to_json(record.scores)},
                  {"parameters_sha256", record.parameters_sha256},
                  {"problem", is_empty ? ordered_json(record.problem) : ordered_json(nullptr)}});
}

std::optional<SweepRecord> record_of(const std::string& line) {
  const ordered_json parsed = ordered_json::parse(line, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  try {
    const auto number = [&](const char* key) { return parsed.at(key).get<Index>(); };
    SweepRecord record{.task = {.point = number("point"),
                                .rung = number("rung"),
                                .seed = number("seed"),
                                .fold = number("fold")},
                       .epochs = number("epochs"),
                       .objective = {},
                       .scores = {},
                       .parameters_sha256 = parsed.at("parameters_sha256").get<std::string>(),
                       .problem = {}};
    if (!parsed.at("objective").is_null()) record.objective = parsed.at("objective").get<double>();
    if (!parsed.at("problem").is_null()) record.problem = parsed.at("problem").get<std::string>();
    if (parsed.at("figures").is_null()) return record;
    for (const auto& [name, value] : parsed.at("figures").items()) {
      const double figure = value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
      if (name == "loss")
        record.scores.loss = figure;
      else
        record.scores.metrics.emplace_back(name, figure);
    }
    return record;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

SweepJournal::SweepJournal(const std::filesystem::path& path) : records_(read_records(path)), log_(path) {}

void SweepJournal::add(const SweepRecord& record) {
  log_.add(to_line(record));
  log_.sync();
  records_.emplace(record.task, record);
}

const SweepRecord* SweepJournal::find(const SweepTask& task) const {
  const auto found = records_.find(task);
  return found == records_.end() ? nullptr : &found->second;
}

}  // namespace mlp
