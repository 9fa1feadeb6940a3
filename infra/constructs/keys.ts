import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * The three keys of a library, and there are no more: each costs a dollar a month. The backups are not under any
 * of them, because whoever administers a key could make every locked copy unreadable at once.
 */
export class Keys extends Construct {
  readonly data: kms.Key;
  readonly vault: kms.Key;
  readonly signing: kms.Key;

  constructor(scope: Construct, id: string, signing: 'ed25519' | 'p256') {
    super(scope, id);
    const kept = { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };
    this.data = new kms.Key(this, 'Data', { ...kept, enableKeyRotation: true, description: 'Strongroom: tables' });
    this.vault = new kms.Key(this, 'Vault', {
      ...kept,
      enableKeyRotation: true,
      description: 'Strongroom: vault files',
    });
    this.signing = new kms.Key(this, 'Signing', {
      ...kept,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      keySpec: signing === 'ed25519' ? kms.KeySpec.ECC_NIST_EDWARDS25519 : kms.KeySpec.ECC_NIST_P256,
      description: 'Strongroom: signatures of ledger checkpoints',
    });
  }
}
