import { get, control, session } from './api.js';
import { el, replace, chip, progress, count, moment, tell } from './dom.js';

const shownAtOnce = 200;
const filter = { text: '', status: '', protocol: '', star: false, most: shownAtOnce };
const chosen = new Set();

export async function toggleStar(run, hasStar) {
  return control(`/api/runs/${encodeURIComponent(run)}/marks`, hasStar ? { remove: ['star'] } : { add: ['star'] });
}

export function star(line, changed) {
  return el('button', {
    class: 'star', type: 'button', 'aria-pressed': `${line.hasStar}`, 'aria-label': `Star of ${line.run}`, disabled: !session.hasControl,
    title: session.hasControl ? '' : 'Starring needs control',
    onclick: async () => { const page = await toggleStar(line.run, line.hasStar); if (page) changed(page.line); },
  }, line.hasStar ? '★' : '☆');
}

const fits = (line, words) => words.every(word =>
  [line.run, line.protocol, line.bench, line.note ?? '', line.reason ?? '', line.result ?? '', ...line.tags.map(tag => `#${tag}`)].some(text => text.toLowerCase().includes(word)));

export async function showRuns(main) {
  let lines = await get('/api/runs');
  const list = el('div');
  const search = el('input', {
    type: 'search', class: 'grow', placeholder: 'Search: name, note, bench, #tag …  ( / )', value: filter.text, 'aria-label': 'Search runs',
    oninput: () => { filter.text = search.value; filter.most = shownAtOnce; show(); },
  });
  const select = (name, values, title) => el('label', { class: 'field' }, title, el('select', {
    onchange: event => { filter[name] = event.target.value; show(); },
  }, ['', ...values].map(value => el('option', { value, selected: filter[name] === value }, value || 'all'))));
  const compare = el('button', { type: 'button', class: 'main', onclick: () => { location.hash = `#/compare?${[...chosen].map(run => `run=${encodeURIComponent(run)}`).join('&')}`; } });
  const heading = el('h1', {}, 'Runs');
  replace(main, el('div', { class: 'stack' },
    el('div', { class: 'row spread' }, heading, compare),
    el('div', { class: 'row', role: 'search' }, search,
      select('status', ['running', 'done', 'aborted', 'failed', 'interrupted'], 'Status'),
      select('protocol', [...new Set(lines.map(line => line.protocol).filter(Boolean))].sort(), 'Protocol'),
      el('label', { class: 'field' }, el('input', { type: 'checkbox', checked: filter.star, onchange: event => { filter.star = event.target.checked; show(); } }), '★ only')),
    el('div', { class: 'card scroll' }, list)));

  // A row that shows the same stays as it is, with the focus that it may have.
  const rows = new Map();
  function row(line) {
    const text = JSON.stringify(line);
    const known = rows.get(line.run);
    if (known?.text === text) return known.element;
    const element = newRow(line);
    rows.set(line.run, { text, element });
    return element;
  }

  function newRow(line) {
    return el('tr', {},
      el('td', {}, el('input', {
        type: 'checkbox', checked: chosen.has(line.run), 'aria-label': `Choose ${line.run} to compare`,
        onchange: event => { event.target.checked ? chosen.add(line.run) : chosen.delete(line.run); showChosen(); },
      })),
      el('td', {},
        el('div', { class: 'row' }, star(line, changed => { lines = lines.map(each => each.run === changed.run ? changed : each); show(); }),
          el('a', { href: `#/run/${encodeURIComponent(line.run)}`, class: 'break' }, line.run), line.tags.map(tag => el('span', { class: 'tag' }, tag))),
        line.note ? el('div', { class: 'small quiet-text break' }, line.note) : null),
      el('td', {}, chip(line.status), line.status === 'running' ? el('div', { class: 'small' }, progress(line.points, line.planned)) : null),
      el('td', { class: 'wide number nowrap' }, line.planned ? `${count(line.points)} / ${count(line.planned)}` : ''),
      el('td', { class: 'wide' }, line.bench, line.isSimulated ? el('span', { class: 'small quiet-text' }, ' (twins)') : null),
      el('td', { class: 'wide small break' }, line.reason && line.status !== 'done' ? line.reason : line.result ?? ''),
      el('td', { class: 'wide nowrap small number' }, moment(line.started)));
  }

  function showChosen() {
    compare.hidden = chosen.size < 2;
    compare.textContent = `Compare ${chosen.size} runs`;
  }

  function show() {
    const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = lines.filter(line => fits(line, words) && (!filter.status || line.status === filter.status)
      && (!filter.protocol || line.protocol === filter.protocol) && (!filter.star || line.hasStar));
    heading.textContent = fitting.length === lines.length ? `Runs (${lines.length})` : `Runs (${fitting.length} of ${lines.length})`;
    const focused = document.activeElement;
    replace(list, fitting.length === 0
      ? el('p', { class: 'empty' }, lines.length === 0 ? 'No run is recorded yet. Start one with lab run, or queue one with lab queue add.' : 'No run fits.')
      : el('table', { class: 'runs' },
        el('thead', {}, el('tr', {}, el('th', { 'aria-label': 'Compare' }), ['Run', 'Status'].map(text => el('th', { scope: 'col' }, text)),
          ['Points', 'Bench', 'Result', 'Began'].map(text => el('th', { scope: 'col', class: 'wide' }, text)))),
        el('tbody', {}, fitting.slice(0, filter.most).map(row))),
      fitting.length > filter.most ? el('button', { type: 'button', onclick: () => { filter.most += 5 * shownAtOnce; show(); } }, `Show more of the ${fitting.length}`) : null);
    if (focused !== document.activeElement && list.contains(focused)) focused.focus({ preventScroll: true });
    showChosen();
  }

  show();
  const timer = setInterval(async () => {
    try {
      const now = await get('/api/runs');
      if (now !== lines) { lines = now; show(); }
    } catch (error) { tell(error.message); }
  }, 3000);
  return () => clearInterval(timer);
}
