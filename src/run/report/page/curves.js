// Curves over the epochs, drawn by dygraphs: drag to zoom, double-click or "Whole" to return, "Log scale".

const charts = [];

// The points of several series {label, x, y} in rows [x, y of each]; null where a series has none.
function mergedRows(series) {
  const rows = new Map();
  series.forEach(({x, y}, column) => x.forEach((at, i) => {
    if (!isNumber(at)) return;
    if (!rows.has(at)) rows.set(at, [at, ...series.map(() => null)]);
    rows.get(at)[column + 1] = isNumber(y[i]) ? y[i] : null;
  }));
  return [...rows.values()].sort((a, b) => a[0] - b[0]);
}

const wholeOnly = (value) => Number.isInteger(value) ? countText(value) : '';

// A dotted line at an epoch that matters.
function markEpoch(context, area, chart, {mark, markText}) {
  if (!isNumber(mark)) return;
  const x = chart.toDomXCoord(mark);
  if (x < area.x || x > area.x + area.w) return;
  context.save();
  context.strokeStyle = context.fillStyle = colour('quiet');
  context.setLineDash([2, 4]);
  context.beginPath();
  context.moveTo(x, area.y);
  context.lineTo(x, area.y + area.h);
  context.stroke();
  context.font = '12px system-ui, sans-serif';
  const isLeft = x > area.x + area.w / 2;
  context.textAlign = isLeft ? 'right' : 'left';
  context.fillText(markText, x + (isLeft ? -6 : 6), area.y + 14);
  context.restore();
}

// The same look and the same keys for every chart.
function chartOptions(series, options) {
  return {
    labels: [options.x ?? 'epoch', ...series.map(({label}) => label)],
    ylabel: '', xlabel: '',
    connectSeparatedPoints: true, drawGapEdgePoints: true,
    drawPoints: series[0].x.length === 1, pointSize: 3,
    strokeWidth: 2, highlightCircleSize: 4,
    legend: 'never', rightGap: 12, xRangePad: 4, yRangePad: 6,
    logscale: options.log ?? false,
    axes: {
      x: {axisLabelFormatter: wholeOnly, pixelsPerLabel: 56, drawGrid: false},
      y: {axisLabelFormatter: options.tick ?? options.format ?? valueText, axisLabelWidth: 60, pixelsPerLabel: 36},
    },
    underlayCallback: (context, area, chart) => markEpoch(context, area, chart, options),
    series: Object.fromEntries(series.map((each) => [each.label, {strokePattern: each.dashed ? [6, 4] : null}])),
  };
}

function schemeOptions(series) {
  return {
    colors: series.map((each, index) => colour(each.colour ?? seriesName(index))),
    gridLineColor: colour('line'), axisLineColor: colour('line'),
  };
}

// Arrows move, + and − zoom, 0 shows all, as the mouse does.
function zoomBy(chart, key) {
  const [low, high] = chart.xAxisRange();
  const width = high - low, middle = (low + high) / 2;
  const moves = {
    '+': [middle - width / 4, middle + width / 4], '=': [middle - width / 4, middle + width / 4],
    '-': [middle - width, middle + width],
    ArrowLeft: [low - width / 5, high - width / 5], ArrowRight: [low + width / 5, high + width / 5],
  };
  if (key === '0') chart.resetZoom();
  else if (moves[key]) {
    const [first, last] = chart.xAxisExtremes();
    const span = Math.min(moves[key][1] - moves[key][0], last - first);
    const start = Math.min(Math.max(moves[key][0], first), last - span);
    chart.updateOptions({dateWindow: [start, start + span]});
  } else return false;
  return true;
}

function legendItem(each, index) {
  const swatch = element('span', {class: each.dashed ? 'swatch dashed' : 'swatch', 'aria-hidden': 'true'});
  swatch.style.borderColor = `var(--${each.colour ?? seriesName(index)})`;
  const value = element('b', {});
  return {node: element('li', {}, swatch, each.label, ' ', value), value};
}

// series: [{label, x, y, colour, dashed}]; options: {x, log, format, tick, height, mark, markText}.
function curveChart(title, hint, series, options = {}) {
  const format = options.format ?? valueText;
  const rows = mergedRows(series);
  const legend = series.map(legendItem);
  const place = element('span', {class: 'quiet'});
  const last = (each) => each.y.filter(isNumber).at(-1);
  const showLast = () => {
    place.textContent = 'at the end';
    legend.forEach(({value}, i) => { value.textContent = isNumber(last(series[i])) ? format(last(series[i])) : '–'; });
  };
  const summary = series.map((each) => {
    const values = each.y.filter(isNumber);
    return values.length ? `${each.label} from ${format(values[0])} to ${format(values.at(-1))}` : `${each.label}: none`;
  });
  const plot = element('div', {class: 'plot', tabindex: '0', role: 'img',
    'aria-label': `${title}, over ${countOf(rows.length, 'point')}: ${summary.join('; ')}. ` +
                  'Plus and minus zoom, arrows move, 0 shows all.'});
  if (options.height) plot.style.height = `${options.height}px`;
  const log = element('button', {type: 'button', 'aria-pressed': String(options.log ?? false)}, 'Log scale');
  const whole = element('button', {type: 'button', disabled: ''}, 'Whole');
  const canBeLog = rows.some((row) => row.slice(1).some((value) => value > 0));
  const node = card(title, hint, element('ul', {class: 'legend'}, legend.map((each) => each.node), element('li', {}, place)), plot);
  node.prepend(element('div', {class: 'buttons'}, canBeLog ? log : null, whole));
  showLast();
  if (rows.length === 0) return node;

  charts.push(() => {
    const chart = new Dygraph(plot, rows, {
      ...chartOptions(series, options), ...schemeOptions(series),
      highlightCallback: (event, x, points, row) => {
        place.textContent = `${options.x ?? 'epoch'} ${countText(x)}`;
        legend.forEach(({value}, i) => { value.textContent = isNumber(rows[row][i + 1]) ? format(rows[row][i + 1]) : '–'; });
      },
      unhighlightCallback: showLast,
      drawCallback: (drawn) => { whole.disabled = !drawn.isZoomed(); },
    });
    painters.push(() => chart.updateOptions(schemeOptions(series)));
    whole.addEventListener('click', () => chart.resetZoom());
    log.addEventListener('click', () => {
      const wanted = log.getAttribute('aria-pressed') !== 'true';
      log.setAttribute('aria-pressed', String(wanted));
      chart.updateOptions({logscale: wanted});
    });
    plot.addEventListener('keydown', (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && zoomBy(chart, event.key)) event.preventDefault();
    });
  });
  return node;
}

// dygraphs measures its element, so it draws when the page stands.
function drawCharts() {
  for (const draw of charts.splice(0)) draw();
}
