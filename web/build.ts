import { resolve } from 'node:path';
import { build } from 'vite';

export interface BuiltWeb {
  readonly console: string;
  readonly catalogue: string;
}

/**
 * Builds both sites into `web/dist/console` and `web/dist/catalogue` and says where they are (absolute folders).
 * Always builds anew: the caller knows whether anything changed.
 */
export const buildWeb = async (): Promise<BuiltWeb> => {
  const configFile = resolve(import.meta.dirname, 'vite.config.ts');
  for (const mode of ['console', 'catalogue']) {
    // The config is read by this Node, which runs TypeScript, so nothing is bundled beside it.
    await build({ configFile, configLoader: 'native', mode, logLevel: 'warn' });
  }
  return {
    console: resolve(import.meta.dirname, 'dist/console'),
    catalogue: resolve(import.meta.dirname, 'dist/catalogue'),
  };
};
