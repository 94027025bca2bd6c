#!/usr/bin/env python3
"""Looks at reports as readers do: in a browser, on a large screen and a phone, light and dark.

    report_page_test.py MLP_PROGRAM

Exits with 77 (skipped) where Chromium is not installed, unless MLP_NEEDS_BROWSER is set.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from browser import Browser

PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
CONFIGS = pathlib.Path(__file__).parents[2] / "configs"
SCREENS = {"desk": {}, "phone, dark": {"width": 360, "height": 740, "dark": True}}
EVIL = "</script><script>window.stolen=1</script><img src=x onerror=window.stolen=1>"

# Whatever is a picture, and what is wrong with it.
BLANK_PICTURES = r"""
const problems = [];
const name = (node) => node.getAttribute('aria-label') ?? node.parentElement?.closest('[aria-label]')?.getAttribute('aria-label') ?? node.outerHTML.slice(0, 80);
for (const canvas of document.querySelectorAll('canvas')) {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const isOverlay = canvas.matches('.plot canvas') && getComputedStyle(canvas).zIndex !== 'auto' || canvas.previousElementSibling?.tagName === 'CANVAS';
  if (canvas.clientWidth === 0) problems.push('no size: ' + name(canvas));
  if (!isOverlay && !pixels.some((value, i) => i % 4 === 3 && value > 0)) problems.push('blank: ' + name(canvas));
}
for (const svg of document.querySelectorAll('svg[role=img]')) {
  const box = svg.getBoundingClientRect();
  const marks = [...svg.querySelectorAll('path, circle, rect, foreignObject')].filter((mark) => {
    const size = mark.getBBox();
    return size.width + size.height > 0 && getComputedStyle(mark).visibility === 'visible';
  });
  if (box.width < 20 || marks.length === 0) problems.push('blank: ' + name(svg));
  for (const mark of svg.querySelectorAll('*')) {
    if ([...mark.attributes].some(({value}) => value.includes('NaN') || value.includes('Infinity'))) problems.push('not finite: ' + name(svg));
  }
}
for (const plot of document.querySelectorAll('.plot')) {
  if (!plot.querySelector('canvas')) problems.push('no chart: ' + name(plot));
}
return problems;
"""

# What a screen reader would stumble on.
NAMELESS = r"""
const problems = [];
const ids = [...document.querySelectorAll('[id]')].map(({id}) => id);
if (new Set(ids).size !== ids.length) problems.push('an id twice');
for (const node of document.querySelectorAll('[role=img], [role=region]')) {
  if (!node.getAttribute('aria-label')?.trim()) problems.push('no name: ' + node.outerHTML.slice(0, 80));
}
for (const node of document.querySelectorAll('button, a, summary, th, h1, h2, h3, option')) {
  if (!node.textContent.trim() && !node.matches('tr:first-child > th:first-child')) problems.push('empty: ' + node.outerHTML.slice(0, 80));
}
for (const node of document.querySelectorAll('select, input')) if (node.offsetParent && node.labels.length === 0) problems.push('no label: ' + node.outerHTML.slice(0, 80));
for (const link of document.querySelectorAll('nav a')) if (!document.querySelector(link.getAttribute('href'))) problems.push('leads nowhere: ' + link.textContent);
if (document.querySelectorAll('h1').length !== 1) problems.push('not one h1');
if (/\b(undefined|null|NaN|\[object)\b/.test(document.querySelector('header').innerText + document.querySelector('main').innerText)) problems.push('says undefined, null or NaN');
return problems;
"""

# The least ratio of luminances between text and what is behind it (WCAG 2.1, 1.4.3: 4.5).
LEAST_CONTRAST = r"""
const value = (name) => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratios = ['ink', 'quiet', 'accent', 'good', 'warn', 'bad'].flatMap((text) => ['paper', 'card'].map((ground) => {
  const [a, b] = [value(text), value(ground)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}));
return Math.min(...ratios);
"""


def health_lines():
    """As a training with a dying layer would leave them; keys are missing here and there."""
    histogram = {"low": 0.0, "high": 3.0, "counts": [60, 20, 10, 5, 0, 1]}
    for epoch in range(1, 6):
        dead = [{"unit": unit, "since_epoch": 2, "provable": unit % 2 == 0, "bias": -10.0, "weight_norm": 1.2,
                 "cause": EVIL} for unit in range(epoch)]
        yield {"epoch": epoch, "step": 8 * epoch, "gradient_ratio": 0.3,
               "layers": [{"layer": 0, "activation": "relu", "units": 16, "zeros": 0.5 + epoch / 20, "gradient_norm": 0.1,
                           "dead": {"count": len(dead), "provable": 1, "units": dead}, "histogram": histogram,
                           "weight_norm": 12.0, "update_ratio": 0.001, "nonfinite": 0},
                          {"layer": 1, "activation": "softmax", "units": 3, "saturated": 0.02, "gradient_norm": None}],
               "revived": [{"layer": 0, "unit": 9}] if epoch == 3 else [],
               "problems": [{"rule": "dying", "layer": 0, "epoch": epoch, "sentence": f"{epoch} units of layer 0 are dead.",
                             "try": "reduce the learning rate", "key": "/optimizer/learning_rate"}] if epoch > 2 else []}


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.browser = cls.enterClassContext(Browser())
        cls.pages = {name: cls.train(name, CONFIGS / f"{name}.json", *settings) for name, *settings in [
            ("mnist", "/training/epochs=2", '/model/hidden=[{"units": 24}]'), ("digits", "/training/epochs=4"), ("iris",),
            ("breast_cancer",), ("diabetes",), ("xor",)]}
        cls.pages["health"] = cls.with_health()
        cls.pages["markup"] = cls.markup()
        cls.pages["plane"] = cls.plane()
        cls.pages["unfinished"] = cls.unfinished()
        cls.pages["comparison"] = cls.path("comparison.html")
        cls.run_mlp("report", cls.path("iris"), cls.path("health"), cls.path("markup"), "--out", cls.pages["comparison"])

    @classmethod
    def path(cls, name):
        return cls.folder / name

    @classmethod
    def run_mlp(cls, *words):
        subprocess.run([PROGRAM, *map(str, words)], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def train(cls, name, config, *settings):
        options = [word for setting in settings for word in ("--set", setting)]
        cls.run_mlp("train", config, "--quiet", "--out", cls.path(name), *options)
        return cls.path(name) / "report.html"

    @classmethod
    def with_health(cls):
        page = cls.train("health", CONFIGS / "iris.json", "/training/epochs=5")
        (page.parent / "health.jsonl").write_text("".join(json.dumps(line) + "\n" for line in health_lines()))
        cls.run_mlp("report", page.parent)
        return page

    @classmethod
    def markup(cls):
        """Labels, columns and the run's name are markup."""
        rows = [f"{i % 7},{i % 5},{'good' if i % 3 else EVIL}" for i in range(60)]
        cls.path("rows.csv").write_text(f"{EVIL},b,label\n" + "\n".join(rows) + "\n")
        config = {"name": "script", "data": {"train": {"type": "csv", "path": "rows.csv", "target": "label"}},
                  "model": {"hidden": [{"units": 4}]}, "loss": "cross_entropy", "training": {"epochs": 3}}
        cls.path("markup.json").write_text(json.dumps(config))
        return cls.train("markup", cls.path("markup.json"))

    @classmethod
    def plane(cls):
        """Two inputs, two targets that are numbers."""
        rows = [f"{i % 7},{i % 5},{i % 7 * (i % 5)},{i % 5}" for i in range(60)]
        cls.path("plane.csv").write_text("a,b,product,copy\n" + "\n".join(rows) + "\n")
        config = {"data": {"train": {"type": "csv", "path": "plane.csv", "target": ["product", "copy"]}},
                  "model": {"hidden": [{"units": 4}]}, "loss": "mse", "training": {"epochs": 3}}
        cls.path("plane.json").write_text(json.dumps(config))
        return cls.train("plane", cls.path("plane.json"))

    @classmethod
    def unfinished(cls):
        """As a training leaves it that was killed in its third epoch."""
        page = cls.train("unfinished", CONFIGS / "xor.json", "/training/epochs=2")
        (page.parent / "model.safetensors").unlink()
        (page.parent / "summary.json").unlink()
        cls.run_mlp("report", page.parent)
        return page

    def test_is_right_on_every_screen(self):
        for name, page in self.pages.items():
            for screen, options in SCREENS.items():
                self.browser.show(page, **options)
                with self.subTest("complains of nothing", page=name, screen=screen):
                    self.assertEqual(self.browser.complaints(), [])
                with self.subTest("asks for nothing from outside", page=name, screen=screen):
                    addresses = [each for each in self.browser.requests() if not each.startswith("data:")]
                    self.assertEqual(addresses, [page.resolve().as_uri()])
                with self.subTest("draws every picture", page=name, screen=screen):
                    self.assertEqual(self.browser.ask(BLANK_PICTURES), [])
                with self.subTest("is no wider than the screen", page=name, screen=screen):
                    width, seen = self.browser.ask("return [document.documentElement.scrollWidth, innerWidth]")
                    self.assertLessEqual(width, seen)
                with self.subTest("has names and contrast for those who see little", page=name, screen=screen):
                    self.assertEqual(self.browser.ask(NAMELESS), [])
                    self.assertGreaterEqual(self.browser.ask(LEAST_CONTRAST), 4.5)

    def test_is_dark_where_the_reader_likes_it_dark(self):
        ground = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
        self.browser.show(self.pages["iris"])
        self.assertGreater(min(self.browser.ask(ground)), 200)
        self.browser.show(self.pages["iris"], dark=True)
        self.assertLess(max(self.browser.ask(ground)), 60)

    def test_has_the_sections_that_its_data_ask_for(self):
        wanted = {
            "mnist": ["training", "classes", "weights", "reproduce"],
            "breast_cancer": ["training", "classes", "probabilities", "weights", "reproduce"],
            "diabetes": ["training", "numbers", "weights", "reproduce"],
            "xor": ["training", "classes", "probabilities", "surface", "weights", "reproduce"],
            "plane": ["training", "numbers", "surface", "weights", "reproduce"],
            "health": ["training", "health", "classes", "weights", "reproduce"],
            "unfinished": ["training", "reproduce"],
            "comparison": ["results", "curves", "configs"],
        }
        for name, sections in wanted.items():
            self.browser.show(self.pages[name])
            found = self.browser.ask("return [...document.querySelectorAll('main > section')].map(({id}) => id)")
            # The program may measure health by itself.
            self.assertEqual([each for each in found if each != "health" or name == "health"], sections, name)

    def test_shows_pictures_of_inputs_that_are_images(self):
        for name in ["mnist", "digits"]:
            self.browser.show(self.pages[name])
            self.assertGreater(self.browser.ask("return document.querySelectorAll('#classes .gallery canvas').length"), 0)
            self.assertGreater(self.browser.ask("return document.querySelectorAll('#weights .gallery canvas').length"), 0)
        self.browser.show(self.pages["iris"])
        self.assertEqual(self.browser.ask("return document.querySelectorAll('.gallery').length"), 0)

    def test_takes_markup_in_the_data_for_text(self):
        for name in ["markup", "health", "comparison"]:
            self.browser.show(self.pages[name])
            self.assertIsNone(self.browser.ask("return window.stolen ?? null"))
            self.assertEqual(self.browser.ask("return document.querySelectorAll('img').length"), 0)
        self.browser.show(self.pages["markup"])
        self.assertIn(EVIL, self.browser.ask("return [...document.querySelectorAll('#classes [title]')].map(({title}) => title).join()"))

    def test_zooms_by_keys_and_changes_to_a_log_scale(self):
        self.browser.show(self.pages["iris"])
        press = """
          const [card] = document.querySelectorAll('#training .card'), plot = card.querySelector('.plot');
          const [log, whole] = card.querySelectorAll('button');
          const state = () => [whole.disabled, log.getAttribute('aria-pressed'), plot.querySelector('canvas').toDataURL().length];
          const key = (name) => plot.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true}));
          const states = [state()];
          key('+'); states.push(state());
          key('0'); states.push(state());
          log.click(); states.push(state());
          return states;"""
        start, zoomed, back, log = self.browser.ask(press)
        self.assertEqual([start[0], zoomed[0], back[0]], [True, False, True])
        self.assertEqual(back, start)
        self.assertEqual([start[1], log[1]], ["false", "true"])
        self.assertNotEqual(log[2], start[2])

    def test_tells_every_epoch_in_numbers(self):
        self.browser.show(self.pages["iris"])
        rows = self.browser.ask("""
          document.querySelector('#training details').open = true;
          return new Promise((done) => setTimeout(() => done(
            [...document.querySelectorAll('#training details tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent)))));""")
        lines = [json.loads(line) for line in (self.pages["iris"].parent / "metrics.jsonl").read_text().splitlines()]
        self.assertEqual(len(rows), len(lines))
        for row, line in zip(rows, lines):
            self.assertEqual(int(row[0]), line["epoch"])
            self.assertAlmostEqual(float(row[2]), line["train"]["loss"], delta=1e-3 * line["train"]["loss"])

    def test_says_in_a_sentence_how_good_the_network_is(self):
        self.browser.show(self.pages["iris"])
        verdict = self.browser.ask("return document.querySelector('.verdict').innerText").replace("\u00a0", " ")
        accuracy = json.loads((self.pages["iris"].parent / "summary.json").read_text())["test"]["accuracy"]
        self.assertIn(f"is right on {100 * accuracy:.2f} % of the 30 test rows, which it had never seen", verdict)
        self.browser.show(self.pages["xor"])
        self.assertNotIn("never seen", self.browser.ask("return document.querySelector('.verdict').innerText"))

    def test_shows_one_of_several_targets_at_a_time(self):
        self.browser.show(self.pages["plane"])
        label = "return document.querySelector('#numbers svg').getAttribute('aria-label')"
        self.assertIn("product", self.browser.ask(label))
        self.browser.ask("const s = document.querySelector('#numbers select'); s.value = '1'; s.dispatchEvent(new Event('change'))")
        self.assertIn("copy", self.browser.ask(label))

    def test_maps_dead_units_and_groups_sentences(self):
        self.browser.show(self.pages["health"])
        count = lambda selector: self.browser.ask(f"return document.querySelectorAll('{selector}').length")
        self.assertEqual(count("#health .units:not(.key) .dead"), 3)
        self.assertEqual(count("#health .units:not(.key) .silent"), 2)
        self.assertEqual(count("#health .units:not(.key) .revived"), 1)
        self.assertEqual(count("#health .problems li"), 1)
        said = self.browser.ask("return document.querySelector('#health .problems').innerText")
        self.assertRegex(said, re.compile("5 units of layer 0 are dead.*epochs 3 to 5", re.DOTALL))

    def test_is_small_enough_to_send(self):
        self.assertLess(self.pages["mnist"].stat().st_size, 600_000)


if __name__ == "__main__":
    if not Browser.is_installed() and not os.environ.get("MLP_NEEDS_BROWSER"):
        print("skipped: needs chromium and chromium-driver")
        sys.exit(77)
    unittest.main()
