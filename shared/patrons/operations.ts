import { eventsOfRecord, pastOf } from '../audit/ledger-store.ts';
import type { Call, Handlers } from '../aws/call.ts';
import { born, holdVersion } from '../aws/change.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { type Patron, PatronSecret, type PatronView } from '../contracts/patrons.ts';
import { AppError } from '../kernel/app-error.ts';
import { patronBinHandler } from './bin-list.ts';
import { noteReads } from './note-reads.ts';
import {
  createPatronTx,
  editPatronTx,
  findPatronIds,
  lookupHashes,
  movePatronTx,
  type OpenPatron,
  readPatron,
  readPatrons,
} from './patron-store.ts';
import { answers, questionOf } from './rules.ts';

/** Names looked at for one question; a longer list would help nobody find anybody. */
const MOST = 100;
const SHOWN = 20;

export const patronView = ({ stored: { value }, secret, gate }: OpenPatron): PatronView => ({
  patronId: value.id,
  version: value.version,
  ...secret,
  category: value.category,
  expires: value.expires,
  blocked: value.blocked,
  loans: gate.loans,
  updatedAt: value.updatedAt,
  ...(value.branch === undefined ? {} : { branch: value.branch }),
  ...(value.binnedAt === undefined ? {} : { binnedAt: value.binnedAt }),
});

const wanted = async (system: System, patronId: string): Promise<OpenPatron> => {
  const patron = await readPatron(system, patronId);
  if (patron === undefined) throw new AppError('not-found', { entity: 'patron' });
  return patron;
};

const written = (call: Call, id: string, version: number) => ({ id, version, changeId: call.context.changeId });

const branchOf = async (system: System, branch: string | undefined): Promise<string> => {
  const { branches } = await system.library();
  const code = branch ?? branches[0]?.code;
  if (code === undefined || !branches.some((known) => known.code === code))
    throw new AppError('invalid-input', { field: 'branch' });
  return code;
};

export const patronHandlers = (system: System): Handlers<'patrons'> => ({
  'patron.find': async (call, { words }) => {
    const ids = (await findPatronIds(system, questionOf(words))).slice(0, MOST);
    const patrons = (await readPatrons(system, ids)).filter((patron) => patron !== undefined);
    const shown = patrons
      .filter((patron) => patron.stored.value.binnedAt === undefined && answers(patron.secret, words))
      .sort((a, b) => a.secret.name.localeCompare(b.secret.name))
      .slice(0, SHOWN);
    await noteReads(
      system,
      call,
      shown.map((patron) => patron.stored.value.id),
    );
    return {
      rows: shown.map(({ stored: { value }, secret }) => ({
        patronId: value.id,
        name: secret.name,
        card: secret.card,
        category: value.category,
        expires: value.expires,
        blocked: value.blocked,
      })),
    };
  },
  'patron.create': async (call, { category, expires, blocked, branch, ...secret }) => {
    const id = call.context.newId();
    const { key, fragment } = await system.keyring.newPerson(id);
    const patron: Patron = {
      ...born(call.context, id),
      entity: 'patron',
      category,
      expires,
      blocked,
      branch: await branchOf(system, branch),
      sealed: key.seal(secret),
      lookups: await lookupHashes(system.keyring, secret),
    };
    return call.commit(
      await createPatronTx(system.keyring, call.context, patron, secret, fragment),
      written(call, id, 1),
    );
  },
  'patron.get': async (call, { patronId }) => {
    const patron = await wanted(system, patronId);
    await noteReads(system, call, [patronId]);
    return patronView(patron);
  },
  'patron.edit': async (call, { patronId, category, expires, blocked, branch, reason, ...secret }) => {
    const before = await wanted(system, patronId);
    if (before.stored.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'patron' });
    holdVersion(before.stored, call.ifMatch);
    const content = { category, expires, blocked, reason, branch: await branchOf(system, branch) };
    const fragments = await editPatronTx(system.keyring, call.context, before, content, PatronSecret.parse(secret));
    return call.commit(fragments, written(call, patronId, before.stored.value.version + 1));
  },
  'patron.bin': async (call, { patronId, reason }) => {
    const before = await wanted(system, patronId);
    if (before.stored.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'patron' });
    holdVersion(before.stored, call.ifMatch);
    return call.commit(
      movePatronTx(call.context, before, 'bin', reason),
      written(call, patronId, before.stored.value.version + 1),
    );
  },
  'patron.restore': async (call, { patronId, reason }) => {
    const before = await wanted(system, patronId);
    if (before.stored.value.binnedAt === undefined) throw new AppError('not-in-bin', { entity: 'patron' });
    holdVersion(before.stored, call.ifMatch);
    return call.commit(
      movePatronTx(call.context, before, 'shelf', reason),
      written(call, patronId, before.stored.value.version + 1),
    );
  },
  'patron.binned': patronBinHandler(system),
  'patron.past': async (_call, { patronId, cursor }) => {
    await wanted(system, patronId);
    const list = `patron.past ${patronId}`;
    const from = await openCursor(system.keyring, list, cursor);
    const page = await eventsOfRecord(system, 'patron', patronId, from === undefined ? {} : { from });
    const rows = await pastOf(system, page.events);
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }) };
  },
  'my.record': async (call) => {
    const { notes: _notes, ...view } = patronView(await wanted(system, call.personId));
    return view;
  },
});
