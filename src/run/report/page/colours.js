// Colours follow the reader's light or dark scheme: SVG by the style sheet, what is painted on a canvas by
// painting it again.

const painters = [];

// Calls paint() now and whenever the scheme changes.
function painted(paint) {
  painters.push(paint);
  paint();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => painters.forEach((paint) => paint()));

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const seriesCount = 8;

function seriesName(index) {
  return `series-${index % seriesCount + 1}`;
}

function parts(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

// Between two colours "#rrggbb"; share 0 … 1.
function between(from, to, share) {
  const [a, b] = [parts(from), parts(to)];
  return a.map((value, i) => Math.round(value + (b[i] - value) * Math.min(1, Math.max(0, share))));
}
