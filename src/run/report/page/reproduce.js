// The config, and how to get the same bits again.

function factTable(facts) {
  return element('dl', {}, facts.filter(([, value]) => value !== null && value !== undefined && value !== '').flatMap(
    ([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

const codeOf = (text) => element('code', {}, text);

// As a shell reads it back.
const quoted = (word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function commandsFor(run) {
  const folder = quoted(run.folder);
  const commands = [[`mlp train ${quoted(run.folder + '/config.json')}`, 'the same run once more']];
  if (run.summary) commands.unshift([`mlp reproduce ${folder}`, 'trains it again and compares every bit']);
  if (run.manifest?.status === 'interrupted') commands.unshift([`mlp resume ${folder}`, 'goes on, to the same bits as without the stop']);
  const width = Math.max(...commands.map(([command]) => command.length));
  return commands.map(([command, why]) => `${command.padEnd(width)}   # ${why}`).join('\n');
}

function dataTable(files) {
  return table('Data files', [{text: 'file'}, {text: 'bytes', number: true}, {text: 'SHA-256'}],
               files.map((file) => [file.path, countText(file.bytes), codeOf(file.sha256)]));
}

function showReproduce(run) {
  const {manifest, summary} = run;
  const command = (manifest?.command_line ?? []).map(quoted).join(' ');
  section('reproduce', 'How to reproduce it',
    card('The same bits again', 'Numbers depend on config and data alone, not on threads, processor or compiler.',
      element('pre', {class: 'commands'}, commandsFor(run)),
      factTable([
        ['parameters_sha256', summary ? codeOf(summary.parameters_sha256) : null],
        ['predictions_sha256', summary ? codeOf(summary.predictions_sha256) : null],
        ['made by', manifest ? codeOf(command) : null],
        ['program', manifest ? `mlp ${manifest.version}, arithmetic ${manifest.arithmetic}` : null],
        ['machine', manifest ? `${manifest.cpu}, ${manifest.simd}, ${countOf(manifest.threads, 'thread')}` : null],
        ['started', manifest?.started], ['resumed', manifest?.resumed?.join('; ')], ['ended', manifest?.finished],
        ['peak memory', summary ? bytesText(summary.peak_memory_bytes) : null]])),
    manifest?.data?.length ? card('Data', null, dataTable(manifest.data)) : null,
    disclosure('The config, every default explicit', () => element('pre', {}, run.config)));
}
