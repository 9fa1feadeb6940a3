export interface KmsNames {
  readonly region: string;
  readonly accountId: string;
  readonly keyArn: (keyId: string) => string;
  readonly aliasArn: (alias: string) => string;
}

export function kmsNames(region: string, accountId: string): KmsNames {
  const prefix = `arn:aws:kms:${region}:${accountId}:`;
  return { region, accountId, keyArn: (id) => `${prefix}key/${id}`, aliasArn: (alias) => `${prefix}${alias}` };
}

export type KeyReference = { readonly kind: 'id' | 'alias'; readonly value: string } | undefined;

/**
 * Reads a `KeyId` parameter: a key id, a key ARN, an alias name or an alias ARN.
 * @returns undefined for anything else, and for ARNs of another account or region.
 */
export function parseKeyReference(text: string, names: KmsNames): KeyReference {
  const local = names.aliasArn('');
  const rest = text.startsWith(local) ? text.slice(local.length) : text;
  if (rest.startsWith('arn:')) return undefined;
  if (rest.startsWith('alias/')) return { kind: 'alias', value: rest };
  if (rest === text) return { kind: 'id', value: text };
  return rest.startsWith('key/') ? { kind: 'id', value: rest.slice('key/'.length) } : undefined;
}
