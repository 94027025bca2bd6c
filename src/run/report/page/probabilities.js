// Whether probabilities are to be trusted, and what another threshold would do.

function calibrationCard(bins, classes) {
  const ofSecond = classes.labels.length === 2;
  const about = ofSecond ? `“${classes.labels[1]}”` : 'the predicted class';
  const plot = diagram({
    label: `Calibration: ${bins.map((bin) => `said ${shareText(bin.mean, 0)}, came true ${shareText(bin.right, 0)}`).join('; ')}`,
    x: [0, 1], y: [0, 1], xTitle: `probability of ${about}`, yTitle: ofSecond ? 'rows that are' : 'rows predicted right',
    xFormat: shareTick, yFormat: shareTick});
  const most = Math.max(...bins.map((bin) => bin.rows));
  // Of a few rows, a share says little.
  const isTelling = (bin) => bin.rows >= Math.min(10, most / 4);
  plot.add(svg('path', {class: 'ideal', d: pathOf([[0, 0], [1, 1]], plot)}),
    svg('path', {class: 'curve', d: pathOf(bins.filter(isTelling).map((bin) => [bin.mean, bin.right]), plot)}),
    bins.map((bin) => svg('circle', {class: isTelling(bin) ? 'mark' : 'mark faint', cx: plot.across(bin.mean), cy: plot.up(bin.right),
                                     r: 3 + 6 * Math.sqrt(bin.rows / most)},
      svg('title', {}, `said ${shareText(bin.mean, 1)}, came true for ${shareText(bin.right, 1)} of ${countOf(bin.rows, 'row')}`))));
  const total = bins.reduce((sum, bin) => sum + bin.rows, 0);
  const gap = bins.reduce((sum, bin) => sum + bin.rows * (bin.right - bin.mean), 0) / total;
  const off = bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.right - bin.mean), 0) / total;
  const tendency = ofSecond || Math.abs(gap) < 0.005 ? '' : gap < 0 ? ' The network is surer than it should be.' : ' The network is less sure than it could be.';
  return card('Calibration', `On the dashed line, what is said to be 70 % sure comes true 7 times in 10. Here it is off by ` +
    `${shareText(off, 1)} on average.${tendency} Larger dots stand for more rows, pale ones for very few.`, plot.node);
}

function curveCard(title, hint, points, {label, xTitle, yTitle, ideal}) {
  const plot = diagram({label, x: [0, 1], y: [0, 1], xTitle, yTitle,
                        xFormat: shareTick, yFormat: shareTick});
  plot.add(svg('path', {class: 'ideal', d: pathOf(ideal, plot)}), svg('path', {class: 'curve', d: pathOf(points, plot)}));
  return card(title, hint, plot.node);
}

function thresholdCards(thresholds) {
  const {positive, share} = thresholds;
  return [
    curveCard(`ROC curve`, `Area ${valueText(thresholds.roc_auc)}: how often a row that is “${positive}” gets the higher ` +
      'probability than one that is not. The dashed line is guessing.', thresholds.roc, {
      label: `ROC curve, area ${valueText(thresholds.roc_auc)}`, xTitle: 'false alarms among the others',
      yTitle: `found among “${shortLabel(positive)}”`, ideal: [[0, 0], [1, 1]]}),
    curveCard('Precision and recall', `Average precision ${valueText(thresholds.pr_auc)}. The dashed line is guessing: ` +
      `${shareText(share, 1)} of the rows are “${positive}”.`, thresholds.precision_recall, {
      label: `Precision over recall, average precision ${valueText(thresholds.pr_auc)}`,
      xTitle: 'recall: share that is found', yTitle: 'precision: share that is right', ideal: [[0, share], [1, share]]}),
  ];
}

// Of two classes; the calibration of more stands beside their precision and recall.
function showProbabilities({classes, calibration, thresholds}) {
  if (classes.labels.length !== 2 || !(calibration?.length || thresholds)) return;
  section('probabilities', 'Probabilities', element('div', {class: 'cards small'},
    calibration?.length ? calibrationCard(calibration, classes) : null, thresholds ? thresholdCards(thresholds) : null));
}
