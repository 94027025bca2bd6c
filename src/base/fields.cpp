#include "mlp/base/fields.hpp"

#include <cmath>
#include <sstream>

namespace mlp {

std::string to_text(const Rule& rule) {
  const bool bounded_below = std::isfinite(rule.low);
  const bool bounded_above = std::isfinite(rule.high);
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(12);
  if (bounded_below && bounded_above) {
    text << "in " << (rule.low_open ? "(" : "[") << rule.low << ", " << rule.high
         << (rule.high_open ? ")" : "]");
  } else if (bounded_below) {
    text << (rule.low_open ? "above " : "at least ") << rule.low;
  } else if (bounded_above) {
    text << (rule.high_open ? "below " : "at most ") << rule.high;
  }
  return text.str();
}

}  // namespace mlp
