// Staff's tables: keys that never come between people and their typing, what others changed since one opened a
// row, a view saved and brought back, and an act on many rows with what became of each. With script and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, expectClean, expectGoodPage, openPage, shot, startBrowser, startMuster } from './support.mjs';

let server, browser;
before(async () => {
  server = await startMuster();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const focused = (page) => page.evaluate(() => document.activeElement.closest('tr')?.rowIndex ?? document.activeElement.id);

test('keys move in a table, choose and open rows, and can be turned off', { timeout: 120000 }, async () => {
  const page = await openPage(browser, server, { role: 'staff' });
  const table = `${server.url}/en/staff/organisations`;
  await page.goto(table);
  await page.keyboard.press('j');
  assert.equal(await focused(page), 1);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await focused(page), 2);
  await page.keyboard.press('x');
  assert.equal(await page.locator('tbody tr:nth-child(2) .pick input').isChecked(), true);
  assert.equal(await page.locator('[data-picked]').textContent(), '1');
  await page.keyboard.press('x');
  assert.equal(await page.locator('.pick input:checked').count(), 0);
  // Typing stays typing, and keys with others held down stay the browser's.
  await page.keyboard.press('/');
  assert.equal(await focused(page), 'q');
  await page.keyboard.type('jkx?/');
  assert.equal(await page.locator('#q').inputValue(), 'jkx?/');
  assert.equal(page.url().split('?')[0], table);
  await page.goto(table);
  await page.keyboard.press('Control+j');
  assert.notEqual(await focused(page), 1);
  // Where the keyboard writes Cyrillic, the place of the key counts.
  await page.evaluate(() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'о', code: 'KeyJ', bubbles: true })));
  assert.equal(await focused(page), 1);
  const target = await page.locator('tbody tr:nth-child(1) th a').getAttribute('href');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${target}`);
  await page.keyboard.press('?');
  await page.waitForURL('**/en/staff/keys');
  await expectGoodPage(page);
  await shot(page, 'desk-keys-en');
  await page.getByRole('button', { name: 'Turn the keys off' }).click();
  await page.goto(table);
  await page.keyboard.press('j');
  assert.notEqual(await focused(page), 1);
  await page.locator('footer a[href$="/staff/keys"]').click();
  await page.getByRole('button', { name: 'Turn the keys on' }).click();
  await page.goto(table);
  await page.keyboard.press('j');
  assert.equal(await focused(page), 1);
  expectClean(page);
});

for (const script of [true, false]) {
  test(`a row says what others changed since it was opened, ${script ? 'with' : 'without'} script`, { timeout: 120000 }, async () => {
    const staff = await openPage(browser, server, { role: 'staff', script });
    const boss = await openPage(browser, server, { role: 'administrator', script });
    const table = `${server.url}/en/staff/organisations?q=demo`;
    await staff.goto(table);
    const link = staff.locator('tbody th a').nth(script ? 0 : 1);
    const path = await link.getAttribute('href');
    const open = async () => {
      await staff.goto(server.url + path);
      if (script) await staff.locator('form[data-seen]').waitFor({ state: 'hidden' });
      else await staff.getByRole('button', { name: 'Mark as read' }).click();
      await staff.waitForLoadState();
    };
    await open();
    await boss.goto(`${server.url}${path}/edit`);
    await boss.locator('#place').fill(`Sampletown ${script}`);
    await boss.locator('main form.ask .savebar button, main form .savebar button').first().click();
    await boss.waitForLoadState();
    await staff.goto(table);
    const row = staff.locator('tbody tr', { has: staff.locator(`a[href="${path}"]`) });
    assert.match(await row.textContent(), /1 change since you opened it/);
    if (script) await expectGoodPage(staff);
    await shot(staff, `desk-unread-${script}`);
    // Reading the table marks nothing; opening the row does.
    await staff.goto(table);
    assert.match(await row.textContent(), /1 change since you opened it/);
    await open();
    await staff.goto(table);
    assert.doesNotMatch(await row.textContent(), /since you opened it/);
    for (const page of [staff, boss]) expectClean(page);
  });

  test(`a view is saved, deleted and brought back; many rows are done with a result each, ${script ? 'with' : 'without'} script`, { timeout: 120000 }, async () => {
    const page = await openPage(browser, server, { role: 'staff', script });
    await page.goto(`${server.url}/en/staff/organisations?status=accredited&country=${script ? 'FR' : 'DE'}`);  // a view that is there is not offered again
    await page.getByRole('link', { name: 'Save this view' }).click();
    await page.locator('#name').fill(`France ${script}`);
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.waitForLoadState();
    assert.equal(await page.locator('nav.tabs a[aria-current]').first().textContent(), `France ${script}`);
    await page.getByRole('link', { name: 'All views' }).click();
    await page.getByRole('button', { name: `Delete – France ${script}` }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForLoadState();
    assert.equal(await page.getByRole('link', { name: `France ${script}`, exact: true }).count(), 1);
    if (script) await expectGoodPage(page);

    await page.goto(`${server.url}/en/staff/organisations?q=demo`);
    for (const box of await page.locator('.pick input').all().then((all) => all.slice(0, 2))) await box.check();
    await page.getByRole('button', { name: script ? 'Leave out of the public list' : 'List publicly again' }).click();
    await page.locator('#reason').fill('A sample.');
    await shot(page, `desk-quiet-${script}`);
    await page.locator('main .savebar button').click();
    await page.waitForURL('**/staff/bulk/*');
    await eventually('the result', async () => (await page.textContent('main')).includes('2 organisations are done.'));
    if (script) await expectGoodPage(page);
    await shot(page, `desk-bulk-${script}`);
    expectClean(page);
  });
}
