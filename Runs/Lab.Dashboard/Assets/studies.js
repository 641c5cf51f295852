import { get } from './api.js';
import { el, replace, chip, facts, setProgress, progress, duration, count, tell } from './dom.js';

const meanings = { d: 'done', f: 'failed', u: 'under way', p: 'partly done', w: 'waiting' };

// How far each item is, a square for one or for several; colours are told apart by shape of the text beside them too.
function strip(study) {
  const size = study.itemsACell;
  return el('div', { class: 'items', role: 'img', 'aria-label': `${study.done} items done, ${study.underWay} under way, ${study.failed} failed, of ${study.items}` },
    [...study.cells].map((state, i) => el('span', { class: `item-${state}`, title: `${size > 1 ? `items ${i * size} to ${Math.min(study.items, (i + 1) * size) - 1}` : `item ${i}`}: ${meanings[state]}` })));
}

const legend = study => el('div', { class: 'row small quiet-text legend' }, Object.keys(meanings).filter(state => study.cells.includes(state))
  .map(state => el('span', {}, el('span', { class: `item-${state}`, 'aria-hidden': 'true' }), meanings[state])),
  study.itemsACell > 1 ? el('span', {}, `${study.itemsACell} items a square`) : null);

const states = {
  alive: 'Its process lives, or its file was renewed lately.', unheard: 'It is on another machine, and has not been heard of since this page watches it.',
  silent: 'It is on another machine, and its file has not been renewed for a minute: its item is taken by another.',
  died: 'Its process is gone: its item is taken by another.', ended: 'It ended by itself.',
};

function workersOf(study) {
  const where = study.on === 'slurm' ? `in Slurm${study.slurmJob ? `, job ${study.slurmJob}` : ''}` : 'on the machine of the study';
  return el('details', { open: study.workers.length <= 12 },
    el('summary', {}, `Workers ${where}: ${study.alive} alive, ${study.ordered} ordered`),
    study.workers.length ? el('div', { class: 'scroll' }, el('table', {},
      el('thead', {}, el('tr', {}, ['Worker', 'Machine', 'State', 'Item'].map(text => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, study.workers.map(worker => el('tr', {}, el('td', { class: 'break' }, worker.name), el('td', { class: 'break' }, worker.machine),
        el('td', { title: states[worker.status] }, chip(worker.status)), el('td', { class: 'number' }, worker.item === null ? '' : `${worker.item}`))))))
      : el('p', { class: 'small quiet-text' }, 'None has shown itself yet.'));
}

const failuresOf = study => study.failed === 0 ? null : el('div', {},
  el('h2', {}, `Failed items (${study.failed})`),
  el('ul', { class: 'small' }, study.failures.map(each => el('li', { class: 'break' }, `item ${each.item}${each.worker ? ` (worker ${each.worker})` : ''}: ${each.isBug ? 'Bug in Lab: ' : ''}${each.reason}`))),
  study.failed > study.failures.length ? el('p', { class: 'small quiet-text' }, `and ${study.failed - study.failures.length} more.`) : null);

// The items of a study, as its own page and the page of its run show them.
export function itemsOf(study) {
  const left = study.secondsLeft ? `about ${duration(study.secondsLeft)} left` : '';
  const ended = study.done + study.failed;
  const look = ended === study.items ? (study.failed > 0 ? 'failed' : 'done') : study.alive === 0 ? 'paused' : '';
  const bar = setProgress(progress(0, 1), ended, study.items, look);
  bar.setAttribute('aria-label', 'Items');
  return [
    el('div', { class: 'row spread small number' },
      el('span', {}, [`${count(study.done)} of ${count(study.items)} items`, `${study.underWay} under way`, study.failed ? `${study.failed} failed` : ''].filter(Boolean).join(' \u00b7 ')),
      el('span', {}, [study.secondsAnItem ? `${duration(study.secondsAnItem)} an item` : '', left].filter(Boolean).join(' \u00b7 '))),
    bar, strip(study), legend(study),
    study.isStopped && ended < study.items ? el('p', { class: 'alert' }, 'The workers were told to end. lab resume, or the same command once more, goes on with the items that are done.') : null,
    failuresOf(study), workersOf(study)];
}

function studyCard(study) {
  const of = study.progress;
  return el('section', { class: 'card stack', 'aria-label': study.name },
    el('div', { class: 'row spread' },
      el('h1', {}, study.run ? el('a', { href: `#/run/${encodeURIComponent(study.run)}` }, study.run) : study.name), chip(study.status)),
    of ? el('div', { class: 'small quiet-text' }, of.isValidation ? `validation of ${of.protocol}` : of.protocol) : null,
    of ? itemsOf(of) : el('p', { class: 'alert bad' }, study.reason ?? ''));
}

export async function showStudies(main) {
  const place = el('div', { class: 'stack' });
  replace(main, el('div', { class: 'stack' }, el('h1', {}, 'Studies'), place));
  let before = null;

  async function show() {
    const studies = await get('/api/studies');
    if (studies === before) return;
    before = studies;
    const closed = new Set([...place.querySelectorAll('section')].filter(section => section.querySelector('details')?.open === false).map(section => section.ariaLabel));
    replace(place, studies.length ? studies.map(studyCard)
      : el('p', { class: 'empty' }, 'No items are with workers. lab run STUDY --on local or slurm, and lab validate with --on, share a study among them; once all items are on record, the run is in the list of runs.'));
    for (const section of place.querySelectorAll('section')) {
      const shown = section.querySelector('details');
      if (closed.has(section.ariaLabel) && shown) shown.open = false; // a study that cannot be read has none
    }
  }

  await show();
  const timer = setInterval(() => show().catch(error => tell(error.message)), 2000);
  return () => clearInterval(timer);
}
