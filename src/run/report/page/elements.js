// Elements of the page.  Text always enters as text nodes, so that no name or label in the data can be markup.

// element('p', {class: 'quiet'}, 'text', otherElement, …); null children are left out.
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

// A part of the report with its heading; it appears in the contents.
function section(id, title, ...children) {
  document.getElementById('contents').append(element('a', {href: `#${id}`}, title));
  const heading = `${id}-heading`;
  const node = element('section', {id, 'aria-labelledby': heading}, element('h2', {id: heading}, title), ...children);
  document.getElementById('report').append(node);
  return node;
}

// A picture with its title, and a sentence on how to read it.
function card(title, hint, ...children) {
  return element('div', {class: 'card'}, element('h3', {}, title), hint ? element('p', {class: 'hint'}, hint) : null,
                 ...children);
}

// head: [{text, number}], rows: arrays of strings or elements.
function table(caption, head, rows) {
  const cell = (tag, content, column) =>
    element(tag, {class: head[column].number ? 'number' : null, scope: tag === 'th' ? 'col' : null}, content);
  return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    element('table', {},
      element('caption', {class: 'unseen'}, caption),
      element('thead', {}, element('tr', {}, head.map((each, column) => cell('th', each.text, column)))),
      element('tbody', {}, rows.map((row) => element('tr', {}, row.map((each, column) => cell('td', each, column)))))));
}

// Opened on demand: `make` is called once, when it is first needed.
function disclosure(title, make) {
  const node = element('details', {}, element('summary', {}, title));
  node.addEventListener('toggle', () => {
    if (node.open && node.childElementCount === 1) node.append(make());
  });
  return node;
}
