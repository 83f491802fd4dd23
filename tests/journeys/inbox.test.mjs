// The shared inbox with a real mail server and a real browser: an update goes out, an answer in Arabic and one in Chinese
// come in by `muster receive`, are assigned, answered in a thread, closed, and one becomes a question for everybody.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { eventually, expectClean, expectGoodPage, openPage, shot, startBrowser, startMail, startMuster } from './support.mjs';

const texts = {
  en: ['Tell us what you think', 'Hello {{organisation}},\n\nwrite to us.'],
  ar: ['أخبرونا برأيكم', 'مرحبًا {{organisation}}،\n\nاكتبوا إلينا.'],
  zh: ['请告诉我们您的想法', '{{organisation}}，您好：\n\n请写信给我们。'],
};
const header = (mail, name) => new Map(mail.headers).get(name);

// As a mail server hands a message over.
async function receive(server, to, message) {
  const child = spawn(process.env.MUSTER_TEST_BINARY, ['receive', '--data', server.data, '--for', to], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(message);
  const [status] = await once(child, 'exit');
  assert.equal(status, 0);
}

function answerTo(mail, { from, subject, words, id }) {
  return `From: ${from}\r\nTo: ${header(mail, 'Reply-To')}\r\nSubject: ${subject}\r\nDate: Fri, 27 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${id}>\r\n` +
    `In-Reply-To: ${header(mail, 'Message-ID')}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${words}\r\n\r\n> ${mail.subject}\r\n`;
}
const addressIn = (text) => /[^\s<>]+@[^\s<>]+/.exec(text)[0];

// From draft to the outbox, by two people.
async function sendUpdate(writer, second, server) {
  await writer.goto(`${server.url}/en/staff/updates/new`);
  await writer.locator('[name=title]').fill('A question to everybody');
  await writer.locator('form.ask .savebar button').click();
  await writer.waitForURL('**/text');
  const issue = writer.url().replace(/\/text$/, '');
  for (const [language, [subject, body]] of Object.entries(texts)) {
    await writer.goto(`${issue}/languages/${language}`);
    await writer.locator('[name=subject]').fill(subject);
    await writer.locator('[name=body]').fill(body);
    await writer.locator('[name=ready]').click();
    await writer.waitForURL(/saved=1/);
  }
  await writer.goto(`${issue}/check`);
  await writer.locator('form[action$="/ready"] button').click();
  await writer.waitForLoadState();
  await second.goto(`${issue}/check`);
  for (const step of ['approve', 'schedule']) {
    const reason = second.locator(`form[action$="/${step}"] [name=reason]`);
    if (await reason.count()) await reason.fill('For this journey');
    await second.locator(step === 'approve' ? 'form[action$="/approve"] button' : 'button[name=now]').click();
    await second.waitForLoadState();
  }
  return issue;
}

test('answers in Arabic and Chinese are taken in, assigned, answered, closed, and one is shown to everybody', { timeout: 240000 }, async () => {
  const mail = await startMail();
  const server = await startMuster({ mail, env: { MUSTER_MAIL_RECEIVES: 'pipe' } });
  const browser = await startBrowser();
  try {
    const maria = await openPage(browser, server, { role: 'staff' });
    const omar = await openPage(browser, server, { role: 'administrator' });
    const issue = await sendUpdate(maria, omar, server);
    const number = issue.split('/').pop();
    const to = (address, subject) => eventually(`a mail to ${address}`, () => mail.list().find((one) => one.to.includes(address) && one.subject === subject), 60000);
    const arabic = await to('ar1-1@example.org', texts.ar[0]);
    const chinese = await to('zh1-1@example.org', texts.zh[0]);
    assert.match(header(arabic, 'Reply-To'), /\br\+\d+\.[a-z2-7]{16}@/);

    const question = answerTo(arabic, { from: 'ar1-1@example.org', subject: `رد: ${texts.ar[0]}`, words: 'متى يبدأ الاجتماع؟ <script>alert(1)</script>', id: 'one@mail.example.org' });
    await receive(server, addressIn(header(arabic, 'Reply-To')), question);
    await receive(server, addressIn(header(arabic, 'Reply-To')), question); // a mail server that repeats itself
    await receive(server, addressIn(header(chinese, 'Reply-To')), answerTo(chinese, { from: 'zh1-1@example.org', subject: `回复：${texts.zh[0]}`, words: '我们应该向谁反映？', id: 'two@mail.example.org' }));

    const row = (subject) => maria.locator('table.data tbody tr', { hasText: subject });
    await eventually('both answers in the list', async () => {
      await maria.goto(`${server.url}/en/staff/inbox?update=${number}`);
      return (await row(texts.ar[0]).count()) === 1 && (await row(texts.zh[0]).count()) === 1;
    }, 30000);
    assert.match(await maria.locator('[role=status] h2').innerText(), /^2 conversations/);
    await expectGoodPage(maria);
    await maria.keyboard.press('j');
    assert.equal(await maria.evaluate(() => document.activeElement.closest('tr') !== null), true);

    // Assigned, and answered; a colleague who answers at the same time is told.
    await row(texts.ar[0]).locator('a').click();
    await expectGoodPage(maria);
    const words = maria.locator('article .plain').first();
    assert.equal(await words.getAttribute('dir'), 'rtl');
    assert.equal(await words.getAttribute('lang'), 'ar');
    assert.match(await words.innerText(), /<script>alert/);
    await maria.locator('button[name=me]').click();
    await maria.waitForURL(/done=assign/);
    const conversation = maria.url().replace(/\?.*$/, '');
    await omar.goto(conversation);
    await maria.goto(conversation);
    await maria.locator('#words').fill('يبدأ الاجتماع في مايو.');
    await eventually('the draft to be saved', async () => /Draft saved/.test(await maria.locator('[data-status]').innerText()));
    await maria.reload();
    assert.equal(await maria.locator('#words').inputValue(), 'يبدأ الاجتماع في مايو.');
    await maria.getByRole('button', { name: 'Send answer' }).click();
    await maria.waitForURL(/done=answer/);
    await expectGoodPage(maria);
    await omar.locator('#words').fill('في أبريل.');
    await omar.getByRole('button', { name: 'Send answer' }).click();
    await omar.waitForLoadState();
    assert.match(await omar.locator('.errors').innerText(), /since you opened this page/);
    assert.equal(await omar.locator('#words').inputValue(), 'في أبريل.');
    await expectGoodPage(omar);
    const sent = await to('ar1-1@example.org', `Re: ${texts.ar[0]}`);
    assert.equal(header(sent, 'In-Reply-To'), '<one@mail.example.org>');
    assert.match(header(sent, 'References'), new RegExp(`${header(arabic, 'Message-ID').slice(1, -1)}[^]*one@mail`));
    assert.match(header(sent, 'Reply-To'), /\br\+\d+\./);
    assert.match(sent.html, /dir="rtl"/);
    assert.match(sent.text, /يبدأ الاجتماع في مايو/);

    // What comes back to the answer is of the same conversation, and opens it again.
    await maria.goto(conversation);
    await maria.locator('form[action$="/close"] button').click();
    await maria.waitForURL(/done=close/);
    await receive(server, addressIn(header(sent, 'Reply-To')), answerTo(sent, { from: 'ar1-1@example.org', subject: `رد: ${texts.ar[0]}`, words: 'شكرًا. وأين؟', id: 'three@mail.example.org' }));
    await eventually('the conversation to be open again', async () => {
      await maria.goto(conversation);
      return (await maria.locator('article').count()) === 3;
    }, 30000);
    await maria.locator('form[action$="/close"] button').click();
    await maria.waitForURL(/done=close/);
    await maria.locator('form[action$="/undo"] button').click();
    await maria.waitForURL(/done=step/);
    assert.equal(await maria.locator('form[action$="/close"]').count(), 1);

    // A question for everybody: held for a name, shown without one, in its language alone.
    await maria.goto(`${conversation}/publication`);
    await maria.locator('#question').fill('متى يبدأ الاجتماع؟');
    await maria.locator('#answer').fill('اكتبوا إلى ar1-1@example.org');
    await maria.locator('.savebar button').click();
    await maria.waitForURL(/check/);
    await expectGoodPage(maria);
    assert.match(await maria.locator('main').innerText(), /looks like an e-mail address/);
    await maria.getByRole('link', { name: 'Change the words' }).click();
    await maria.locator('#answer').fill('في شهر مايو.');
    await maria.locator('.savebar button').click();
    await maria.waitForURL(/check/);
    await maria.locator('form[action$="/release"] button').click();
    await maria.waitForURL(/done=release/);
    const reader = await openPage(browser, server);
    await eventually('the question on the public page', async () => {
      await reader.goto(`${server.url}/ar/updates/${number}`);
      return /في شهر مايو/.test(await reader.locator('main').innerText());
    });
    await expectGoodPage(reader);
    await shot(reader, 'inbox-public-ar-1280');
    const seen = await reader.content();
    assert.doesNotMatch(seen, /ar1-1@|one@mail\.example/);
    await reader.goto(`${server.url}/en/updates/${number}`);
    assert.doesNotMatch(await reader.locator('main').innerText(), /في شهر مايو/);
    await maria.locator('form[action$="/remove"] button').click();
    await maria.waitForURL(/done=remove/);
    // The page was cached; it is dropped with the answer.
    await eventually('the question to be gone', async () => !/في شهر مايو/.test(await (await fetch(`${server.url}/ar/updates/${number}`)).text()));
    await maria.goto(issue);
    assert.match(await maria.locator('main').innerText(), /3 replies/);
    for (const page of [maria, omar, reader]) expectClean(page);
  } finally {
    await browser.close();
    await server.stop();
    await mail.stop();
  }
});

test('pages of the inbox: wide and narrow, in both directions, and without script', { timeout: 240000 }, async () => {
  const server = await startMuster();
  const browser = await startBrowser();
  try {
    for (const locale of ['en', 'ar']) {
      for (const width of [390, 1280]) {
        const page = await openPage(browser, server, { role: 'staff', locale, width });
        for (const path of ['', '?show=all', '?show=automatic', '?show=unknown', '/1', '/3', '/4', '/4/publication?language=es', '/4/publication/check?language=es', '/1/raw/1']) {
          const answer = await page.goto(`${server.url}/${locale}/staff/inbox${path}`);
          assert.equal(answer.status(), 200, path);
          await expectGoodPage(page);
          await shot(page, `inbox-${locale}-${width}${path.replace(/[/?=]/g, '.')}`);
        }
        await page.goto(`${server.url}/${locale}/staff`);
        await expectGoodPage(page);
        await page.context().close();
      }
    }
    const bare = await openPage(browser, server, { role: 'staff', script: false });
    await bare.goto(`${server.url}/en/staff/inbox`);
    await bare.locator('table.data th a').first().click();
    await bare.locator('#words').fill('Kept without script');
    await bare.locator('button[name=keep]').click();
    assert.equal(await bare.locator('#words').inputValue(), 'Kept without script');
    await bare.locator('button[name=close]').click();
    assert.match(await bare.locator('main').innerText(), /Closed/);
    await shot(bare, 'inbox-bare');
  } finally {
    await browser.close();
    await server.stop();
  }
});
