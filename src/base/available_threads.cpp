#include "mlp/base/available_threads.hpp"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

namespace mlp {
namespace {

int affinity_count() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

// Whole CPUs in "quota period" (cgroup v2's cpu.max); 0 where there is no limit.
int cpus_of(const std::string& quota, const std::string& period) {
  std::istringstream numbers(quota + " " + period);
  double microseconds = 0, each = 0;
  if (!(numbers >> microseconds >> each) || microseconds <= 0 || each <= 0) return 0;
  return std::max(1, static_cast<int>(microseconds / each));
}

std::string first_word(const std::string& path) {
  std::string word;
  std::ifstream(path) >> word;
  return word;
}

// The tightest quota of this process's cgroup and those above it; 0 where there is none.
int cgroup_quota() {
  int limit = 0;
  const auto tighten = [&limit](int cpus) {
    if (cpus > 0) limit = limit == 0 ? cpus : std::min(limit, cpus);
  };
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    constexpr std::string_view unified = "0::";
    if (!line.starts_with(unified)) continue;
    for (std::string group = line.substr(unified.size());; group.erase(group.find_last_of('/'))) {
      std::ifstream file("/sys/fs/cgroup" + group + "/cpu.max");
      std::string quota, period;
      if (file >> quota >> period) tighten(cpus_of(quota, period));
      if (group.find('/') == std::string::npos) break;
    }
  }
  const std::string v1 = "/sys/fs/cgroup/cpu/cpu.cfs_";
  tighten(cpus_of(first_word(v1 + "quota_us"), first_word(v1 + "period_us")));
  return limit;
}

}  // namespace

int available_threads() {
  static const int count = [] {
    const int affine = std::max(1, affinity_count());
    const int quota = cgroup_quota();
    return quota > 0 ? std::min(affine, quota) : affine;
  }();
  return count;
}

}  // namespace mlp
