// What was taken for what, and where the network was most wrong.

function mixed(percent, name) {
  return `color-mix(in srgb, var(--${name}) ${percent.toFixed(1)}%, var(--card))`;
}

// The class's name, cut where it would burst the picture.
function shortLabel(label) {
  return label.length > 14 ? `${label.slice(0, 13)}…` : label;
}

function confusionTable({labels, matrix}) {
  const caption = 'Confusion matrix: a row for each true class, a column for each predicted one';
  const cell = (count, wanted, predicted, total) => {
    const share = total ? count / total : 0;
    const right = wanted === predicted;
    const node = element('td', {class: count === 0 ? 'none' : null,
      title: `${countText(count)} of ${countText(total)} rows of ${labels[wanted]} taken for ${labels[predicted]}`},
      count === 0 ? '·' : countText(count));
    if (count > 0) {
      // Mistakes are few beside the diagonal, so their shade grows faster.
      const shade = right ? 12 + 48 * share : 18 + 70 * Math.min(1, Math.sqrt(share * 2));
      node.style.background = mixed(shade, right ? 'series-3' : 'series-2');
    }
    return node;
  };
  return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    element('table', {class: 'matrix'}, element('caption', {class: 'unseen'}, caption),
      element('thead', {}, element('tr', {}, element('th', {scope: 'col', class: 'corner'}, 'true ↓ taken for →'),
        labels.map((label) => element('th', {scope: 'col', title: label}, shortLabel(label))))),
      element('tbody', {}, matrix.map((row, wanted) => {
        const total = row.reduce((sum, count) => sum + count, 0);
        return element('tr', {}, element('th', {scope: 'row', title: labels[wanted]}, shortLabel(labels[wanted])),
          row.map((count, predicted) => cell(count, wanted, predicted, total)));
      }))));
}

// Too many classes for a table: a point for each pair, log of the share.
function confusionPicture({labels, matrix}) {
  const count = labels.length;
  const totals = matrix.map((row) => row.reduce((sum, each) => sum + each, 0));
  const canvas = pointPicture(count, count, `Confusion matrix of ${count} classes; the pairs confused most are listed below`, () => {
    const [card, right, wrong] = [colour('card'), colour('series-3'), colour('series-2')];
    return (point) => {
      const [wanted, predicted] = [Math.floor(point / count), point % count];
      const share = totals[wanted] ? matrix[wanted][predicted] / totals[wanted] : 0;
      return between(card, wanted === predicted ? right : wrong, Math.sqrt(share));
    };
  });
  canvas.classList.add('large');
  return canvas;
}

function confusionCard(classes) {
  const {labels, matrix, confused} = classes;
  const pairs = confused.map(({wanted, predicted, count}) =>
    [labels[wanted], labels[predicted], countText(count), shareText(count / classes.each[wanted].rows, 1)]);
  const ofTwo = labels.length === 2;
  return element('div', {class: 'cards uneven'},
    matrix ? card('Confusion matrix', 'Green: right. Orange: taken for another class; the darker, the larger the share of its row.',
                  labels.length <= 26 ? confusionTable(classes) : confusionPicture(classes)) : null,
    ofTwo ? classCard(classes) : card('Confused most', pairs.length ? 'The pairs to look at first.' : 'No row was taken for another class.',
      pairs.length ? table('Pairs of classes confused most', [{text: 'true'}, {text: 'taken for'}, {text: 'rows', number: true},
                           {text: 'of the class', number: true}], pairs) : null));
}

function classCard({labels, each}) {
  const rows = each.map((one, index) => [labels[index], shareText(one.precision, 1), shareText(one.recall, 1),
                                         shareText(one.f1, 1), countText(one.rows)]);
  return card('Each class', 'Precision: how many taken for it are. Recall: how many of it are found.',
    table('Precision, recall and f1 of each class', [{text: 'class'}, {text: 'precision', number: true},
    {text: 'recall', number: true}, {text: 'f1', number: true}, {text: 'rows', number: true}], rows));
}

function sureText(classes, share) {
  return classes.gives_probabilities ? shareText(share, 1) : valueText(share);
}

function mistakePictures(classes) {
  const {labels, side, mistakes} = classes;
  return element('ul', {class: 'gallery'}, mistakes.map((mistake) => {
    const [wanted, predicted] = [labels[mistake.wanted], labels[mistake.predicted]];
    const label = `Row ${mistake.row}: a ${wanted}, taken for ${predicted}`;
    return element('li', {}, grayPicture(side, mistake.picture, label),
      element('span', {}, element('b', {}, shortLabel(predicted)), ` ${sureText(classes, mistake.share)}`),
      element('span', {class: 'quiet'}, `is ${shortLabel(wanted)} · row ${countText(mistake.row)}`));
  }));
}

function mistakeTable(classes) {
  const {labels, mistakes} = classes;
  const word = classes.gives_probabilities ? 'probability' : 'score';
  return table('Worst mistakes', [{text: 'row', number: true}, {text: 'true'}, {text: 'taken for'},
    {text: `${word} of that`, number: true}, {text: `${word} of the truth`, number: true}],
    mistakes.map((mistake) => [countText(mistake.row), labels[mistake.wanted], labels[mistake.predicted],
      sureText(classes, mistake.share), sureText(classes, mistake.share_of_wanted)]));
}

function mistakesCard(classes) {
  if (classes.mistakes.length === 0) return null;
  return card('Worst mistakes', 'Wrong, and the surest of it first. Look for wrong labels among them. Rows are counted from 1 in their data file.',
              classes.side ? mistakePictures(classes) : mistakeTable(classes));
}

function showClasses({classes, calibration, split, rows}) {
  const wrong = rows - classes.right;
  section('classes', 'Classes',
    element('p', {class: 'lead'}, `Of the ${countText(rows)} ${split} rows, ${countText(classes.right)} were predicted right and ` +
      `${countText(wrong)} wrong.`),
    confusionCard(classes), mistakesCard(classes),
    classes.labels.length === 2 ? null
      : element('div', {class: 'cards'}, classCard(classes), calibration?.length ? calibrationCard(calibration, classes) : null));
}
