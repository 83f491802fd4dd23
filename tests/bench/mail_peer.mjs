// What bin/bench mail compares with: nodemailer's pool, which sends as many messages of the same size, each with words
// and links of its own. It keeps nothing: what is queued is lost with the process.
//   node mail_peer.mjs PORT COUNT CONNECTIONS     prints messages a second
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import nodemailer from 'nodemailer';

const [port, count, connections] = process.argv.slice(2).map(Number);
const paragraphs = [
  'This paragraph stands for the news of the month, in words that everybody knows. ',
  'هذه الفقرة تمثل أخبار الشهر بكلمات يعرفها الجميع. ',
  'Este párrafo representa las noticias del mes, con palabras que todos conocen. ',
  'Ce paragraphe représente les nouvelles du mois, avec des mots que tous connaissent. ',
  'Этот абзац заменяет новости месяца, написанные простыми словами. ',
  '这一段代表本月的消息，用大家都懂的词语。',
];
const repeat = (words, bytes) => words.repeat(Math.ceil(bytes / Buffer.byteLength(words)));
const texts = paragraphs.map((words) => [repeat(words, 500), repeat(words, 600)]);

function makeMail(number) {
  let [text, html] = texts[number % texts.length];
  html = `<html><body><p>${html}</p>`;
  for (let link = 1; link <= 3; link += 1) {
    const url = `https://muster.example.org/t/${createHmac('sha256', 'a key for links').update(`${number}:${link}`).digest('base64url').slice(0, 24)}`;
    text += `\n${url}\n`;
    html += `<p><a href="${url}">${url}</a></p>`;
  }
  return {
    from: 'Bench <programme@example.org>', to: `person${number}@d${number % 50}.example.org`, subject: 'An update', text, html: `${html}</body></html>`,
    list: { id: 'updates.example.org' }, headers: { 'List-Unsubscribe': `<https://muster.example.org/u/${number}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}

// Without it each message waits 40 ms for an acknowledgement (Nagle's algorithm): not what is to be compared.
const getSocket = (options, done) => {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.once('connect', () => done(null, { connection: socket }));
  socket.once('error', done);
};
const pool = nodemailer.createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: connections, maxMessages: Infinity, secure: false, ignoreTLS: true, getSocket });
const start = process.hrtime.bigint();
let next = 0;
// As its documents advise: a message is made when a connection is free.
const work = async () => {
  while (next < count) await pool.sendMail(makeMail(next++));
};
await Promise.all(Array.from({ length: connections * 2 }, work));
console.log((count / (Number(process.hrtime.bigint() - start) / 1e9)).toFixed(0));
pool.close();
