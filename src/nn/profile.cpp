#include "mlp/nn/profile.hpp"

#include <array>
#include <cstddef>

namespace mlp {

static constexpr std::array<std::string_view, phase_count> phase_names{
    "gather", "forward", "activate", "loss", "backward", "slope", "update", "wait"};

std::string_view name_of(Phase phase) { return phase_names[static_cast<std::size_t>(phase)]; }

}  // namespace mlp
