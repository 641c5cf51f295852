import { get, control, session } from './api.js';
import { el, replace, chip, card, facts, progress, duration, count, moment, ask, tell } from './dom.js';
import { curve, map, draw, forget, pseudoColumns } from './plot.js';
import { star } from './runs.js';

const mostFigures = 4;

// What a reader would choose first: the first value against the first axis. A map is added once two axes are seen to vary.
function firstFigures(numbers, axes) {
  const values = numbers.filter(column => !column.isAxis && !/_(uncertainty|scale|offset)$/.test(column.name));
  const y = values[0]?.name ?? numbers[0]?.name;
  return y ? [{ x: axes[0]?.name ?? 'point', y, z: '' }] : [];
}

const varies = numbers => numbers.some(value => value !== numbers[0]);

export async function showRun(main, name) {
  const path = `/api/runs/${encodeURIComponent(name)}`;
  let page = await get(path);
  const columns = [...pseudoColumns, ...page.columns.filter(column => !column.isArray)];
  const columnOf = wanted => columns.find(column => column.name === wanted) ?? { name: wanted, unit: '' };
  const numbers = page.columns.filter(column => !column.isArray);
  const axes = numbers.filter(column => column.isAxis);
  const figures = firstFigures(numbers, axes);
  let probe = axes.length >= 2 && figures.length ? `${axes[0].name},${axes[1].name}` : null;
  const places = new Map();
  let state = null;
  let events = null;

  const head = el('div', { class: 'card run-head' });
  const bar = el('div', { class: 'bar' });
  const alerts = el('div', { class: 'stack' });
  const drawn = el('div', { class: 'figures' });
  const side = el('div', { class: 'stack' });
  const report = el('div', { class: 'stack' });
  const log = el('ol', { class: 'log', tabIndex: 0, 'aria-label': 'Log' });
  const notes = el('div', { class: 'stack' });
  replace(main, el('div', { class: 'stack' }, head, alerts,
    el('div', { class: 'columns' },
      el('div', { class: 'stack' }, drawn, report, card('Log', log)),
      el('div', { class: 'stack' }, side, notes, aboutCard()))), bar);

  function orderButtons() {
    if (!state || state.isEnded || !session.hasControl) return [];
    const order = (kind, text, look, question) => el('button', {
      type: 'button', class: look, disabled: state.isStopping,
      onclick: async () => {
        if (!await ask({ title: `${text}?`, text: `${name}. ${question}`, yes: text, isBad: kind === 'Stop' })) return;
        if (await control(`${path}/orders`, { order: kind, confirm: name }) !== undefined) tell(`${text}: the run will do so after the point under way.`);
      },
    }, text);
    return [
      state.isPaused ? order('Continue', 'Go on', 'main', 'The run goes on with the next point.') : order('Pause', 'Pause', '', 'The point under way ends; outputs stay as they are.'),
      order('Stop', 'Stop', 'bad', 'The point under way ends, the bench is made safe, and what was measured is analysed.'),
    ];
  }

  function showHead() {
    const look = !state ? '' : state.status === 'running' ? (state.isPaused ? 'paused' : '') : state.status === 'done' ? 'done' : state.status === 'failed' ? 'failed' : 'paused';
    const status = !state ? page.line.status : state.isStopping && !state.isEnded ? 'stopping' : state.isPaused ? 'paused' : state.status;
    const left = state?.isEnded ? `took ${duration(state.benchSeconds)} on the bench` : state?.secondsLeft ? `about ${duration(state.secondsLeft)} left` : '';
    const points = state ? `${count(state.points)} of ${count(state.planned)} points` : '';
    replace(head,
      el('div', { class: 'row spread' },
        el('div', { class: 'row' }, star(page.line, line => { page.line = line; showHead(); }), el('h1', {}, name), chip(status), page.line.tags.map(tag => el('span', { class: 'tag' }, tag))),
        el('div', { class: 'row actions' }, orderButtons(),
          session.hasControl ? el('button', { type: 'button', onclick: queueAgain }, 'Queue again') : null,
          state?.hasReport ? el('a', { href: `${path}/report`, target: '_blank', rel: 'noopener' }, 'Report') : null)),
      el('div', { class: 'row spread small' },
        el('span', { class: 'quiet-text' }, `${page.line.protocol}${page.line.bench ? ` on ${page.line.bench}` : ''}${page.line.isSimulated ? ' (twins)' : ''} · began ${moment(page.line.started)}`),
        el('span', { class: 'number', role: 'status' }, [points, left].filter(Boolean).join(' · '))),
      state ? progress(state.points, state.planned, look) : null,
      state?.step && !state.isEnded ? el('div', { class: 'small quiet-text break' }, state.step) : null);
    replace(bar, state && !state.isEnded ? [
      el('div', { class: 'small row spread' }, el('span', { class: 'number' }, points), el('span', {}, left)),
      progress(state.points, state.planned, look),
      el('div', { class: 'row' }, orderButtons()),
    ] : []);
    bar.hidden = !state || state.isEnded;
  }

  function showAlerts() {
    replace(alerts,
      (state.unsafe ?? []).map(text => el('p', { class: 'alert bad', role: 'alert' }, `NOT SAFE: ${text} Bring it to its safe state by hand.`)),
      state.reason ? el('p', { class: `alert ${state.status === 'failed' ? 'bad' : ''}` }, state.reason) : null,
      (state.warnings ?? []).map(text => el('p', { class: 'alert' }, text)));
  }

  function showSide() {
    replace(side,
      state.results.length ? card('Results', facts(state.results.map(result => [el('span', { title: result.description }, result.name), result.value]))) : null,
      state.limits.length ? card('Limits approached', state.limits.slice(0, 8).map(limit => {
        const used = Math.min(1, Math.max(0, 1 - limit.margin));
        return el('div', { class: 'margin small' }, el('span', { class: 'break' }, limit.limit), el('span', { class: 'number nowrap' }, limit.nearest),
          progress(Math.round(100 * used), 100, limit.margin < .05 ? 'failed' : limit.margin < .2 ? 'paused' : ''));
      })) : null,
      state.terminals.length ? card(state.isEnded ? 'Terminals, as they were left' : 'Terminals', facts(state.terminals.map(each => [`${each.terminal} ${each.channel}`, each.value]))) : null,
      state.retried ? card('Repeated', el('p', { class: 'small' }, `${count(state.retried)} points were recorded after a repeated reading.`)) : null,
      state.orders.length ? card('Orders', el('ul', { class: 'small' }, state.orders.map(order => el('li', {}, `${moment(order.time)} ${order.by}: ${order.order.toLowerCase()}. ${order.outcome}`)))) : null);
  }

  function showReport() {
    if (!state.hasReport || report.firstChild) return;
    replace(report, el('section', { class: 'card', 'aria-label': 'Report' },
      el('details', { open: state.isEnded }, el('summary', {}, 'Analysis: fits and residuals'),
        el('iframe', { class: 'report', title: 'Report of the run', src: `${path}/report`, sandbox: 'allow-scripts allow-downloads', loading: 'lazy' }))));
  }

  function aboutCard() {
    return el('section', { class: 'card', 'aria-label': 'About' },
      el('details', {}, el('summary', {}, 'Settings'), facts(Object.entries(page.settings))),
      page.instruments.length ? el('details', {}, el('summary', {}, 'Instruments'), facts(page.instruments.map(each => [each.name, `${each.identity} at ${each.address}`]))) : null,
      page.calibrations.length ? el('details', {}, el('summary', {}, 'Calibrations used'), facts(page.calibrations.map(each => [each.name, `${each.value}, from ${each.source}`]))) : null,
      page.limits.length ? el('details', {}, el('summary', {}, 'Limits in force'), el('ul', { class: 'small' }, page.limits.map(limit => el('li', {}, limit)))) : null,
      facts([['Seed', page.seed], ['Lab', page.version], ...(page.benchFile ? [['Bench file', page.benchFile]] : [])]));
  }

  function showNotes() {
    const text = el('textarea', { 'aria-label': 'New note', placeholder: 'A note …' });
    replace(notes, page.notes.length || session.hasControl ? card('Notes',
      el('ul', { class: 'small' }, page.notes.map(note => el('li', { class: 'break' }, `${moment(note.time)}  ${note.text}`))),
      session.hasControl ? el('div', { class: 'stack' }, text, el('div', { class: 'row' }, el('button', {
        type: 'button', onclick: async () => {
          const changed = text.value.trim() && await control(`${path}/marks`, { note: text.value });
          if (changed) { page = changed; showNotes(); }
        },
      }, 'Add note'),
      el('button', {
        type: 'button', onclick: async () => {
          const given = await ask({ title: 'Tags', text: 'Words; +word sets one, -word takes one away.', fields: [{ name: 'tags', label: 'Tags' }], yes: 'Change' });
          if (!given) return;
          const words = given.tags.split(/\s+/).filter(Boolean);
          const changed = await control(`${path}/marks`, { add: words.filter(word => !word.startsWith('-')).map(word => word.replace(/^\+/, '')), remove: words.filter(word => word.startsWith('-')).map(word => word.slice(1)) });
          if (changed) { page = changed; showHead(); showNotes(); }
        },
      }, 'Tags'))) : null) : null);
  }

  async function queueAgain() {
    if (!await ask({ title: 'Queue again?', text: `The settings and the bench of ${name}, rehearsed on twins first.`, yes: 'Queue' })) return;
    const added = await control('/api/queue', { run: name });
    if (added) tell(`Queued as number ${added.number}.`);
  }

  // One figure: a curve, or a map where a colour is chosen.
  function figureCard(figure, index) {
    const select = (key, title, options) => el('label', { class: 'field' }, title, el('select', {
      onchange: event => { figure[key] = event.target.value; probe = null; follow(); },
    }, options.map(([value, text]) => el('option', { value, selected: figure[key] === value }, text))));
    const all = columns.map(column => [column.name, column.unit ? `${column.name} (${column.unit})` : column.name]);
    const place = el('div', { class: 'plot', role: 'img', 'aria-label': `${figure.y} against ${figure.x}${figure.z ? `, ${figure.z} by colour` : ''}` });
    const thinned = el('span', { class: 'small quiet-text' });
    places.set(index, { place, thinned, part: null, isDue: false });
    return el('section', { class: 'card', 'aria-label': `Figure ${index + 1}` },
      el('div', { class: 'row' }, select('y', 'Up', all), select('x', 'Across', all), select('z', 'Colour', [['', 'none'], ...all]), thinned,
        el('button', { type: 'button', class: 'quiet', 'aria-label': 'Remove figure', onclick: () => { figures.splice(index, 1); showFigures(); } }, '×')),
      place);
  }

  function showFigures() {
    places.forEach(each => forget(each.place));
    places.clear();
    replace(drawn, figures.map(figureCard),
      figures.length < mostFigures && columns.length > 2 ? el('div', {}, el('button', {
        type: 'button', onclick: () => { figures.push({ x: 'point', y: numbers[0].name, z: '' }); showFigures(); },
      }, '+ Figure')) : null);
    follow();
  }

  const keyOf = figure => [figure.x, figure.y, ...(figure.z ? [figure.z] : [])].join(',');

  function redraw(index) {
    const at = places.get(index);
    if (!at || at.isDue || !at.part) return;
    at.isDue = true;
    requestAnimationFrame(() => {
      at.isDue = false;
      const figure = figures[index];
      if (!figure || places.get(index) !== at || keyOf(figure) !== at.part.series) return;
      const part = at.part;
      draw(at.place, [figure.z ? map(part, columnOf(figure.z)) : curve(part, figure.y, index, false)], columnOf(figure.x), columnOf(figure.y));
      at.thinned.textContent = part.every > 1 ? (figure.z ? `every ${part.every}th point` : `lowest and highest of each ${part.every} points`) : '';
    });
  }

  // Whether the first axis stands still, or both vary.
  function look(part) {
    if (part.x.length < 3) return;
    const [x, y] = [varies(part.x), varies(part.y)];
    if (!x && y && figures[0]?.x === axes[0].name) { figures[0].x = axes[1].name; probe = null; showFigures(); }
    if (x && y) { figures.splice(1, 0, { x: axes[0].name, y: axes[1].name, z: figures[0].y }); probe = null; showFigures(); }
  }

  function take(part) {
    if (part.series === probe) look(part);
    figures.forEach((figure, index) => {
      if (keyOf(figure) !== part.series) return;
      const at = places.get(index);
      const kept = at.part?.series === part.series ? at.part : { x: [], y: [], z: [] };
      const join = key => part[key] ? [...(kept[key] ?? []).slice(0, part.start), ...part[key]] : null;
      at.part = { ...part, x: join('x'), y: join('y'), z: join('z') };
      redraw(index);
    });
  }

  function follow() {
    events?.close();
    const series = [...new Set([...figures.map(keyOf), ...(probe ? [probe] : [])])];
    events = new EventSource(`${path}/events?${series.map(each => `columns=${encodeURIComponent(each)}`).join('&')}`);
    events.addEventListener('open', () => replace(log));
    events.addEventListener('state', event => {
      state = JSON.parse(event.data);
      showHead(); showAlerts(); showSide(); showReport();
    });
    events.addEventListener('series', event => take(JSON.parse(event.data)));
    events.addEventListener('log', event => {
      const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
      log.append(...JSON.parse(event.data).lines.map(line => el('li', { class: line.level }, el('time', {}, line.time.slice(11, 19)), el('span', {}, line.text))));
      while (log.children.length > 300) log.firstChild.remove();
      if (isAtEnd) log.scrollTop = log.scrollHeight;
    });
    events.addEventListener('end', () => events.close());
  }

  showHead();
  showNotes();
  showFigures();
  return () => { events?.close(); places.forEach(each => forget(each.place)); };
}
