#include "manual/man_page.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "mlp/base/version.hpp"

// roff reads a backslash as the beginning of a command, and a plain '-' as a hyphen that may be typeset as
// another character; a line that begins with '.' or a quote is a request.
static std::string in_roff(const std::string& text) {
  std::string roff;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\'')) roff += "\\&";
    if (c == '\\') {
      roff += "\\e";
    } else if (c == '-') {
      roff += "\\-";
    } else {
      roff += c;
    }
    begins_line = c == '\n';
  }
  return roff;
}

static std::string bold(const std::string& text) { return "\\fB" + in_roff(text) + "\\fR"; }
static std::string italic(const std::string& text) { return "\\fI" + in_roff(text) + "\\fR"; }

static std::string capitals(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string man_page_name(const Manual& manual) {
  std::string name = manual.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

static std::string section(const std::string& title, const std::string& roff) {
  return roff.empty() ? "" : ".SH " + title + "\n" + roff;
}

// Lines as they are.
static std::string verbatim(const std::string& lines) {
  return lines.empty() ? "" : ".nf\n" + in_roff(lines) + ".fi\n";
}

// Examples stand two blanks in; man(1) sets every section in by itself.
static std::string without_indent(const std::string& lines) {
  std::istringstream stream(lines);
  std::string text;
  for (std::string line; std::getline(stream, line);)
    text += (line.starts_with("  ") ? line.substr(2) : line) + "\n";
  return text;
}

static std::string entry(const std::string& term, const std::string& help) {
  return ".TP\n" + term + "\n" + in_roff(help) + ".\n";
}

static std::string synopsis(const Manual& manual) {
  std::string text = bold(manual.name);
  for (const ManualOption& operand : manual.operands)
    text += operand.is_required ? " " + italic(operand.value) : " [" + italic(operand.value) + "]";
  return text + (manual.verbs.empty() ? "" : " " + italic("VERB")) + " [" + italic("options") + "]\n";
}

static std::string options_in_roff(const Manual& manual) {
  std::string text;
  for (const ManualOption& operand : manual.operands) text += entry(italic(operand.value), operand.help);
  for (const ManualOption& option : manual.options) {
    std::string term;
    for (const std::string& name : option.names) term += (term.empty() ? "" : ", ") + bold(name);
    text += entry(term + (option.value.empty() ? "" : " " + italic(option.value)), option.help);
  }
  return text;
}

static std::string verbs_in_roff(const Manual& manual) {
  std::string text;
  for (const Manual& verb : manual.verbs) text += entry(bold(man_page_name(verb)) + "(1)", verb.description);
  return text;
}

std::string man_page(const Manual& manual) {
  const std::string page = man_page_name(manual);
  return ".TH " + in_roff(capitals(page)) + " 1 \"\" \"mlp " + std::string(mlp::version()) +
         "\" \"\"\n.ad l\n.nh\n" + section("NAME", in_roff(page + " - " + manual.description + "\n")) +
         section("SYNOPSIS", synopsis(manual)) +
         section("EXAMPLES", verbatim(without_indent(manual.examples))) +
         section("VERBS", verbs_in_roff(manual)) + section("OPTIONS", options_in_roff(manual)) +
         section("NOTES", verbatim(manual.notes)) +
         (manual.verbs.empty() ? section("SEE ALSO", bold("mlp") + "(1)\n") : "");
}
