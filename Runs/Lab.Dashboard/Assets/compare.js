import { get } from './api.js';
import { el, replace, chip, card } from './dom.js';
import { curve, draw, forget, pseudoColumns, seriesColor } from './plot.js';

const most = 7;

// Runs over one another, with the settings that differ and their results side by side.
export async function showComparison(main, _, query) {
  const names = query.getAll('run').slice(0, most);
  const runs = await Promise.all(names.map(async name => {
    const path = `/api/runs/${encodeURIComponent(name)}`;
    const [page, state] = await Promise.all([get(path), get(`${path}/state`)]);
    return { name, path, page, state };
  }));
  const common = runs.map(run => run.page.columns.filter(column => !column.isArray))
    .reduce((all, columns) => all.filter(column => columns.some(other => other.name === column.name && other.unit === column.unit)));
  const columns = [...pseudoColumns, ...common];
  const choice = {
    x: common.filter(column => column.isAxis).at(-1)?.name ?? 'point',
    y: (common.find(column => !column.isAxis) ?? common[0])?.name,
  };
  const place = el('div', { class: 'plot', role: 'img', 'aria-label': 'Runs over one another' });
  const select = (key, title) => el('label', { class: 'field' }, title, el('select', { onchange: event => { choice[key] = event.target.value; show(); } },
    columns.map(column => el('option', { value: column.name, selected: choice[key] === column.name }, column.unit ? `${column.name} (${column.unit})` : column.name))));
  const heading = index => { const mark = el('span', { 'aria-hidden': 'true' }, '● '); mark.style.color = seriesColor(index); return mark; };
  const keys = [...new Set(runs.flatMap(run => Object.keys(run.page.settings)))];
  const differing = keys.filter(key => new Set(runs.map(run => run.page.settings[key] ?? '—')).size > 1);
  const results = [...new Set(runs.flatMap(run => run.state.results.map(result => result.name)))];
  const table = rows => el('div', { class: 'scroll' }, el('table', {},
    el('thead', {}, el('tr', {}, el('th'), runs.map((run, i) => el('th', { scope: 'col' }, heading(i), el('a', { href: `#/run/${encodeURIComponent(run.name)}` }, run.name))))),
    el('tbody', {}, rows.map(([name, values]) => el('tr', {}, el('td', { class: 'quiet-text' }, name), values.map(value => el('td', { class: 'break' }, value)))))));
  replace(main, el('div', { class: 'stack' },
    el('h1', {}, `${runs.length} runs compared`),
    choice.y ? el('section', { class: 'card', 'aria-label': 'Overlay' }, el('div', { class: 'row' }, select('y', 'Up'), select('x', 'Across')), place)
      : el('p', { class: 'alert' }, 'These runs have no column in common.'),
    card('Settings that differ', differing.length ? table(differing.map(key => [key, runs.map(run => run.page.settings[key] ?? '—')])) : el('p', { class: 'quiet-text' }, 'None: all settings are the same.')),
    card('Results', table([['status', runs.map(run => chip(run.state.status))],
      ...results.map(name => [name, runs.map(run => run.state.results.find(result => result.name === name)?.value ?? '—')])]))));

  async function show() {
    if (!choice.y) return;
    const parts = await Promise.all(runs.map(run => get(`${run.path}/series?columns=${encodeURIComponent(`${choice.x},${choice.y}`)}`)));
    const columnOf = name => columns.find(column => column.name === name);
    draw(place, parts.map((part, i) => curve(part, runs[i].name, i, true)), columnOf(choice.x), columnOf(choice.y));
  }

  await show();
  return () => forget(place);
}
