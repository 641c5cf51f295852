import { get } from './api.js';
import { el, replace, chip, facts, age, moment, tell } from './dom.js';

export async function showBenches(main) {
  const place = el('div', { class: 'benches' });
  replace(main, el('div', { class: 'stack' }, el('h1', {}, 'Benches'), place));
  const days = until => (new Date(until) - Date.now()) / 86400000;

  async function show() {
    const benches = await get('/api/benches');
    replace(place, benches.length === 0 ? el('p', { class: 'empty' }, 'No run has used a bench yet.') : benches.map(bench =>
      el('section', { class: 'card stack', 'aria-label': bench.bench },
        el('div', { class: 'row spread' }, el('h1', {}, bench.bench, bench.isSimulated ? el('span', { class: 'small quiet-text' }, ' (twins)') : null), chip(bench.status)),
        el('div', { class: 'small quiet-text break' }, bench.file ?? 'ships with Lab', ' · last run ', el('a', { href: `#/run/${encodeURIComponent(bench.lastRun)}` }, bench.lastRun)),
        el('div', {}, el('h2', {}, 'Instruments'), facts(bench.instruments.map(each => [each.name, `${each.identity} · ${each.address}`]))),
        bench.terminals.length ? el('div', {}, el('h2', {}, `Terminals, ${bench.status === 'running' ? 'now' : `as they were left ${age(bench.seen)} ago`}`), facts(bench.terminals.map(each => [`${each.terminal} ${each.channel}`, each.value]))) : null,
        el('div', {}, el('h2', {}, 'Calibrations in force'), bench.calibrations.length
          ? facts(bench.calibrations.map(each => [each.name, el('span', {}, `${each.value}, ${age(each.since)} old, from ${each.source}`,
            each.validUntil ? el('span', { class: days(each.validUntil) < 3 ? 'chip waiting' : 'quiet-text' }, ` until ${moment(each.validUntil).slice(0, 10)}`) : null)]))
          : el('p', { class: 'small quiet-text' }, 'None.')),
        bench.limits.length ? el('details', {}, el('summary', {}, 'Limits in force'), el('ul', { class: 'small' }, bench.limits.map(limit => el('li', {}, limit)))) : null)));
  }

  await show();
  const timer = setInterval(() => show().catch(error => tell(error.message)), 5000);
  return () => clearInterval(timer);
}
