// Updates in a browser: written, translated, a region's note, checked, approved by a second person, planned and taken
// back; what organisations pass on, and what everybody reads. Pages are accessible, wide and narrow, in both directions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectGoodPage, openPage, shot, startBrowser, startMuster } from './support.mjs';

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

// The demo has three sent updates and a draft, the fourth.
const staffPages = ['', '/new', '/addresses', '/left', '/4', '/4/text', '/4/languages', '/4/languages/fr', '/4/languages/ar', '/4/regions', '/4/regions/AF',
  '/4/question', '/4/audience', '/4/check', '/3', '/3/preview?language=ar', '/3/question', '/3/check'];
const walks = [
  ['staff', staffPages.map((path) => `/staff/updates${path}`)],
  ['regional_leader', ['/region/updates', '/region/updates/4/note']],
  ['prime_representative', ['/me', '/me/updates', '/me/updates/mail', '/me/updates/3', '/me/updates/3?language=ar']],
  [undefined, ['/', '/updates', '/updates/3', '/updates/2', '/updates/address/no-token', '/u/no-token']],
];

for (const locale of ['en', 'ar']) {
  for (const width of [390, 1280]) {
    for (const [role, paths] of walks) {
      test(`pages of ${role ?? 'everybody'}: ${locale}, ${width} px`, async () => {
        const page = await openPage(browser, server, { role, locale, width });
        for (const path of paths) {
          const answer = await page.goto(`${server.url}/${locale}${path}`);
          assert.equal(answer.status(), path.endsWith('/no-token') ? 404 : 200, path);
          await expectGoodPage(page);
          await shot(page, `updates-${role ?? 'public'}-${locale}-${width}${path.replace(/[/?=]/g, '.')}`);
        }
        await page.context().close();
      });
    }
  }
}

test('an update from its first words to a plan that is taken back', async () => {
  const writer = await openPage(browser, server, { role: 'staff' });
  await writer.goto(`${server.url}/en/staff/updates/new`);
  await writer.locator('#title').fill('December news');
  await writer.locator('main form button.btn').click();
  await writer.locator('#subject').fill('News for {{organisation}}');
  await writer.locator('#body').fill('Hello {{organisation}}, the GAC met.\n\n[A page](https://example.org/page)');
  await writer.locator('button[name=ready]').click();
  await writer.waitForURL(/saved=1/);
  assert.match(await writer.locator('main').innerText(), /GAC/);
  const issue = /updates\/(\d+)/.exec(writer.url())[1];
  const base = `${server.url}/en/staff/updates/${issue}`;
  await writer.goto(`${base}/languages/ar?copy=1`);
  await writer.locator('#subject').fill('أخبار {{organisation}}');
  await writer.locator('button[name=ready]').click();
  await writer.waitForURL(/saved=1/);

  const leader = await openPage(browser, server, { role: 'regional_leader' });
  await leader.goto(`${server.url}/en/region/updates/${issue}/note`);
  await leader.locator('#body').fill('Meet us in **Nairobi**.');
  await leader.locator('main form button.btn').click();
  await leader.waitForURL(/saved=1/);

  await writer.goto(`${base}/check`);
  await writer.getByRole('button', { name: 'Ready to approve' }).click();
  await writer.waitForURL(/done=1/);
  assert.equal(await writer.getByRole('button', { name: 'Approve update' }).count(), 0);
  const second = await openPage(browser, server, { role: 'administrator' });
  await second.goto(`${base}/check`);
  await second.getByRole('button', { name: 'Approve update' }).click();
  await second.waitForURL(/done=1/);
  const year = new Date().getFullYear() + 1;
  for (const [field, value] of [['#on', '1'], ['#on-month', '3'], ['#on-year', String(year)]]) await second.locator(field).fill(value);
  await second.getByRole('button', { name: 'Schedule update' }).click();
  await second.waitForURL(/done=1/);
  await second.getByRole('button', { name: 'Take the plan back' }).click();
  await second.waitForURL(/done=1/);
  await expectGoodPage(second);

  await writer.goto(`${base}/preview?language=ar&width=390`);
  assert.equal(await writer.frameLocator('iframe').locator('html').getAttribute('dir'), 'rtl');
  await expectGoodPage(writer);
});

test('a kit is copied with one click, and selectable without script', async () => {
  const page = await openPage(browser, server, { role: 'prime_representative' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${server.url}/en/me/updates/3`);
  await page.locator('[data-copy="#kit-text"]').click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /\/en\/updates\/3/);
  assert.doesNotMatch(copied, /\/me\/|\/go\/|sign-in/);
  await page.locator('[data-copy="#kit-mail"]').click();
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read())[0].types);
  assert.deepEqual([...kinds].sort(), ['text/html', 'text/plain']);
  const bare = await openPage(browser, server, { role: 'prime_representative', script: false });
  await bare.goto(`${server.url}/en/me/updates/3`);
  assert.equal(await bare.locator('[data-copy]:visible').count(), 0);
  assert.ok((await bare.locator('#kit-text').innerText()).length > 100);
});

test('on a telephone every place can be reached, and the rail shows where one is', async () => {
  for (const locale of ['en', 'ar']) {
    for (const script of [true, false]) {
      const reader = await openPage(browser, server, { locale, width: 390, script });
      await reader.goto(`${server.url}/${locale}/updates`);
      for (const path of ['organisations', 'reports', 'updates', 'about']) assert.ok(await reader.locator(`a[href="/${locale}/${path}"]:visible`).count(), path);
      await reader.context().close();
    }
    const staff = await openPage(browser, server, { role: 'staff', locale, width: 390 });
    for (const path of ['/staff', '/staff/updates/4/text', '/staff/counting/1', '/staff/mail/tomorrow', '/staff/inbox', '/staff/glossary']) {
      await staff.goto(`${server.url}/${locale}${path}`);
      const box = await staff.locator('.side nav [aria-current]').boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= 390, `${path} in ${locale}: ${JSON.stringify(box)}`);
    }
    await staff.context().close();
  }
});
