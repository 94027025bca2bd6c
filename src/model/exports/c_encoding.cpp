#include "model/exports/c_encoding.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "data/column_config.hpp"
#include "data/number_transform.hpp"

namespace mlp {
namespace {

// An odd function, given for numbers of at least 0.
std::string odd(CText& text, const std::string& function, const std::string& value) {
  return text.call("mlp_with_sign", {text.call(function, {text.call("mlp_size", {value})}), value});
}

// Where the line is at `value`.
std::string on_line(CText& text, const std::string& name, const std::vector<LineSegment>& line,
                    const std::string& value) {
  std::vector<float> x, z, slope;
  for (const LineSegment& segment : line) {
    x.push_back(segment.x);
    z.push_back(segment.z);
    slope.push_back(segment.slope);
  }
  text.add_array(name + "_x", x);
  text.add_array(name + "_z", z);
  text.add_array(name + "_slope", slope);
  return text.call("mlp_line", {value, name + "_x", name + "_z", name + "_slope", std::to_string(x.size())});
}

// Writes one column after the other, each at the next of the features.
class EncodingWriter {
 public:
  EncodingWriter(CText& text, const InputEncoding& encoding, const std::string& values)
      : text_(text), encoding_(encoding), values_(values) {}

  void write() {
    text_.add_line("{");
    text_.add_line("  float v;");
    for (std::size_t c = 0; c < encoding_.columns.size(); ++c) add_column(c, encoding_.columns[c]);
    text_.add_line("}");
  }

 private:
  std::string next_feature() { return values_ + "[" + std::to_string(feature_++) + "]"; }
  void add(const std::string& statement) { text_.add_line("  " + statement); }

  void add_column(std::size_t c, const FittedColumn& column) {
    const std::string input = "inputs[" + std::to_string(c) + "]";
    add("v = " + input + ";");
    if (column.substitute) add("if (v != v) v = " + c_literal(static_cast<float>(*column.substitute)) + ";");
    is_categorical(column.config) ? add_category(column) : add_number(c, column);
    if (column.config.indicator) add(next_feature() + " = " + input + " != " + input + " ? 1.0f : 0.0f;");
  }

  void add_number(std::size_t c, const FittedColumn& column) {
    if (column.config.clip) {
      const std::string low = c_literal(static_cast<float>((*column.config.clip)[0])),
                        high = c_literal(static_cast<float>((*column.config.clip)[1]));
      add("if (v < " + low + ") v = " + low + ";");
      add("if (v > " + high + ") v = " + high + ";");
    }
    if (std::holds_alternative<LogTransform>(column.config.transform))
      add("v = " + odd(text_, "mlp_log1p", "v") + ";");
    if (!column.knots.empty())
      add("v = " + on_line(text_, "mlp_column_" + std::to_string(c), line_through(column.knots), "v") + ";");
    add(next_feature() + " = v;");
  }

  void add_category(const FittedColumn& column) {
    const Index places = std::ssize(column.categories);
    // −1: no feature; −2: refused.
    const Index unseen = std::holds_alternative<OtherUnseen>(column.config.unseen)    ? places
                         : std::holds_alternative<IgnoreUnseen>(column.config.unseen) ? -1
                                                                                      : -2;
    const std::string place = text_.call(
        "mlp_place",
        {"v", std::to_string(places), std::to_string(column.known_categories()), std::to_string(unseen)});
    if (column.is_one_hot()) {
      const Index count = places + (column.has_other ? 1 : 0);
      add(text_.call("mlp_one_hot",
                     {place, std::to_string(count), values_ + " + " + std::to_string(feature_)}) +
          ";");
      feature_ += count;
    } else {
      const std::string feature = next_feature();
      add(feature + " = (float)" + place + ";");
      add("if (" + feature + " < 0.0f) " + feature + " = " + text_.call("mlp_float", {"0x7fc00000u"}) + ";");
    }
  }

  CText& text_;
  const InputEncoding& encoding_;
  const std::string values_;
  Index feature_ = 0;
};

// Nothing that would end the comment or begin another line.
std::string in_comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
  return c_literal(text);
}

}  // namespace

void add_c_encoding(CText& text, const InputEncoding& encoding, const std::string& values) {
  EncodingWriter(text, encoding, values).write();
}

void add_c_decoding(CText& text, const std::vector<FittedColumn>& targets, const std::string& values) {
  for (std::size_t k = 0; k < targets.size(); ++k) {
    const FittedColumn& target = targets[k];
    const std::string value = values + "[" + std::to_string(k) + "]";
    if (std::holds_alternative<LogTransform>(target.config.transform))
      text.add_line(value + " = " + odd(text, "mlp_expm1", value) + ";");
    if (!target.knots.empty()) {
      const std::string name = "mlp_target_" + std::to_string(k);
      text.add_line(value + " = " + on_line(text, name, line_back_through(target.knots), value) + ";");
    }
  }
}

std::string c_columns_comment(const Model& model) {
  std::string text;
  for (std::size_t c = 0; c < model.encoding.columns.size(); ++c) {
    const FittedColumn& column = model.encoding.columns[c];
    const ColumnKind& kind = *column.config.kind;
    std::string meaning;
    if (is_categorical(column.config)) {
      Index place = 0;
      for (const auto* const list : {&column.categories, &column.rare})
        for (const std::string& category : *list) {
          meaning += (place == 0 ? "" : ", ") + std::to_string(place) + " " + in_comment(category);
          ++place;
        }
    } else if (std::holds_alternative<DateColumn>(kind)) {
      meaning = "days since 1970-01-01";
    } else if (std::holds_alternative<BooleanColumn>(kind)) {
      meaning = "1 or 0";
    }
    if (column.substitute) meaning += std::string(meaning.empty() ? "" : "; ") + "NaN where it is missing";
    if (meaning.empty()) continue;
    text +=
        "//   inputs[" + std::to_string(c) + "]  " + in_comment(model.input_names[c]) + ": " + meaning + "\n";
  }
  return text;
}

}  // namespace mlp
