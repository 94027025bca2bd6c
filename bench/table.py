#!/usr/bin/env python3
"""Training steps of five networks on this machine: microseconds, GF/s, share of the peak, PyTorch beside them.

  bench/table.py                          all of it, some minutes
  bench/table.py --rounds 9 --json table.json
  bench/table.py --workloads mnist,iris --threads 1
  bench/table.py --growth                 networks of 10^3 to 10^8 parameters instead
  bench/table.py --batches                mnist by batches that fill no vector, each before the next one that does
  bench/table.py --variants               mnist by each activation and dropout, and by Adam, over the plain one
  bench/table.py --workloads wide,wide_b1024,wide_b8192 --threads 1,2,4,8,16
  MLP_SIMD=avx2 bench/table.py            as on a CPU without AVX-512

Needs a build (build/bench/step_bench, or --program).  PyTorch is measured where /usr/bin/python3 (or $PYTHON)
has it; Debian's is python3-torch with libopenblas0-pthread.

A machine drifts by more than the differences of interest, so everything is measured in turns: in each
round every network for a short window, by mlp and then by PyTorch.  Times are medians of the rounds; shares
and ratios are medians of each round's own, whose two sides met the same machine.  The peak of a round is
the median over its windows of what bare fused multiply-adds reach on one core just before and after.

With more than one thread, as many single-thread programs run side by side, each for itself: what they
reach together, over what one reaches alone, is what the machine's cores are worth at that moment.
Networks so small that mlp would take fewer threads by itself are left out there.

A workload may name its optimizer: mnist/adam, higgs/adamw; mnist is mnist/sgd.
"""

import argparse
import json
import math
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORKLOADS = ["mnist", "wide", "digits", "iris", "higgs"]
GROWTH = ["1e3", "1e4", "1e5", "1e6", "1e7", "1e8"]
BATCHES = [f"mnist_b{batch}" for batch in (1, 7, 16, 33, 48, 100, 112, 129, 144)]
SCALING = ["wide_b1024", "wide_b8192"]


def fail(message):
    sys.exit(f"table.py: {message}")


def cpu_has(flag):
    try:
        return f" {flag} " in pathlib.Path("/proc/cpuinfo").read_text().replace("\n", " ")
    except OSError:
        return False


def cpu_name():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def busy_seconds():
    """CPU seconds that all processes of the machine have used; None where the system does not say."""
    try:
        user, nice, system, _, _, *interrupts = map(int, pathlib.Path("/proc/stat").read_text().split()[1:8])
    except (OSError, ValueError):
        return None
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


class Neighbours:
    """How much of the machine other processes take meanwhile, in CPUs.  Every figure suffers from them."""

    def __init__(self):
        self.start, self.busy, self.own = time.monotonic(), busy_seconds(), self.own_seconds()

    @staticmethod
    def own_seconds():
        times = os.times()  # of children, only those that have ended
        return times.user + times.system + times.children_user + times.children_system

    def cpus(self):
        if self.busy is None:
            return None
        others = busy_seconds() - self.busy - (self.own_seconds() - self.own)
        return max(0.0, others / (time.monotonic() - self.start))


def environment():
    """One thread per multiplication, and the kernels that the CPU allows: Debian's OpenBLAS does not know every CPU."""
    variables = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    if cpu_has("avx512f"):
        variables.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")
    return variables


def full_name(workload):
    return workload if "/" in workload else f"{workload}/sgd"


def plain_name(workload):
    return workload.removesuffix("/sgd")


def network_of(workload):
    """mnist of mnist_tanh and of mnist/adam."""
    return re.match(r"[^_/]*", workload)[0]


def is_variant(workload):
    """Whether it is mnist or higgs at its own batch size, plain or by other layers or another optimizer."""
    return network_of(workload) in ("mnist", "higgs") and not re.search(r"_b\d+", workload)


class StepBench:
    """The program that measures mlp."""

    def __init__(self, program, seconds):
        self.program, self.seconds = program, seconds
        if not program.exists():
            fail(f"{program} is missing: build first (needs libbenchmark-dev), or give --program")

    def workloads(self):
        """All that it knows, in its order."""
        listed = subprocess.run([str(self.program), "--benchmark_list_tests=true"], capture_output=True, text=True,
                                check=True).stdout
        names = [line.split("/") for line in listed.splitlines()]
        return [plain_name(f"{name}/{optimizer}") for _, name, optimizer, threads, *_ in names if threads == "1"]

    def start(self, workload, threads):
        command = [
            str(self.program), f"--benchmark_filter=^step/{full_name(workload)}/{threads}/real_time$",
            f"--benchmark_min_time={self.seconds}", "--benchmark_format=json"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish(self, process):
        """A window: seconds per step, flops, peak, …; None where the program knows no such benchmark."""
        output, errors = process.communicate()
        if process.returncode != 0:
            fail(f"{self.program} failed: {errors.strip()}")
        if not output.strip():
            return None
        report = json.loads(output)
        run = report["benchmarks"][0]
        if run.get("error_occurred"):
            fail(f"{run['name']}: {run['error_message']}")
        widths, batch, rows = run["label"].split()
        return {"seconds": run["real_time"] * 1e-6, "flops": run["flops"], "peak": run["peak"],
                "threads_chosen": int(run["threads_chosen"]), "simd": report["context"]["simd"],
                "widths": widths, "batch": int(batch), "rows": int(rows)}

    def window(self, workload, threads):
        return self.finish(self.start(workload, threads))

    def windows_side_by_side(self, workload, count):
        running = [self.start(workload, 1) for _ in range(count)]
        return [self.finish(process) for process in running]


class Torch:
    """A PyTorch process that waits for work."""

    def __init__(self, python):
        self.process = subprocess.Popen(
            [python, str(ROOT / "bench" / "torch_steps.py")], env=environment(), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.about = json.loads(self.process.stdout.readline())

    def seconds_per_step(self, window, seconds):
        self.process.stdin.write(f"{window['widths']} {window['batch']} {window['rows']} {seconds}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            fail("PyTorch ended early")
        return float(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def start_torch():
    python = os.environ.get("PYTHON", "/usr/bin/python3")
    try:
        found = subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0
    except OSError:
        found = False
    if not found:
        print(f"{python} has no torch: mlp alone", file=sys.stderr)
        return None
    torch = Torch(python)
    if torch.about["reference_blas"]:
        print(f"{python} multiplies with the reference BLAS, far below what it can do: "
              "apt-get install libopenblas0-pthread", file=sys.stderr)
    return torch


def measure_round(bench, torch, workloads, thread_counts):
    """{workload: {"1": window, "2": window, "side_by_side": {"2": [window, …]}, "torch_seconds": s}}"""
    results = {}
    for workload in workloads:
        single = bench.window(workload, 1)
        result = results[workload] = {"1": single, "side_by_side": {}}
        if torch:
            result["torch_seconds"] = torch.seconds_per_step(single, bench.seconds)
        for threads in thread_counts:
            if threads == 1 or single["threads_chosen"] < threads:
                continue
            window = bench.window(workload, threads)
            if window:
                result[str(threads)] = window
                result["side_by_side"][str(threads)] = bench.windows_side_by_side(workload, threads)
    return results


def round_peak(results):
    return statistics.median(result["1"]["peak"] for result in results.values())


def over(rounds, value):
    return statistics.median(value(results) for results in rounds)


def single_rows(rounds, workloads, with_torch):
    rows = []
    for name in workloads:
        first = rounds[0][name]["1"]
        row = {
            "workload": name, "widths": first["widths"], "batch": first["batch"],
            "microseconds": over(rounds, lambda r: r[name]["1"]["seconds"]) * 1e6,
            "gigaflops": over(rounds, lambda r: r[name]["1"]["flops"]) * 1e-9,
            "peak_share": over(rounds, lambda r: r[name]["1"]["flops"] / r[name]["1"]["peak"])}
        if with_torch:
            row["torch_microseconds"] = over(rounds, lambda r: r[name]["torch_seconds"]) * 1e6
            row["torch_ratio"] = over(rounds, lambda r: r[name]["torch_seconds"] / r[name]["1"]["seconds"])
        plain = network_of(name)
        if plain != name and plain in rounds[0]:
            row["plain"] = plain
            row["plain_ratio"] = over(rounds, lambda r: r[name]["1"]["seconds"] / r[plain]["1"]["seconds"])
        rows.append(row)
    return rows


def team_rows(rounds, workloads, thread_counts):
    rows = []
    for threads in map(str, thread_counts):
        for name in workloads:
            if threads == "1" or threads not in rounds[0][name]:
                continue

            def speedup(r):
                return r[name]["1"]["seconds"] / r[name][threads]["seconds"]

            def side_by_side(r):
                return sum(r[name]["1"]["seconds"] / each["seconds"] for each in r[name]["side_by_side"][threads])

            rows.append({
                "workload": name, "threads": int(threads),
                "microseconds": over(rounds, lambda r: r[name][threads]["seconds"]) * 1e6,
                "gigaflops": over(rounds, lambda r: r[name][threads]["flops"]) * 1e-9,
                "speedup": over(rounds, speedup),
                "side_by_side": over(rounds, side_by_side),
                "share_of_side_by_side": over(rounds, lambda r: speedup(r) / side_by_side(r))})
    return rows


def time_text(microseconds):
    """Three digits or more."""
    decimals = max(0, 2 - int(math.floor(math.log10(microseconds))))
    return f"{microseconds:.{decimals}f}"


def print_table(header, rows):
    """The first two columns to the left, numbers to the right."""
    lines = [header] + rows
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        print("  ".join(cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))))
    print()


def print_report(report):
    print(f"{report['cpu']}, {report['cpus']} CPUs, {report['simd']}; {report['rounds']} rounds")
    if report["other_processes_cpus"] is not None:
        print(f"other processes took {report['other_processes_cpus']:.2f} CPUs meanwhile")
    print(f"peak of a core: {report['peak'] * 1e-9:.0f} GF/s (median of rounds; "
          f"{report['lowest_peak'] * 1e-9:.0f} to {report['highest_peak'] * 1e-9:.0f})\n")
    torch = report["torch"]
    header = ["one thread", "network", "batch", "us/step", "GF/s", "% of peak"]
    if torch:
        header += [f"PyTorch {torch['version']}", "times as long"]
    has_variants = any("plain" in row for row in report["one_thread"])
    if has_variants:
        header += ["times the plain one"]
    rows = []
    for row in report["one_thread"]:
        cells = [row["workload"], row["widths"], str(row["batch"]), time_text(row["microseconds"]),
                 f"{row['gigaflops']:.1f}", f"{row['peak_share'] * 100:.1f}"]
        if torch:
            cells += [time_text(row["torch_microseconds"]), f"{row['torch_ratio']:.2f}"]
        if has_variants:
            cells += [f"{row['plain_ratio']:.3f}" if "plain" in row else ""]
        rows.append(cells)
    print_table(header, rows)
    if report["teams"]:
        print_table(["more threads", "threads", "us/step", "GF/s", "speed-up", "side by side", "share of it"],
                    [[row["workload"], str(row["threads"]), time_text(row["microseconds"]), f"{row['gigaflops']:.1f}",
                      f"{row['speedup']:.2f}", f"{row['side_by_side']:.2f}",
                      f"{row['share_of_side_by_side']:.2f}"] for row in report["teams"]])


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="turns; 5")
    parser.add_argument("--threads", default="1,2", help="thread counts, powers of two or all CPUs; 1,2")
    parser.add_argument("--workloads", default=",".join(WORKLOADS), help="some of those that step_bench has")
    parser.add_argument("--growth", action="store_const", const=",".join(GROWTH), dest="workloads",
                        help="the networks of 10^3 to 10^8 parameters")
    parser.add_argument("--batches", action="store_const", const=",".join(BATCHES), dest="workloads",
                        help="mnist by other batches")
    parser.add_argument("--variants", action="store_true",
                        help="mnist and higgs by other layers and optimizers, without PyTorch")
    parser.add_argument("--seconds", type=float, default=0.3, help="of a window; 0.3")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write everything, windows included")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "bench" / "step_bench")
    arguments = parser.parse_args()
    arguments.bench = StepBench(arguments.program, arguments.seconds)
    known = arguments.bench.workloads()
    arguments.workloads = [plain_name(name) for name in arguments.workloads.split(",")]
    if arguments.variants:
        arguments.workloads = [name for name in known if is_variant(name)]
    if unknown := set(arguments.workloads) - set(known):
        parser.error(f"--workloads: expected some of {', '.join(known)}, got {', '.join(sorted(unknown))}")
    try:
        arguments.threads = sorted({int(count) for count in arguments.threads.split(",")})
    except ValueError:
        parser.error(f"--threads: expected numbers like 1,2, got {arguments.threads}")
    if arguments.threads[0] < 1:
        parser.error(f"--threads: expected at least 1, got {arguments.threads[0]}")
    if arguments.rounds < 1:
        parser.error(f"--rounds: expected at least 1, got {arguments.rounds}")
    return arguments


def main():
    arguments = parse_arguments()
    bench = arguments.bench
    neighbours = Neighbours()
    torch = None if arguments.variants else start_torch()
    rounds = []
    for number in range(arguments.rounds):
        print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)
        rounds.append(measure_round(bench, torch, arguments.workloads, arguments.threads))
    if torch:
        torch.close()
    peaks = [round_peak(results) for results in rounds]
    report = {
        "cpu": cpu_name(), "cpus": os.cpu_count(), "simd": rounds[0][arguments.workloads[0]]["1"]["simd"],
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "other_processes_cpus": neighbours.cpus(),
        "rounds": arguments.rounds, "window_seconds": arguments.seconds,
        "peak": statistics.median(peaks), "lowest_peak": min(peaks), "highest_peak": max(peaks),
        "torch": torch.about if torch else None,
        "one_thread": single_rows(rounds, arguments.workloads, torch is not None),
        "teams": team_rows(rounds, arguments.workloads, arguments.threads),
        "windows": rounds}
    print_report(report)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


main()
