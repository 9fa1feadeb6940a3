import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { themeVariables } from './theme-variables.ts';

const here = import.meta.dirname;
const VARIABLES = 'virtual:theme-variables.css';

const themePlugin = (): Plugin => ({
  name: 'theme-variables',
  resolveId: (id) => (id === VARIABLES ? `\0${VARIABLES}` : undefined),
  load: (id) => (id === `\0${VARIABLES}` ? themeVariables() : undefined),
});

/** Two sites from one configuration: `--mode console` or `--mode catalogue`. */
export default defineConfig(({ mode }) => {
  const site = mode === 'catalogue' ? 'catalogue' : 'console';
  return {
    root: resolve(here, site),
    publicDir: resolve(here, 'shared/public'),
    plugins: [react(), themePlugin()],
    cacheDir: resolve(here, '../node_modules/.vite', site),
    build: {
      outDir: resolve(here, 'dist', site),
      emptyOutDir: true,
      target: 'es2022',
      // Inlined fonts and pictures would need "data:" in the security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
});
