#include "tables/profile_table.hpp"

#include <cstdio>

#include "tables/number_text.hpp"
#include "tables/text_table.hpp"

namespace {

std::string with_decimals(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}
std::string percent_text(double share) { return with_decimals(100.0 * share, 1) + " %"; }

bool is_of_a_layer(mlp::Phase phase) { return phase != mlp::Phase::gather && phase != mlp::Phase::wait; }

}  // namespace

std::string profile_text(const mlp::Profile& profile) {
  if (profile.steps == 0) return "";
  const auto steps = static_cast<double>(profile.steps);
  const double peak = profile.peak_operations_per_second * profile.threads;
  TextTable table({{"layer"},
                   {"phase"},
                   {"us/step", Align::right},
                   {"share", Align::right},
                   {"GF/s", Align::right},
                   {"of peak", Align::right}});
  const auto add = [&](const std::string& layer, std::string_view phase, double seconds, double operations) {
    const bool multiplies = operations > 0.0;
    const double rate = operations / seconds;
    table.add({layer, std::string(phase), with_decimals(1e6 * seconds / steps, 2),
               percent_text(seconds / profile.seconds), multiplies ? with_decimals(rate / 1e9, 1) : "",
               multiplies ? percent_text(rate / peak) : ""});
  };
  double measured = 0.0, operations = 0.0;
  for (const mlp::ProfileEntry& entry : profile.entries) {
    const std::string layer = is_of_a_layer(entry.phase) ? "layers." + std::to_string(entry.layer) : "";
    add(layer, name_of(entry.phase), entry.seconds, entry.operations);
    measured += entry.seconds;
    operations += entry.operations;
  }
  add("", "other", profile.seconds - measured, 0.0);
  add("", "step", profile.seconds, operations);
  return "  " + count_text(profile.steps, "step") + " by " + count_text(profile.threads, "thread") +
         "; a core's peak here is " + with_decimals(profile.peak_operations_per_second / 1e9, 0) +
         " GF/s\n\n" + table.text();
}
