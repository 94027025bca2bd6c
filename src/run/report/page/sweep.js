// A sweep: every point a line across the axes of its parameters, and how much each parameter explains.

const sweepHeight = 380;

// A JSON value as an axis shows it: relu, 0.01, {"type":"step"}.
function settingText(text) {
  const value = JSON.parse(text);
  if (typeof value === 'string') return value;
  return isNumber(value) ? String(Number(value.toPrecision(6))) : text;
}

// {up(text): 0 … 1, ticks: [{at, text}]} of one parameter.
function parameterAxis({is_choice: isChoice, log, values}, texts) {
  if (isChoice) {
    const at = (text) => (values.indexOf(text) + 0.5) / values.length;
    return {up: at, ticks: values.map((text) => ({at: at(text), text: settingText(text)}))};
  }
  const scale = log ? Math.log10 : (value) => value;
  const numbers = texts.map((text) => scale(Number(text)));
  return numberAxis(Math.min(...numbers), Math.max(...numbers), scale, log);
}

// Logarithms of 1, 10, …; of a short range those of 2 and 5 times these too.
function logTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(low); power <= high; ++power)
    for (const times of high - low < 3 ? [1, 2, 5] : [1]) ticks.push(power + Math.log10(times));
  return ticks.filter((tick) => tick >= low - 1e-9 && tick <= high + 1e-9);
}

function numberAxis(low, high, scale, log, format = valueText) {
  if (low === high) { low -= 0.5; high += 0.5; }
  const up = (value) => (scale(Number(value)) - low) / (high - low);
  const ticks = log ? logTicks(low, high) : niceTicks(low, high, 5);
  return {up, ticks: ticks.map((tick) => ({at: (tick - low) / (high - low), text: format(log ? 10 ** tick : tick)}))};
}

function objectiveAxis(sweep, rows) {
  const values = rows.map((row) => row.objective);
  const {tick} = metricFormat(sweep.objective.split('.').at(-1));
  return numberAxis(Math.min(...values), Math.max(...values), (value) => value, false, tick);
}

// The last part of a pointer says most; the whole of it stands in the title.
function axisTitle(pointer) {
  const parts = pointer.split('/').slice(1);
  return shortLabel(parts.at(-1));
}

function parallelPicture(sweep, rows) {
  const order = sweep.parameters.map((parameter, index) => ({...parameter, index}))
                     .sort((a, b) => b.importance - a.importance);
  const axes = order.map((parameter) => ({title: axisTitle(parameter.pointer), whole: parameter.pointer,
    ...parameterAxis(parameter, rows.map((row) => row.values[parameter.index])), of: (row) => row.values[parameter.index]}));
  axes.push({title: sweep.objective, whole: sweep.objective, ...objectiveAxis(sweep, rows), of: (row) => row.objective});
  const gap = 150, left = 70, top = 40, bottom = sweepHeight - 24;
  const width = left + gap * (axes.length - 1) + 90;
  const across = (index) => left + gap * index;
  const height = (share) => bottom - share * (bottom - top);
  // The worst first, so that the best lies on top.
  const lines = [...rows].reverse().map((row, index) => {
    const share = rows.length < 2 ? 1 : index / (rows.length - 1);
    const path = axes.map((axis, i) => `${i ? 'L' : 'M'}${across(i)} ${height(axis.up(axis.of(row))).toFixed(1)}`).join('');
    const line = svg('path', {d: path, fill: 'none', 'stroke-width': share === 1 ? 3 : 1.25,
                              'stroke-opacity': (0.25 + 0.75 * share ** 2).toFixed(3)},
      svg('title', {}, [`point ${row.point}`, ...axes.map((axis) => `${axis.whole}: ${axis.of(row)}`)].join('\n')));
    line.style.stroke = share === 1 ? 'var(--series-2)' : `color-mix(in srgb, var(--series-1) ${(100 * share).toFixed(0)}%, var(--quiet))`;
    return line;
  });
  const scales = axes.map((axis, i) => svg('g', {},
    svg('line', {class: 'grid', x1: across(i), x2: across(i), y1: top, y2: bottom}),
    svg('text', {class: 'axis', x: across(i), y: 18, 'text-anchor': 'middle'}, axis.title, svg('title', {}, axis.whole)),
    axis.ticks.map(({at, text}) => svg('text', {class: 'tick', x: across(i) - 6, y: height(at) + 4, 'text-anchor': 'end'},
                                       shortLabel(text)))));
  const picture = svg('svg', {class: 'diagram', viewBox: `0 0 ${width} ${sweepHeight}`, role: 'img',
    'aria-label': `Parallel coordinates of ${countOf(rows.length, 'point')}; the best is point ${rows[0].point}`}, lines, scales);
  picture.style.minWidth = `${Math.min(width, 1200)}px`;
  return {node: element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Parallel coordinates'}, picture), lines};
}

// Shows the best of the lines only.
function parallelCard(sweep, rows) {
  const {node, lines} = parallelPicture(sweep, rows);
  const text = element('span', {class: 'quiet'}, `all ${countOf(rows.length, 'point')}`);
  const slider = element('input', {type: 'range', min: 1, max: rows.length, value: rows.length, 'aria-label': 'how many of the best are shown',
    oninput: () => {
      const count = Number(slider.value);
      lines.forEach((line, index) => { line.style.display = index >= lines.length - count ? '' : 'none'; });
      text.textContent = count === rows.length ? `all ${countOf(count, 'point')}` : `the best ${countOf(count, 'point')}`;
    }});
  return card('Parallel coordinates', 'Each line is a point, the orange one the best. Parameters that explain most stand first.', node,
              rows.length > 1 ? element('p', {}, element('label', {}, 'Shown: ', slider, ' '), text) : null);
}

function importanceCard(sweep) {
  const parameters = [...sweep.parameters].sort((a, b) => b.importance - a.importance);
  const most = Math.max(...parameters.map(({importance}) => importance), 1e-9);
  const bar = (share) => {
    const node = element('div', {'aria-hidden': 'true'});
    Object.assign(node.style, {width: `${(100 * share / most).toFixed(1)}%`, minWidth: '2px', height: '0.8em', background: 'var(--series-1)'});
    const room = element('div', {}, node);
    room.style.minWidth = '12em';
    return room;
  };
  return card('Importance', 'The share of the objective\u2019s variance that goes with a parameter\u2019s values alone, less what chance would ' +
    'put there. What only shows when two parameters move together is in no share.',
    table('Importance of each parameter', [{text: 'parameter'}, {text: 'share', number: true}, {text: ''}],
      parameters.map(({pointer, importance}) => [element('code', {}, pointer), shareText(importance, 1), bar(importance)])));
}

function pointTable(sweep, rows) {
  const metric = sweep.objective.split('.').at(-1);
  const isRepeated = sweep.rows.some((row) => row.trainings > 1);
  const head = [{text: 'rank', number: true}, {text: 'point', number: true}, {text: sweep.objective, number: true},
    ...(isRepeated ? [{text: 'deviation', number: true}] : []), {text: 'epochs', number: true},
    ...sweep.parameters.map(({pointer}) => ({text: pointer, number: true}))];
  const body = rows.map((row, index) => [countText(index + 1), countText(row.point),
    row.objective === null ? `${countText(row.failed)} failed` : metricText(metric, row.objective),
    ...(isRepeated ? [row.objective === null ? '–' : valueText(row.deviation)] : []), valueText(row.epochs), ...row.values.map(settingText)]);
  return table('The points, the best first', head, body);
}

function showSweep(sweep) {
  document.title = `${sweep.name} · mlp sweep`;
  const metric = sweep.objective.split('.').at(-1);
  const finished = sweep.rows.filter((row) => row.objective !== null);
  const failed = sweep.rows.length - finished.length;
  const best = finished[0];
  fill(document.getElementById('top'), {}, [
    element('p', {class: 'kicker'}, 'mlp sweep'),
    element('h1', {}, sweep.name),
    element('p', {class: 'verdict'}, `${countOf(sweep.rows.length, 'point')} by ${sweep.search}. `,
      best ? ['The best ', `${sweep.objective}, `, element('strong', {}, metricText(metric, best.objective)), `, is that of point ${countText(best.point)}.`]
           : 'No point has come to an objective.',
      failed ? ` Of ${countOf(failed, 'point')} a training failed.` : '')]);
  // Of halving, only those that were trained to the end can be compared.
  const longest = Math.max(...finished.map((row) => row.epochs));
  const compared = sweep.is_halving ? finished.filter((row) => row.epochs === longest) : finished;
  if (compared.length) section('parameters', 'Parameters', parallelCard(sweep, compared), importanceCard(sweep));
  const shown = 50;
  section('points', 'Points', card('The best points', sweep.rows.length > shown ? `The first ${shown} of ${countText(sweep.rows.length)}; table.csv has all.` : null,
    pointTable(sweep, sweep.rows.slice(0, shown))));
}
