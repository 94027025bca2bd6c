// Predicted numbers beside the true ones.

function scatterCard(target) {
  const points = target.points.filter((point) => point.every(isNumber));
  const all = points.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = (high - low) * 0.04 || 1;
  const range = [low - margin, high + margin];
  const plot = diagram({label: `Predicted against true ${target.name}, ${countOf(points.length, 'row')}`, x: range, y: range,
                        xTitle: `true ${target.name}`, yTitle: 'predicted', height: 340});
  plot.add(svg('path', {class: 'ideal', d: pathOf([[range[0], range[0]], [range[1], range[1]]], plot)}),
    points.map(([wanted, predicted]) => svg('circle', {class: 'point', cx: plot.across(wanted).toFixed(1), cy: plot.up(predicted).toFixed(1), r: 3},
      svg('title', {}, `true ${valueText(wanted)}, predicted ${valueText(predicted)}`))));
  return card('Predicted against true', 'On the dashed line a prediction is exact; above it, too high.', plot.node);
}

function residualCard(target) {
  const points = target.points.filter((point) => point.every(isNumber)).map(([wanted, predicted]) => [predicted, predicted - wanted]);
  const most = Math.max(...points.map(([, error]) => Math.abs(error))) * 1.05 || 1;
  const predictions = points.map(([predicted]) => predicted);
  let range = [Math.min(...predictions), Math.max(...predictions)];
  if (range[0] === range[1]) range = [range[0] - 1, range[1] + 1];
  const plot = diagram({label: `Errors over predicted ${target.name}`, x: range, y: [-most, most],
                        xTitle: `predicted ${target.name}`, yTitle: 'predicted − true', height: 340});
  plot.add(svg('path', {class: 'ideal', d: pathOf([[range[0], 0], [range[1], 0]], plot)}),
    points.map(([predicted, error]) => svg('circle', {class: 'point', cx: plot.across(predicted).toFixed(1), cy: plot.up(error).toFixed(1), r: 3})));
  return card('Residuals', 'A shape in the cloud, such as a bend or a funnel, is something the network has not learnt.', plot.node);
}

function errorCard(target) {
  if (!target.residuals) return null;
  const size = Math.abs(target.bias);
  return card('How large the errors are', `On average predictions are ${valueText(size)} too ${target.bias < 0 ? 'low' : 'high'}.`,
    histogramPicture(target.residuals, {label: `Histogram of the errors of ${target.name}`, xTitle: 'predicted − true', width: 400, height: 260}));
}

function worstCard(target) {
  return card('Worst predictions', 'Rows are counted from 1 in their data file.',
    table('Worst predictions', ['row', 'true', 'predicted', 'off by'].map((text) => ({text, number: true})),
      target.worst.map(({row, wanted, predicted}) => [countText(row), valueText(wanted), valueText(predicted),
                                                      valueText(predicted - wanted)])));
}

function showNumbers({numbers, rows, split}) {
  const place = element('div', {});
  const show = (target) => place.replaceChildren(element('div', {class: 'cards'},
    fill(scatterCard(target), {}, []), residualCard(target), ...[errorCard(target), worstCard(target)].filter(Boolean)));
  show(numbers[0]);
  const choice = element('select', {onchange: (event) => show(numbers[event.target.value])},
    numbers.map((target, index) => element('option', {value: index}, target.name)));
  const shown = numbers[0].points.length;
  section('numbers', 'Predictions',
    element('p', {class: 'lead'}, `What the network says about the ${countText(rows)} ${split} rows` +
      (shown < rows ? `, of which ${countText(shown)} are drawn.` : '.')),
    numbers.length > 1 ? element('p', {}, element('label', {}, 'Target ', choice)) : null, place);
}
