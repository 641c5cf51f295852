import { get, control, session } from './api.js';
import { el, replace, chip, ask, moment, tell } from './dom.js';

const ended = ['done', 'failed', 'aborted', 'skipped'];

export async function showQueue(main) {
  const place = el('div', { class: 'stack' });
  replace(main, place);

  async function act(what, body = {}) {
    if (await control(`/api/queue/${what}`, body) !== undefined) await show();
  }

  function row(item) {
    const isOpen = item.status === 'waiting';
    return el('tr', {},
      el('td', { class: 'number' }, `${item.number}`),
      el('td', {}, el('div', {}, el('strong', {}, item.protocol), item.bench ? ` on ${item.bench}` : ''), el('div', { class: 'small quiet-text break' }, item.command)),
      el('td', {}, chip(item.status), item.reason ? el('div', { class: 'small break' }, item.reason) : null),
      el('td', { class: 'wide small' }, item.conditions.join('; ')),
      el('td', { class: 'wide small break' }, item.runs.map(run => el('div', {}, el('a', { href: `#/run/${encodeURIComponent(run)}` }, run)))),
      el('td', { class: 'nowrap' }, isOpen && session.hasControl ? [
        el('button', { type: 'button', class: 'quiet', 'aria-label': `Move number ${item.number} up`, onclick: () => act(`${item.number}/move`, { places: -1, confirm: `${item.number}` }) }, '↑'),
        el('button', { type: 'button', class: 'quiet', 'aria-label': `Move number ${item.number} down`, onclick: () => act(`${item.number}/move`, { places: 1, confirm: `${item.number}` }) }, '↓'),
        el('button', {
          type: 'button', class: 'quiet bad', 'aria-label': `Remove number ${item.number}`,
          onclick: async () => { if (await ask({ title: 'Remove?', text: `Number ${item.number}, ${item.protocol}, is taken from the queue.`, yes: 'Remove', isBad: true })) await act(`${item.number}/remove`, { confirm: `${item.number}` }); },
        }, '×')] : null));
  }

  let before = null;
  async function show() {
    const queue = await get('/api/queue');
    if (queue === before) return;
    before = queue;
    const status = queue.isPaused ? 'paused' : queue.isServed ? 'running' : 'not started';
    replace(place,
      el('div', { class: 'row spread' }, el('div', { class: 'row' }, el('h1', {}, 'Queue'), chip(status)),
        session.hasControl ? el('div', { class: 'row' }, queue.items.some(item => ended.includes(item.status)) ? el('button', { type: 'button', class: 'quiet', onclick: async () => {
          if (await ask({ title: 'Clear the list?', text: 'Runs that have ended go from the queue. Their records stay.', yes: 'Clear' })) await act('clear', { confirm: 'queue' });
        } }, 'Clear ended') : null, el('button', { type: 'button', onclick: async () => {
          const isPaused = queue.isPaused;
          const text = isPaused ? `Runs begin again.${queue.reason ? ` It is paused since: ${queue.reason}` : ''}` : 'No further run begins; one that is under way goes on.';
          if (await ask({ title: isPaused ? 'Let the queue go on?' : 'Pause the queue?', text, yes: isPaused ? 'Go on' : 'Pause', isBad: isPaused && Boolean(queue.reason) })) await act(isPaused ? 'continue' : 'pause', { confirm: 'queue' });
        } }, queue.isPaused ? 'Go on' : 'Pause')) : null),
      queue.reason ? el('p', { class: 'alert bad' }, queue.reason) : null,
      !queue.isServed && queue.items.some(item => item.status === 'waiting') ? el('p', { class: 'alert' }, 'No process works the queue off. Start one with lab queue start.') : null,
      el('div', { class: 'card scroll' }, queue.items.length === 0
        ? el('p', { class: 'empty' }, 'The queue is empty. Add a run with lab queue add run PROTOCOL, or by Queue again on the page of a run.')
        : el('table', { class: 'runs' }, el('thead', {}, el('tr', {}, ['#', 'Experiment', 'Status'].map(text => el('th', { scope: 'col' }, text)), ['When', 'Runs'].map(text => el('th', { scope: 'col', class: 'wide' }, text)), el('th', { 'aria-label': 'Actions' }))),
          el('tbody', {}, queue.items.map(row)))));
  }

  await show();
  const timer = setInterval(() => show().catch(error => tell(error.message)), 2000);
  return () => clearInterval(timer);
}
