// What a training shows on a terminal while it goes on.
#include <gmock/gmock.h>

#include <chrono>

#include "program/program.hpp"
#include "program/pseudo_terminal.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> xterm{"TERM=xterm", "LC_ALL=C.UTF-8"};
const std::string interrupt_key = "\x03";
const std::string frame_end = "\x1b[J\r";

std::size_t count_of(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// The columns of the widest line of what was written, sequences aside; each letter has one.
int widest_line(const std::string& written) {
  int widest = 0, width = 0;
  bool in_sequence = false;
  for (const char c : written) {
    if (in_sequence) {
      in_sequence = c == '[' || (c >= '0' && c <= '9');
    } else if (c == '\x1b') {
      in_sequence = true;
    } else if (c == '\r' || c == '\n') {
      width = 0;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      widest = std::max(widest, ++width);
    }
  }
  return widest;
}

class OnATerminal : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }

  // A training that would go on for hours.
  std::vector<std::string> endless() const {
    return {"train", "flowers.json", "--out", "run", "--set", "/training/epochs=100000000"};
  }
  std::string path() const { return folder.path().string(); }
};

TEST_F(OnATerminal, ATrainingLeavesItsTableAndResultAndNothingElse) {
  PseudoTerminal terminal(path(), {"train", "flowers.json", "--out", "run"}, xterm, {.columns = 100});
  EXPECT_EQ(terminal.wait(), 0);
  Screen screen({.columns = 100});
  screen.take(terminal.written());
  const std::string text = screen.text();
  EXPECT_THAT(text,
              HasSubstr("\n  epoch       loss   accuracy       loss   accuracy   samples/s       time\n"));
  EXPECT_THAT(text, HasSubstr("\n    1/5   "));
  EXPECT_THAT(text, HasSubstr("\n    5/5   "));
  EXPECT_THAT(text, HasSubstr("\n  run directory       run\n"));
  EXPECT_THAT(text, Not(HasSubstr("━")));
  EXPECT_THAT(text, Not(HasSubstr("┤")));
}

TEST_F(OnATerminal, FramesAreAtMostTenASecond) {
  const auto start = std::chrono::steady_clock::now();
  PseudoTerminal terminal(path(), endless(), xterm, {.columns = 100, .lines = 40});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 12; }));
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  EXPECT_LE(static_cast<double>(count_of(frame_end, terminal.written())), 10.0 * time.count() + 1.0);
  terminal.type(interrupt_key);
  EXPECT_EQ(terminal.wait(), 130);
}

TEST_F(OnATerminal, ATallWindowShowsTheCurveOfTheLoss) {
  PseudoTerminal terminal(path(), endless(), xterm, {.columns = 100, .lines = 40});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 4; }));
  Screen screen({.columns = 100, .lines = 40});
  // To the end of a frame: the cursor then goes up, and nothing is cut.
  screen.take(terminal.written().substr(0, terminal.written().rfind(frame_end) + frame_end.size()));
  const std::vector<std::string> lines = screen.lines();
  ASSERT_GT(lines.size(), 10);
  EXPECT_THAT(lines.back(), HasSubstr(" %   loss "));
  EXPECT_THAT(lines[lines.size() - 2], HasSubstr("  epoch"));
  EXPECT_THAT(lines[lines.size() - 3], HasSubstr("└"));
  EXPECT_THAT(lines[lines.size() - 4], HasSubstr("│"));
  EXPECT_EQ(count_of("└", screen.text()), 1) << "an older frame is left";
  EXPECT_EQ(count_of(" %   loss ", screen.text()), 1) << "an older frame is left";
}

TEST_F(OnATerminal, ALowWindowShowsTheBarAlone) {
  PseudoTerminal terminal(path(), endless(), xterm, {.columns = 100, .lines = 12});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 4; }));
  EXPECT_THAT(terminal.written(), HasSubstr("━"));
  EXPECT_THAT(terminal.written(), Not(HasSubstr("└")));
}

TEST_F(OnATerminal, NothingIsWiderThanANarrowOne) {
  PseudoTerminal terminal(path(), endless(), xterm, {.columns = 30});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 4; }));
  const std::string& written = terminal.written();
  EXPECT_LT(widest_line(written.substr(written.find("epoch"))), 30);
  EXPECT_THAT(written, HasSubstr(" %"));
}

TEST_F(OnATerminal, AWindowThatBecomesNarrowerIsFollowed) {
  PseudoTerminal terminal(path(), endless(), xterm, {.columns = 100, .lines = 40});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 3; }));
  terminal.resize({.columns = 60, .lines = 10});
  // The frame that is under way when the size changes is of the old one.
  const std::size_t before = count_of(frame_end, terminal.written()) + 2;
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= before + 2; }));
  const std::string& written = terminal.written();
  const std::size_t last = written.rfind(frame_end);
  const std::string bar = written.substr(written.rfind('\n', last) + 1, last - written.rfind('\n', last) - 1);
  EXPECT_LT(widest_line(bar), 60);
  EXPECT_THAT(bar, HasSubstr("loss "));
  EXPECT_THAT(written.substr(written.rfind(frame_end, last - 1)), Not(HasSubstr("└")));
}

TEST_F(OnATerminal, TheInterruptKeyExplainsHowToGoOn) {
  PseudoTerminal terminal(path(), endless(), xterm, {.columns = 100, .lines = 40});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 2; }));
  terminal.type(interrupt_key);
  EXPECT_EQ(terminal.wait(), 130);
  Screen screen({.columns = 100, .lines = 40});
  screen.take(terminal.written());
  const std::string text = screen.text();
  EXPECT_THAT(text,
              testing::ContainsRegex("\nInterrupted after step [0-9,]+; the state is saved.  Go on with\n"
                                     "  mlp resume run\n"));
  EXPECT_THAT(text, Not(HasSubstr(" %   loss ")));
}

TEST_F(OnATerminal, ARunWithABlankInItsNameIsQuotedForTheShell) {
  std::vector<std::string> words = endless();
  words[3] = "it's a run";
  PseudoTerminal terminal(path(), words, xterm, {.columns = 100});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 2; }));
  terminal.type(interrupt_key);
  EXPECT_EQ(terminal.wait(), 130);
  EXPECT_THAT(terminal.written(), HasSubstr("\n  mlp resume 'it'\\''s a run'\r\n"));
}

TEST_F(OnATerminal, WithoutColoursNothingIsColoured) {
  PseudoTerminal terminal(path(), endless(), {"TERM=xterm", "LC_ALL=C.UTF-8", "NO_COLOR=1"}, {.lines = 40});
  ASSERT_TRUE(terminal.read_until([&] { return count_of(frame_end, terminal.written()) >= 4; }));
  EXPECT_THAT(terminal.written(), Not(testing::ContainsRegex("\x1b\\[[0-9]*m")));
}

TEST_F(OnATerminal, ADumbOneGetsPlainLines) {
  PseudoTerminal terminal(path(), {"train", "flowers.json"}, {"TERM=dumb", "LC_ALL=C.UTF-8"}, {});
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_THAT(terminal.written(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(terminal.written(), HasSubstr("\n    5/5   "));
}

}  // namespace
}  // namespace mlp
