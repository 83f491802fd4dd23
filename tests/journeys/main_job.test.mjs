// The main job from the reminder to the public page, with a real mail server: a representative gets a mail
// in their own language, signs in with the code from a second one, fills the report in on a phone, sends it;
// staff accept it; the public reads it without a personal detail. In English and in Arabic, with the
// script and without it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, expectClean, expectGoodPage, moveClock, openPage, shot, startBrowser, startMail, startMuster } from './support.mjs';

const phone = { width: 390, height: 844 };
const ownWords = { en: 'We met every month in the library.', ar: 'اجتمعنا كل شهر في المكتبة.' };

const names = { en: 'Fourth demo organisation – English', ar: 'دار مستخدمين تجريبية – العربية' };
const people = { en: ['Demo representative'], ar: ['ممثل تجريبي', 'Demo representative'] };

// The organisations of the demo whose report falls due soonest and is not started.
const readers = { en: /en4-1@example\.org/, ar: /ar3-1@example\.org/ };
const subjects = { en: /^Your report/, ar: /تقرير/ };  // they get other mails as well

async function waitForReminder(mail, page, server, language) {
  for (let month = 0; month < 4; month++) {
    await moveClock(page, server, 30);
    const found = await eventually('the queue to empty', async () => mail.list().find((one) => one.to.some((to) => readers[language].test(to)) && subjects[language].test(one.subject) && /\/go\//.test(one.text)) ?? 'none', 5000);
    if (found !== 'none') return found;
  }
  throw new Error(`no reminder came in ${language}`);
}

// The link of a mail carries no right: its button sends six digits to the same person.
async function signInByMail(page, mail, link, address, expectPage) {
  await page.goto(link);
  const before = mail.list().length;
  await page.locator('main form[method=post] button').first().click();
  await page.waitForLoadState();
  await expectPage(page);
  const code = await eventually('a code by mail', () =>
    mail.list().slice(before).filter((one) => one.to.includes(address)).map((one) => /\b(\d{6})\b/.exec(one.text)?.[1]).find(Boolean));
  await page.locator('main form input[inputmode=numeric], main form input[autocomplete=one-time-code]').first().fill(code);
  await page.locator('main form[method=post] button').first().click();
  await page.waitForLoadState();
}

// What each part gets; the rest stays as it was copied. "Activities" is left empty: that blocks nothing (S26).
const answers = {
  leaders: async (form) => form.locator('[name=leaders_know]').check(),
  people: async (form) => form.locator('[name=representatives_right]').check(),
  members: async (form) => {
    await form.locator('[name=members]').fill('85');
    await form.locator('[name=member_groups][value=users]').check();
  },
  why: async (form, words) => form.locator('[name=why]').fill(words),
  activities: async (form) => form.locator('[name=activities_any][value=none]').check(),
  'other-groups': async (form) => form.locator('[name=other_any][value=no]').check(),
  updates: async (form) => {
    await form.locator('[name=updates_way][value=pass_on]').check();
    await form.locator('[name=pass_on_by][value=email]').check();
    await form.locator('[name=pass_on_certified]').check();
  },
  website: async (form) => form.locator('[name=mentions_icann][value=yes]').check(),
  contact: async (form) => form.locator('[name=contact_kind][value=email]').check(),
};

for (const language of ['en', 'ar']) {
  for (const script of [true, false]) {
    test(`the report from reminder to public page in ${language}, ${script ? 'with' : 'without'} script`, { timeout: 300000 }, async () => {
      const mail = await startMail();
      const server = await startMuster({ mail });
      const browser = await startBrowser();
      try {
        const visitor = await openPage(browser, server);
        const reminder = await waitForReminder(mail, visitor, server, language);
        const staff = await openPage(browser, server, { role: 'staff' });
        const address = reminder.to[0];
        const link = server.url + new URL(/https?:\/\/\S+\/go\/\S+/.exec(reminder.text)[0]).pathname;
        assert.equal(new Map(reminder.headers).get('Auto-Submitted'), 'auto-generated');
        if (language === 'ar') assert.match(reminder.html, /dir="rtl"/);

        const page = await openPage(browser, server, { script, locale: language, ...phone });
        // axe itself is a script; pages without script are the same pages.
        const expectPage = script ? expectGoodPage : async (one) => expectClean(one);
        await signInByMail(page, mail, link, address, expectPage);
        assert.match(new URL(page.url()).pathname, new RegExp(`^/${language}/me/report`));
        const tasks = page.url();
        await expectPage(page);
        await shot(page, `job-tasks-${language}-${script}`);

        for (const [part, answer] of Object.entries(answers)) {
          await page.goto(`${tasks}/${part}`);
          await answer(page.locator('main form.ask'), ownWords[language]);
          await page.locator('main .savebar button').first().click();
          await page.waitForLoadState();
          const errors = page.locator('.errors, [role=alert]');
          assert.equal(await errors.count(), 0, `${part}: ${(await errors.allTextContents()).join(' ')}`);
        }
        await page.goto(tasks);
        await expectPage(page);
        await shot(page, `job-ready-${language}-${script}`);

        await page.goto(`${tasks}/check`);
        await expectPage(page);
        await page.locator('main form.ask input[type=checkbox]').check();
        const sentBefore = mail.list().length;
        await page.locator('main .savebar button').click();
        await page.waitForLoadState();
        await eventually('the receipt', () => mail.list().slice(sentBefore).some((one) => one.to.includes(address)));
        await shot(page, `job-sent-${language}-${script}`);
        expectClean(page);

        await staff.goto(`${server.url}/en/staff/reports`);
        await staff.locator('nav.tabs a', { hasText: 'To review' }).click();
        await staff.waitForLoadState();
        await expectGoodPage(staff);
        await staff.locator('main tr', { hasText: names[language] }).locator('a', { hasText: 'Review' }).click();
        await staff.waitForLoadState();
        await expectGoodPage(staff);
        const review = staff.url();
        await staff.locator('form[action$="/begin"] button').click();
        await staff.waitForLoadState();
        await page.goto(`${tasks}/take-back`);
        assert.equal(await page.locator('form[action$="/take-back"] button').count(), 0, 'taken back during the review');
        await staff.goto(review);
        await shot(staff, `job-review-${language}-${script}`);
        const acceptedBefore = mail.list().length;
        await staff.locator('form[action$="/accept"] button').click();
        await staff.waitForLoadState();
        await eventually('the mail that it is accepted', () => mail.list().slice(acceptedBefore).some((one) => one.to.includes(address)));

        const reader = await openPage(browser, server, { script, locale: language, ...phone });
        await reader.goto(`${server.url}/${language}/reports`);
        await reader.locator('main a', { hasText: names[language] }).first().click();
        await reader.waitForLoadState();
        await expectPage(reader);
        await shot(reader, `job-public-${language}-${script}`);
        const body = await reader.content();
        assert.ok(body.includes(ownWords[language]), 'the public page lacks the answer');
        for (const personal of [address, ...people[language]]) assert.ok(!body.includes(personal), `the public page shows ${personal}`);
        for (const one of [staff, page, reader]) expectClean(one);
      } finally {
        await browser.close();
        await server.stop();
        await mail.stop();
      }
    });
  }
}
