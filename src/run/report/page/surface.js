// What the network says everywhere, where two inputs make a plane.

function surfaceColours(surface, classCount) {
  if (surface.values) {
    const values = bytesOf(surface.values);
    return () => {
      const [low, high] = [colour('surface-low'), colour('surface-high')];
      return (point) => between(low, high, values[point] / 255);
    };
  }
  const classes = bytesOf(surface.classes);
  const shares = surface.shares ? bytesOf(surface.shares) : null;
  return () => {
    const card = colour('card');
    const colours = Array.from({length: classCount}, (_, index) => colour(seriesName(index)));
    // Pale where the network is no surer than by guessing.
    const sure = (point) => shares ? Math.max(0, (shares[point] / 255 - 1 / classCount) / (1 - 1 / classCount)) : 1;
    return (point) => between(card, colours[classes[point]], 0.12 + 0.5 * sure(point));
  };
}

function showSurface({surface, classes, numbers}) {
  const {side, low, high, points} = surface;
  const [xName, yName] = surface.names.length === 2 ? surface.names : ['input 1', 'input 2'];
  const colours = surfaceColours(surface, classes?.labels.length ?? 0);
  // The grid ascends; a picture begins at the top.
  const flipped = (point) => (side - 1 - Math.floor(point / side)) * side + point % side;
  const label = `What the network says over ${xName} and ${yName}`;
  const picture = pointPicture(side, side, label, () => {
    const of = colours();
    return (point) => of(flipped(point));
  });
  const plot = diagram({label: `${label}, with the rows as dots`, x: [low[0], high[0]], y: [low[1], high[1]], xTitle: xName,
                        yTitle: yName, width: 480, height: 400});
  const image = svg('foreignObject', {x: plot.box.left, y: plot.box.top, width: plot.box.right - plot.box.left,
                                      height: plot.box.bottom - plot.box.top}, picture);
  picture.classList.add('ground');
  plot.add(image);
  const range = numbers ? [surface.least, surface.most] : null;
  plot.add(points.map(([x, y, target]) => {
    const shade = numbers
      ? `color-mix(in srgb, var(--surface-high) ${(100 * Math.min(1, Math.max(0, (target - range[0]) / (range[1] - range[0] || 1)))).toFixed(0)}%, var(--surface-low))`
      : `var(--${seriesName(target)})`;
    return svg('circle', {class: 'row', style: `fill: ${shade}`, cx: plot.across(x).toFixed(1), cy: plot.up(y).toFixed(1), r: 4},
      svg('title', {}, `${xName} ${valueText(x)}, ${yName} ${valueText(y)}: ${numbers ? valueText(target) : classes.labels[target]}`));
  }));
  const key = classes ? element('ul', {class: 'legend'}, classes.labels.map((name, index) => {
    const swatch = element('span', {class: 'swatch', 'aria-hidden': 'true'});
    swatch.style.borderColor = `var(--${seriesName(index)})`;
    return element('li', {}, swatch, name);
  })) : element('p', {class: 'hint'}, `From ${valueText(surface.least)} (pale) to ${valueText(surface.most)} (dark).`);
  section('surface', 'Decision surface',
    card('The plane of the two inputs', classes
      ? 'The ground is the predicted class, pale where the network is unsure; the dots are rows in their true colour.'
      : 'The ground is the predicted number, the dots are rows with their true one.', key, plot.node));
}
