// Figures by Plotly, in the colours of the day or of the night.

const escape = text => `${text}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'); // Plotly takes a few tags
const style = () => getComputedStyle(document.documentElement);
const color = name => style().getPropertyValue(name).trim();
export const seriesColor = index => color(`--series-${index % 7}`);

export const label = column => escape(column.unit ? `${column.name} (${column.unit})` : column.name);

const symbols = ['circle', 'square', 'diamond', 'triangle-up', 'triangle-down', 'cross', 'x'];

function isAscending(x) {
  let last = -Infinity, turns = 0;
  for (const value of x) {
    if (value === null) continue;
    if (value < last) turns++;
    last = value;
  }
  return turns === 0;
}

export function curve(part, name, index, isNamed) {
  const isLine = isAscending(part.x) && part.x.length > 1;
  return {
    type: 'scatter',
    mode: isLine && part.x.length > 400 ? 'lines' : isLine ? 'lines+markers' : 'markers',
    name: escape(name), showlegend: isNamed,
    x: part.x, y: part.y,
    line: { color: seriesColor(index), width: 1.6 },
    marker: { color: seriesColor(index), symbol: symbols[index % symbols.length], size: part.x.length > 400 ? 3 : 5.5, opacity: .8 },
  };
}

// A map where the points stand on a grid, which fills in as they come; coloured points elsewhere.
export function map(part, column) {
  const bar = { title: { text: label(column), side: 'right' }, thickness: 14, outlinewidth: 0, exponentformat: 'SI' };
  const xs = [...new Set(part.x)].filter(value => value !== null).sort((a, b) => a - b);
  const ys = [...new Set(part.y)].filter(value => value !== null).sort((a, b) => a - b);
  const finite = part.z.filter(value => value !== null);
  let least = Infinity, greatest = -Infinity;
  for (const value of finite) { least = Math.min(least, value); greatest = Math.max(greatest, value); }
  const isSigned = least < 0 && greatest > 0;
  const reach = Math.max(-least, greatest);
  const scale = isSigned ? { colorscale: 'RdBu', reversescale: true, zmin: -reach, zmax: reach } : { colorscale: 'Viridis', zmin: least, zmax: greatest };
  if (xs.length * ys.length <= 4 * part.x.length + 5000 && xs.length * ys.length <= 200000) {
    const columnOf = new Map(xs.map((value, i) => [value, i]));
    const rowOf = new Map(ys.map((value, i) => [value, i]));
    const z = ys.map(() => new Array(xs.length).fill(null));
    part.x.forEach((x, i) => { if (x !== null && part.y[i] !== null) z[rowOf.get(part.y[i])][columnOf.get(x)] = part.z[i]; });
    return { type: 'heatmap', x: xs, y: ys, z, ...scale, colorbar: bar, showlegend: false, hoverongaps: false };
  }
  return {
    type: 'scatter', mode: 'markers', x: part.x, y: part.y, showlegend: false,
    marker: { color: part.z, cmin: scale.zmin, cmax: scale.zmax, colorscale: scale.colorscale, reversescale: scale.reversescale ?? false, colorbar: bar, size: 5, symbol: 'square' },
  };
}

// Rows of numbers by colour: no more of them than the server sends.
export function image(part, column) {
  let least = Infinity, greatest = -Infinity;
  for (const row of part.z) for (const value of row) if (value !== null) { least = Math.min(least, value); greatest = Math.max(greatest, value); }
  const isSigned = least < 0 && greatest > 0;
  const reach = Math.max(-least, greatest);
  return {
    type: 'heatmap', x: part.x, y: part.y, z: part.z, hoverongaps: false, showlegend: false,
    colorbar: { title: { text: label(column), side: 'right' }, thickness: 14, outlinewidth: 0, exponentformat: 'SI' },
    ...(isSigned ? { colorscale: 'RdBu', reversescale: true, zmin: -reach, zmax: reach } : { colorscale: 'Viridis' }),
  };
}

export function draw(place, traces, x, y, { isImage = false } = {}) {
  const axis = column => ({
    title: { text: label(column), standoff: 8 }, automargin: true, showline: true, mirror: 'ticks', ticks: 'inside', ticklen: 4,
    linecolor: color('--line'), tickcolor: color('--line'), gridcolor: color('--grid'), zerolinecolor: color('--line'), zerolinewidth: 1,
    exponentformat: 'SI',
  });
  const layout = {
    autosize: true, uirevision: `${x.name}|${y.name}|${isImage}`,
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: color('--ink') },
    margin: { l: 60, r: 14, t: 14, b: 46 }, hovermode: 'closest',
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: color('--line'), activecolor: color('--ink') },
    legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom' },
    showlegend: traces.some(trace => trace.showlegend),
    xaxis: axis(x), yaxis: isImage ? { ...axis(y), autorange: 'reversed', scaleanchor: 'x', constrain: 'domain' } : axis(y),
  };
  return Plotly.react(place, traces, layout, {
    responsive: true, displaylogo: false, modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'], toImageButtonOptions: { format: 'svg', filename: `${x.name}-${y.name}` },
  });
}

export const forget = place => Plotly.purge(place);

export const pseudoColumns = [
  { name: 'point', unit: '', description: 'Index in the plan' },
  { name: 'bench_seconds', unit: 's', description: 'Bench time since the run began' },
];
