// What the network's insides looked like while it trained: the sentences, the curves, the dead units.

// Sentences that say the same of the same layer in several epochs become one.
function groupedProblems(problems) {
  const groups = new Map();
  for (const problem of problems) {
    const key = `${problem.rule} ${problem.layer ?? ''}`;
    const group = groups.get(key) ?? {epochs: []};
    group.latest = problem;
    if (isNumber(problem.epoch)) group.epochs.push(problem.epoch);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function epochsText(epochs) {
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  if (epochs.length === 0) return '';
  return first === last ? `epoch ${first}` : `epochs ${first} to ${last}`;
}

function problemItem({latest, epochs}) {
  return element('li', {},
    element('p', {class: 'what'}, sentenceText(latest.sentence ?? latest.rule ?? '')),
    latest.try ? element('p', {}, element('b', {}, 'Try: '), latest.try) : null,
    element('p', {class: 'quiet'}, [capital((latest.rule ?? '').replaceAll('_', ' ')), epochsText(epochs)].filter(Boolean).join(', '),
      latest.key ? [' · ', element('code', {}, latest.key)] : null));
}

function problemsCard({problems, examinations}) {
  const groups = groupedProblems(problems);
  if (groups.length === 0) {
    return element('p', {class: 'allclear'}, `Nothing suspicious in ${countOf(examinations, 'examination')}: no rule found a fault.`);
  }
  return element('ul', {class: 'problems'}, groups.map(problemItem));
}

// One curve for each layer of a quantity; null where nothing was measured.
function layerCurves(lines, layerCount, title, hint, valueOf, options) {
  const epochs = lines.map((line) => line.epoch);
  const series = [];
  for (let index = 0; index < layerCount; ++index) {
    const values = lines.map((line) => {
      const layer = line.layers?.find((each) => each.layer === index);
      return (layer ? valueOf(layer) : null) ?? null;
    });
    if (values.some(isNumber)) series.push({label: layerName(index, layerCount).toLowerCase(), x: epochs, y: values, colour: seriesName(index)});
  }
  return series.length ? curveChart(title, hint, series, {height: 200, ...options}) : null;
}

const share = {format: (value) => shareText(value, 1), tick: shareTick};

function healthCurves(lines, layerCount) {
  const curves = (...rest) => layerCurves(lines, layerCount, ...rest);
  const ratio = lines.map((line) => line.gradient_ratio ?? null);
  return [
    curves('Gradient', 'Its norm in each layer. Far smaller in the first layers: it vanishes. Growing without end: it explodes.',
           (layer) => layer.gradient_norm, {log: true}),
    curves('Update beside weight', 'How far a step moves the weights, as a share of them. Around 0.001 is healthy.',
           (layer) => layer.update_ratio, {log: true}),
    curves('Exact zeros', 'Share of outputs that are 0. Half is usual for relu.', (layer) => layer.zeros, share),
    curves('Saturated', 'Share of outputs where the activation is nearly flat, so that hardly any gradient passes.',
           (layer) => layer.saturated, share),
    curves('Dead units', 'Units that fired for no row.', (layer) => layer.dead?.count, {format: countText, tick: wholeOnly}),
    curves('Weights', 'Norm of the weights of each layer.', (layer) => layer.weight_norm, {}),
    ratio.some(isNumber) ? curveChart('First beside last layer', 'The gradient’s norm in the first layer over that in the last. Near 1 it passes through.',
      [{label: 'ratio', x: lines.map((line) => line.epoch), y: ratio, colour: 'series-3'}], {height: 200, log: true}) : null,
  ].filter(Boolean);
}

// What became of each unit of a layer: alive, silent, provably dead, or back.
function unitStates(layer, revived) {
  const states = Array.from({length: layer.units}, () => ({state: 'alive', text: 'fires'}));
  for (const {unit, epoch} of revived) {
    if (states[unit]) states[unit] = {state: 'revived', text: `came back in epoch ${epoch}`};
  }
  for (const unit of layer.dead?.units ?? []) {
    if (!states[unit.unit]) continue;
    states[unit.unit] = {state: unit.provable ? 'dead' : 'silent',
      text: `${unit.provable ? 'can fire for no row' : 'fired for no row'} since epoch ${unit.since_epoch}`};
  }
  return states;
}

function unitMap(name, states) {
  const columns = Math.min(states.length, Math.max(16, Math.ceil(Math.sqrt(states.length * 4))));
  const rows = Math.ceil(states.length / columns);
  const count = (state) => states.filter((each) => each.state === state).length;
  const label = `${name}: of ${countOf(states.length, 'unit')}, ${count('dead')} provably dead, ${count('silent')} silent, ${count('revived')} came back`;
  return element('figure', {}, element('figcaption', {}, label),
    svg('svg', {class: 'units', viewBox: `0 0 ${columns * 10} ${rows * 10}`, role: 'img', 'aria-label': label},
      states.map(({state, text}, unit) => svg('rect', {class: state, x: unit % columns * 10 + 0.75, y: Math.floor(unit / columns) * 10 + 0.75,
                                                       width: 8.5, height: 8.5, rx: 1.5}, svg('title', {}, `Unit ${unit} ${text}`)))));
}

function deadUnitsCard(last, revived, layerCount) {
  const maps = [], rows = [];
  for (const layer of last.layers ?? []) {
    const back = revived.filter((each) => each.layer === layer.layer);
    const name = layerName(layer.layer, layerCount);
    if (!layer.dead?.count && back.length === 0) continue;
    maps.push(unitMap(name, unitStates(layer, back)));
    for (const unit of layer.dead?.units ?? []) {
      rows.push([name, String(unit.unit), countText(unit.since_epoch), unit.provable ? 'provably dead' : 'silent',
                 valueText(unit.bias), valueText(unit.weight_norm), unit.cause ?? '–']);
    }
  }
  if (maps.length === 0) {
    return last.layers?.some((layer) => layer.dead)
      ? element('p', {class: 'quiet'}, 'No unit is dead: each fires for at least one row.') : null;
  }
  const key = [['alive', 'fires'], ['silent', 'silent: fired for no row'], ['dead', 'dead: can fire for no row'], ['revived', 'came back']];
  return card('Map of the units', 'Each square is a unit, in reading order. A dead unit passes no gradient and learns no more.',
    element('ul', {class: 'legend'}, key.map(([state, text]) => element('li', {},
      svg('svg', {class: 'units key', viewBox: '0 0 10 10', 'aria-hidden': 'true'}, svg('rect', {class: state, width: 10, height: 10, rx: 1.5})), text))),
    maps,
    rows.length ? table('Dead units', [{text: 'layer'}, {text: 'unit', number: true}, {text: 'since epoch', number: true}, {text: 'state'},
      {text: 'bias', number: true}, {text: 'norm of weights', number: true}, {text: 'likely cause'}], rows) : null);
}

// A histogram as an outline: the share of values per unit of width, so that different ranges compare.
function outline({low, high, counts}) {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const width = (high - low) / counts.length || 1;
  const points = [[low, 0]];
  counts.forEach((count, bin) => points.push([low + bin * width, count / total / width], [low + (bin + 1) * width, count / total / width]));
  return [...points, [low + counts.length * width, 0]];
}

function activationCards(lines, layerCount) {
  const cards = [];
  for (let index = 0; index < layerCount; ++index) {
    const seen = lines.flatMap((line) => (line.layers ?? []).filter((layer) => layer.layer === index && layer.histogram?.counts?.length)
                                                           .map((layer) => ({epoch: line.epoch, histogram: layer.histogram})));
    if (seen.length === 0) continue;
    const [first, last] = [seen[0], seen.at(-1)];
    const outlines = [outline(first.histogram), outline(last.histogram)];
    const all = outlines.flat();
    const most = Math.max(...all.map(([, density]) => density));
    const xs = all.map(([x]) => x);
    const plot = diagram({label: `Activations of ${ofLayer(index, layerCount)} in epoch ${first.epoch} and ${last.epoch}`,
      x: [Math.min(...xs), Math.max(...xs)], y: [0, most || 1], xTitle: 'output of a unit', yTitle: 'share per unit', width: 340, height: 220});
    plot.add(svg('path', {class: 'area', d: pathOf(outlines[1], plot)}), svg('path', {class: 'ideal', d: pathOf(outlines[0], plot)}));
    cards.push(card(`Activations of ${ofLayer(index, layerCount)}`,
      first.epoch === last.epoch ? `Epoch ${last.epoch}.` : `Filled: epoch ${last.epoch}; dashed: epoch ${first.epoch}.`, plot.node));
  }
  return cards;
}

function showHealth(run) {
  const {health} = run;
  if (!health) return;
  const {lines, revived} = health;
  const layerCount = run.configuration.model.hidden.length + 1;
  section('health', 'Health', problemsCard(health),
    element('div', {class: 'cards'}, healthCurves(lines, layerCount)),
    deadUnitsCard(lines.at(-1), revived, layerCount),
    element('div', {class: 'cards small'}, activationCards(lines, layerCount)));
}
