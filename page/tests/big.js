// How the page bears a large case: `node tests/big.js CASE` tells of each page the time until its data shows, its
// bytes, and the frames while it is scrolled. Run `rashomon serve CASE` before to know how long the case takes to read.

import { browse, serve } from './browser.js';

const PAGES = {
  disputes: ['/disputes', 'ol h2 a'],
  'all questions': ['/disputes?disputed=0&order=claims', 'ol h2 a'],
  'questions with a word': ['/disputes?disputed=0&q=quarter', 'ol h2 a'],
  map: ['/map', '.pin'],
  drawing: ['/map?draw=svg', 'svg g[role=button]'],
  timeline: ['/timeline', 'ol li a'],
  reports: ['/reports', 'main table a, main ol a, main ul a'],
  sources: ['/sources', 'main table a'],
  review: ['/review', '.keys button'],
};

const [file] = process.argv.slice(2);
const site = await serve('serve', file);
const desk = await browse(site);
const { page } = desk;
await page.goto(`${site.origin}/disputes?disputed=0`);
await page.waitForSelector('ol h2 a', { timeout: 600_000 });
console.log(`from the start of the program to the first list: ${((performance.now() - site.began) / 1000).toFixed(1)} s`);

for (const [name, [path, shown]] of Object.entries(PAGES)) {
  let bytes = 0;
  const count = async (response) => {
    if (response.url().includes('.json')) bytes += Number((await response.request().sizes().catch(() => null))?.responseBodySize ?? 0);
  };
  page.on('response', count);
  const began = performance.now();
  await page.goto(site.origin + path);
  const there = await page.waitForSelector(shown, { timeout: 60_000, state: 'attached' }).catch(() => null);
  const took = performance.now() - began;
  // Sixty steps of a wheel, one a frame: how long frames take, and how many things the page holds after.
  const frames = await page.evaluate(async () => {
    const times = [];
    let last = performance.now();
    for (let step = 0; step < 60; step++) {
      window.scrollBy(0, 300);
      await new Promise((done) => requestAnimationFrame(done));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return { p50: times[30], p95: times[57], most: times[59], nodes: document.getElementsByTagName('*').length };
  });
  page.off('response', count);
  console.log(
    `${name}: ${there ? `${took.toFixed(0)} ms` : 'nothing shown'}, ${(bytes / 1000).toFixed(0)} kB; frames p50 ${frames.p50.toFixed(0)}, ` +
      `p95 ${frames.p95.toFixed(0)}, most ${frames.most.toFixed(0)} ms; ${frames.nodes} nodes`,
  );
}
if (desk.trouble.length > 0) console.log('complaints:', desk.trouble.slice(0, 5));
await desk.browser.close();
site.stop();
