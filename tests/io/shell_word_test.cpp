#include "io/shell_word.hpp"

#include <gtest/gtest.h>

namespace mlp {
namespace {

TEST(ShellWord, LeavesAPlainPathAsItIs) { EXPECT_EQ(shell_word("runs/iris-2.json"), "runs/iris-2.json"); }

TEST(ShellWord, QuotesWhatAShellWouldReadOtherwise) {
  EXPECT_EQ(shell_word("sp ace ü.json"), "'sp ace ü.json'");
  EXPECT_EQ(shell_word("$HOME;it's"), "'$HOME;it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(ShellWord, KeepsALeadingDashFromBeingAnOption) {
  EXPECT_EQ(shell_word("-dash.json"), "./-dash.json");
  EXPECT_EQ(shell_word("-a b"), "'./-a b'");
}

}  // namespace
}  // namespace mlp
