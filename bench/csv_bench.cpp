// CSV at its usual worst: 29 floats of 6 decimals a row, no text to skip.
//
//   read_csv          bytes to a dataset, checks and all
//   from_chars_alone  the same numbers by std::from_chars and nothing else: what cannot be undercut
//
// bytes_per_second is of the text, in memory.
#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdint>
#include <string>

#include "data/csv.hpp"
#include "mlp/base/random.hpp"

namespace {

constexpr mlp::Index columns = 29;

std::string table(mlp::Index rows) {
  std::string text;
  for (mlp::Index row = 0; row < rows; ++row) {
    for (mlp::Index column = 0; column < columns; ++column) {
      const mlp::DrawSite site{.purpose = mlp::Purpose::noise, .sample = static_cast<std::uint32_t>(row)};
      const float value = 6 * mlp::uniform(mlp::draw_word(1, site, static_cast<std::uint32_t>(column))) - 3;
      char field[32];
      const auto end = std::to_chars(field, field + sizeof field, value, std::chars_format::fixed, 6).ptr;
      text.append(field, end).push_back(column + 1 == columns ? '\n' : ',');
    }
  }
  return text;
}

const std::string& text() {
  static const std::string held = table(100000);
  return held;
}

void report(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<std::int64_t>(text().size()) *
                          static_cast<std::int64_t>(state.iterations()));
}

void read_csv(benchmark::State& state) {
  mlp::CsvSource source;
  source.target = {"column_1"};
  source.header = false;
  mlp::ColumnPlan plan;
  plan.target_kind = mlp::TargetKind::numbers;
  const mlp::CsvReading reading{.threads = static_cast<int>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(mlp::read_csv(source, plan, text(), "benchmark", reading));
  report(state);
}
BENCHMARK(read_csv)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void from_chars_alone(benchmark::State& state) {
  for (auto _ : state) {
    const char* const last = text().data() + text().size();
    for (const char* p = text().data(); p != last; ++p) {
      float value = 0;
      p = std::from_chars(p, last, value).ptr;
      benchmark::DoNotOptimize(value);
    }
  }
  report(state);
}
BENCHMARK(from_chars_alone)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
