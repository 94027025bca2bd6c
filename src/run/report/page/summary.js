// The head of the page: what was trained, how it ended, how good it is.

const statusWords = {
  finished: ['good', 'Finished'], running: ['neutral', 'Still training'], interrupted: ['warn', 'Interrupted'],
  diverged: ['bad', 'Diverged'], failed: ['bad', 'Failed'],
};

// Test rows from the training data's own file are the same rows.
function splitText(split, {data}) {
  if (split === 'train') return 'rows it was trained on';
  const holdout = data[split];
  const sameFile = ['path', 'inputs'].some((key) => holdout?.[key]?.length && holdout[key] === data.train[key]);
  return split === 'test' && !sameFile ? 'test rows, which it had never seen' : `${split} rows`;
}

// The split whose figures count: [name, scores], or null before the end of a training.
function resultOf(run) {
  for (const split of ['test', 'validation', 'train']) {
    if (run.summary?.[split]) return [split, run.summary[split]];
  }
  return null;
}

function badge(run) {
  const [kind, word] = statusWords[run.manifest?.status] ?? ['neutral', run.manifest?.status ?? 'Unknown state'];
  return element('span', {class: `badge ${kind}`}, word);
}

function networkText(config) {
  const units = config.model.hidden.map((layer) => layer.units);
  if (units.length === 0) return 'A linear model';
  if (units.length > 4) return `A network with ${units.length} hidden layers`;
  return `A network with ${countOf(units.length, 'hidden layer')} of ${listText(units.map(countText))} ${units.at(-1) === 1 ? 'unit' : 'units'}`;
}

// The epoch whose weights early stopping brought back; null where the last ones stayed.
function keptEpoch(run) {
  const monitor = run.summary && run.configuration.training.early_stopping?.monitor;
  if (!monitor) return null;
  const [split, name] = monitor.split('.');
  const values = run.curves[split]?.[name] ?? [];
  const numbers = values.filter(isNumber);
  if (numbers.length === 0) return null;
  return run.curves.epoch[values.indexOf(run.larger_is_better[name] ? Math.max(...numbers) : Math.min(...numbers))];
}

function trainingText(run) {
  const evaluations = run.curves.epoch.length;
  if (!run.summary) {
    const verb = run.manifest?.status === 'running' ? 'goes on, here as it was' : 'stopped';
    const at = evaluations ? `after ${countOf(run.curves.epoch.at(-1), 'epoch')}` : 'before the end of the first epoch';
    return ` Its training ${verb} ${at}.`;
  }
  const rows = run.evaluation ? ` on ${countOf(run.evaluation.training_rows, 'row')}` : '';
  const kept = keptEpoch(run);
  const better = kept !== null && kept !== run.curves.epoch.at(-1) ? ` It keeps the weights of epoch ${kept}, the best by ` +
    `${run.configuration.training.early_stopping.monitor.replace('.', ' ')}.` : '';
  return ` It was trained${rows} for ${countOf(run.summary.epochs, 'epoch')} (${countOf(run.summary.steps, 'step')})` +
         ` in ${durationText(run.summary.wall_seconds)}.${better}`;
}

function verdict(run) {
  const result = resultOf(run);
  const network = networkText(run.configuration);
  if (!result) return [`${network}.${trainingText(run)}`];
  const [split, scores] = result;
  const metrics = Object.entries(scores).filter(([name]) => name !== 'loss');
  const [name, value] = metrics[0] ?? ['loss', scores.loss];
  const figure = element('strong', {}, metricText(name, value));
  const rows = run.evaluation?.split === split ? `${countText(run.evaluation.rows)} ` : '';
  const says = name === 'accuracy' ? [`${network} is right on `, figure, ` of the ${rows}${splitText(split, run.configuration)}`]
                                   : [`${network} reaches ${/^[aeiouR]/.test(metricName(name)) ? 'an' : 'a'} ${metricName(name)} of `, figure,
                                      ` on the ${rows}${splitText(split, run.configuration)}`];
  const wrong = run.evaluation?.classes && name === 'accuracy'
    ? `: ${countOf(run.evaluation.rows - run.evaluation.classes.right, 'mistake')}` : '';
  return [...says, `${wrong}.`, trainingText(run)];
}

function tile(value, name) {
  return element('div', {class: 'tile'}, element('span', {class: 'figure'}, value), element('span', {class: 'name'}, name));
}

function tiles(run) {
  const figures = [];
  const result = resultOf(run);
  if (result) {
    const [split, scores] = result;
    for (const [name, value] of Object.entries(scores)) figures.push([metricText(name, value), `${split} ${metricName(name)}`]);
    const [loss, ...metrics] = figures;
    figures.splice(0, figures.length, ...metrics.slice(0, 2), loss);
  }
  if (run.summary) {
    figures.push([countText(run.summary.epochs), 'epochs'], [durationText(run.summary.wall_seconds), 'from start to end'],
                 [rateText(run.summary.samples_per_second), 'rows a second in training']);
  }
  if (run.model) figures.push([countText(run.model.parameters), 'parameters']);
  if (figures.length === 0) return null;
  return element('div', {class: 'tiles'}, figures.map(([value, name]) => tile(value, name)));
}

function findingsLink({health}) {
  const count = health ? groupedProblems(health.problems).length : 0;
  return count ? element('p', {class: 'finding'}, element('a', {href: '#health'}, `${countOf(count, 'finding')} about its health`)) : null;
}

function showTop(run) {
  const error = run.manifest?.error;
  fill(document.getElementById('top'), {}, [
    element('p', {class: 'kicker'}, 'mlp report ', badge(run)),
    element('h1', {}, run.name),
    element('p', {class: 'verdict'}, verdict(run)),
    error ? element('pre', {class: 'error', role: 'alert'}, error) : null,
    run.problem ? element('p', {class: 'error'}, 'There are no predictions on this page: ', element('code', {}, run.problem)) : null,
    findingsLink(run),
    tiles(run)]);
}
