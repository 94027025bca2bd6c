// Commands that can be pasted: a path as one word of a shell's command line.
#pragma once

#include <string>

namespace mlp {

// `path` as a POSIX shell reads it back, in single quotes where it holds more than letters, digits and what
// means nothing to a shell.  One that begins with '-' gets "./" before it, since it would be an option.
std::string shell_word(const std::string& path);

}  // namespace mlp
