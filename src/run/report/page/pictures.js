// Pictures that stand still: diagrams in SVG, which the style sheet colours, and small images on canvases.

// Round numbers that cut [low, high] into about `count` parts.
function niceTicks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999) ?? rough;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) ticks.push(i * step);
  return ticks;
}

// An empty diagram with axes.  place(x, y): where a point of the data lies; add(…): puts marks in.
function diagram({label, x, y, xTitle, yTitle, width = 400, height = 300, xFormat = valueText, yFormat = valueText}) {
  const xTicks = niceTicks(...x, 6), yTicks = niceTicks(...y, 5);
  const longest = Math.max(...yTicks.map((at) => yFormat(at).length));
  const box = {left: 40 + 7 * longest, right: width - 24, top: 12, bottom: height - 46};
  const across = (value) => box.left + (value - x[0]) / (x[1] - x[0]) * (box.right - box.left);
  const up = (value) => box.bottom - (value - y[0]) / (y[1] - y[0]) * (box.bottom - box.top);
  const marks = svg('g');
  const node = svg('svg', {class: 'diagram', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label},
    xTicks.map((at) => svg('line', {class: 'grid', x1: across(at), x2: across(at), y1: box.top, y2: box.bottom})),
    yTicks.map((at) => svg('line', {class: 'grid', x1: box.left, x2: box.right, y1: up(at), y2: up(at)})),
    xTicks.map((at) => svg('text', {class: 'tick', x: across(at), y: box.bottom + 18, 'text-anchor': 'middle'}, xFormat(at))),
    yTicks.map((at) => svg('text', {class: 'tick', x: box.left - 8, y: up(at) + 4, 'text-anchor': 'end'}, yFormat(at))),
    svg('text', {class: 'axis', x: (box.left + box.right) / 2, y: height - 8, 'text-anchor': 'middle'}, xTitle),
    svg('text', {class: 'axis', x: 0, y: 0, 'text-anchor': 'middle',
                 transform: `translate(13 ${(box.top + box.bottom) / 2}) rotate(-90)`}, yTitle),
    marks);
  return {node, across, up, box, add: (...shapes) => marks.append(...shapes.flat())};
}

function pathOf(points, plot) {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${plot.across(x).toFixed(2)} ${plot.up(y).toFixed(2)}`).join('');
}

// A histogram {low, high, counts} as bars.
function histogramPicture(histogram, {label, xTitle, width = 340, height = 220}) {
  const {counts} = histogram;
  let {low, high} = histogram;
  if (low === high) { low -= 0.5; high += 0.5; }
  const most = Math.max(...counts);
  const plot = diagram({label, x: [low, high], y: [0, most || 1], xTitle, yTitle: 'how many', width, height, yFormat: countText});
  const wide = (high - low) / counts.length;
  plot.add(counts.map((count, bin) => svg('rect', {
    class: 'bin', x: plot.across(low + bin * wide) + 0.4,
    width: Math.max(0.6, plot.across(low + wide) - plot.across(low) - 0.8),
    y: plot.up(count), height: plot.box.bottom - plot.up(count),
  }, svg('title', {}, `${valueText(low + bin * wide)} to ${valueText(low + (bin + 1) * wide)}: ${countText(count)}`))));
  return plot.node;
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

// A canvas of width × height points; colourOf(point) gives [r, g, b], asked again when the scheme changes.
function pointPicture(width, height, label, colourOf) {
  const canvas = element('canvas', {width, height, role: 'img', 'aria-label': label});
  painted(() => {
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    const colours = colourOf();
    for (let point = 0; point < width * height; ++point) image.data.set([...colours(point), 255], 4 * point);
    context.putImageData(image, 0, 0);
  });
  return canvas;
}

// A row's inputs: dark on light, or light on dark.
function grayPicture(side, base64, label) {
  const bytes = bytesOf(base64);
  return pointPicture(side, side, label, () => {
    const [paper, ink] = [colour('picture-paper'), colour('picture-ink')];
    return (point) => between(paper, ink, bytes[point] / 255);
  });
}

// Weights: one colour above zero, another below.
function signedPicture(side, base64, label) {
  const bytes = bytesOf(base64);
  return pointPicture(side, side, label, () => {
    const [zero, above, below] = [colour('zero'), colour('series-2'), colour('series-1')];
    return (point) => {
      const share = (bytes[point] - 128) / 127;
      return between(zero, share > 0 ? above : below, Math.abs(share));
    };
  });
}
