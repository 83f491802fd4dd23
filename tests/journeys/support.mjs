// What a journey needs: the real program on a free port with its own data folder, a real mail server,
// a browser that notes every broken promise (content policy, script errors, 5xx answers), and checks
// for accessibility and narrow screens. Journeys wait for what they see, never for a time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const projectFolder = path.resolve(here, '../..');
const shotsFolder = path.join(projectFolder, 'build/shots');
const axeSource = fs.readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');

export function makeScratch(name) {
  return fs.mkdtempSync(path.join(os.tmpdir(), `muster-${name}-`));
}

function dropScratch(folder) {
  if (process.env.MUSTER_TEST_KEEP) console.log(`kept ${folder}`);
  else fs.rmSync(folder, { recursive: true, force: true });
}

export async function findFreePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Polls `look` until it returns something true; the error names what was waited for.
export async function eventually(what, look, timeoutMs = 20000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

// --- the mail server -----------------------------------------------------------------------------

export async function startMail(options = []) {
  const folder = makeScratch('mail');
  const child = spawn('/usr/bin/python3', [path.join(projectFolder, 'tests/support/smtp_server.py'), folder, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => ['the mail server stopped'])]);
  const port = Number(/^ready (\d+)/.exec(first)?.[1]);
  assert.ok(port, `the mail server did not start: ${first}`);
  const file = path.join(folder, 'messages.jsonl');
  // The last line may be half written still.
  const list = () => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line)) : []);
  return {
    port,
    address: `127.0.0.1:${port}`,
    list,
    // The newest message to this address that fits.
    waitFor: (to, fits = () => true) =>
      eventually(`a mail to ${to}`, () => list().reverse().find((mail) => JSON.stringify(mail).includes(to) && fits(mail))),
    async stop() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
      dropScratch(folder);
    },
  };
}

// --- the program ---------------------------------------------------------------------------------

// Starts `muster demo` (or another command) and waits until it is ready. `env` overrides settings
// as MUSTER_*; with `mail` (from startMail) it sends there.
export async function startMuster({ command = 'demo', mail, env = {}, data = makeScratch('data'), port } = {}) {
  const listen = `127.0.0.1:${port ?? (await findFreePort())}`;
  const url = `http://${listen}`;
  const settings = mail ? { MUSTER_MAIL_SMARTHOST: mail.address, MUSTER_MAIL_FROM: 'muster@example.org' } : {};
  const child = spawn(process.env.MUSTER_TEST_BINARY, [command, '--listen', listen, '--data', data], {
    cwd: projectFolder,
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece));
  await eventually('muster to be ready', async () => {
    if (child.exitCode !== null) throw new Error(`muster stopped at once:\n${output}`);
    return fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
  }, 60000);
  const server = {
    url,
    data,
    process: child,
    output: () => output,
    links: command === 'demo' ? readLinks(path.join(data, 'demo-links.json')) : {},
    async end(signal) {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
    async stop() {
      await server.end('SIGTERM');
      dropScratch(data);
    },
  };
  return server;
}

// demo-links.json names a link per role: {"staff": "http://...", "prime_representative": ...}.
export function readLinks(file) {
  const links = {};
  const visit = (value, name) => {
    if (typeof value === 'string' && value.startsWith('http')) links[name] ??= value;
    else if (value && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) visit(inner, /^(url|link|\d+)$/.test(key) ? (value.role ?? name) : key);
  };
  visit(JSON.parse(fs.readFileSync(file, 'utf8')), '');
  return Object.fromEntries(Object.entries(links).map(([role, link]) => [role.toLowerCase().replace(/[ -]/g, '_'), link]));
}

// --- the browser ---------------------------------------------------------------------------------

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.MUSTER_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

// A page in a fresh context. `role` signs in by the demo's link. Everything that a page must never
// do is collected; expectClean(page) fails on it.
export async function openPage(browser, server, { role, script = true, width = 1280, height = 900, locale = 'en' } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport: { width, height }, locale, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.problems = [];
  const note = (text) => page.problems.push(`${page.url()}: ${text}`);
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text()) || (message.type() === 'error' && !/status of [45]\d\d/.test(message.text())))
      note(message.text());
  });
  page.on('pageerror', (error) => note(`script error: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) note(`${response.status()} from ${response.url()}`);
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (/^https?:$/.test(target.protocol) && target.origin !== server.url) note(`asks another host: ${request.url()}`);
  });
  if (role) await signIn(page, server, role, locale);
  return page;
}

// A sign-in link opens a page with a button; the button acts.
export async function signIn(page, server, role, locale = 'en') {
  const link = server.links[role];
  assert.ok(link, `demo-links.json has no link for ${role}; it has ${Object.keys(server.links).join(', ')}`);
  await page.goto(server.url + new URL(link).pathname.replace(/^\/en\//, `/${locale}/`) + new URL(link).search);
  const button = page.locator('main form[method=post] button').first();
  await button.click();
  await page.waitForLoadState();
}

export function expectClean(page) {
  assert.deepEqual(page.problems, []);
}

// Accessibility (WCAG 2.2 A and AA, best practice): no violation at all. The source is evaluated in
// the page: the content policy allows no script of ours from elsewhere.
export async function expectAccessible(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
  });
  assert.deepEqual(found, [], `axe at ${page.url()}`);
}

// Nothing sticks out at the side of a narrow screen, and targets can be hit with a thumb.
export async function expectNoSidewaysScroll(page, width = 320) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 700 });
  const found = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = [...document.querySelectorAll('body *')].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && (box.right > room + 1 || box.left < -1) && !e.closest('.scroll, .vh');
    });
    return [`${document.documentElement.scrollWidth} px wide in ${room}`, ...wide.slice(-3).map((e) => e.outerHTML.slice(0, 160))];
  });
  await page.setViewportSize(before);
  assert.deepEqual(found, [], `sideways scroll at ${page.url()}`);
}

// Everything that every page owes its reader.
export async function expectGoodPage(page) {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  expectClean(page);
}

export async function shot(page, name) {
  fs.mkdirSync(shotsFolder, { recursive: true });
  await page.screenshot({ path: path.join(shotsFolder, `${name}.png`), fullPage: true });
}

// Moves the demo's clock on by 1, 7 or 30 days.
export async function moveClock(page, server, days) {
  await page.goto(`${server.url}/dev/clock`);
  await page.locator(`button[name=days][value="${days}"]`).click();
  await page.waitForLoadState();
}
