// Takes the pictures of docs/tour from the demo, as a browser shows them: one command, the same pages each time.
// Nothing is drawn by hand. A picture above the limit fails, so that the folder stays light.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openPage, projectFolder, startBrowser, startMuster } from './support.mjs';

const folder = path.join(projectFolder, 'docs/tour');
const bytesMost = 150 * 1024;
const desk = { width: 1100, height: 680 };
const phone = { width: 390, height: 780 };

const firstLink = (start, pattern) => async (page, server) => {
  await page.goto(server.url + start);
  const links = await page.evaluate(() => [...document.querySelectorAll('main a[href]')].map((a) => a.getAttribute('href')));
  const found = links.find((link) => pattern.test(link));
  assert.ok(found, `no link like ${pattern} on ${start}`);
  return found;
};

// Two people change one text: the later one is shown both.
async function clash(page, server, browser) {
  const form = await firstLink('/en/staff/organisations', /organisations\/\d+$/)(page, server);
  await page.goto(`${server.url}${form}/edit`);
  const other = await openPage(browser, server, { role: 'administrator' });
  for (const [each, words] of [[other, 'We teach older people to use the internet safely.'], [page, 'We teach young people to use the internet with care.']]) {
    if (each === other) await each.goto(`${server.url}${form}/edit`);
    await each.locator('[name=summary]').fill(words);
    await each.locator('form.ask .savebar button').click();
    await each.waitForLoadState();
  }
  await other.context().close();
  return undefined;
}

// The first likely pair, side by side.
async function compare(page, server) {
  await page.goto(`${server.url}/en/staff/merges/persons`);
  await page.locator("main table").getByRole("link", { name: "Compare" }).first().click();
  await page.waitForLoadState();
  return undefined;
}

// Rows marked in the table of reports, and what an act would do to each before it is done.
async function preview(page, server) {
  await page.goto(`${server.url}/en/staff/reports?status=late`);
  const boxes = page.locator('main table input[type=checkbox]');
  for (let row = 0; row < Math.min(3, await boxes.count()); row += 1) await boxes.nth(row).check();
  await page.locator('.bulk button').first().click();
  await page.waitForLoadState();
  return undefined;
}

const pictures = [
  ['home', { width: 1000, height: 520 }, '/en/'],
  ['directory', { width: 1100, height: 560 }, '/en/organisations'],
  ['organisation-ar', { locale: 'ar' }, firstLink('/ar/organisations', /organisations\/\d+$/)],
  ['report', {}, firstLink('/en/reports', /reports\/\d/)],
  ['my-start-phone', { role: 'prime_representative', ...phone }, '/en/me'],
  ['my-report-phone', { role: 'prime_representative', ...phone }, '/en/me/report'],
  ['question-phone-ar', { role: 'prime_representative', locale: 'ar', ...phone }, '/ar/me/report/why'],
  ['my-data-phone', { role: 'prime_representative', ...phone }, '/en/account/data'],
  ['overview', { role: 'staff' }, '/en/staff'],
  ['overview-ar', { role: 'staff', locale: 'ar' }, '/ar/staff'],
  ['register', { role: 'staff' }, '/en/staff/organisations'],
  ['reports', { role: 'staff' }, '/en/staff/reports'],
  ['review', { role: 'staff' }, firstLink('/en/staff/reports?status=to_review', /staff\/reports\/\d+$/)],
  ['dates', { role: 'staff' }, '/en/staff/schedule'],
  ['many', { role: 'staff' }, preview],
  ['merge', { role: 'staff' }, compare],
  ['import', { role: 'staff' }, '/en/staff/imports'],
  ['clash', { role: 'staff' }, clash],
  ['personal-data', { role: 'administrator' }, '/en/staff/settings/privacy'],
];

const server = await startMuster();
const browser = await startBrowser();
fs.mkdirSync(folder, { recursive: true });
const only = process.argv[2];
const tooLarge = [];
for (const [name, options, where] of pictures) {
  if (only && name !== only) continue;
  const page = await openPage(browser, server, { ...desk, ...options });
  const target = typeof where === 'string' ? where : await where(page, server, browser);
  if (target) {
    const answer = await page.goto(new URL(target, server.url).href);
    assert.equal(answer.status(), 200, `${name}: ${target}`);
  }
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = fs.statSync(file);
  if (size > bytesMost) tooLarge.push(`${name}.png has ${size} bytes, the limit is ${bytesMost}`);
  assert.deepEqual(page.problems.filter((problem) => !problem.includes('status of 409')), [], name);
  console.log(`${name}.png ${Math.round(size / 1024)} kB`);
  await page.context().close();
}
await browser.close();
await server.stop();
assert.deepEqual(tooLarge, []);
