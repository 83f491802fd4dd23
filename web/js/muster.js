// Progressive enhancement only: every form and link works without this file. Words come from the
// page (data- attributes), never from here. Most listeners sit on the document, so that parts of
// a page that are exchanged later behave like the first ones.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const on = (type, act, target = document) => target.addEventListener(type, act);
const make = (tag, set) => Object.assign(document.createElement(tag), set);
// A field may be called "action", so the form is never asked for its property.
const address = form => new URL(form.getAttribute('action') ?? '', location);

// --- Live filters: <form data-live="#results"> exchanges that part with the answer to its query.
for (const form of all('form[data-live]')) {
  const told = make('p', { className: 'vh', role: 'status' }), part = one(form.dataset.live);
  let asking, timer;
  const refresh = async () => {
    asking?.abort();
    const ask = asking = new AbortController(), url = address(form);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    part.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { signal: ask.signal });
      const fresh = one(form.dataset.live, new DOMParser().parseFromString(await answer.text(), 'text/html'));
      part.replaceChildren(...fresh.childNodes);
      history.replaceState(null, '', url);
      // A status line that was there before is read out; one that arrives with the part often is not.
      told.textContent = one('[data-announce]', part)?.textContent;
      pick();
    } catch { if (ask.signal.aborted) return; if (navigator.onLine) location = url; }
    part.removeAttribute('aria-busy');
  };
  form.append(told);
  on('change', ({ target }) => part.contains(target) || target.type === 'search' || refresh(), form);
  on('input', ({ target }) => { if (target.type === 'search') { clearTimeout(timer); timer = setTimeout(refresh, 350); } }, form);
}

// --- Drafts: <form data-autosave="URL"> posts itself a second after the last change. What could
// not be saved is kept in this tab until it is, and put back when the page is opened again.
const drafts = all('form[data-autosave]').map(form => {
  const key = 'muster:' + address(form).pathname, line = one('[data-status]', form) ?? form.appendChild(make('p'));
  const memory = field => field.name && (!/hidden|password|file|submit|button/.test(field.type) || 'version' in field.dataset);
  let timer, busy, again, failed;

  const say = (state, answer = {}) => {
    const words = line.dataset, link = words[state + 'Link'];
    line.className = `saved ${{ saved: 'ok', saving: '' }[state] ?? 'bad'}`;
    line.textContent = (answer.text ?? words[state] ?? '').replace('[at]', answer.at).replace('[by]', answer.by) + ' ';
    const url = answer.url ?? words[state + 'Url'];
    // Without an address it is a button of the form: sent whole, the answer is a page with both texts.
    if (link) line.append(url ? make('a', { textContent: link, href: url }) : make('button', { textContent: link, className: 'link' }));
    failed = state === 'failed' || state === 'conflict';
  };
  const keep = sent => {
    const fields = [...form.elements].filter(memory).filter(field => !/radio|checkbox/.test(field.type) || field.checked)
      .map(field => [field.name, field.value]);
    try { sessionStorage[key] = JSON.stringify({ fields, sent }); } catch { /* storage is off or full */ }
  };
  const save = async () => {
    if (busy) return again = true;
    busy = true;
    again = false;
    say('saving');
    let state = 'failed', answer;
    try {
      const reply = await fetch(form.dataset.autosave || address(form), { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { Accept: 'application/json' } });
      state = { 401: 'signedOut', 409: 'conflict', 422: 'invalid' }[reply.status] ?? state;
      answer = await reply.json();
      if (reply.ok && answer.saved) state = 'saved';
    } catch { /* no connection, or no answer to read: the state says so */ }
    busy = false;
    // Hidden fields that follow each save, also one in part: the version that this page was made from.
    for (const name in answer?.set) if (form.elements[name]) form.elements[name].value = answer.set[name];
    if (state === 'saved') sessionStorage.removeItem(key);
    else keep();
    say(state, answer);
    if (again) save();
    else if (state === 'failed') soon(15000);
  };
  const soon = wait => { clearTimeout(timer); timer = setTimeout(save, wait); };

  on('input', () => soon(1000), form);
  on('submit', event => {
    clearTimeout(timer);
    keep(true);
    failed = false;
    if (navigator.onLine === false) { event.preventDefault(); say('failed'); }
  }, form);
  on('online', () => failed && save(), window);
  on('beforeunload', event => { if (failed) event.preventDefault(); }, window);

  return { key, restore() {
    const held = JSON.parse(sessionStorage[key] ?? 'null');
    // What was sent and answered by this very page needs nothing put back.
    if (!held || held.sent && performance.getEntriesByType('navigation')[0]?.type === 'navigate') return;
    const values = {};
    for (const [name, value] of held.fields) {
      const list = name.match(/^(.+)-\d+-/)?.[1], button = list && one(`[data-add="${CSS.escape(list)}"]`, form);
      if (button && !form.elements[name]) add_row(button);
      (values[name] ??= []).push(value);
    }
    for (const field of [...form.elements].filter(memory)) {
      const mine = values[field.name] ?? [];
      if (/radio|checkbox/.test(field.type)) field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine.shift();
    }
    for (const notice of all('[data-restored]', form)) notice.hidden = false;
    save();
  } };
});

// --- List of items: clones <template id="X-new"> into <ol id="X">; without script the button submits.
function add_row(button) {
  const list = document.getElementById(button.dataset.add), number = list.dataset.next++;
  const row = document.getElementById(list.id + '-new').content.cloneNode(true);
  for (const part of all('*', row)) for (const { name, value } of [...part.attributes]) part.setAttribute(name, value.replaceAll('__n__', number));
  list.append(row);
  return list.lastElementChild;
}

// --- Rows chosen in a table, and "all on this page", which has no use without script.
function pick() {
  for (const box of all('[data-all]')) {
    const rows = all(`input[name="${box.dataset.all}"]`), chosen = rows.filter(row => row.checked).length;
    box.parentElement.hidden = false;
    box.checked = chosen && chosen === rows.length;
    box.indeterminate = chosen && chosen < rows.length;
  }
  for (const line of all('[data-picked]')) line.textContent = all(`input[name="${line.dataset.picked}"]:checked`).length;
}

// --- Length of a text, in characters as people count them, beside its hint.
function count(area) {
  const hint = all('.count').find(part => area.getAttribute('aria-describedby')?.split(' ').includes(part.id));
  if (!hint) return;
  const length = [...area.value].length, line = one('bdi', hint) ?? hint.appendChild(make('bdi', { dir: 'ltr' }));
  line.textContent = `${length} / ${area.dataset.count}`;
  line.className = length > area.dataset.count ? 'over' : '';
}

on('input', ({ target }) => {
  if (target.matches('[data-count]')) count(target);
  // Codes are pasted with spaces, or typed with Arabic, Persian or full-width figures.
  if (target.matches('[data-code]')) target.value = target.value
    .replace(/[٠-٩۰-۹０-９]/g, figure => '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９'.indexOf(figure) % 10).replace(/\D/g, '').slice(0, 6);
});
on('change', ({ target }) => {
  if (target.matches('[data-all]')) for (const row of all(`input[name="${target.dataset.all}"]`)) row.checked = target.checked;
  pick();
});
on('click', event => {
  for (const menu of all('.menu[open]')) menu.open = menu.contains(event.target);
  const button = event.target.closest('button'), { add, remove, print, copy, show } = button?.dataset ?? {};
  if (add ?? remove ?? print ?? copy ?? show) event.preventDefault();
  if (add) one('input, textarea, select', add_row(button))?.focus();
  if (remove !== undefined) {
    const list = button.closest('.item').parentElement;
    button.closest('.item').remove();
    list.dispatchEvent(new Event('input', { bubbles: true }));
    one(`[data-add="${list.id}"]`)?.focus();
  }
  if (print !== undefined) window.print();
  if (copy) getSelection().selectAllChildren(one(copy));  // with its links
  if (copy && document.execCommand('copy')) button.textContent = button.dataset.done;
  if (show) button.setAttribute('aria-pressed', 'password' !== (one(show).type = one(show).type === 'text' ? 'password' : 'text'));
});
on('keydown', ({ key }) => {
  if (key === 'Escape') for (const menu of all('.menu[open]')) { menu.open = false; one('summary', menu).focus(); }
});
// One press, one submission; the button is not disabled, because its own name must be sent too.
const sent = new Set();
on('submit', event => {
  if (!event.target.matches('[data-once]') || event.defaultPrevented) return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
on('pageshow', () => sent.clear(), window);

// --- On arrival
all('[data-count]').forEach(count);
for (const button of all('[data-print], [data-copy], [data-show]')) button.hidden = false;
pick();
try {
  for (const draft of drafts) draft.restore();
  // A text sent from another page has arrived, unless this page reports a problem: forget the copy.
  if (!one('[data-problem]')) for (const key of Object.keys(sessionStorage))
    if (key.startsWith('muster:') && !drafts.some(draft => draft.key === key) && JSON.parse(sessionStorage[key]).sent) sessionStorage.removeItem(key);
} catch { /* storage is off */ }
one('.errors')?.focus();
