// What a person probably meant by a word that we do not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// The candidate closest to `word`, if any is close: a third of its letters may be inserted,
// dropped, changed or swapped with their neighbour; case, '_', '-' and ' ' do not count.
// Failing that, the only candidate that begins with `word`.  The first wins a tie.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace mlp
