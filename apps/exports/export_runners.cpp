#include "exports/export_runners.hpp"

#include <cstdlib>
#include <cstring>
#include <string_view>

#include "exports/child_process.hpp"
#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "io/safetensors.hpp"
#include "mlp/base/error.hpp"

namespace fs = std::filesystem;

namespace {

// NAME, INPUTS, OUTPUTS and, for a model of classes, NAME_CLASS are defined on the command line; the files
// are arguments: inputs, values, classes.
constexpr std::string_view c_main = R"(#include <stdio.h>
void NAME(const float *inputs, float *outputs);
#ifdef NAME_CLASS
int NAME_CLASS(const float *inputs, float *outputs);
#endif
int main(int count, char **files) {
  static float inputs[INPUTS], outputs[OUTPUTS];
  FILE *from = fopen(files[1], "rb"), *to = fopen(files[2], "wb"), *classes = fopen(files[3], "wb");
  if (count != 4 || !from || !to || !classes) return 1;
  while (fread(inputs, sizeof inputs, 1, from) == 1) {
#ifdef NAME_CLASS
    const int predicted = NAME_CLASS(inputs, outputs);
    if (fwrite(&predicted, sizeof predicted, 1, classes) != 1) return 1;
#else
    NAME(inputs, outputs);
#endif
    if (fwrite(outputs, sizeof outputs, 1, to) != 1) return 1;
  }
  return fclose(to) || fclose(classes) ? 1 : 0;
}
)";

constexpr int no_runner_code = 3;

constexpr std::string_view python_main = R"(import sys
path, inputs, values, classes, features = sys.argv[1:]
try:
    import numpy
    try:
        from onnxruntime import InferenceSession
        session = InferenceSession(path, providers=["CPUExecutionProvider"])
    except ImportError:
        from onnx.reference import ReferenceEvaluator
        session = ReferenceEvaluator(path)
except ImportError:
    sys.exit(3)
rows = numpy.fromfile(inputs, "<f4").reshape(-1, int(features))
outputs = session.run(None, {"inputs": rows})
outputs[0].astype("<f4").tofile(values)
if len(outputs) > 1:
    outputs[1].astype("<i4").tofile(classes)
)";

constexpr std::string_view node_main = R"(const fs = require('fs');
const load = require('module').createRequire(process.cwd() + '/');
const [path, inputs, values, classes, features] = process.argv.slice(2);
let ort;
for (const name of ['onnxruntime-node', 'onnxruntime-web']) {
  try { ort = ort || load(name); } catch (missing) {}
}
if (!ort) process.exit(3);
(async () => {
  const bytes = fs.readFileSync(inputs);
  const rows = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const session = await ort.InferenceSession.create(new Uint8Array(fs.readFileSync(path)));
  const feeds = {inputs: new ort.Tensor('float32', rows, [rows.length / features, Number(features)])};
  const results = await session.run(feeds);
  const [first, second] = session.outputNames;
  fs.writeFileSync(values, Buffer.from(new Uint8Array(results[first].data.buffer,
      results[first].data.byteOffset, results[first].data.byteLength)));
  if (second) fs.writeFileSync(classes, Buffer.from(Int32Array.from(results[second].data, Number).buffer));
  process.exit(0);
})().catch(error => { console.error(String(error)); process.exit(1); });
)";

// The files of one run.
class Exchange {
 public:
  Exchange(const RunnerRows& rows, bool has_classes) : rows_(rows), has_classes_(has_classes) {
    write("inputs", mlp::bytes_of(rows.inputs.data(), std::ssize(rows.inputs)));
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, std::string_view text) const {
    mlp::write_atomically(folder_ / name, {text});
  }

  std::optional<int> run(const std::vector<std::string>& command) const {
    return run_program(command, folder_ / "log");
  }
  [[noreturn]] void fail(const fs::path& file, const std::string& runner) const {
    std::string log(mlp::MappedFile(folder_ / "log").bytes().substr(0, 2000));
    while (!log.empty() && log.back() == '\n') log.pop_back();
    throw mlp::Error(mlp::ErrorCode::check_failed,
                     file.string() + ": expected a file that " + runner + " runs, got:\n" + log);
  }

  RunnerOutcome outcome(const fs::path& file, const std::string& runner) const {
    RunnerOutcome outcome{.runner = runner, .values = {}, .classes = {}};
    const bool whole =
        read("values", static_cast<std::size_t>(rows_.rows * rows_.columns), outcome.values) &&
        (!has_classes_ || read("classes", static_cast<std::size_t>(rows_.rows), outcome.classes));
    if (!whole) fail(file, runner);
    return outcome;
  }

 private:
  template <typename T>
  bool read(const std::string& name, std::size_t count, std::vector<T>& numbers) const {
    if (count == 0) return true;
    if (!fs::exists(folder_ / name)) return false;
    const mlp::MappedFile file(folder_ / name);
    if (file.bytes().size() != count * sizeof(T)) return false;
    numbers.resize(count);
    std::memcpy(numbers.data(), file.bytes().data(), file.bytes().size());
    return true;
  }

  const RunnerRows& rows_;
  const bool has_classes_;
  ScratchFolder folder_;
};

}  // namespace

std::optional<RunnerOutcome> run_c(const fs::path& file, const std::string& function, const RunnerRows& rows,
                                   bool has_classes) {
  const Exchange exchange(rows, has_classes);
  exchange.write("main.c", c_main);
  std::vector<std::string> compilers{"cc", "gcc", "clang"};
  if (const char* const chosen = std::getenv("CC"); chosen && *chosen) compilers = {chosen};
  for (const std::string& compiler : compilers) {
    std::vector<std::string> command{compiler,
                                     "-std=c99",
                                     "-O2",
                                     "-DNAME=" + function,
                                     "-DINPUTS=" + std::to_string(rows.features),
                                     "-DOUTPUTS=" + std::to_string(rows.columns),
                                     "-o",
                                     exchange.path("program"),
                                     exchange.path("main.c"),
                                     fs::absolute(file).string()};
    if (has_classes) command.push_back("-DNAME_CLASS=" + function + "_class");
    // With this CPU's own instructions it runs faster; not every compiler knows how to ask for them.
    std::vector<std::string> native = command;
    native.push_back("-march=native");
    std::optional<int> compiled = exchange.run(native);
    if (compiled && *compiled != 0) compiled = exchange.run(command);
    if (!compiled || *compiled == 127) continue;
    const std::vector<std::string> program{exchange.path("program"), exchange.path("inputs"),
                                           exchange.path("values"), exchange.path("classes")};
    if (*compiled != 0 || exchange.run(program) != 0) exchange.fail(file, compiler);
    return exchange.outcome(file, compiler);
  }
  return std::nullopt;
}

std::optional<RunnerOutcome> run_onnx(const fs::path& file, const RunnerRows& rows, bool has_classes) {
  struct Script {
    std::string program, name;
    std::string_view text;
  };
  const Exchange exchange(rows, has_classes);
  for (const Script& script :
       {Script{"python3", "main.py", python_main}, Script{"node", "main.js", node_main}}) {
    exchange.write(script.name, script.text);
    const std::optional<int> code = exchange.run(
        {script.program, exchange.path(script.name), fs::absolute(file).string(), exchange.path("inputs"),
         exchange.path("values"), exchange.path("classes"), std::to_string(rows.features)});
    if (!code || *code == 127 || *code == no_runner_code) continue;
    if (*code != 0) exchange.fail(file, script.program);
    return exchange.outcome(file, script.program);
  }
  return std::nullopt;
}
