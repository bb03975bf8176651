// Takes the pictures of docs/pictures: `node tests/pictures.js`.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browse, open, pages, serve } from './browser.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/pictures');
const site = await serve('demo');
try {
  const { browser, page } = await browse(site);
  for (const [width, height] of [
    [1280, 860],
    [390, 844],
  ]) {
    await page.setViewportSize({ width, height });
    for (const [name, path] of Object.entries(await pages(page, site.origin))) {
      if (!['disputes', 'question', 'map', 'timeline', 'report', 'sources', 'review'].includes(name)) continue;
      await open(page, site.origin + path);
      await page.waitForTimeout(name === 'map' ? 3000 : 300);
      await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
    }
  }
  await browser.close();
} finally {
  site.stop();
}
