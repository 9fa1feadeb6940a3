import * as z from 'zod';
import type { Action } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import { readInput } from '../aws-json/input.ts';
import { type KeyRecord, keySpecSchema, keyUsage } from './key-record.ts';
import {
  findKey,
  type KmsCaller,
  type KmsContext,
  recordKeyUse,
  refuseManagedKey,
  refusePendingDeletion,
} from './keyring.ts';
import { defaultPolicy, keyMetadata } from './metadata.ts';
import { newMaterial } from './signing.ts';

const DAY_MS = 86_400_000;
const keyId = z.string().min(1).max(2048);
const onlyKey = z.strictObject({ KeyId: keyId });
const createInput = z.strictObject({
  KeySpec: keySpecSchema.default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).optional(),
  Description: z.string().max(8192).default(''),
  Policy: z.string().min(1).max(131_072).optional(),
});
const deletionInput = z.strictObject({ KeyId: keyId, PendingWindowInDays: z.int().min(7).max(30).default(30) });
const rotationInput = z.strictObject({ KeyId: keyId, RotationPeriodInDays: z.int().min(90).max(2560).default(365) });
const policyInput = z.strictObject({ KeyId: keyId, PolicyName: z.literal('default').default('default') });
const listInput = z.strictObject({ Limit: z.int().min(1).max(1000).default(100), Marker: z.string().optional() });

/** Finds a key for an administrative action; the key AWS manages refuses all but being described. */
function managedKey(kms: KmsContext, action: string, requested: string, caller: KmsCaller): KeyRecord {
  const key = findKey(kms, requested);
  const use = { action, caller, requested };
  recordKeyUse(kms, key, use);
  if (action !== 'DescribeKey') refuseManagedKey(kms, key, use);
  return key;
}

function rotatableKey(kms: KmsContext, action: string, requested: string, caller: KmsCaller): KeyRecord {
  const key = managedKey(kms, action, requested, caller);
  const arn = kms.names.keyArn(key.id);
  refusePendingDeletion(kms, key);
  if (key.spec !== 'SYMMETRIC_DEFAULT') {
    throw new AwsError('UnsupportedOperationException', `${arn} key spec is ${key.spec} which cannot be rotated.`);
  }
  return key;
}

export function keyActions(kms: KmsContext) {
  const { store, names } = kms;
  return {
    CreateKey: (input, caller) => {
      kms.record({ service: 'kms', action: 'CreateKey', resource: '*', principal: caller.principal, context: {} });
      const request = readInput(createInput, input);
      const usage = keyUsage(request.KeySpec);
      if ((request.KeyUsage ?? 'ENCRYPT_DECRYPT') !== usage) {
        const message = `KeyUsage ${request.KeyUsage ?? 'ENCRYPT_DECRYPT'} is not compatible with KeySpec ${request.KeySpec}`;
        throw new AwsError('ValidationException', message);
      }
      const id = store.insert({
        spec: request.KeySpec,
        material: newMaterial(request.KeySpec),
        manager: 'CUSTOMER',
        description: request.Description,
        policy: request.Policy ?? defaultPolicy(names.accountId),
      });
      return { KeyMetadata: keyMetadata(findKey(kms, id), names) };
    },
    DescribeKey: (input, caller) => {
      const { KeyId } = readInput(onlyKey, input);
      return { KeyMetadata: keyMetadata(managedKey(kms, 'DescribeKey', KeyId, caller), names) };
    },
    ListKeys: (input, caller) => {
      kms.record({ service: 'kms', action: 'ListKeys', resource: '*', principal: caller.principal, context: {} });
      const { Limit, Marker } = readInput(listInput, input);
      const keys = store.keys().sort((a, b) => (a.id < b.id ? -1 : 1));
      const rest = Marker === undefined ? keys : keys.filter((key) => key.id > Marker);
      const page = rest.slice(0, Limit);
      const last = page.at(-1);
      return {
        Keys: page.map((key) => ({ KeyId: key.id, KeyArn: names.keyArn(key.id) })),
        Truncated: rest.length > page.length,
        ...(last && rest.length > page.length ? { NextMarker: last.id } : {}),
      };
    },
    GetKeyPolicy: (input, caller) => {
      const { KeyId } = readInput(policyInput, input);
      return { Policy: managedKey(kms, 'GetKeyPolicy', KeyId, caller).policy, PolicyName: 'default' };
    },
    EnableKey: (input, caller) => {
      const key = managedKey(kms, 'EnableKey', readInput(onlyKey, input).KeyId, caller);
      refusePendingDeletion(kms, key);
      store.change(key.id, { state: 'Enabled' });
    },
    DisableKey: (input, caller) => {
      const key = managedKey(kms, 'DisableKey', readInput(onlyKey, input).KeyId, caller);
      refusePendingDeletion(kms, key);
      store.change(key.id, { state: 'Disabled' });
    },
    EnableKeyRotation: (input, caller) => {
      const request = readInput(rotationInput, input);
      const key = rotatableKey(kms, 'EnableKeyRotation', request.KeyId, caller);
      if (key.state === 'Disabled') throw new AwsError('DisabledException', `${names.keyArn(key.id)} is disabled.`);
      store.change(key.id, { rotation_enabled: true, rotation_days: request.RotationPeriodInDays });
    },
    DisableKeyRotation: (input, caller) => {
      const key = rotatableKey(kms, 'DisableKeyRotation', readInput(onlyKey, input).KeyId, caller);
      if (key.state === 'Disabled') throw new AwsError('DisabledException', `${names.keyArn(key.id)} is disabled.`);
      store.change(key.id, { rotation_enabled: false });
    },
    GetKeyRotationStatus: (input, caller) => {
      const key = rotatableKey(kms, 'GetKeyRotationStatus', readInput(onlyKey, input).KeyId, caller);
      return {
        KeyId: names.keyArn(key.id),
        KeyRotationEnabled: key.rotation_enabled,
        ...(key.rotation_enabled
          ? {
              RotationPeriodInDays: key.rotation_days,
              NextRotationDate: (key.rotated_at + key.rotation_days * DAY_MS) / 1000,
            }
          : {}),
      };
    },
    ScheduleKeyDeletion: (input, caller) => {
      const request = readInput(deletionInput, input);
      const key = managedKey(kms, 'ScheduleKeyDeletion', request.KeyId, caller);
      refusePendingDeletion(kms, key);
      const deletionAt = kms.now().getTime() + request.PendingWindowInDays * DAY_MS;
      store.change(key.id, { state: 'PendingDeletion', deletion_at: deletionAt });
      return {
        KeyId: names.keyArn(key.id),
        DeletionDate: deletionAt / 1000,
        KeyState: 'PendingDeletion',
        PendingWindowInDays: request.PendingWindowInDays,
      };
    },
    CancelKeyDeletion: (input, caller) => {
      const key = managedKey(kms, 'CancelKeyDeletion', readInput(onlyKey, input).KeyId, caller);
      if (key.state !== 'PendingDeletion') {
        throw new AwsError('KMSInvalidStateException', `${names.keyArn(key.id)} is not pending deletion.`);
      }
      // A rescued key comes back disabled: someone must decide that it may be used again.
      store.change(key.id, { state: 'Disabled', deletion_at: null });
      return { KeyId: names.keyArn(key.id) };
    },
  } satisfies Record<string, Action>;
}
