import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { library } from './support/library.ts';
import { functionOfRole, grants } from './support/policies.ts';

const trial = library('trial');
const of = (id: string) => grants(trial).filter(({ role }) => functionOfRole(trial, role) === id);
const verbsOf = (id: string, place: string) => {
  const found = of(id).filter(({ Resource }) => JSON.stringify(Resource).includes(place));
  return [...new Set(found.flatMap(({ Action }) => Action))].sort();
};

describe('the function that seals take-home copies', () => {
  it('reads backups, and can change or remove none of them', () => {
    expect(verbsOf('backups-take-home', 'BackupsBucket')).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
  });

  it('writes into one folder of the work bucket, and reads nothing back', () => {
    const found = of('backups-take-home').filter(({ Sid }) => Sid === 'TakeHome');
    expect(found).toHaveLength(1);
    expect(found[0]?.Action.toSorted()).toEqual(['s3:AbortMultipartUpload', 's3:PutObject']);
    expect(JSON.stringify(found[0]?.Resource)).toContain('/take-home/*');
  });

  it('opens keys of persons, and makes or removes none', () => {
    expect(verbsOf('backups-take-home', 'PersonKeys').filter((verb) => verb.startsWith('dynamodb:'))).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
    ]);
  });

  it('sees neither what people send in nor their vault', () => {
    const places = JSON.stringify(of('backups-take-home').map(({ Resource }) => Resource));
    expect(places).not.toContain('IntakeBucket');
    expect(places).not.toContain('VaultBucket');
  });
});

describe('downloads of take-home copies', () => {
  it('are signed by the function people ask, which may read that folder alone', () => {
    const found = of('backups-api').filter(({ Action }) => Action.some((verb) => verb.startsWith('s3:')));
    expect(found.map(({ Action }) => Action)).toEqual([['s3:GetObject']]);
    expect(JSON.stringify(found[0]?.Resource)).toContain('/take-home/*');
  });

  it('end after a week, when the bucket forgets the file', () => {
    const Rules = z.array(
      z.looseObject({ Id: z.string(), Prefix: z.string().optional(), ExpirationInDays: z.int().optional() }),
    );
    const Lifecycle = z.looseObject({ LifecycleConfiguration: z.looseObject({ Rules }) });
    const { Rules: rules } = Lifecycle.parse(
      trial.one('AWS::S3::Bucket', 'WorkBucket').Properties,
    ).LifecycleConfiguration;
    expect(rules.find(({ Id }) => Id === 'take-home')).toMatchObject({ Prefix: 'take-home/', ExpirationInDays: 7 });
  });
});

describe('putting a recovery sheet in use', () => {
  it('changes the key of the library in place, and no key of a person', () => {
    const found = of('settings-api').filter(({ Sid }) => Sid === 'KeysReseal');
    expect(found.map(({ Action }) => Action)).toEqual([['dynamodb:UpdateItem']]);
    expect(found[0]?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLASS#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  });
});
