#include "model/exports/c_functions.hpp"

#include <algorithm>
#include <vector>

#include "model/exports/c_function_text.hpp"

namespace mlp {
namespace {

std::vector<CFunctionText> all_functions() {
  std::vector<CFunctionText> all;
  for (const auto& table : {c_number_functions(), c_activation_functions(), c_layer_functions()})
    all.insert(all.end(), table.begin(), table.end());
  return all;
}

bool is_of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether `text` holds `name` as a word of its own.
bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_of_a_name(text[at - 1])) && (end == text.size() || !is_of_a_name(text[end])))
      return true;
  }
  return false;
}

}  // namespace

std::string c_functions(const std::set<std::string, std::less<>>& names) {
  const std::vector<CFunctionText> all = all_functions();
  std::vector<CFunctionText> wanted;
  // From the last to the first: whoever calls a function stands behind it.
  for (auto each = all.rbegin(); each != all.rend(); ++each) {
    const auto calls_it = [&](const CFunctionText& other) { return mentions(other.text, each->name); };
    if (names.contains(each->name) || std::any_of(wanted.begin(), wanted.end(), calls_it))
      wanted.push_back(*each);
  }
  std::string text;
  for (auto each = wanted.rbegin(); each != wanted.rend(); ++each) text += std::string(each->text) + "\n";
  return text;
}

}  // namespace mlp
