// The real program and a real browser, for the tests.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));

/** The program under test: `RASHOMON`, else the one that was built last. */
const program = process.env.RASHOMON ?? join(here, '../../target/release/rashomon');

/** Chromium: `CHROMIUM`, else the first that is there, else the one Playwright installed. */
function browserPath() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => path && existsSync(path));
  if (found) return found;
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  throw new Error('no Chromium found: install it, or say where it is in CHROMIUM');
}

/** Starts the program and waits for the address it prints. */
export async function serve(...args) {
  const began = performance.now();
  const child = spawn(program, [...args, '--port', '0', '--no-browser'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await new Promise((done, failed) => {
    let text = '';
    let errors = '';
    child.stderr.on('data', (more) => (errors += more));
    child.stdout.on('data', (more) => {
      text += more;
      if (text.includes('\n')) done(text.split('\n')[0]);
    });
    child.on('error', failed);
    child.on('exit', (code) => failed(new Error(`the program ended with ${code}: ${errors}`)));
  });
  return { address, origin: new URL(address).origin, began, stop: () => child.kill() };
}

/** A browser that notes every request, and every complaint of a page. */
export async function browse(site, options = {}) {
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--enable-unsafe-swiftshader'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const outside = [];
  const trouble = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site.origin) && !/^(blob|data):/.test(url)) outside.push(url);
  });
  context.on('weberror', (error) => trouble.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text());
  });
  const page = await context.newPage();
  await page.goto(site.address);
  await page.waitForSelector('h1');
  return { browser, context, page, outside, trouble };
}

/** Every page, by name: what is looked at by all. */
export async function pages(page, origin) {
  const list = await (await page.request.get(`${origin}/disputes.json`)).json();
  return {
    disputes: '/disputes',
    question: `/question/${list.items[0].id}`,
    map: '/map',
    drawing: '/map?draw=svg&on=Raqqa, Syria',
    timeline: '/timeline?from=2017-06-11&to=2017-06-15',
    reports: '/reports',
    report: '/report/r5?claim=c3',
    sources: '/sources',
    review: '/review',
    add: '/add',
    export: '/export',
    'sign-in': '/sign-in',
  };
}

/** Opens a page of ours and waits until it shows its data. */
export async function open(page, address) {
  await page.goto(address);
  await page.waitForSelector('h1');
  await page.waitForFunction(() => !Array.from(document.querySelectorAll('[role=status]')).some((s) => s.textContent === '…'));
}

/** Waits until something is so. */
export async function until(so, most = 10_000) {
  const end = performance.now() + most;
  while (!(await so())) {
    if (performance.now() > end) throw new Error(`not so after ${most} ms: ${so}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
