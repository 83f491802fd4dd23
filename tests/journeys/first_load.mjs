// How many bytes a browser that has nothing yet fetches for a page, headers included, as Chromium counts
// them on the wire. Prints one JSON object; bin/bench reads it.
//   node first_load.mjs URL DEMO-LINKS-FILE
import { openPage, readLinks, startBrowser } from './support.mjs';

const [url, linksFile] = process.argv.slice(2);
const server = { url, links: readLinks(linksFile) };
const pages = [
  { name: 'task list', role: 'prime_representative', path: '/en/me/report', most: 30 },
  { name: 'directory', path: '/en/organisations', most: 35 },
  { name: 'staff overview', role: 'staff', path: '/en/staff', most: 60 },
];

const browser = await startBrowser();
const sizes = [];
for (const { name, role, path, most } of pages) {
  const page = await openPage(browser, server, { role });
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  await wire.send('Network.clearBrowserCache');
  const counted = new Map();
  wire.on('Network.loadingFinished', (event) => counted.set(event.requestId, event.encodedDataLength));
  await page.goto(url + path, { waitUntil: 'networkidle' });
  const bytes = [...counted.values()].reduce((sum, size) => sum + size, 0);
  sizes.push({ name, bytes, requests: counted.size, most, address: page.url() });
  await page.context().close();
}
await browser.close();
console.log(JSON.stringify(sizes));
