// Elements of the page. Texts of records are set as text alone: what looks like HTML in them stays a text.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && !name.startsWith('aria')) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const chip = status => el('span', { class: `chip ${/^[a-z]+$/.test(status) ? status : ''}` }, status);

export function setChip(element, status) {
  if (element.textContent === status) return;
  element.textContent = status;
  element.className = `chip ${/^[a-z]+$/.test(status) ? status : ''}`;
}

export const card = (title, ...children) => el('section', { class: 'card', 'aria-label': title }, el('h2', {}, title), ...children);

export function facts(pairs) {
  return el('table', { class: 'facts' }, el('tbody', {}, pairs.map(([name, value]) => el('tr', {}, el('td', {}, name), el('td', {}, value)))));
}

export function progress(done, planned, look = '') {
  return setProgress(el('div', { role: 'progressbar', 'aria-label': 'Points', 'aria-valuemin': '0' }, el('div')), done, planned, look);
}

export function setProgress(element, done, planned, look = '') {
  element.className = `progress ${look}`;
  element.setAttribute('aria-valuemax', `${planned}`);
  element.setAttribute('aria-valuenow', `${done}`);
  element.firstChild.style.width = `${100 * (planned > 0 ? Math.min(1, done / planned) : 0)}%`;
  return element;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined || !isFinite(seconds)) return '';
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
  return `${Math.round(seconds / 86400)} days`;
}

export const count = value => Number(value).toLocaleString('en').replaceAll(',', ' ');

export function moment(text) {
  if (!text) return '';
  const time = new Date(text);
  const two = value => `${value}`.padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

export const age = text => text ? duration((Date.now() - new Date(text)) / 1000) : '';

let hiding;
export function tell(text) {
  const told = document.getElementById('told');
  told.textContent = text;
  told.classList.add('shown');
  clearTimeout(hiding);
  hiding = setTimeout(() => told.classList.remove('shown'), 5000);
}

// Asks in a dialog; gives null where the answer is no.
export function ask({ title, text, fields = [], yes, isBad = false }) {
  return new Promise(resolve => {
    const inputs = fields.map(field => el('input', { name: field.name, type: field.type ?? 'text', value: field.value ?? '', required: true, autocomplete: 'off' }));
    const dialog = el('dialog', { 'aria-label': title },
      el('form', { method: 'dialog' },
        el('h2', {}, title),
        text ? el('p', { class: 'small' }, text) : null,
        fields.map((field, i) => el('label', {}, field.label, inputs[i])),
        el('div', { class: 'row' },
          el('button', { type: 'button', onclick: () => dialog.close('no') }, 'Cancel'),
          el('button', { type: 'submit', class: isBad ? 'bad' : 'main', value: 'yes' }, yes))));
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes' ? Object.fromEntries(inputs.map(input => [input.name, input.value])) : null);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
