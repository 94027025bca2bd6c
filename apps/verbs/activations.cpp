// mlp activations [NAME…]: what activations are, as plots, facts and numbers.
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "arguments/activation_choice.hpp"
#include "arguments/option_checks.hpp"
#include "arguments/output_file.hpp"
#include "io/atomic_file.hpp"
#include "io/csv_field.hpp"
#include "io/field_traits.hpp"
#include "mlp/base/error.hpp"
#include "plots/activation_pictures.hpp"
#include "plots/activation_study.hpp"
#include "plots/depth_study.hpp"
#include "plots/gallery.hpp"
#include "plots/terminal_plot.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::Activation;
using mlp::Index;

struct ActivationsOptions {
  std::vector<std::string> names;
  std::vector<std::string> compared;
  StudyRange range;
  Index points = 201;
  Index depth = 0;
  std::string initializer;
  mlp::SignalScaleOptions network;
  bool as_csv = false;
  bool as_markdown = false;
  std::string svg, html;

  bool writes_files() const { return !svg.empty() || !html.empty(); }
};

constexpr int widest = 100;  // a wider plot is no better

PlotSize plot_size() {
  const TerminalSize window = standard_output_size();
  return {.width = std::clamp(window.columns - 1, 24, widest),
          .height = std::clamp(window.lines - 14, 6, 14)};
}

// A file's lines may be long.
int table_width() { return ::isatty(STDOUT_FILENO) == 1 ? standard_output_size().columns : 1000; }

std::string joined_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string facts_text(const ActivationStudy& study, int width) {
  constexpr int indent = 17;  // "  " and the longest name of a fact and "   "
  std::string text;
  for (const auto& [what, value] : study.facts_in_words())
    text += "  " + padded_to(indent - 2, what) + wrapped(value, std::max(width, indent + 20), indent) + "\n";
  return text;
}

std::string study_text(const ActivationStudy& study, const StudyRange& range, const Terminal& terminal) {
  const PlotSize size = plot_size();
  return study.name + "   " + study.formula() + "\n\n" +
         joined_lines(terminal_plot(plot_of(study, range), size, terminal)) + "\n" +
         facts_text(study, size.width);
}

std::string comparison_text(const std::vector<ActivationStudy>& studies, const ActivationsOptions& options,
                            const Terminal& terminal) {
  std::string text;
  for (const CurveKind kind : {CurveKind::value, CurveKind::slope})
    text += joined_lines(terminal_plot(plot_of(studies, kind, options.range), plot_size(), terminal)) + "\n";
  return text + facts_table(studies, table_width());
}

std::string curves_csv(const std::vector<ActivationStudy>& studies, const ActivationsOptions& options) {
  const std::vector<float> z = mlp::even_points(options.range.from, options.range.to, options.points);
  std::string text = "activation,z,value,slope\n";
  for (const ActivationStudy& study : studies) {
    const mlp::ActivationCurve curve = activation_curve(study.activation, z);
    const std::string name = mlp::csv_field(study.name) + ",";
    for (std::size_t i = 0; i < z.size(); ++i)
      text += name + exact_text(z[i]) + "," + exact_text(curve.value[i]) + "," + exact_text(curve.slope[i]) +
              "\n";
  }
  return text;
}

// In a cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return " " + escaped + " |";
}

std::string facts_markdown(const std::vector<ActivationStudy>& studies) {
  std::string text = "| activation | f(z) |", rule = "|---|---|", lines;
  for (const auto& [what, value] : studies.front().facts_in_words()) {
    text += cell(what);
    rule += "---|";
  }
  for (const ActivationStudy& study : studies) {
    lines += "|" + cell("`" + study.name + "`") + cell(study.formula().substr(study.formula().find('=') + 2));
    for (const auto& [what, value] : study.facts_in_words()) lines += cell(value);
    lines += "\n";
  }
  return text + "\n" + rule + "\n" + lines;
}

// What a call shows: each part where it was asked for, the text where nothing else was.
struct Shown {
  std::string csv;
  std::string markdown;
  Picture picture;
  std::string page;
  std::string text;
};

void show(const Shown& shown, const ActivationsOptions& options) {
  if (!options.svg.empty()) mlp::write_atomically(options.svg, {svg_file(shown.picture)});
  if (!options.html.empty()) mlp::write_atomically(options.html, {shown.page});
  if (options.as_csv || options.as_markdown) return print(options.as_csv ? shown.csv : shown.markdown);
  if (!options.writes_files()) print(shown.text);
}

constexpr const char* facts_note =
    "Computed by the engine's own kernels, in float, which is also what training uses. A curve saturates "
    "where its slope stays below 1 % of its largest; exact "
    "zeros and outputs are those for inputs drawn from N(0, 1).";

PageSection section_of(const ActivationStudy& study, const StudyRange& range) {
  return {.pictures = {picture_of(plot_of(study, range), study.name)},
          .heading = study.name,
          .formula = study.formula(),
          .words = study.facts_in_words()};
}

Shown shown_studies(const std::vector<ActivationStudy>& studies, const ActivationsOptions& options) {
  const Terminal terminal = standard_output_terminal();
  const StudyRange& range = options.range;
  std::vector<PageSection> sections;
  for (const ActivationStudy& study : studies) sections.push_back(section_of(study, range));
  Shown shown;
  if (options.as_csv) shown.csv = curves_csv(studies, options);
  shown.markdown = facts_markdown(studies);
  if (options.names.empty()) {
    shown.picture = gallery_of(studies, range);
    shown.text = gallery_text(studies, range, terminal, standard_output_size().columns) + "\n" +
                 facts_table(studies, table_width());
  } else {
    shown.picture = studies.size() == 1 ? picture_of(studies.front(), range) : gallery_of(studies, range);
    for (const ActivationStudy& study : studies)
      shown.text += (shown.text.empty() ? "" : "\n") + study_text(study, range, terminal);
  }
  shown.page = html_page(shown.picture.title, facts_note, sections);
  return shown;
}

Shown shown_comparison(const std::vector<ActivationStudy>& studies, const ActivationsOptions& options) {
  std::string title;
  for (const ActivationStudy& study : studies) title += (title.empty() ? "" : ", ") + study.name;
  const Plot values = plot_of(studies, CurveKind::value, options.range);
  const Plot slopes = plot_of(studies, CurveKind::slope, options.range);
  std::vector<PageSection> sections{
      {.pictures = {picture_of(values, values.title), picture_of(slopes, slopes.title)},
       .heading = {},
       .formula = {},
       .words = {}}};
  for (const ActivationStudy& study : studies) {
    sections.push_back(section_of(study, options.range));
    sections.back().pictures.clear();
  }
  Shown shown;
  if (options.as_csv) shown.csv = curves_csv(studies, options);
  shown.markdown = facts_markdown(studies);
  shown.picture = pair_of(title, "", values, slopes);
  shown.page = html_page(title, facts_note, sections);
  shown.text = comparison_text(studies, options, standard_output_terminal());
  return shown;
}

Shown shown_depth(const std::vector<DepthStudy>& studies, const ActivationsOptions& options) {
  const Plot values = values_by_layer(studies), gradients = gradients_by_layer(studies);
  const std::string note = network_text(options.network);
  const std::string title = "What depth makes of values and gradients";
  PageSection section{.pictures = {picture_of(values, values.title), picture_of(gradients, gradients.title)},
                      .heading = {},
                      .formula = {},
                      .words = {}};
  for (const DepthStudy& study : studies) section.words.emplace_back(study.name, study.sentence());
  Shown shown;
  if (options.as_csv) shown.csv = depth_csv(studies);
  shown.picture = pair_of(title, note, values, gradients);
  shown.page = html_page(title, note + ". Measured by one pass of the engine forward and back.", {section});
  shown.text = "  " + note + "\n\n" +
               joined_lines(terminal_plot(gradients, plot_size(), standard_output_terminal())) + "\n" +
               depth_table(studies);
  return shown;
}

std::vector<Activation> all_activations() {
  std::vector<Activation> all;
  mlp::for_each_alternative<Activation>([&]<typename A>() { all.push_back(A{}); });
  return all;
}

std::vector<Activation> chosen_activations(const ActivationsOptions& options) {
  if (!options.names.empty() && !options.compared.empty()) {
    throw mlp::ConfigError("activations: expected names or --compare, got both",
                           "mlp activations --compare relu,tanh lays both on one picture");
  }
  std::vector<Activation> chosen;
  const bool compares = !options.compared.empty();
  for (const std::string& words : compares ? options.compared : options.names) {
    for (const std::string& word : split_choices(words))
      chosen.push_back(activation_from(word, compares ? "activations: --compare" : "activations"));
  }
  if (chosen.empty() && options.depth > 0) return {mlp::Relu{}, mlp::Tanh{}, mlp::Sigmoid{}};
  return chosen.empty() ? all_activations() : chosen;
}

void check_range(const StudyRange& range) {
  if (range.from < range.to && static_cast<float>(range.from) < static_cast<float>(range.to)) return;
  throw mlp::ConfigError("activations: --to: expected a number above --from, which is " +
                             exact_text(range.from) + ", got " + exact_text(range.to),
                         "for example --from -3 --to 3");
}

void refuse_mixing(const Activation& activation) {
  if (!mixes_units(activation)) return;
  throw mlp::ConfigError(
      "activations: --depth: expected activations for hidden layers, got " + text_of(activation),
      "it mixes the units of a layer and fits the output only");
}

void activations(ActivationsOptions& options) {
  check_range(options.range);
  check_output(options.svg, {});
  check_output(options.html, {});
  const std::vector<Activation> chosen = chosen_activations(options);
  if (options.depth == 0) {
    std::vector<ActivationStudy> studies;
    for (const Activation& activation : chosen) studies.push_back(study_of(activation, options.range));
    return show(
        options.compared.empty() ? shown_studies(studies, options) : shown_comparison(studies, options),
        options);
  }
  options.network.depth = options.depth;
  if (!options.initializer.empty())
    options.network.initializer = initializer_from(options.initializer, "activations: --initializer");
  std::vector<DepthStudy> studies;
  for (const Activation& activation : chosen) {
    refuse_mixing(activation);
    studies.push_back(depth_study_of(activation, options.network));
  }
  show(shown_depth(studies, options), options);
}

}  // namespace

void add_activations(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("activations", "Shows activations: value, slope, and what they are good for");
  verb->footer(R"(  mlp activations                                      all of them
  mlp activations gelu                                 one: plot and facts
  mlp activations leaky_relu:negative_slope=0.2 --from -3 --to 3
  mlp activations --compare relu,sigmoid,tanh --svg compared.svg
  mlp activations tanh --csv > tanh.csv                activation,z,value,slope
  mlp activations --depth 20                           how gradients vanish: relu, tanh, sigmoid
  mlp activations relu selu --depth 50 --initializer lecun_normal
---
NAME is an activation, with hyperparameters as NAME:FIELD=VALUE,FIELD=VALUE or as in a config,
'{"type": "elu", "alpha": 0.5}'; mlp list activations lists them.  All numbers come from the engine's own
kernels.  Softmax and log_softmax are shown for one of two units while the other stays at 0.
)");
  const auto options = std::make_shared<ActivationsOptions>();
  const auto add = [&](const char* name, auto& value, const char* help, const char* unit) {
    return verb->add_option(name, value, help)->option_text(unit);
  };
  add("NAME", options->names, "activations; all where none is named", " ");
  add("--compare", options->compared, "several on one picture, with commas between them", "NAME,NAME…")
      ->allow_extra_args(false);
  add("--from", options->range.from, "where the range begins; -10 by default", "Z")
      ->check(number_within(1e30));
  add("--to", options->range.to, "where it ends; 10 by default", "Z")->check(number_within(1e30));
  add("--points", options->points, "rows of the CSV for each activation; 201 by default", "N")
      ->check(integer_in(2, 1000000));
  verb->add_flag("--csv", options->as_csv, "a table of numbers instead of a plot");
  verb->add_flag("--markdown", options->as_markdown, "the facts as a table in Markdown");
  add("--svg", options->svg, "write a picture, light or dark as its reader is", "FILE");
  add("--html", options->html, "write a page of pictures and facts", "FILE");
  CLI::Option* const depth =
      add("--depth", options->depth, "what so many layers make of values and gradients", "LAYERS")
          ->check(integer_in(1, 1000));
  add("--initializer", options->initializer,
      "with --depth: how weights start, as \"he_normal\"; the activation's own by default", "NAME")
      ->needs(depth);
  add("--width", options->network.width, "with --depth: units of a layer; 256 by default", "N")
      ->check(integer_in(1, 4096))
      ->needs(depth);
  add("--seed", options->network.seed, "with --depth: of weights and inputs; 1 by default", "N")
      ->needs(depth);
  verb->callback([options] { activations(*options); });
}
