import { ask, tell } from './dom.js';

// What this browser tab may do. The token for control is kept for the tab alone, and goes away with it.
export const session = { hasControl: false };

const controller = { get: () => JSON.parse(sessionStorage.getItem('lab-control') ?? 'null'), set: value => sessionStorage.setItem('lab-control', JSON.stringify(value)) };

export const isController = () => controller.get() !== null;

async function answer(response) {
  if (response.ok) return response.status === 202 || response.status === 204 ? null : response.json();
  const fault = await response.json().catch(() => ({ error: `${response.status} ${response.statusText}` }));
  const error = new Error(fault.error ?? 'The request was refused.');
  error.status = response.status;
  throw error;
}

// Lists come with a tag of their content; what has not changed is not sent again.
const kept = new Map();

export async function get(path) {
  const before = kept.get(path);
  const response = await fetch(path, { cache: 'no-store', headers: { accept: 'application/json', ...(before ? { 'if-none-match': before.tag } : {}) } });
  if (response.status === 304) return before.value;
  const value = await answer(response);
  const tag = response.headers.get('etag');
  if (tag) kept.set(path, { tag, value });
  return value;
}

async function send(path, body, headers = {}) {
  return answer(await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }));
}

export async function openSession() {
  let now = await get('/api/session');
  while (now.needsToken) {
    const given = await ask({ title: 'Log in', text: 'This page shows its runs to who has the token for viewing.', fields: [{ name: 'token', label: 'Token', type: 'password' }], yes: 'Log in' });
    if (!given) continue;
    try { now = await send('/api/session', { token: given.token }); } catch (error) { tell(error.message); }
  }
  session.hasControl = now.hasControl;
}

// Name and token of who controls; asked for once a tab.
export async function takeControl() {
  if (controller.get()) return controller.get();
  const given = await ask({
    title: 'Take control',
    text: 'Pausing, stopping, tagging and the queue need the token for control. Your name is kept with what you do.',
    fields: [{ name: 'by', label: 'Your name', value: localStorage.getItem('lab-name') ?? '' }, { name: 'token', label: 'Token for control', type: 'password' }],
    yes: 'Take control',
  });
  if (!given) return null;
  localStorage.setItem('lab-name', given.by);
  controller.set(given);
  document.dispatchEvent(new Event('lab-control'));
  return given;
}

export function giveControlBack() {
  sessionStorage.removeItem('lab-control');
  document.dispatchEvent(new Event('lab-control'));
}

// Does something that needs control; what comes back is told where it is a refusal.
export async function control(path, body) {
  const who = await takeControl();
  if (!who) return undefined;
  try {
    return await send(path, { by: who.by, ...body }, { 'X-Lab-Control': who.token });
  } catch (error) {
    if (error.status === 403) giveControlBack();
    tell(error.message);
    return undefined;
  }
}
