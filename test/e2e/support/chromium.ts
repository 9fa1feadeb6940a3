import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const Manifest = z.object({ version: z.string() });

const versionOf = (): string => {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = join(dirname(dirname(entry)), 'package.json');
  return Manifest.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
};

/**
 * Unpacks the browser that its package carries and gives the path of its program.
 * The package takes whatever `chromium` it finds in the temporary folder, be it older or half written:
 * so it unpacks into a folder of its own, which takes the name with the version in it only when all is there.
 */
export const unpackChromium = async (): Promise<string> => {
  const home = join(tmpdir(), `strongroom-chromium-${versionOf()}`);
  const program = join(home, 'chromium');
  if (existsSync(program)) return program;
  const fresh = mkdtempSync(`${home}-`);
  const before = process.env['TMPDIR'];
  try {
    process.env['TMPDIR'] = fresh;
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
    renameSync(fresh, home);
  } catch (error) {
    // Another run was first, and its browser is as good.
    if (!existsSync(program)) throw error;
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(fresh, { recursive: true, force: true });
  }
  return program;
};
