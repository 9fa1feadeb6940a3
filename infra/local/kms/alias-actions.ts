import * as z from 'zod';
import type { Action } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import { readInput } from '../aws-json/input.ts';
import { keyUsage } from './key-record.ts';
import {
  findKey,
  type KmsCaller,
  type KmsContext,
  recordKeyUse,
  refuseManagedKey,
  refusePendingDeletion,
} from './keyring.ts';

const aliasName = z
  .string()
  .max(256)
  .regex(/^alias\/[\w/-]+$/, 'must begin with alias/ and hold letters, digits, /, _ and - alone')
  .refine((name) => !name.startsWith('alias/aws/'), 'alias/aws/ is reserved for AWS');
const targetInput = z.strictObject({ AliasName: aliasName, TargetKeyId: z.string().min(1).max(2048) });
const nameInput = z.strictObject({ AliasName: aliasName });
const listInput = z.strictObject({
  KeyId: z.string().optional(),
  Limit: z.int().min(1).max(100).default(50),
  Marker: z.string().optional(),
});

/** An alias needs the permission twice: on the alias and on the key behind it. */
function recordAlias(kms: KmsContext, action: string, name: string, caller: KmsCaller): void {
  const resource = kms.names.aliasArn(name);
  kms.record({ service: 'kms', action, resource, principal: caller.principal, context: {} });
}

function targetKey(kms: KmsContext, action: string, target: string, caller: KmsCaller) {
  if (target.includes('alias/')) throw new AwsError('ValidationException', 'Aliases must refer to keys, not aliases');
  const key = findKey(kms, target);
  const use = { action, caller, requested: target };
  recordKeyUse(kms, key, use);
  refuseManagedKey(kms, key, use);
  refusePendingDeletion(kms, key);
  return key;
}

function existingAlias(kms: KmsContext, name: string) {
  const alias = kms.store.alias(name);
  if (alias) return alias;
  throw new AwsError('NotFoundException', `Alias ${kms.names.aliasArn(name)} is not found.`);
}

export function aliasActions(kms: KmsContext) {
  const { store, names } = kms;
  return {
    CreateAlias: (input, caller) => {
      const { AliasName, TargetKeyId } = readInput(targetInput, input);
      recordAlias(kms, 'CreateAlias', AliasName, caller);
      const key = targetKey(kms, 'CreateAlias', TargetKeyId, caller);
      if (store.alias(AliasName)) {
        const message = `An alias with the name ${names.aliasArn(AliasName)} already exists`;
        throw new AwsError('AlreadyExistsException', message);
      }
      store.setAlias(AliasName, key.id);
    },
    UpdateAlias: (input, caller) => {
      const { AliasName, TargetKeyId } = readInput(targetInput, input);
      recordAlias(kms, 'UpdateAlias', AliasName, caller);
      const key = targetKey(kms, 'UpdateAlias', TargetKeyId, caller);
      const current = findKey(kms, existingAlias(kms, AliasName).key_id);
      if (keyUsage(current.spec) !== keyUsage(key.spec)) {
        const message = 'The current and the new key of an alias must have the same usage.';
        throw new AwsError('ValidationException', message);
      }
      store.setAlias(AliasName, key.id);
    },
    DeleteAlias: (input, caller) => {
      const { AliasName } = readInput(nameInput, input);
      recordAlias(kms, 'DeleteAlias', AliasName, caller);
      const key = findKey(kms, existingAlias(kms, AliasName).key_id);
      recordKeyUse(kms, key, { action: 'DeleteAlias', caller });
      store.deleteAlias(AliasName);
    },
    ListAliases: (input, caller) => {
      kms.record({ service: 'kms', action: 'ListAliases', resource: '*', principal: caller.principal, context: {} });
      const { KeyId, Limit, Marker } = readInput(listInput, input);
      const only = KeyId === undefined ? undefined : findKey(kms, KeyId).id;
      const matching = store
        .aliases()
        .filter((alias) => only === undefined || alias.key_id === only)
        .filter((alias) => Marker === undefined || alias.name > Marker);
      const page = matching.slice(0, Limit);
      const last = page.at(-1);
      return {
        Aliases: page.map((alias) => ({
          AliasName: alias.name,
          AliasArn: names.aliasArn(alias.name),
          TargetKeyId: alias.key_id,
          CreationDate: alias.created_at / 1000,
          LastUpdatedDate: alias.updated_at / 1000,
        })),
        Truncated: matching.length > page.length,
        ...(last && matching.length > page.length ? { NextMarker: last.name } : {}),
      };
    },
  } satisfies Record<string, Action>;
}
