// Several runs: their curves on one picture, where their configs and results differ.

// The shortest that tells them apart: their names, their folders' names, their folders.
function runLabels(runs) {
  const choices = [runs.map((run) => run.name), runs.map((run) => run.folder.split('/').filter(Boolean).at(-1) ?? run.folder),
                   runs.map((run) => run.folder)];
  return choices.find((labels) => new Set(labels).size === runs.length) ?? runs.map((run, index) => `${run.name} (${index + 1})`);
}

// The best of some numbers, or null where there is nothing to choose.
function bestOf(values, largerIsBetter) {
  const numbers = values.filter(isNumber);
  if (numbers.length < 2 || numbers.every((value) => value === numbers[0])) return null;
  return largerIsBetter ? Math.max(...numbers) : Math.min(...numbers);
}

function scoreRows(runs) {
  const rows = [];
  for (const split of ['test', 'validation', 'train']) {
    const names = new Set(runs.flatMap((run) => Object.keys(run.summary?.[split] ?? {})));
    for (const name of names) {
      const values = runs.map((run) => run.summary?.[split]?.[name] ?? null);
      const larger = runs.map((run) => run.larger_is_better[name]).find((each) => each !== undefined) ?? false;
      const best = bestOf(values, larger);
      rows.push([`${split} ${metricName(name)}`, ...values.map((value) => value === null ? '–'
        : value === best ? element('b', {class: 'best'}, metricText(name, value)) : metricText(name, value))]);
    }
  }
  return rows;
}

function resultTable(runs, labels) {
  const facts = [
    ['state', (run) => badge(run)],
    ['epochs', (run) => countText(run.summary?.epochs ?? run.curves.epoch.at(-1) ?? 0)],
    ['time', (run) => durationText(run.summary?.wall_seconds)],
    ['parameters_sha256', (run) => run.summary ? element('code', {}, run.summary.parameters_sha256.slice(0, 12)) : '–'],
  ];
  return table('Results of the runs', [{text: ''}, ...labels.map((text) => ({text, number: true}))],
    [...scoreRows(runs), ...facts.map(([name, of]) => [name, ...runs.map(of)])]);
}

function configTable(varying, labels) {
  return table('Where the configs differ', [{text: 'key'}, ...labels.map((text) => ({text, number: true}))],
    varying.map(({pointer, values}) => [element('code', {}, pointer), ...values.map((value) => element('code', {}, value ?? '–'))]));
}

function dataDiffers(runs) {
  const digests = runs.map((run) => JSON.stringify((run.manifest?.data ?? []).map((file) => file.sha256)));
  return digests.some((each) => each !== digests[0]);
}

function sharedCurves(runs, labels, split, name) {
  return runs.map((run, index) => ({label: labels[index], x: run.curves.epoch, y: run.curves[split]?.[name] ?? [],
                                    colour: seriesName(index), dashed: index >= seriesCount}))
             .filter(({y}) => y.some(isNumber));
}

function comparisonCurves(runs, labels) {
  const charts = [];
  for (const split of ['validation', 'train']) {
    const names = new Set(runs.flatMap((run) => Object.keys(run.curves[split] ?? {})));
    for (const name of names) {
      const series = sharedCurves(runs, labels, split, name);
      if (series.length) charts.push(curveChart(capital(`${split === 'train' ? 'training' : split} ${metricName(name)}`), null, series,
                                                {height: 220, ...metricFormat(name)}));
    }
  }
  const rates = runs.map((run, index) => ({label: labels[index], x: run.curves.epoch, y: run.curves.learning_rate, colour: seriesName(index),
                                           dashed: index >= seriesCount})).filter(({y}) => y.some(isNumber));
  if (rates.length) charts.push(curveChart('Learning rate', null, rates, {height: 220}));
  return charts;
}

// "The best test accuracy, 98.45 %, is that of mnist-2."
function bestText(runs, labels) {
  const split = ['test', 'validation', 'train'].find((each) => runs.every((run) => run.summary?.[each]));
  if (!split) return 'Not all of them have ended, so there is no figure to compare all by.';
  const shared = Object.keys(runs[0].summary[split]).filter((name) => runs.every((run) => name in run.summary[split]));
  const name = shared.find((each) => each !== 'loss') ?? 'loss';
  const values = runs.map((run) => run.summary[split][name]);
  const best = bestOf(values, runs[0].larger_is_better[name] ?? false);
  if (best === null) return `All have the same ${split} ${metricName(name)}, ${metricText(name, values[0])}.`;
  const holders = labels.filter((_, index) => values[index] === best);
  return ['The best ', `${split} ${metricName(name)}, `, element('strong', {}, metricText(name, best)), `, is that of ${listText(holders)}.`];
}

function showComparison({runs, varying}) {
  const labels = runLabels(runs);
  document.title = `${labels.join(', ')} · mlp report`;
  const differing = varying.map(({pointer}) => pointer);
  const differences = differing.length === 0 ? ' Their configs say the same.'
    : ` They differ in ${countOf(differing.length, 'value')} of their configs.`;
  fill(document.getElementById('top'), {}, [
    element('p', {class: 'kicker'}, 'mlp report'),
    element('h1', {}, `${countText(runs.length)} runs side by side`),
    element('p', {class: 'verdict'}, bestText(runs, labels), differences,
            dataDiffers(runs) ? ' Their data files are not the same, so compare with care.' : '')]);
  section('results', 'Results', card('Results', 'The best of each line is marked.', resultTable(runs, labels)));
  section('curves', 'Curves', element('div', {class: 'cards'}, comparisonCurves(runs, labels)));
  section('configs', 'Configs', differing.length
    ? card('Where the configs differ', 'All other values are the same; names and paths are not compared.', configTable(varying, labels))
    : element('p', {}, 'All values are the same; names and paths are not compared.'));
}
