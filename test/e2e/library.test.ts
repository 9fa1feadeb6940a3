import { afterAll, beforeAll } from 'vitest';
import { managersDay } from './flows/manager.ts';
import { permissionsHeld } from './flows/permissions.ts';
import { readerAtHome } from './flows/reader.ts';
import { libraryRecovered } from './flows/recovery.ts';
import { refusalsInWords } from './flows/refusals.ts';
import { openWorld, type World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

// One library for all of them, as in life; each has a browser of their own.
managersDay(() => world);
readerAtHome(() => world);
refusalsInWords(() => world);
libraryRecovered(() => world);
// Last, because it closes the library.
permissionsHeld(() => world);
