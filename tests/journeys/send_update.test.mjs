// One update from the first word to what came of it, with a real mail server: staff write and translate it, a second
// person approves and sends it, readers get it in their own language, one opens a link, and the sum is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, expectClean, expectGoodPage, openPage, shot, startBrowser, startMail, startMuster } from './support.mjs';

const words = {
  en: ['A meeting for everybody', 'Hello {{organisation}},\n\nthere is a **meeting** in May. Read [what it is about](https://example.org/meeting).'],
  ar: ['اجتماع للجميع', 'مرحبًا {{organisation}}،\n\nهناك **اجتماع** في مايو. اقرأ [موضوعه](https://example.org/meeting-ar).'],
  zh: ['大家的会议', '{{organisation}}，您好：\n\n五月有一次**会议**。请看[会议内容](https://example.org/meeting-zh)。'],
};

const header = (mail, name) => new Map(mail.headers).get(name);

// From the first word to "send now", by two of staff. Where its pages are.
async function sendUpdate(server, writer, second, title, words) {
  await writer.goto(`${server.url}/en/staff/updates/new`);
  await writer.locator('[name=title]').fill(title);
  await writer.locator('form.ask .savebar button').click();
  await writer.waitForURL('**/text');
  const issue = writer.url().replace(/\/text$/, '');
  for (const [language, [subject, body]] of Object.entries(words)) {
    await writer.goto(`${issue}/languages/${language}`);
    await writer.locator('[name=subject]').fill(subject);
    await writer.locator('[name=body]').fill(body);
    await writer.locator('[name=ready]').click();
    await writer.waitForLoadState();
    await expectGoodPage(writer);
  }
  await writer.goto(`${issue}/check`);
  await writer.locator('form[action$="/ready"] button').click();
  await writer.waitForLoadState();
  assert.equal(await writer.locator('form[action$="/approve"]').count(), 0); // not the writer
  await second.goto(`${issue}/check`);
  if (await second.locator('form[action$="/approve"] [name=reason]').count()) await second.locator('form[action$="/approve"] [name=reason]').fill('For this journey');
  await second.locator('form[action$="/approve"] button').click();
  await second.waitForLoadState();
  if (await second.locator('form[action$="/schedule"] [name=reason]').count()) await second.locator('form[action$="/schedule"] [name=reason]').fill('For this journey');
  await second.locator('button[name=now]').click();
  await second.waitForLoadState();
  await expectGoodPage(second);
  return issue;
}

const waitUntilSent = (page, issue) =>
  eventually('the issue to be sent', async () => {
    await page.goto(`${issue}/check`);
    return /Sent/.test(await page.locator('.head .tag').first().textContent());
  }, 60000);

test('an update is written, approved by a second person, sent in three languages and counted', { timeout: 240000 }, async () => {
  const mail = await startMail();
  const server = await startMuster({ mail });
  const browser = await startBrowser();
  try {
    const writer = await openPage(browser, server, { role: 'staff' });
    const second = await openPage(browser, server, { role: 'administrator' });
    const issue = await sendUpdate(server, writer, second, 'A meeting in May', words);

    const to = (pattern) => eventually(`a mail to ${pattern}`, () => mail.list().find((one) => one.to.some((address) => pattern.test(address)) && Object.values(words).some(([subject]) => one.subject === subject)), 60000);
    const english = await to(/^en1-1@example\.org$/);
    const arabic = await to(/^ar1-1@example\.org$/);
    const chinese = await to(/^zh1-1@example\.org$/);
    assert.equal(english.subject, words.en[0]);
    assert.equal(arabic.subject, words.ar[0]);
    assert.equal(chinese.subject, words.zh[0]);
    assert.match(arabic.html, /dir="rtl"/);
    assert.match(arabic.text, /منظمة تجريبية/);
    assert.equal(header(chinese, 'Content-Language'), 'zh');
    assert.match(header(english, 'List-Id'), /updates\.en\./);
    assert.equal(header(english, 'Precedence'), 'bulk');

    // Forward-safe: nothing in it names a reader or lets anybody in.
    for (const one of [english, arabic, chinese]) assert.doesNotMatch(one.text + one.html, /\/go\/|-1@example\.org|Demo representative/);

    // Everybody who was chosen got it once in a language.
    await waitUntilSent(second, issue);
    await expectGoodPage(second);
    const copies = mail.list().filter((one) => Object.values(words).some(([subject]) => one.subject === subject));
    assert.ok(copies.length >= 20);
    assert.equal(new Set(copies.map((one) => one.to.join() + one.subject)).size, copies.length);

    // The link that people cannot see stands in the HTML alone.
    for (const one of copies) assert.match(one.html, /aria-hidden="true"[^>]*><a href="[^"]+\/t\/[\w-]+"[^>]*tabindex="-1"/);

    // One of the representatives leaves as the button of a mail program does it: a blind post, without a cookie. The demo
    // has no https, so the fields for that button are left out (RFC 8058; updates/send_test reads them from a mail server).
    assert.equal(header(english, 'List-Unsubscribe'), undefined);
    const leaving = /https?:\/\/\S+\/u\/[\w-]+/.exec(english.text)[0];
    const path = new URL(leaving).pathname;
    for (const method of ['GET', 'HEAD']) assert.equal((await fetch(server.url + path, { method })).status, 200); // scanners
    // By the page: asked, done, undone; the same without script.
    for (const [script, language] of [[true, 'en'], [true, 'ar'], [false, 'en']]) {
      const leaver = await openPage(browser, server, { width: 390, script });
      const look = async (name) => {
        await shot(leaver, `leave-${name}-${language}-${script ? 'script' : 'plain'}`);
        if (script) await expectGoodPage(leaver);
      };
      await leaver.goto(`${server.url}/${language}${path}`);
      await look('asks');
      await leaver.locator('button[value=leave]').click();
      await leaver.locator('button[value=undo].alt').waitFor();
      await look('left');
      await leaver.locator('button[value=undo]').click();
      await leaver.locator('button[value=leave].alt').waitFor();
      await look('undone');
      expectClean(leaver);
    }
    const left = await fetch(server.url + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' });
    assert.equal(left.status, 200);
    assert.equal(left.headers.get('set-cookie'), null);
    await second.goto(`${server.url}/en/staff/updates/left`);
    assert.equal(await second.locator('tbody tr').count(), 2); // and one of the demo's own
    await expectGoodPage(second);

    // The next issue goes to the others. The list's copies never had the link.
    const next = await sendUpdate(server, writer, second, 'Later that month', { en: ['The meeting was good', 'Hello {{organisation}},\n\nthank you for coming.'] });
    await waitUntilSent(second, next);
    const later = mail.list().filter((one) => one.subject === 'The meeting was good');
    assert.ok(later.some((one) => /^en1-2@example\.org$/.test(one.to[0])), 'the other representative got it');
    assert.equal(later.filter((one) => one.to.includes('en1-1@example.org')).length, 0);
    for (const one of [...copies, ...later]) {
      const isList = !/-\d+@example\.org$/.test(one.to[0]);
      assert.equal(!/\/u\//.test(one.text), isList, one.to[0]);
      assert.equal(!/\/u\//.test(one.html), isList, one.to[0]);
    }

    // A reader opens the link; it leads where the text says, and is counted without the reader.
    const link = /https?:\/\/\S+\/t\/[\w-]+/.exec(english.text)[0];
    const answer = await fetch(server.url + new URL(link).pathname, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' } });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('location'), 'https://example.org/meeting');
    await second.goto(`${server.url}/en/staff/counting/${issue.split('/').pop()}`);
    await expectGoodPage(second);
    assert.match(await second.locator('main').textContent(), /A meeting in May/);

    // And everybody can read it.
    const reader = await openPage(browser, server);
    await reader.goto(`${server.url}/ar/updates/${issue.split('/').pop()}`);
    assert.match(await reader.locator('main').textContent(), /اجتماع للجميع/);
    await expectGoodPage(reader);
    for (const page of [writer, second, reader]) expectClean(page);
  } finally {
    await browser.close();
    await server.stop();
    await mail.stop();
  }
});
