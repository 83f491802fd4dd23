// Walks every page that a link leads to, as every role: accessible, no sideways scroll at 320 px, no
// breach of the content policy, no script error, no broken link. Addresses that differ in numbers or
// filters alone count as one page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, expectNoSidewaysScroll, openPage, shot, startBrowser, startMuster } from './support.mjs';

const pagesMost = 150;
let server;
let browser;
before(async () => {
  server = await startMuster();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// /en/organisations/142?page=2 -> /en/organisations/N
function kindOf(address) {
  return new URL(address).pathname.replace(/\/\d[^/]*(?=\/|$)/g, '/N').replace(/\/[A-Za-z0-9_-]{20,}(?=\/|$)/g, '/T');
}

async function listLinks(page, language) {
  const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].filter((a) => !a.hasAttribute('download'))
    .map((a) => new URL(a.getAttribute('href'), document.baseURI).href));
  return links.filter((link) => {
    const { origin, pathname } = new URL(link);
    return origin === server.url && !/\.(csv|json|xml|atom|ics|txt|svg|png)$/.test(pathname) && !pathname.startsWith('/assets/') &&
      (pathname.startsWith(`/${language}/`) || !/^\/[a-z]{2}\//.test(pathname));
  });
}

async function walk(role, language, start) {
  const page = await openPage(browser, server, { role, locale: language });
  const waiting = [start ? new URL(start, server.url).href : page.url()];  // where signing in leads
  const seen = new Set();
  const wrong = [];
  const check = async (name, run) => {
    try {
      await run();
    } catch (error) {
      wrong.push(`${name} ${page.url()}: ${error.actual ? JSON.stringify(error.actual, null, 1) : error.message}`);
    }
  };
  while (waiting.length > 0 && seen.size < pagesMost) {
    const address = waiting.shift();
    const kind = kindOf(address);
    if (seen.has(kind)) continue;
    seen.add(kind);
    const answer = await page.goto(address).catch((error) => error);
    if (answer instanceof Error) {
      if (!/Download is starting|ERR_ABORTED/.test(answer.message)) wrong.push(`open ${address}: ${answer.message}`);
      continue;
    }
    if (answer.status() >= 400) {
      wrong.push(`link ${address}: ${answer.status()}`);
      continue;
    }
    if (!/^text\/html/.test(answer.headers()['content-type'] ?? '')) continue;
    // A mail as it is, in a document that may run nothing, axe neither: journeys of the rooms look at its pictures.
    if (/\bsandbox\b/.test(answer.headers()['content-security-policy'] ?? '')) continue;
    await check('axe', () => expectAccessible(page));
    await check('narrow', () => expectNoSidewaysScroll(page));
    await shot(page, `page-${role ?? 'public'}-${language}${kind.replace(/\//g, '.')}`);
    for (const link of await listLinks(page, language)) if (!seen.has(kindOf(link))) waiting.push(link);
  }
  wrong.push(...page.problems);
  await page.context().close();
  return { wrong, count: seen.size };
}

const walks = [
  { language: 'en', start: '/en/' },
  { language: 'ar', start: '/ar/' },
  { role: 'prime_representative', language: 'en' },
  { role: 'prime_representative', language: 'ar' },
  { role: 'staff', language: 'en' },
  { role: 'staff', language: 'ar' },
  { role: 'administrator', language: 'en' },
  { role: 'regional_leader', language: 'en' },
  { role: 'committee_member', language: 'en' },
];
for (const { role, language, start } of walks) {
  test(`every page of ${role ?? 'the public'} in ${language}`, { timeout: 600000 }, async (t) => {
    const { wrong, count } = await walk(role, language, start);
    t.diagnostic(`${count} kinds of pages`);
    assert.equal(wrong.length, 0, wrong.join('\n'));
    assert.ok(count > 3, 'found hardly any page');
  });
}
