import { get, control, openSession, session } from './api.js';
import { el, replace, chip, setChip, card, facts, progress, setProgress, duration, count, moment, ask, tell } from './dom.js';
import { curve, map, draw, forget, pseudoColumns } from './plot.js';
import { star } from './runs.js';
import { itemsOf } from './studies.js';
import { arraysCard } from './arrays.js';

const mostFigures = 4;

// What a reader would choose first: the first value against the first axis. A map is added once two axes are seen to vary.
function firstFigures(numbers, axes) {
  const values = numbers.filter(column => !column.isAxis && !/_(uncertainty|scale|offset)$/.test(column.name));
  const y = values[0]?.name ?? numbers[0]?.name;
  return y ? [{ x: axes[0]?.name ?? 'point', y, z: '' }] : [];
}

// What was chosen for each run, for as long as the page is open: it is shown anew when light turns to dark.
const chosen = new Map();

const varies = numbers => numbers.some(value => value !== numbers[0]);

export async function showRun(main, name) {
  const path = `/api/runs/${encodeURIComponent(name)}`;
  let page = await get(path);
  const columns = [...pseudoColumns, ...page.columns.filter(column => !column.isArray)];
  const columnOf = wanted => columns.find(column => column.name === wanted) ?? { name: wanted, unit: '' };
  const numbers = page.columns.filter(column => !column.isArray);
  const axes = numbers.filter(column => column.isAxis);
  const before = chosen.get(name);
  const figures = before?.figures ?? firstFigures(numbers, axes);
  let probe = before ? before.probe : axes.length >= 2 && figures.length ? `${axes[0].name},${axes[1].name}` : null;
  const places = new Map();
  let state = null;
  let isLeft = false;
  let awaited = null;
  let events = null;

  const head = el('div', { class: 'card run-head' });
  const bar = el('div', { class: 'bar' });
  const alerts = el('div', { class: 'stack' });
  const items = el('div', { class: 'stack' });
  const drawn = el('div', { class: 'figures' });
  const arrays = page.columns.some(column => column.isArray) ? arraysCard(path, page.columns) : null;
  const side = el('div', { class: 'stack' });
  const report = el('div', { class: 'stack' });
  const log = el('ol', { class: 'log', tabIndex: 0, 'aria-label': 'Log' });
  const notes = el('div', { class: 'stack' });
  replace(main, el('div', { class: 'stack' }, head, alerts,
    el('div', { class: 'columns' },
      el('div', { class: 'stack' }, items, drawn, arrays?.element, report, card('Log', log)),
      el('div', { class: 'stack' }, side, notes, aboutCard()))), bar);

  // Buttons are made once: one that is replaced while a finger is on it hears no click.
  function orders() {
    const button = (kind, text, look, question) => el('button', {
      type: 'button', class: look, hidden: true,
      onclick: async () => {
        if (!await ask({ title: `${text}?`, text: `${name}. ${question}`, yes: text, isBad: kind === 'Stop' })) return;
        const before = state?.orders.length ?? 0;
        if (await control(`${path}/orders`, { order: kind, confirm: name }) === undefined) return;
        awaited = { text, before };
        tell(`${text}: the run is told.`);
      },
    }, text);
    const pause = button('Pause', 'Pause', '', 'The point under way ends; outputs stay as they are.');
    const go = button('Continue', 'Go on', 'main', 'The run goes on with the next point.');
    const stop = button('Stop', 'Stop', 'bad', 'The point under way ends, the bench is made safe, and what was measured is analysed.');
    return {
      all: [go, pause, stop],
      show() {
        const isOpen = state !== null && !state.isEnded && state.status === 'running' && session.hasControl;
        pause.hidden = !isOpen || state.isPaused;
        go.hidden = !isOpen || !state.isPaused;
        stop.hidden = !isOpen;
        for (const each of [pause, go, stop]) each.disabled = state?.isStopping ?? false;
      },
    };
  }

  // The run says what it did; one that ends without a word did nothing.
  function showOutcome() {
    if (!awaited) return;
    const taken = state.orders[awaited.before];
    if (taken) tell(`${awaited.text}: ${taken.outcome}`);
    else if (state.isEnded) tell(`${awaited.text}: the run ended before it took the order.`);
    if (taken || state.isEnded) awaited = null;
  }

  const setText = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  const headOrders = orders();
  const barOrders = orders();
  const starPlace = el('span');
  const statusChip = chip('running');
  const tags = el('span', { class: 'row' });
  const reportLink = el('a', { href: `${path}/report`, target: '_blank', rel: 'noopener', hidden: true }, 'Report');
  const counted = el('span', { class: 'number' });
  const headProgress = progress(0, 1);
  const barProgress = progress(0, 1);
  const step = el('div', { class: 'small quiet-text break' });
  const barPoints = el('span', { class: 'number' });
  const barLeft = el('span');
  replace(head,
    el('div', { class: 'row spread' },
      el('div', { class: 'row' }, starPlace, el('h1', {}, name), statusChip, tags),
      el('div', { class: 'row actions' }, headOrders.all,
        session.hasControl ? el('button', { type: 'button', onclick: queueAgain }, 'Queue again') : null, reportLink)),
    el('div', { class: 'row spread small' },
      el('span', { class: 'quiet-text' }, `${page.line.protocol}${page.line.bench ? ` on ${page.line.bench}` : ''}${page.line.isSimulated ? ' (twins)' : ''} · began ${moment(page.line.started)}`),
      counted),
    headProgress, step);
  replace(bar, el('div', { class: 'small row spread' }, barPoints, barLeft), barProgress, el('div', { class: 'row' }, barOrders.all));

  function showLine() {
    replace(starPlace, star(page.line, line => { page.line = line; showLine(); }));
    replace(tags, page.line.tags.map(tag => el('span', { class: 'tag' }, tag)));
  }

  function showHead() {
    const look = !state ? '' : state.status === 'running' ? (state.isPaused ? 'paused' : '') : state.status === 'done' ? 'done' : state.status === 'failed' ? 'failed' : 'paused';
    const isAnalysing = state && !state.isEnded && state.status !== 'running' && state.status !== 'interrupted';
    const status = !state ? page.line.status : isAnalysing ? 'analysing' : state.isStopping && !state.isEnded ? 'stopping' : state.isPaused ? 'paused' : state.status;
    const left = state?.isEnded ? `took ${duration(state.benchSeconds)} on the bench` : state?.secondsLeft ? `about ${duration(state.secondsLeft)} left` : '';
    const points = state ? `${count(state.points)} of ${count(state.planned)} points` : '';
    setChip(statusChip, status);
    headOrders.show();
    barOrders.show();
    reportLink.hidden = !state?.hasReport;
    setText(counted, [points, left].filter(Boolean).join(' · '));
    setText(barPoints, points);
    setText(barLeft, left);
    setText(step, state?.step && !state.isEnded ? state.step : '');
    for (const each of [headProgress, barProgress]) setProgress(each, state?.points ?? 0, state?.planned ?? 0, look);
    bar.hidden = !state || state.isEnded;
  }

  // Read out when they change, and only then.
  let shownAlerts = '';
  function showAlerts() {
    const now = JSON.stringify([state.unsafe, state.reason, state.warnings, state.status]);
    if (now === shownAlerts) return;
    shownAlerts = now;
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

  // Arrays are long: they are read at most every three seconds while points come.
  let arraysTimer = null;
  function updateArrays() {
    if (arrays && arraysTimer === null) {
      arrays.update(state.points);
      arraysTimer = setTimeout(() => { arraysTimer = null; if (!isLeft && state) arrays.update(state.points); }, 3000);
    }
  }

  // Items that are with workers: asked for while they are.
  let asking = false;
  async function showItems() {
    if (!state?.hasItems) { replace(items); return; }
    if (asking || isLeft) return;
    asking = true;
    try {
      const study = await get(`${path}/items`);
      const isClosed = items.querySelector('details')?.open === false;
      replace(items, study.progress ? el('section', { class: 'card stack', 'aria-label': 'Items' }, itemsOf(study.progress)) : el('p', { class: 'alert bad' }, study.reason));
      const shown = items.querySelector('details');
      if (isClosed && shown) shown.open = false; // items that cannot be read have none
    } catch (error) {
      if (error.status !== 404) tell(error.message); // they are all on record by now
    } finally {
      asking = false;
    }
  }

  // Once the run has ended: the report of a run that goes on is one of before.
  function showReport() {
    if (!state.hasReport || !state.isEnded || report.firstChild) return;
    replace(report, el('section', { class: 'card', 'aria-label': 'Report' },
      el('details', { open: true }, el('summary', {}, 'Analysis: fits and residuals'),
        el('iframe', { class: 'report', title: 'Report of the run', src: `${path}/report`, sandbox: 'allow-scripts allow-downloads' }))));
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
      el('ul', { class: 'small' }, page.notes.map(note => el('li', { class: 'break' }, `${moment(note.time)}  ${note.by ? `${note.by}: ` : ''}${note.text}`))),
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
          if (changed) { page = changed; showLine(); showNotes(); }
        },
      }, 'Tags'))) : null) : null);
  }

  async function queueAgain() {
    if (!await ask({ title: 'Queue again?', text: `The settings and the bench of ${name}, rehearsed on twins first.`, yes: 'Queue' })) return;
    const added = await control('/api/queue', { run: name, confirm: name });
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

  // A page must not show what was as if it were: without the server its figures are grey, and it says since when.
  let lostSince = null;
  let retry = null;
  const lost = el('p', { class: 'alert bad', role: 'alert', hidden: true });
  main.firstChild.prepend(lost);

  function showLost(text) {
    lostSince ??= new Date();
    const two = value => `${value}`.padStart(2, '0');
    setText(lost, `Not connected since ${two(lostSince.getHours())}:${two(lostSince.getMinutes())}: what is shown is as it was then. ${text}`);
    lost.hidden = false;
    main.classList.add('lost');
  }

  function showConnected() {
    lostSince = null;
    lost.hidden = true;
    main.classList.remove('lost');
  }

  // An answer that is no stream is final for a browser: what the server says is asked for, and it is tried again.
  async function askWhy() {
    clearTimeout(retry);
    retry = setTimeout(() => { if (!isLeft && !document.hidden) follow(); }, 3000);
    try {
      await get(`${path}/state`);
    } catch (error) {
      if (isLeft) return;
      showLost(error.status ? error.message : 'The server does not answer.');
      if (error.status === 401) { clearTimeout(retry); await openSession(); if (!isLeft) follow(); }
    }
  }

  function follow() {
    clearTimeout(retry);
    events?.close();
    const series = [...new Set([...figures.map(keyOf), ...(probe ? [probe] : [])])];
    const mine = new EventSource(`${path}/events?${series.map(each => `columns=${encodeURIComponent(each)}`).join('&')}`);
    events = mine;
    mine.addEventListener('open', () => { replace(log); showConnected(); });
    mine.addEventListener('error', () => {
      if (isLeft || events !== mine) return;
      showLost('The server does not answer.');
      if (mine.readyState === EventSource.CLOSED) askWhy();
    });
    mine.addEventListener('state', event => {
      const had = state?.hasItems ?? false;
      state = JSON.parse(event.data);
      showHead(); showAlerts(); showSide(); showReport(); showOutcome();
      if (state.hasItems !== had) showItems();
      updateArrays();
    });
    mine.addEventListener('series', event => take(JSON.parse(event.data)));
    mine.addEventListener('log', event => {
      const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
      log.append(...JSON.parse(event.data).lines.map(line => el('li', { class: line.level }, el('time', {}, line.time.slice(11, 19)), el('span', {}, line.text))));
      while (log.children.length > 300) log.firstChild.remove();
      if (isAtEnd) log.scrollTop = log.scrollHeight;
    });
    mine.addEventListener('end', () => mine.close());
  }

  // A browser holds six connections to a server: a tab that nobody sees gives its own back.
  function onVisibility() {
    if (document.hidden) { events?.close(); clearTimeout(retry); } else if (!state?.isEnded) follow();
  }

  document.addEventListener('visibilitychange', onVisibility);
  const itemsTimer = setInterval(() => { if (state?.hasItems && !document.hidden) showItems(); }, 2000);
  showLine();
  showHead();
  showNotes();
  showFigures();
  return () => {
    isLeft = true;
    chosen.set(name, { figures, probe });
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(retry);
    clearInterval(itemsTimer);
    clearTimeout(arraysTimer);
    arrays?.leave();
    events?.close();
    main.classList.remove('lost');
    places.forEach(each => forget(each.place));
  };
}
