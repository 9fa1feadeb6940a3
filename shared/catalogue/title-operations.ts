import { eventsOfRecord, pastOf } from '../audit/ledger-store.ts';
import type { Call, Handlers, Input } from '../aws/call.ts';
import { holdVersion } from '../aws/change.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Title } from '../contracts/titles.ts';
import { AppError } from '../kernel/app-error.ts';
import { newTitle, recordFromJson, recordOf, titleContent, toJson } from './bibliographic.ts';
import { readItemGates, readItemsOfTitle } from './item-store.ts';
import { restoreTitle } from './restore-title.ts';
import { applyForm, newRecord } from './title-form.ts';
import { binTitleTx, createTitleTx, editTitleTx, readTitle, readTitleVersion, reasonsOf } from './title-store.ts';
import { itemView, titleView } from './views.ts';

type TitleHandlers = Pick<
  Handlers<'catalogue'>,
  | 'title.get'
  | 'title.marc'
  | 'title.create'
  | 'title.edit'
  | 'title.bin'
  | 'title.restore'
  | 'title.past'
  | 'title.version'
  | 'title.put-back'
>;

export const written = (call: Call, id: string, version: number) => ({ id, version, changeId: call.context.changeId });

/** The title, or `not-found`; in the bin it is `in-bin`, except for those who look there on purpose. */
const wanted = async (system: System, titleId: string, allowBinned = false): Promise<Stored<Title>> => {
  const title = await readTitle(system, titleId);
  if (title === undefined) throw new AppError('not-found', { entity: 'title' });
  if (title.value.binnedAt !== undefined && !allowBinned) throw new AppError('in-bin', { entity: 'title' });
  return title;
};

const editedRecord = (input: Input<'title.edit'> | Input<'title.create'>, before: Title | undefined) => {
  if (input.record !== undefined) return recordFromJson(input.record);
  if (input.form === undefined) throw new AppError('invalid-input', { field: 'form' });
  return before === undefined ? newRecord(input.form) : applyForm(recordOf(before), input.form);
};

export const titleHandlers = (system: System): TitleHandlers => ({
  'title.get': async (call, { titleId }) => {
    // The public never learns that a title is in the bin: to them it is not there.
    const title = await readTitle(system, titleId);
    const isStaff = call.actor?.kind === 'staff';
    if (title === undefined || (title.value.binnedAt !== undefined && !isStaff))
      throw new AppError('not-found', { entity: 'title' });
    const items = await readItemsOfTitle(system, titleId);
    const shown = isStaff ? items : items.filter((item) => item.value.binnedAt === undefined);
    const gates = await readItemGates(
      system,
      shown.map((item) => item.value.id),
    );
    const views = shown.map((item, index) => itemView(item.value, gates[index]));
    return titleView(title.value, isStaff ? views : views.map(({ note: _note, price: _price, ...view }) => view));
  },
  'title.marc': async (_call, { titleId }) => {
    const { value } = await wanted(system, titleId, true);
    return { titleId, version: value.version, record: toJson(recordOf(value)) };
  },
  'title.create': async (call, input) => {
    const title = newTitle(call.context, editedRecord(input, undefined));
    return call.commit(createTitleTx(call.context, title), written(call, title.id, 1));
  },
  'title.edit': async (call, input) => {
    const before = await wanted(system, input.titleId);
    holdVersion(before, call.ifMatch);
    const content = titleContent(editedRecord(input, before.value));
    const fragments = editTitleTx(call.context, before, { ...content, reason: input.reason });
    return call.commit(fragments, written(call, input.titleId, before.value.version + 1));
  },
  'title.bin': async (call, { titleId, reason }) => {
    const before = await wanted(system, titleId);
    holdVersion(before, call.ifMatch);
    return call.commit(binTitleTx(call.context, before, reason), written(call, titleId, before.value.version + 1));
  },
  'title.restore': (call, { titleId, reason }) => restoreTitle(system, call, titleId, reason),
  'title.past': async (_call, { titleId, cursor }) => {
    const { value: now } = await wanted(system, titleId, true);
    const list = `title.past ${titleId}`;
    const from = await openCursor(system.keyring, list, cursor);
    const page = await eventsOfRecord(system, 'title', titleId, from === undefined ? {} : { from });
    const [past, reasons] = await Promise.all([
      pastOf(system, page.events),
      reasonsOf(
        system,
        now,
        page.events.map((event) => event.version),
      ),
    ]);
    const rows = past.map((entry) => ({ ...entry, reason: reasons.get(entry.version) }));
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }) };
  },
  'title.version': async (_call, { titleId, version }) => {
    const title = await readTitleVersion(system, titleId, version);
    if (title === undefined) throw new AppError('not-found', { entity: 'title' });
    const { items: _items, ...view } = titleView(title.value, []);
    return { titleId, version, view, record: toJson(recordOf(title.value)) };
  },
  'title.put-back': async (call, { titleId, toVersion, reason }) => {
    const before = await wanted(system, titleId);
    holdVersion(before, call.ifMatch);
    const was = await readTitleVersion(system, titleId, toVersion);
    if (was === undefined) throw new AppError('not-found', { entity: 'title' });
    const { brief, sortTitle, subjects, series, marc } = was.value;
    const content = { brief, sortTitle, subjects, series, marc, reason };
    const fragments = editTitleTx(call.context, before, content, 'title.put-back', { toVersion });
    return call.commit(fragments, written(call, titleId, before.value.version + 1));
  },
});
