// Numbers and phrases for people.

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

// 1,234,567
function countText(value) {
  return isNumber(value) ? Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ',') : '–';
}

// 1 row, 2,000 rows
function countOf(value, noun, plural = `${noun}s`) {
  return `${countText(value)} ${value === 1 ? noun : plural}`;
}

// About four digits: 0.0712, 54.31, 1.20e-6.
function valueText(value) {
  if (!isNumber(value)) return 'not finite';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(2);
  const text = size >= 1e4 ? countText(value) : value.toPrecision(4);
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

// 98.37 %
function shareText(value, digits = 2) {
  return isNumber(value) ? `${(100 * value).toFixed(digits)}\u00a0%` : 'not finite';
}

// On an axis, where 95 % need not be 95.00 %.
function shareTick(value) {
  return `${Number((100 * value).toFixed(2))}\u00a0%`;
}

function durationText(seconds) {
  if (!isNumber(seconds)) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds - 60 * minutes)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// To three digits: 64,900, 15.1 M.
function rateText(value) {
  if (!isNumber(value)) return '–';
  const rounded = Number(value.toPrecision(3));
  return rounded < 1e6 ? countText(rounded) : `${Number((rounded / 1e6).toPrecision(3))} M`;
}

function bytesText(bytes) {
  if (!isNumber(bytes)) return '–';
  if (bytes < 1e3) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

// Metrics that are shares of rows read better in percent.
const shareMetrics = new Set(['accuracy', 'balanced_accuracy', 'top_k_accuracy', 'precision', 'recall']);

function metricText(name, value) {
  return shareMetrics.has(name) ? shareText(value) : valueText(value);
}

// How a curve of a metric writes its numbers.
function metricFormat(name) {
  return {format: (value) => metricText(name, value), tick: shareMetrics.has(name) ? shareTick : valueText};
}

function metricName(name) {
  const known = {mse: 'MSE', rmse: 'RMSE', mae: 'MAE', r2: 'R²', mape: 'MAPE', roc_auc: 'ROC AUC', pr_auc: 'PR AUC'};
  return known[name] ?? name.replaceAll('_', ' ');
}

// "a, b and c"
function listText(words) {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentenceText(text) {
  return /[.!?]$/.test(text) ? capital(text) : `${capital(text)}.`;
}

// "softmax", or {"type": "leaky_relu", …}.
function choiceName(choice) {
  return typeof choice === 'string' ? choice : choice?.type ?? '–';
}
