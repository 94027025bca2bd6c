// From the data to the page.

const report = JSON.parse(document.getElementById('data').textContent);
for (const run of report.runs ?? []) run.configuration = JSON.parse(run.config);

function showRun(run) {
  document.title = `${run.name} · mlp report`;
  showTop(run);
  showTraining(run);
  showHealth(run);
  const {evaluation} = run;
  if (evaluation?.classes) showClasses(evaluation);
  if (evaluation?.classes) showProbabilities(evaluation);
  if (evaluation?.numbers?.length) showNumbers(evaluation);
  if (evaluation?.surface) showSurface(evaluation);
  if (run.model) showWeights(run.model);
  showReproduce(run);
}

document.getElementById('made').textContent = `Made by mlp ${report.version}. This page asks for nothing from outside.`;
if (report.sweep) showSweep(report.sweep);
else if (report.varying) showComparison(report);
else showRun(report.runs[0]);
drawCharts();
