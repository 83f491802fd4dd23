// Texts that would run if a page let them, in every field of every form, then every page as every role, with the
// content policy off: nothing may run. See bin/hostile-test.
//   node xss.mjs [--short] [--bite]
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { projectFolder, signIn, startBrowser, startMuster } from '../journeys/support.mjs';
import { makePacker, makeVectors } from './vectors.mjs';
import { Visitor, kindOf } from './visitor.mjs';

const isShort = process.argv.includes('--short');
const rounds = isShort ? 1 : 3;
const vectors = makeVectors();
const packer = makePacker(vectors);
const schemes = vectors.filter((one) => /^[^<>"']*(script|data|evil)[^<>]*$/i.test(one));
const findings = [];
let turn = 0;

// A whole shelf of them: a refused form shows again what was typed.
const echo = (field) => {
  if (field.type === 'file') return makeFile();
  if (['radio', 'checkbox', 'submit', 'button', 'select-one'].includes(field.type)) return undefined;
  if (field.type === 'hidden') return turn++ % 2 === 0 && !/version|base|seen|step/.test(field.name) ? packer.pack(300) : undefined;
  return packer.pack(field.type === 'textarea' ? 12000 : 1500, field.type === 'textarea');
};

// Forms refuse controls that nobody sees; what is to be kept has none.
const visible = (text) => text.replace(/[\x01\u202a-\u202e\u2066-\u2069]/g, '');

// What is good enough to be kept: texts alone are theirs, and as many as fit.
const keep = (field) => {
  if (field.type === 'file') return makeFile();
  if (field.type === 'hidden') return undefined;
  if (field.type === 'checkbox') return true;
  if (field.type === 'textarea') return visible(packer.pack(Math.min(field.most || 280, 1800), true));
  if (field.type === 'email' || /mail|address/.test(field.name)) return `x${turn++}@example.org`;
  if (field.type === 'url' || /website|url|link|_at$/.test(field.name)) return `https://example.org/${visible(vectors[turn++ % vectors.length]).replace(/[\s\\]/g, '')}`;
  if (/-day$/.test(field.name)) return '12';
  if (/-month$/.test(field.name)) return '3';
  if (/-year$/.test(field.name)) return '2027';
  if (/_on$|^since$|^date$/.test(field.name)) return '2003-12';
  if (field.type === 'number' || /members|count|number|year|weeks|days/.test(field.name)) return '12';
  if (field.type === 'text') return visible(packer.pack(field.most || (/short|code/.test(field.name) ? 58 : 78)));
  return undefined;
};

function makeFile() {
  const quote = (text) => `"${text.replaceAll('"', '""')}"`;
  const next = () => vectors[turn++ % vectors.length];
  const rows = [['name', 'name_english', 'short_name', 'country', 'place', 'summary', 'website', 'contact', 'topics', 'note', 'representative_1_name', 'representative_1_latin',
    'representative_1_email', 'representative_1_prime', next()]];
  for (let i = 0; i < (isShort ? 12 : 60); i++) {
    // Every fourth line is one that cannot be read: its texts come back with the reason.
    const isBad = i % 4 === 0;
    rows.push([packer.pack(110), packer.pack(110), i % 3 ? '' : '<svg onload=alert(1)>', isBad ? next() : 'CH', packer.pack(90), packer.pack(250),
      isBad ? schemes[turn++ % schemes.length] : `https://example.org/${next().replace(/[\s\\\x01]/g, '')}`, isBad ? next() : '', '', packer.pack(200), packer.pack(90), packer.pack(90),
      `y${turn++}@example.org`, 'yes', next()]);
  }
  return { name: `${vectors[turn++ % vectors.length].replace(/[\r\n\x01]/g, ' ')}.csv`, content: rows.map((row) => row.map(quote).join(',')).join('\r\n') };
}

// What stands behind a question mark, and where a number should stand in a path.
async function askAddresses(visitor, addresses) {
  const names = ['q', 'page', 'region', 'country', 'state', 'language', 'topic', 'sort', 'return_to', 'from', 'until', 'who', 'what', 'kind', 'next', 'id', 'to'];
  const kinds = new Map(addresses.map((address) => [kindOf(address), address]));
  const most = isShort ? 1 : 6;
  for (const [kind, address] of kinds) {
    for (let i = 0; i < most; i++) {
      const url = new URL(address);
      for (const name of new Set([...url.searchParams.keys(), ...names])) url.searchParams.set(name, packer.pack(150));
      await visitor.open(url.href);
    }
    if (kind.includes('/N') && !isShort) await visitor.open(visitor.server.url + kind.replaceAll('/N', `/${encodeURIComponent(vectors[turn++ % vectors.length].replaceAll('/', '⁄').replaceAll('\\', '⧵').replace(/[\x00-\x1f]/g, ''))}`));
  }
}

// Routes that take a post, by the table of the routes test, to which no form was sent. Some have nothing to write in.
function listUnsent(sent) {
  const table = fs.readFileSync(path.join(projectFolder, 'tests/routes/table.txt'), 'utf8');
  const patterns = table.split('\n').filter((line) => line.startsWith('POST ')).map((line) => line.split(/\s+/)[1]);
  return patterns.filter((pattern) => {
    const fits = new RegExp(`^${pattern.replace('{lang}', 'en').replace(/\{(part|token|address)\}/g, '[^/]+').replace(/\{[a-z]+\}/g, 'N')}$`);
    return !sent.some((one) => fits.test(one));
  });
}

const roles = isShort ? ['prime_representative', 'staff', undefined, 'regional_leader'] : ['prime_representative', 'staff', 'administrator', undefined, 'regional_leader', 'committee_member'];
const starts = { prime_representative: '/en/me', staff: '/en/staff', administrator: '/en/staff/settings', regional_leader: '/en/region', committee_member: '/en/committee/reports' };

async function run() {
  const server = await startMuster();
  const browser = await startBrowser();
  const visitors = [];
  try {
    for (const role of roles) {
      const visitor = await Visitor.start(browser, server, role ?? 'public', findings, role && ((page) => signIn(page, server, role)));
      visitors.push([visitor, starts[role] ?? '/en/']);
    }
    const [office] = visitors[1];
    for (let round = 0; round < rounds; round++) await office.bringIn((field) => (field.type === 'file' ? makeFile() : undefined));
    const reached = new Map();
    for (const hasLast of [false, true]) {
      if (hasLast && isShort) break;
      for (const [visitor, start] of visitors) {
        const before = visitor.sent;
        for (let round = 0; round < (hasLast ? 1 : rounds); round++) {
          const addresses = await visitor.walk(start, round === 0 ? 1 : 2, isShort ? 45 : 140, (address) => visitor.fill(address, { echo, keep }, (form, isLast) => isLast === hasLast));
          reached.set(visitor, addresses);
        }
        if (!hasLast) await askAddresses(visitor, reached.get(visitor));
        console.log(`${visitor.name}: ${visitor.sent - before} forms sent, ${visitor.opened} pages judged`);
      }
    }
    // Everything again, now that it is full of them.
    for (const [visitor, start] of visitors) await visitor.walk(start, isShort ? 2 : 12, isShort ? 40 : 400);
    const [reader] = visitors.at(-1);
    await reader.walk('/en/dev/mail', isShort ? 12 : 150, isShort ? 16 : 400);
    const forms = new Map(visitors.flatMap(([visitor]) => [...visitor.refused]));
    if (process.argv.includes('--forms')) for (const [name, status] of [...forms].sort()) console.log(`  ${status} ${name} ${visitors.map(([visitor]) => visitor.reasons.get(name) ?? '').join('').replace(/\s+/g, ' ').slice(0, 200)}`);
    if (!isShort) console.log(`not sent: ${listUnsent([...forms.keys()].map((name) => name.split(' ')[0])).join(', ')}`);
    const kept = [...forms].filter(([name, status]) => name.endsWith('keep') && status < 400).length;
    const pages = visitors.reduce((sum, [visitor]) => sum + visitor.opened, 0);
    console.log(`${packer.used.size} of ${vectors.length} texts, ${forms.size / 2} kinds of forms, ${kept} of them kept what was written; ${pages} pages judged, ${findings.length} findings`);
    if (kept < 8 || packer.used.size < 2000) findings.push('hardly anything was written: this run proves nothing');
  } finally {
    await browser.close();
    await server.stop();
  }
}

// A page that writes them as they come, served by the test itself: each kind of finding must come up.
async function bite() {
  const site = http.createServer((request, answer) => {
    const first = Number(request.url.slice(1)) * 20;
    const some = vectors.slice(first, first + 20);
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.setHeader('content-security-policy', "default-src 'none'");
    answer.end(`<!doctype html><title>x</title><main>${some.map((one) => `<p>${one}</p><p title="${one}">y</p>`).join('\n')}</main>`);
  });
  await new Promise((done) => site.listen(0, '127.0.0.1', done));
  const server = { url: `http://127.0.0.1:${site.address().port}` };
  const browser = await startBrowser();
  try {
    const visitor = await Visitor.start(browser, server, 'bite', findings);
    // A few at a time: an open <style> or <iframe> swallows all that follows.
    for (let page = 0; page < 20; page++) await visitor.open(`${server.url}/${page}`);
  } finally {
    await browser.close();
    site.close();
  }
  const kinds = ['called alert', 'an attribute', 'an element', 'a script', 'an address'];
  const missed = kinds.filter((kind) => !findings.some((one) => one.includes(kind)));
  console.log(missed.length === 0 ? `the unescaped page was found out: ${findings.length} findings` : `NOT FOUND on an unescaped page: ${missed.join(', ')}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

if (process.argv.includes('--bite')) {
  await bite();
} else {
  await run();
  for (const one of [...new Set(findings)].slice(0, 60)) console.log(one);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
