// Loss, metrics and learning rate over the epochs.

function splitCurves(run, name) {
  const {epoch, train, validation} = run.curves;
  return [
    train?.[name] ? {label: 'training', x: epoch, y: train[name], colour: 'series-1'} : null,
    validation?.[name] ? {label: 'validation', x: epoch, y: validation[name], colour: 'series-2'} : null,
  ].filter(Boolean);
}

function epochTable(run) {
  const {curves} = run;
  const columns = [['epoch', curves.epoch, countText], ['learning rate', curves.learning_rate, valueText]];
  for (const split of ['train', 'validation']) {
    for (const [name, values] of Object.entries(curves[split] ?? {}))
      columns.push([`${split} ${metricName(name)}`, values, (value) => value === null ? '–' : valueText(value)]);
  }
  return table('Every epoch in numbers', columns.map(([text]) => ({text, number: true})),
               curves.epoch.map((_, row) => columns.map(([, values, format]) => format(values[row]))));
}

function showTraining(run) {
  const {curves} = run;
  if (curves.epoch.length === 0) return;
  const loss = choiceName(run.configuration.loss);
  const metrics = Object.keys(curves.train ?? curves.validation ?? {}).filter((name) => name !== 'loss');
  const left = curves.evaluations - curves.epoch.length;
  section('training', 'Training',
    curveChart('Loss', `${capital(metricName(loss))}: what training makes small. Where validation turns up while ` +
      'training goes on falling, the network learns its rows by heart.', splitCurves(run, 'loss'), {mark: keptEpoch(run), markText: 'weights kept'}),
    element('div', {class: 'cards'},
      metrics.map((name) => curveChart(capital(metricName(name)), null, splitCurves(run, name),
                                       {height: 200, ...metricFormat(name)})),
      curveChart('Learning rate', `Of the last step of each epoch, schedule ${choiceName(run.configuration.schedule)}.`,
                 [{label: 'learning rate', x: curves.epoch, y: curves.learning_rate, colour: 'series-3'}], {height: 200})),
    left > 0 ? element('p', {class: 'quiet'}, `The curves show ${countText(curves.epoch.length)} of ` +
      `${countText(curves.evaluations)} evaluations; metrics.jsonl has them all.`) : null,
    disclosure('Every epoch in numbers', () => epochTable(run)));
}
