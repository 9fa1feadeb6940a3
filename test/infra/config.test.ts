import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cloudDeployment, parseCdkFile, practiceDeployment } from '../../infra/config.ts';

const settings = {
  region: 'eu-central-1',
  protection: 'trial',
  monthlyBudgetUsd: 15,
  scanner: 'guardduty',
  signingKey: 'ed25519',
};
const file = (strongroom: unknown, more: object = {}) =>
  JSON.stringify({ app: 'node infra/tools/synth.ts', output: '.local/cdk.out', context: { strongroom, ...more } });
const domain = {
  name: 'library.example',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000',
};

describe('cdk.json', () => {
  it('as it stands in the repository is right', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../cdk.json'), 'utf8');
    expect(parseCdkFile(text).settings.protection).toBe('trial');
  });

  it.each([
    ['an unknown setting', { ...settings, regoin: 'eu-west-1' }, /regoin/],
    ['a region that cannot be', { ...settings, region: 'Frankfurt' }, /region/],
    ['a missing setting', { ...settings, scanner: undefined }, /scanner/],
    ['production without a domain', { ...settings, protection: 'production' }, /domain/],
    [
      'a certificate of another region',
      {
        ...settings,
        domain: {
          ...domain,
          certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-4000-8000-000000000000',
        },
      },
      /certificateArn/,
    ],
    ['an unknown key in the domain', { ...settings, domain: { ...domain, www: true } }, /www/],
    ['a sender who is none', { ...settings, mail: { from: 'backups' } }, /from/],
    [
      'a sender of another domain than the verified one',
      { ...settings, mail: { from: 'a@library.example', identity: 'example.org' } },
      /identity/,
    ],
    ['an e-mail address that is none', { ...settings, alarmEmail: 'manager' }, /alarmEmail/],
  ])('refuses %s, and names it', (_what, strongroom, says) => {
    expect(() => parseCdkFile(file(strongroom))).toThrow(says);
  });

  it('refuses context that nobody reads', () => {
    expect(() => parseCdkFile(file(settings, { hostnames: 'x' }))).toThrow(/hostnames|context/);
  });

  it.each([
    [undefined, undefined],
    [{ from: 'backups@library.example' }, { from: 'backups@library.example', identity: 'library.example' }],
    [
      { from: 'backups@library.example', identity: 'backups@library.example' },
      { from: 'backups@library.example', identity: 'backups@library.example' },
    ],
  ])('sends the weekly mail as %j', (mail, expected) => {
    expect(cloudDeployment(parseCdkFile(file({ ...settings, mail })).settings).mail).toEqual(expected);
  });

  it('gives the sites of a domain, and none before CloudFront has named them', () => {
    expect(cloudDeployment(parseCdkFile(file({ ...settings, domain })).settings).hosts).toEqual({
      catalogue: 'catalogue.library.example',
      console: 'console.library.example',
      files: 'files.library.example',
    });
    expect(cloudDeployment(parseCdkFile(file(settings)).settings).hosts).toBeUndefined();
  });

  it('makes a practice library whatever protection it names', () => {
    const practice = practiceDeployment(parseCdkFile(file({ ...settings, protection: 'production', domain })).settings);
    expect(practice).toMatchObject({ mode: 'practice', scanner: 'parameter' });
    expect(practice.domain).toBeUndefined();
  });
});
