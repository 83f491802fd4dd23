// A browser of one role that trusts no page: opens it with the content policy off, fills every form with texts
// that would run if they could, and counts what did.
import { installHooks, listForeign } from './hooks.mjs';

const urlOf = (server, path) => new URL(path, server.url).href;

// /en/organisations/142?page=2 -> /en/organisations/N
export function kindOf(address) {
  return new URL(address).pathname.replace(/\/\d[^/]*(?=\/|$)/g, '/N').replace(/\/[A-Za-z0-9_-]{20,}(?=\/|$)/g, '/T');
}

// Steps that end the visitor's own rights; they are taken last.
const isLast = /\/(state|remove|close|hand-over|leave|take-down|undo|discard|drop|reset|end|wish|object|quiet)$/;
const isNever = /\/(sign-out|sessions\/end|end-all|seat|dev\/clock|mail\/hold|people\/leave|privacy\/keep|main-contact|main)$|\/privacy\/\d+$|people\/\d+\/(end|reset)$/;

export class Visitor {
  constructor(server, page, name, findings) {
    Object.assign(this, { server, page, name, findings, opened: 0, sent: 0, refused: new Map(), reasons: new Map() });
  }

  static async start(browser, server, name, findings, signIn) {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    await context.addInitScript(installHooks);
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    const visitor = new Visitor(server, page, name, findings);
    page.on('dialog', (dialog) => {
      if (dialog.type() !== 'beforeunload') visitor.note(`a dialog: ${dialog.message()}`);
      dialog.accept().catch(() => {});
    });
    page.on('popup', (popup) => visitor.note(`a window: ${popup.url()}`));
    page.on('request', (request) => {
      if (/^(https?|ftp|ws):/.test(request.url()) && !request.url().startsWith(`${server.url}/`)) visitor.note(`asks ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) visitor.note(`${response.status()} from ${response.request().method()} ${response.url().slice(0, 300)}`);
    });
    if (signIn) await signIn(page);
    return visitor;
  }

  note(what) {
    this.findings.push(`${this.name} ${this.page.url().slice(0, 200)}: ${what}`);
  }

  // Judges the page that is open, its frames too.
  async judge() {
    this.opened++;
    for (const frame of this.page.frames()) {
      const found = await frame.evaluate(listForeign, this.server.url).catch((error) => (/context was destroyed|detached/.test(error.message) ? ['it went elsewhere by itself'] : [error.message]));
      for (const one of found) this.note(one);
    }
  }

  async open(address) {
    // Another place of the same page would load nothing.
    const answer = await this.page.goto(address.replace(/#.*/, '')).catch((error) => error);
    if (answer instanceof Error) {
      if (!/Download is starting|ERR_ABORTED|ERR_INVALID_RESPONSE/.test(answer.message)) this.note(answer.message);
      return 0;
    }
    if (/^text\/html/.test(answer.headers()['content-type'] ?? '')) await this.judge();
    else if (answer.headers()['x-content-type-options'] !== 'nosniff') this.note('a file that browsers may take for a page');
    return answer.status();
  }

  listLinks() {
    return this.page.evaluate(() => [...document.querySelectorAll('a[href]')].map((a) => new URL(a.getAttribute('href'), document.baseURI).href)).then((links) => links.filter((link) =>
      link.startsWith(`${this.server.url}/`) && !/\/(assets|a)\//.test(link) && !/\/(ar|es|fr|ru|zh)(\/|$)/.test(new URL(link).pathname)));
  }

  // Every page that links lead to, so many of each kind; `visit` is called on each that is there.
  async walk(start, each, most, visit = async () => {}) {
    const waiting = [urlOf(this.server, start)];
    const done = new Set();
    const kinds = new Map();
    while (waiting.length > 0 && done.size < most) {
      const address = waiting.shift();
      const kind = kindOf(address);
      const plain = address.replace(/#.*/, '');
      if (done.has(plain) || (kinds.get(kind) ?? 0) >= each) continue;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      done.add(plain);
      const status = await this.open(address);
      if (status !== 200) continue;
      for (const link of await this.listLinks()) waiting.push(link);
      await visit(address);
    }
    return [...done];
  }

  // The forms of the open page that hold something to write in, as plain values.
  listForms() {
    return this.page.evaluate(() => [...document.forms].map((form, index) => ({
      index, method: form.method, action: form.action, hasText: [...form.elements].some((e) => e.matches('textarea, input:not([type=hidden]):not([type=submit]):not([type=button])')),
    })));
  }

  // Fills a form and sends it past the browser's own checks. `write(field)` says what a field gets; undefined leaves it.
  async send(index, write) {
    const fields = await this.page.evaluate((at) => [...document.forms[at].elements].filter((e) => e.name && e.name !== 'csrf').map((e) => ({
      name: e.name, type: e.type, value: e.value, most: e.maxLength > 0 ? e.maxLength : Number(e.dataset.max ?? 0), label: e.labels?.[0]?.innerText ?? '',
    })), index);
    const values = fields.map((field) => write(field));
    const going = this.page.waitForNavigation({ timeout: 20000 }).catch((error) => error);
    await this.page.evaluate(([at, texts]) => {
      const form = document.forms[at];
      const elements = [...form.elements].filter((e) => e.name && e.name !== 'csrf');
      const radios = new Set();
      elements.forEach((e, i) => {
        if (e.type === 'radio' && !radios.has(e.name) && !form.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]:checked`)) e.checked = true;
        if (e.type === 'radio') radios.add(e.name);
        if (texts[i] === null) return;  // as the page proposes
        if (e.tagName === 'SELECT' && !e.value && e.options.length > 1) e.selectedIndex = 1;
        if (texts[i] === undefined) return;
        if (e.type === 'checkbox') {
          const group = elements.filter((other) => other.name === e.name);
          e.checked = texts[i] === true && group.indexOf(e) < 2;
          return;
        }
        if (e.type === 'file') {
          const list = new DataTransfer();
          list.items.add(new File([texts[i].content], texts[i].name, { type: 'text/csv' }));
          e.files = list.files;
          return;
        }
        e.removeAttribute('maxlength');
        // A number, date or address input would drop what does not fit it.
        if (e.tagName === 'INPUT' && !['radio', 'checkbox'].includes(e.type)) e.type = 'hidden';
        if (!['radio', 'checkbox'].includes(e.type)) e.value = texts[i];
      });
      HTMLFormElement.prototype.submit.call(form);
    }, [index, values]);
    const gone = await going;
    if (gone instanceof Error && !/ERR_ABORTED/.test(gone.message)) this.note(`a form led nowhere: ${gone.message.split('\n')[0]}`);
    this.sent++;
    await this.judge();
    return gone instanceof Error ? 0 : gone?.status() ?? 0;
  }

  // A file of organisations, looked at and applied: what it says is then on many pages.
  async bringIn(write) {
    await this.open(urlOf(this.server, '/en/staff/imports'));
    const { index } = (await this.listForms()).find((form) => /\/imports$/.test(form.action));
    await this.send(index, write);
    const press = async (ending, sign) => {
      for (let i = 0; i < 60; i++) {
        const found = await this.page.evaluate((end) => [...document.forms].findIndex((form) => form.action.endsWith(end)), ending);
        if (found >= 0) return this.send(found, () => null);
        if (sign && await this.page.evaluate((end) => document.querySelector(`a[href$="${end}"]`) !== null, sign)) return 0;
        await new Promise((done) => setTimeout(done, 200));
        await this.page.reload();
      }
      return this.note('an import was not applied');
    };
    if (this.page.url().endsWith('/columns')) await press('/columns');
    await press('/apply');
    await press('never', '/undo');
  }

  // All forms of the page at `address`, each filled as `writers` say, one after the other.
  async fill(address, writers, choose) {
    const forms = (await this.listForms()).filter((form) => form.hasText && !isNever.test(new URL(form.action).pathname) && choose(form, isLast.test(new URL(form.action).pathname)));
    for (const form of forms) {
      for (const [way, write] of Object.entries(writers)) {
        if ((await this.open(address)) !== 200) break;
        if ((await this.listForms()).length <= form.index) break;
        const status = await this.send(form.index, write);
        const name = `${kindOf(form.action)} ${way}`;
        this.refused.set(name, status);
        if (status === 422 && way === 'keep') this.reasons.set(name, await this.page.evaluate(() => document.querySelector('[role=alert], .errors, .summary')?.innerText ?? ''));
      }
    }
    return forms.length;
  }
}
