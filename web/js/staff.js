// What only staff's pages need, beside muster.js: keys for tables, and saying that a page was opened. Every
// page works without this file. A key never comes between people and their typing, never has a meaning together
// with another key, and all of them can be turned off (WCAG 2.1.4).
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const name = 'muster:keys';
const are_off = () => { try { return localStorage[name] === 'off'; } catch { return false; } };

// --- Keys. The place in a table is the focus itself: what is read aloud, shown and opened is one thing.
const links = () => all('table.data tbody th[scope=row] a').filter(link => link.checkVisibility?.() ?? link.offsetParent);
const is_typing = target => target.isContentEditable || target.matches?.('textarea, select, input:not([type=checkbox], [type=radio]), [role=textbox]');

function go(step) {
  const list = links(), row = document.activeElement.closest('tr');
  const at = list.findIndex(link => link.closest('tr') === row);
  const next = list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)];
  next?.focus();
  next?.closest('tr').scrollIntoView({ block: 'nearest' });
  return next;
}

const acts = {
  '/': () => { const field = one('main input[type=search]'); field?.focus(); field?.select(); return field; },
  '?': () => { const help = one('a[href$="/staff/keys"]'); if (help) location = help.href; return help; },
  j: () => go(1),
  k: () => go(-1),
  x: () => { const box = one('.pick input', document.activeElement.closest('tr') ?? document.createElement('i')); box?.click(); return box; },
};

document.addEventListener('keydown', event => {
  const { key, code, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || are_off() || is_typing(target)) return;
  // Where the keyboard writes another script, the place of the key counts.
  const letter = /^[a-z/?]$/.test(key) ? key : key.length === 1 && key > '\x7f' && !event.shiftKey ? code.replace('Key', '').toLowerCase() : '';
  if (Object.hasOwn(acts, letter) && acts[letter]()) event.preventDefault();
});

// --- The switch on the page of keys.
function show_switch() {
  for (const part of all('[data-when]')) part.hidden = part.dataset.when !== (are_off() ? 'off' : 'on');
}
document.addEventListener('click', event => {
  const wish = event.target.closest?.('[data-keys]')?.dataset.keys;
  if (!wish) return;
  try { localStorage[name] = wish; } catch { /* storage is off: they stay on */ }
  show_switch();
  one('[data-keys]:not([hidden])')?.focus();
});
show_switch();

// --- Opened: <form data-seen> posts itself once the page is looked at. Without script its button does.
const told = form => fetch(form.action, { method: 'POST', keepalive: true, headers: { Accept: 'application/json' }, body: new URLSearchParams(new FormData(form)) })
  .then(answer => { form.hidden = answer.ok; }, () => { /* no connection: the button stays */ });
function tell() {
  if (document.visibilityState !== 'visible') return;
  document.removeEventListener('visibilitychange', tell);
  all('form[data-seen]').forEach(told);
}
document.addEventListener('visibilitychange', tell);
tell();

// --- The rail lies on its side on a narrow screen: the place where one is comes into view, without moving the page.
const here = one('.side nav [aria-current]'), rail = here?.closest('nav');
if (rail) {
  const [item, room] = [here, rail].map(part => part.getBoundingClientRect());
  rail.scrollLeft += (item.left + item.right - room.left - room.right) / 2;
}
