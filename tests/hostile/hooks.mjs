// What no page of ours may ever do, whatever stands in its texts, seen from inside a page whose content policy is
// off: call anything, ask anybody, hold an element, an attribute or a script that the views did not write.

// Runs in every frame before its first byte is read.
export const installHooks = () => {
  const hits = [];
  window.musterHits = hits;
  const note = (what) => { hits.push(String(what).slice(0, 200)); };
  const run = (name) => (...words) => { note(`${name}(${words.join()})`); };
  for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = run(name);
  const open = window.open;
  window.open = (...words) => { note(`open(${words[0]})`); return open && null; };
  navigator.sendBeacon = (to) => { note(`beacon ${to}`); return true; };
  window.addEventListener('error', (event) => { if (event.message) note(`error: ${event.message}`); });
  window.addEventListener('unhandledrejection', (event) => note(`rejection: ${event.reason}`));
};

// Runs in the page when it has loaded: what stands there that no view writes. `own` are the site's own addresses.
export const listForeign = (own) => {
  const found = [];
  const note = (what, element) => { found.push(`${what}: ${element.outerHTML.slice(0, 160)}`); };
  const isHarmless = (address) => {
    try {
      const { protocol } = new URL(address, document.baseURI);
      return ['http:', 'https:', 'mailto:', 'tel:'].includes(protocol);
    } catch {
      return true;  // leads nowhere
    }
  };
  const isJson = (text) => {
    try {
      return typeof JSON.parse(text) === 'object';
    } catch {
      return false;
    }
  };
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName;
    if (/muster/.test(name)) note('an element of theirs', element);
    // Linked data are no script, as long as they are nothing but one JSON text.
    if (name === 'script' && element.type === 'application/ld+json' && element.attributes.length === 1 && isJson(element.textContent)) continue;
    if (name === 'script' && !(element.src && element.src.startsWith(`${own}/`) && !element.textContent)) note('a script', element);
    if (['object', 'embed', 'base', 'applet', 'frame', 'style', 'math', 'audio', 'video', 'marquee', 'keygen', 'template'].includes(name) &&
        !(name === 'style' && /\/html$/.test(location.pathname)) && !(name === 'template' && /-new$/.test(element.id))) note('an element', element);
    if (name === 'meta' && element.httpEquiv && !/^(content-type|x-ua-compatible)$/i.test(element.httpEquiv)) note('a meta', element);
    if (name === 'iframe' && (element.srcdoc || !element.src.startsWith(`${own}/`))) note('a frame', element);
    if (name === 'link' && !/^(canonical|alternate)$/.test(element.rel) && !element.href.startsWith(own)) note('a link', element);
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute) || /muster/.test(attribute) || attribute === 'srcdoc') note('an attribute', element);
      if (/^(href|src|action|formaction|xlink:href|data|poster|cite)$/.test(attribute) && !isHarmless(value)) note('an address', element);
    }
  }
  if (/1787569/.test(document.body?.innerText ?? '')) found.push('a template was computed');
  return [...window.musterHits.map((hit) => `called ${hit}`), ...found];
};
