import { type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { putNew, remove, toItem, update } from '../aws/fragments.ts';
import { accessKey, allOf, nameKey, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, queryAll } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Staff } from '../contracts/people.ts';
import type { EventType } from '../contracts/record.ts';
import { AppError } from '../kernel/app-error.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

export const readStaff = async (system: Of, staffId: string): Promise<Stored<Staff> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('staff', staffId));
  return item === undefined ? undefined : readStored(Staff, item);
};

/** Everybody who manages the library and has not left. */
export const managersOf = async (system: Of): Promise<Staff[]> => {
  const managers: Staff[] = [];
  for await (const item of queryAll(system.dynamo, system.tables.records, allOf('staff'), { index: 'GSI2' })) {
    const staff = readStored(Staff, item).value;
    if (staff.role === 'manager' && staff.leftAt === undefined) managers.push(staff);
  }
  return managers;
};

/** Whose e-mail address it is, left or not. */
export const staffOfEmail = async (system: Of, email: string): Promise<string | undefined> =>
  (await getItem(system.dynamo, system.tables.records, nameKey('staff-email', email.toLowerCase())))?.['id']?.S;

const index = (staff: Staff) => ({ GSI2PK: allOf('staff'), GSI2SK: staff.id });

/** What the sign-in reads; it changes in the very transaction that changes the grant. */
const accessItem = (staff: Staff) =>
  toItem({
    ...accessKey(staff.id),
    personId: staff.id,
    kind: 'staff',
    role: staff.role,
    name: staff.name,
    branches: staff.branches,
    certificates: staff.certificates,
    leftAt: staff.leftAt,
  });

/** Counts managers who have not left: the condition that keeps the last one. */
const MANAGERS = { PK: 'COUNT#managers', SK: 'COUNT' };

export const countManagersTx = (records: string, by: 1 | -1): Fragment =>
  update(
    'managers',
    records,
    MANAGERS,
    {
      update: 'ADD #count :by',
      condition: by === 1 ? 'attribute_not_exists(#count) OR #count >= :zero' : '#count > :one',
      names: { '#count': 'count' },
      values: by === 1 ? { ':by': by, ':zero': 0 } : { ':by': by, ':one': 1 },
    },
    () => new AppError('last-manager'),
  );

/** One person, one account: inviting yourself again must not take your role away. */
const claimEmailTx = (records: string, staff: Staff): Fragment =>
  putNew(
    'email',
    records,
    toItem({ ...nameKey('staff-email', staff.email.toLowerCase()), id: staff.id }),
    () => new AppError('already-exists', { field: 'email', email: staff.email }),
  );

const emailTx = (records: string, before: Staff, after: Staff): Fragment[] =>
  before.email.toLowerCase() === after.email.toLowerCase()
    ? []
    : [
        remove(
          'old-email',
          records,
          nameKey('staff-email', before.email.toLowerCase()),
          { condition: '#id = :id', names: { '#id': 'id' }, values: { ':id': before.id } },
          () => new AppError('stale-version', { entity: 'staff' }),
        ),
        claimEmailTx(records, after),
      ];

export const inviteStaffTx = (context: ChangeContext, staff: Staff): Fragment[] => [
  ...changeFragments(context, {
    after: staff,
    index: index(staff),
    type: 'staff.invited',
    params: { role: staff.role },
  }),
  putNew('access', context.tables.records, accessItem(staff), () => new AppError('already-exists')),
  claimEmailTx(context.tables.records, staff),
  ...(staff.role === 'manager' ? [countManagersTx(context.tables.records, 1)] : []),
];

export const editStaffTx = (
  context: ChangeContext,
  before: Stored<Staff>,
  content: Partial<Staff>,
  type: 'staff.edited' | 'staff.left',
): Fragment[] =>
  replaceStaffTx(context, before, { ...before.value, ...content, ...changed(context, before.value) }, type);

/** A record as it is from now on, with what the sign-in reads, its address, and the count of managers. */
export const replaceStaffTx = (
  context: ChangeContext,
  before: Stored<Staff>,
  after: Staff,
  type: Extract<EventType, `staff.${string}`>,
): Fragment[] => {
  const wasManager = before.value.role === 'manager' && before.value.leftAt === undefined;
  const isManager = after.role === 'manager' && after.leftAt === undefined;
  const access = accessItem(after);
  return [
    ...changeFragments(context, { before, after, index: index(after), type, params: { role: after.role } }),
    {
      label: 'access',
      refused: () => new AppError('not-found', { entity: 'staff' }),
      item: {
        Put: {
          TableName: context.tables.records,
          Item: access,
          ConditionExpression: 'attribute_exists(#pk)',
          ExpressionAttributeNames: { '#pk': 'PK' },
        },
      },
    },
    ...emailTx(context.tables.records, before.value, after),
    ...(wasManager === isManager ? [] : [countManagersTx(context.tables.records, isManager ? 1 : -1)]),
  ];
};
