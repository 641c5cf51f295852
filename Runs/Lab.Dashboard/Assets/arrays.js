import { get } from './api.js';
import { el, replace, card } from './dom.js';
import { curve, draw, forget, image } from './plot.js';

const views = { point: 'one point', stack: 'all points', image: 'one point as an image' };

// What was chosen for each run, for as long as the page is open.
const chosen = new Map();

// Traces, spectra and images of a run: one point as a line or an image, or all points under one another by colour.
export function arraysCard(path, allColumns) {
  const arrays = allColumns.filter(column => column.isArray);
  const numbers = allColumns.filter(column => !column.isArray);
  const choice = chosen.get(path) ?? { column: arrays[0].name, view: 'point', across: '', up: '', width: 0, point: null };
  chosen.set(path, choice);
  const columnOf = name => allColumns.find(column => column.name === name);
  const place = el('div', { class: 'plot', role: 'img', 'aria-label': 'Array' });
  const said = el('p', { class: 'small quiet-text' });
  const fault = el('p', { class: 'alert', role: 'alert', hidden: true });
  const controls = el('div', { class: 'row' });
  const slider = el('input', { type: 'range', min: '0', max: '0', value: '0', class: 'grow', 'aria-label': 'Point', oninput: () => { choose(Number(slider.value)); } });
  const number = el('input', { type: 'number', min: '0', value: '0', 'aria-label': 'Point', onchange: () => choose(Number(number.value)) });
  const newest = el('input', { type: 'checkbox', checked: choice.point === null, onchange: () => { choice.point = newest.checked ? null : Number(slider.value); show(); } });
  const pointRow = el('div', { class: 'row' }, el('label', { class: 'field' }, 'Point', number), slider, el('label', { class: 'field' }, newest, 'the newest'));
  let shown = 0, isLeft = false, pointsShown = -1, isBusy = false, isDue = false;

  function choose(point) {
    choice.point = point;
    newest.checked = false;
    show();
  }

  const select = (key, title, options) => el('label', { class: 'field' }, title, el('select', {
    onchange: event => { choice[key] = event.target.value; if (key === 'column') choice.across = ''; showControls(); show(); },
  }, options.map(([value, text]) => el('option', { value, selected: choice[key] === value }, text))));
  const named = column => [column.name, column.unit ? `${column.name} (${column.unit})` : column.name];

  function showControls() {
    replace(controls,
      select('column', 'Array', arrays.map(named)),
      select('view', 'Show', Object.entries(views)),
      choice.view !== 'image' && arrays.length > 1 ? select('across', 'Across', [['', 'element'], ...arrays.filter(column => column.name !== choice.column).map(named)]) : null,
      choice.view === 'stack' ? select('up', 'Up', [['', 'point'], ...numbers.map(named)]) : null,
      choice.view === 'image' ? el('label', { class: 'field' }, 'Elements a row', el('input', {
        type: 'number', min: '1', value: choice.width || '', placeholder: 'square', 'aria-label': 'Elements a row', onchange: event => { choice.width = Number(event.target.value); show(); },
      })) : null);
    pointRow.hidden = choice.view === 'stack';
  }

  const query = words => Object.entries(words).filter(([, value]) => value !== '' && value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');

  function showPoint(of) {
    slider.max = number.max = `${of.last}`;
    slider.value = number.value = `${of.point}`;
  }

  async function showLine(mine) {
    const part = await get(`${path}/array?${query({ column: choice.column, point: choice.point, across: choice.across })}`);
    if (mine !== shown || isLeft) return;
    showPoint(part);
    const across = choice.across ? columnOf(choice.across) : { name: 'element', unit: '' };
    draw(place, [curve({ x: part.x, y: part.y }, choice.column, 0, false)], across, columnOf(choice.column));
    say(part.every > 1 ? `${part.length} elements; lowest and highest of each ${part.every}` : `${part.length} elements`);
  }

  async function showImage(mine) {
    let width = choice.width;
    if (!width) {
      const { length } = await get(`${path}/array?${query({ column: choice.column, point: choice.point })}`);
      width = Math.max(1, Math.round(Math.sqrt(length)));
    }
    const part = await get(`${path}/image?${query({ column: choice.column, point: choice.point, width })}`);
    if (mine !== shown || isLeft) return;
    showPoint(part);
    draw(place, [image(part, columnOf(choice.column))], { name: 'element', unit: '' }, { name: 'row', unit: '' }, { isImage: true });
    say([`Rows of ${width} elements`, blocks(part)].filter(Boolean).join('; '));
  }

  async function showStack(mine) {
    const part = await get(`${path}/stack?${query({ column: choice.column, up: choice.up, across: choice.across })}`);
    if (mine !== shown || isLeft) return;
    // A colour map needs its rows in order, and one row at each place.
    const rows = part.y.map((y, i) => ({ y, z: part.z[i] })).filter(row => row.y !== null).sort((a, b) => a.y - b.y);
    if (rows.some((row, i) => i > 0 && row.y === rows[i - 1].y)) throw new Error(`Several points have the same ${choice.up}: choose another column, or the point, up.`);
    draw(place, [image({ ...part, y: rows.map(row => row.y), z: rows.map(row => row.z) }, columnOf(choice.column))], choice.across ? columnOf(choice.across) : { name: 'element', unit: '' }, choice.up ? columnOf(choice.up) : { name: 'point', unit: '' });
    say([`${rows.length} of ${part.last + 1} points`, part.everyColumn > 1 ? `of each ${part.everyColumn} elements the one of largest magnitude` : ''].filter(Boolean).join('; '));
  }

  const blocks = part => part.everyColumn > 1 || part.everyRow > 1 ? `of each block of ${part.everyColumn} by ${part.everyRow} the element of largest magnitude` : '';
  const say = text => { said.textContent = `${[columnOf(choice.column).description, text].filter(Boolean).join(' ')}.`; };

  // One request at a time: a slider that is drawn asks for where it stands when the last answer is there.
  async function show() {
    shown++;
    if (isBusy) { isDue = true; return; }
    isBusy = true;
    try {
      await { point: showLine, image: showImage, stack: showStack }[choice.view](shown);
      fault.hidden = true;
    } catch (error) {
      if (!isLeft) { fault.textContent = error.message; fault.hidden = false; }
    } finally {
      isBusy = false;
    }
    if (isDue && !isLeft) { isDue = false; show(); }
  }

  showControls();
  return {
    element: card('Arrays', el('div', { class: 'stack' }, controls, pointRow, fault, place, said)),
    // As points come, what follows the newest is read again.
    update(points) {
      if (points === pointsShown || points === 0) return;
      const isFirst = pointsShown < 0;
      pointsShown = points;
      if (isFirst || choice.view === 'stack' || choice.point === null) {
        if (isBusy) isDue = true; // what is under way is shown, and then the newest
        else show();
      } else slider.max = number.max = `${points - 1}`;
    },
    leave() { isLeft = true; forget(place); },
  };
}
