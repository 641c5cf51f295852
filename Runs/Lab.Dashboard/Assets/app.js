import { get, openSession, session, isController, takeControl, giveControlBack } from './api.js';
import { el, replace, tell } from './dom.js';
import { showRuns } from './runs.js';
import { showRun } from './run.js';
import { showComparison } from './compare.js';
import { showBenches } from './benches.js';
import { showQueue } from './queue.js';
import { showStudies } from './studies.js';

const pages = { runs: showRuns, run: showRun, compare: showComparison, benches: showBenches, queue: showQueue, studies: showStudies };
const main = document.getElementById('main');
let leave = () => {};

let visits = 0;

// Addresses are #/page/argument?key=value. A page that comes to be ready after a later one was asked for is left at once.
async function show() {
  const visit = ++visits;
  leave();
  leave = () => {};
  const [path, query = ''] = location.hash.replace(/^#\//, '').split('?');
  const [name = '', ...rest] = path.split('/');
  const page = pages[name] ? name : 'runs';
  for (const link of document.querySelectorAll('nav a')) {
    const isHere = link.dataset.page === page || (link.dataset.page === 'runs' && (page === 'run' || page === 'compare'));
    if (isHere) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
  }
  const place = el('div');
  replace(main, place);
  try {
    const left = await pages[page](place, decodeURIComponent(rest.join('/')), new URLSearchParams(query)) ?? (() => {});
    if (visit === visits) leave = left; else left();
  } catch (error) {
    if (visit === visits) replace(main, el('p', { class: 'alert bad', role: 'alert' }, error.message));
  }
}

function showControl() {
  const button = document.getElementById('control');
  button.hidden = !session.hasControl;
  button.textContent = isController() ? 'In control' : 'Take control';
  button.title = isController() ? 'Give control back' : 'Pausing, stopping and the queue need the token for control';
}

document.getElementById('control').addEventListener('click', () => isController() ? (giveControlBack(), tell('Control given back.')) : takeControl());
document.addEventListener('lab-control', showControl);
addEventListener('hashchange', show);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
addEventListener('keydown', event => {
  if (event.target.matches('input, textarea, select') || event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
  const to = { 1: '#/runs', 2: '#/benches', 3: '#/queue', 4: '#/studies' }[event.key];
  if (to) location.hash = to;
  if (event.key === '/' && document.querySelector('input[type=search]')) { event.preventDefault(); document.querySelector('input[type=search]').focus(); }
});

await openSession();
showControl();
await show();
