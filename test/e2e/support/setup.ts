import type { TestProject } from 'vitest/node';
import { unpackChromium } from './chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: string;
  }
}

/** Once for all files: the browser. */
export const setup = async (project: TestProject): Promise<void> => {
  project.provide('chromium', await unpackChromium());
};
