/** Renders resources/icon.svg to the PNG that the window, the tray and the installers use. Run by hand after a change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from './find-program.ts';
import { root } from './runtime.mjs';

const size = 512;
const executablePath = findChromium();
const browser = await chromium.launch({ args: chromiumFlags(), ...(executablePath ? { executablePath } : {}) });
const page = await browser.newPage({ viewport: { width: size, height: size } });
const svg = readFileSync(join(root, 'resources/icon.svg'), 'utf8');
await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
await page.screenshot({ path: join(root, 'resources/icon.png'), omitBackground: true });
await browser.close();
