// The trained weights: how they are spread, and what the first layer looks for.

function layerName(index, count) {
  return index === count - 1 ? 'Output layer' : `Layer ${index}`;
}

// In the middle of a sentence.
function ofLayer(index, count) {
  return index === count - 1 ? 'the output layer' : `layer ${index}`;
}

function firstLayerCard({side, units}, total) {
  return card('What the first layer looks for', `The weights of ${units.length < total ? `the ${units.length} strongest of ` : ''}` +
    `${countOf(total, 'unit')} as pictures of the input: orange adds, blue takes away. Units that show only noise have learnt little.`,
    element('ul', {class: 'gallery small'}, units.map(({unit, norm, picture}) => element('li', {},
      signedPicture(side, picture, `Unit ${unit}, norm of the weights ${valueText(norm)}`),
      element('span', {class: 'quiet'}, String(unit))))));
}

function showWeights({layers, first_layer: first, parameters}) {
  const rows = layers.map((layer, index) => [layerName(index, layers.length), countText(layer.inputs), countText(layer.units),
    layer.activation, countText(layer.parameters)]);
  section('weights', 'Weights',
    card(`${countText(parameters)} parameters`, null, table('Layers of the network', [{text: 'layer'}, {text: 'inputs', number: true},
      {text: 'units', number: true}, {text: 'activation'}, {text: 'parameters', number: true}], rows)),
    first ? firstLayerCard(first, layers[0].units) : null,
    element('div', {class: 'cards small'}, layers.flatMap((layer, index) => layer.weights ? [
      card(`Weights of ${ofLayer(index, layers.length)}`, null,
           histogramPicture(layer.weights, {label: `Histogram of the weights of ${ofLayer(index, layers.length)}, ` +
             `from ${valueText(layer.weights.low)} to ${valueText(layer.weights.high)}`, xTitle: 'weight'}))] : [])));
}
