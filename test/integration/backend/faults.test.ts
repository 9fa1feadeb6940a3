import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThrottled } from '../../../shared/aws/throttled.ts';
import { deskOf } from '../../support/desk.ts';
import { type Fault, withFaults, withLostAnswer, withStaleReads } from '../../support/faults.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const faulty = (fault: Fault) => deskOf(cloud.container(withFaults(cloud.dynamoClient(), fault)), cloud.managerId);
/** The first requests of a command meet the fault; those after it pass. */
const firstTimes = (times: number, command: string, kind: ReturnType<Fault>) => {
  const met = { times: 0 };
  const fault: Fault = (name) => {
    if (name !== command || met.times >= times) return undefined;
    met.times += 1;
    return kind;
  };
  return { fault, met };
};
const TRANSACT = 'TransactWriteItemsCommand';
const sound = () => deskOf(cloud.system, cloud.managerId);
const ready = async (barcode: string) => {
  const titleId = await sound().title();
  const itemId = await sound().item(titleId, barcode);
  return { titleId, itemId, patronId: await sound().patron('Lena Fault') };
};

describe('under load', () => {
  it('a transaction in conflict is tried again until it passes', async () => {
    const { patronId } = await ready('51001');
    const { fault, met } = firstTimes(3, TRANSACT, 'conflict');
    const { loansNow } = await faulty(fault).lend(patronId, '51001');
    expect([loansNow, met.times]).toEqual([1, 3]);
  });

  it('a transaction whose first try still runs is waited for under its own token', async () => {
    const { patronId } = await ready('51002');
    const { fault } = firstTimes(2, TRANSACT, 'in progress');
    expect((await faulty(fault).lend(patronId, '51002')).loansNow).toBe(1);
  });

  it('conflicts without end are "busy", and nothing was done', async () => {
    const { patronId } = await ready('51003');
    const desk = faulty((name) => (name === TRANSACT ? 'conflict' : undefined));
    expect((await refusal(desk.lend(patronId, '51003'))).code).toBe('busy');
    expect((await sound().lend(patronId, '51003')).loansNow).toBe(1);
  });

  it('a throttled write is "busy", not a fault of ours', async () => {
    const { patronId } = await ready('51004');
    const desk = faulty((name) => (name === TRANSACT ? 'throttled' : undefined));
    expect((await refusal(desk.lend(patronId, '51004'))).code).toBe('busy');
  });

  it('a throttled read is known as such, for the answer to say "busy"', async () => {
    const { patronId } = await ready('51005');
    const desk = faulty((name) => (name === 'GetItemCommand' ? 'throttled' : undefined));
    const error: unknown = await desk.lend(patronId, '51005').catch((reason: unknown) => reason);
    expect(isThrottled(error)).toBe(true);
  });
});

describe('when an answer is lost after the commit', () => {
  it('on the wire, the client asks again under the same token: done once, and nobody notices', async () => {
    const { patronId } = await ready('52002');
    const { client, sent } = withLostAnswer(cloud.dynamoClient(), TRANSACT);
    const desk = deskOf(cloud.container(client), cloud.managerId);
    expect((await desk.lend(patronId, '52002')).loansNow).toBe(1);
    expect(sent()).toBe(2);
    expect((await sound().circulation['patron.loans'](sound().call(), { patronId })).rows).toHaveLength(1);
  });

  it('the act was done once, and doing it again by hand is refused with the truth', async () => {
    const { patronId } = await ready('52001');
    const { fault } = firstTimes(1, TRANSACT, 'answer lost');
    await expect(faulty(fault).lend(patronId, '52001')).rejects.toThrow('socket hang up');
    const again = await refusal(sound().lend(patronId, '52001'));
    expect(again).toMatchObject({ code: 'item-on-loan', params: { borrower: 'Lena Fault' } });
  });
});

describe('when reads are old', () => {
  it('a copy that looked free is still not lent twice', async () => {
    const { patronId, itemId } = await ready('53001');
    const late = deskOf(cloud.container(withStaleReads(cloud.dynamoClient(), true)), cloud.managerId);
    await late.circulation['desk.scan'](late.call(), { barcode: '53001' });
    await late.catalogue['item.get'](late.call(), { itemId });
    await sound().lend(await sound().patron('Quick Quinn'), '53001');
    const refused = await refusal(late.lend(patronId, '53001'));
    expect(refused).toMatchObject({ code: 'item-on-loan', params: { borrower: 'Quick Quinn' } });
  });

  it('an edit made on an old reading is refused, though the page and the reading agreed', async () => {
    const titleId = await sound().title('Old');
    const late = deskOf(cloud.container(withStaleReads(cloud.dynamoClient(), true)), cloud.managerId);
    await late.catalogue['title.marc'](late.call(), { titleId });
    await sound().catalogue['title.edit'](sound().call(1), { titleId, form: { title: 'New' } });
    const refused = await refusal(late.catalogue['title.edit'](late.call(1), { titleId, form: { title: 'Lost?' } }));
    expect(refused).toMatchObject({ code: 'stale-version', params: { version: 2, actorId: cloud.managerId } });
  });

  it('replicas and indexes that lag for ever do not keep a desk from lending, renewing and taking back', async () => {
    const { patronId } = await ready('53002');
    const system = cloud.container(withStaleReads(cloud.dynamoClient()));
    const desk = deskOf(system, cloud.managerId);
    const later = deskOf({ ...system, clock: () => new Date(Date.now() + 3 * 86_400_000) }, cloud.managerId);
    const { loan } = await desk.lend(patronId, '53002');
    expect((await later.renew(loan.loanId)).loan.renewals).toBe(1);
    await desk.takeBack('53002');
    expect((await desk.lend(patronId, '53002')).loansNow).toBe(1);
  });
});
