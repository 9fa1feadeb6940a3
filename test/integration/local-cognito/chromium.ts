import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser as ChromiumBrowser, chromium as driver } from 'playwright-core';

// The package unpacks its browser into the temporary folder and silently takes an older one that lies there.
const UNPACKED = join(tmpdir(), 'chromium-153.0.0');
const FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function launchChromium(): Promise<ChromiumBrowser> {
  mkdirSync(UNPACKED, { recursive: true });
  process.env['TMPDIR'] = UNPACKED;
  const executablePath = await chromium.executablePath();
  return driver.launch({ executablePath, args: FLAGS, headless: true });
}
