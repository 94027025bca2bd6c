// What can go wrong, one exception type per kind, each with the program's exit code.
//
// The library never prints and never exits: it throws one of these.  A message has the form
//
//   place: what was expected, what was found
//     hint: what to do about it
//
// where `place` is a file with line and column, a JSON pointer, a path or a layer.
#pragma once

#include <stdexcept>
#include <string>

#include "mlp/base/export.hpp"

namespace mlp {

enum class ErrorCode {
  internal = 1,      // a defect of this library
  config = 2,        // usage, or the config's content
  data = 3,          // the content of a data file
  corrupt = 4,       // a damaged model or checkpoint
  io = 5,            // cannot open, read or write
  diverged = 6,      // training met a value that is not finite
  check_failed = 7,  // reproduce or gradcheck found a difference
};

// `message` is a whole sentence with its place; `hint`, where given, follows on a line of its own.
class MLP_API Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, const std::string& hint = {})
      : std::runtime_error(hint.empty() ? message : message + "\n  hint: " + hint), code_(code) {}

  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

class MLP_API ConfigError : public Error {
 public:
  explicit ConfigError(const std::string& message, const std::string& hint = {})
      : Error(ErrorCode::config, message, hint) {}
};

class MLP_API DataError : public Error {
 public:
  explicit DataError(const std::string& message, const std::string& hint = {})
      : Error(ErrorCode::data, message, hint) {}
};

class MLP_API CorruptFile : public Error {
 public:
  explicit CorruptFile(const std::string& message, const std::string& hint = {})
      : Error(ErrorCode::corrupt, message, hint) {}
};

class MLP_API IoError : public Error {
 public:
  explicit IoError(const std::string& message, const std::string& hint = {})
      : Error(ErrorCode::io, message, hint) {}
};

class MLP_API Diverged : public Error {
 public:
  explicit Diverged(const std::string& message, const std::string& hint = {})
      : Error(ErrorCode::diverged, message, hint) {}
};

}  // namespace mlp
