// From the data to the page.

const report = JSON.parse(document.getElementById('data').textContent);
for (const run of report.runs) run.configuration = JSON.parse(run.config);

document.getElementById('made').textContent = `Made by mlp ${report.version}. This page asks for nothing from outside.`;

const [run] = report.runs;
document.title = `${run.name} · mlp report`;
showTop(run);
showTraining(run);
drawCharts();
