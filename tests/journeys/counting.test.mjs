// Counted links in a browser: where a link goes, its question with and without script, and what staff see of it. Pages
// are accessible, wide and narrow, in a language of each direction.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { expectClean, expectGoodPage, openPage, shot, startBrowser, startMuster } from './support.mjs';

let server;
let browser;
let link;
let question;
before(async () => {
  const first = await startMuster();
  await first.end('SIGTERM');
  const tool = path.join(path.dirname(process.env.MUSTER_TEST_BINARY), 'link_target');
  [link, question] = execFileSync(tool, ['sample', first.data], { encoding: 'utf8' }).trim().split(' ');
  server = await startMuster({ data: first.data });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const locale of ['en', 'ar']) {
  for (const width of [390, 1280]) {
    test(`where a link goes, one question, a broken link: ${locale}, ${width} px`, async () => {
      const page = await openPage(browser, server, { locale, width });
      await page.goto(`${server.url}/${locale}${link}`);
      assert.equal(await page.locator('main a[rel~=nofollow]').getAttribute('href'), 'https://example.org/reports/2026/names-in-your-own-script?from=update#summary');
      await expectGoodPage(page);
      await shot(page, `counted-link-${locale}-${width}`);
      await page.goto(`${server.url}/${locale}${question}?choice=1`);
      await expectGoodPage(page);
      await shot(page, `question-${locale}-${width}`);
      const broken = await openPage(browser, server, { locale, width });
      assert.equal((await broken.goto(`${server.url}${link}x`)).status(), 404);
      await expectGoodPage(broken);
      await shot(broken, `broken-link-${locale}-${width}`);
    });
    test(`staff see what came of an issue, and the switch: ${locale}, ${width} px`, async () => {
      const page = await openPage(browser, server, { role: 'staff', locale, width });
      await page.goto(`${server.url}/${locale}/staff/counting/1`);
      await expectGoodPage(page);
      await shot(page, `results-${locale}-${width}`);
      await page.goto(`${server.url}/${locale}/staff/settings/counting`);
      await expectGoodPage(page);
      await shot(page, `counting-switch-${locale}-${width}`);
    });
  }
}

for (const script of [true, false]) {
  test(`an answer is counted, and another one takes its place, ${script ? 'with' : 'without'} script`, async () => {
    const page = await openPage(browser, server, { script, width: 390 });
    await page.goto(`${server.url}${question}?choice=2`);
    assert.ok(await page.locator('input[name=choice][value="2"]').isChecked());
    await page.locator('main form button').click();
    await page.waitForURL(/counted=2/);
    if (script) await expectGoodPage(page);
    await shot(page, 'question-thanks');
    await page.locator('main p a').click();
    await page.locator('input[name=choice][value="3"]').check();
    await page.locator('main form button').click();
    await page.waitForURL(/counted=3/);
    const cookies = (await page.context().cookies()).filter((cookie) => cookie.name.includes('here-answer'));
    assert.equal(cookies.length, 1);
    assert.equal(cookies[0].path, question);
    assert.match(cookies[0].value, /^3-/);
    expectClean(page);
  });
}

test('staff stop counting and begin again', async () => {
  const page = await openPage(browser, server, { role: 'staff' });
  await page.goto(`${server.url}/en/staff/settings/counting`);
  await page.locator('main form button').click();
  await page.waitForURL(/said=off/);
  await page.goto(`${server.url}/en/staff/counting/1`);
  await page.locator('main .notice.info').waitFor();
  await page.goto(`${server.url}/en/staff/settings/counting`);
  await page.locator('main form button').click();
  await page.waitForURL(/said=on/);
  expectClean(page);
});
