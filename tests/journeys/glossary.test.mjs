// The glossary in a browser: what everybody reads, and what staff change: add a word, find it, take it away, undo.
// Pages are accessible, wide and narrow, in a language of each direction.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, expectGoodPage, openPage, shot, startBrowser, startMuster } from './support.mjs';

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

for (const locale of ['en', 'ar']) {
  for (const width of [390, 1280]) {
    test(`words are explained in plain words: ${locale}, ${width} px`, async () => {
      const page = await openPage(browser, server, { locale, width });
      await page.goto(`${server.url}/${locale}/glossary#alac`);
      assert.ok((await page.locator('dl.report > div').count()) >= 60);
      await page.locator('#alac').waitFor();
      await expectGoodPage(page);
      await shot(page, `glossary-${locale}-${width}`);
      await page.context().close();
    });
    test(`staff see the glossary: ${locale}, ${width} px`, async () => {
      const page = await openPage(browser, server, { role: 'staff', locale, width });
      await page.goto(`${server.url}/${locale}/staff/glossary`);
      await expectGoodPage(page);
      await shot(page, `staff-glossary-${locale}-${width}`);
      await page.goto(`${server.url}/${locale}/staff/glossary/new`);
      await expectGoodPage(page);
      await shot(page, `staff-glossary-form-${locale}-${width}`);
      await page.context().close();
    });
  }
}

test('staff add a word, find it, take it away and undo that; everybody reads it', async () => {
  const page = await openPage(browser, server, { role: 'staff' });
  await page.goto(`${server.url}/en/staff/glossary/new`);
  await page.locator('main form.ask button.btn').click();
  await page.locator('.errors').waitFor();
  await page.locator('#name-en').fill('quokka');
  await page.locator('#plain-en').fill('A small animal that smiles.');
  await page.locator('#name-ar').fill('كوكا');
  await page.locator('#plain-ar').fill('حيوان صغير يبتسم.');
  await page.locator('main form.ask button.btn').click();
  await page.waitForURL(/saved=1/);
  await page.goto(`${server.url}/en/staff/glossary?q=quok`);
  assert.equal(await page.locator('#results tbody tr').count(), 1);
  const reader = await openPage(browser, server, { locale: 'ar' });
  // A page may be a second old.
  const read = (locale) => eventually(`the word at /${locale}/glossary`, async () => {
    await reader.goto(`${server.url}/${locale}/glossary`);
    return (await reader.locator('#quokka').count()) > 0;
  });
  await read('ar');
  assert.match(await reader.locator('#quokka').innerText(), /حيوان صغير يبتسم/);
  await page.locator('#results form button').click();
  await page.waitForURL(/removed=/);
  await page.locator('form[action$="/restore"] button').click();
  await page.waitForURL(/restored=1/);
  await read('fr');
  assert.equal(await reader.locator('#quokka dd').getAttribute('lang'), 'en');
  await expectGoodPage(reader);
});
