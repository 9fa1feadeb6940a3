import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** Object Lock and wording follow this: practice runs on one machine, trial and production in AWS. */
export type Mode = 'practice' | 'trial' | 'production';

const HostName = z.string().regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/);

const Domain = z.strictObject({
  /** The parent of catalogue., console. and files.; passkeys belong to it, so it never changes afterwards. */
  name: HostName,
  /** CloudFront reads certificates in us-east-1 only; it must cover `*.name`. */
  certificateArn: z.string().regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/),
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/)
    .optional(),
});

/** Who the weekly mail comes from: an address that SES has verified, or an address of a domain that it has. */
const Mail = z
  .strictObject({ from: z.email().max(254), identity: z.union([HostName, z.email()]).optional() })
  .transform(({ from, identity }) => ({ from, identity: identity ?? from.slice(from.indexOf('@') + 1) }))
  .refine(({ from, identity }) => from === identity || from.endsWith(`@${identity}`), {
    path: ['identity'],
    message: 'mail.identity must be the sender’s address or its domain: SES sends for nothing else',
  });

const Settings = z
  .strictObject({
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
    protection: z.enum(['trial', 'production']),
    domain: Domain.optional(),
    alarmEmail: z.email().optional(),
    mail: Mail.optional(),
    monthlyBudgetUsd: z.number().int().min(1).max(1000),
    /** Who looks for viruses in what people send in. `none` leaves every upload in quarantine. */
    scanner: z.enum(['guardduty', 'none']),
    /** `p256` where a region has no Ed25519 keys. */
    signingKey: z.enum(['ed25519', 'p256']),
    offsiteAccount: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
  })
  .refine((settings) => settings.protection === 'trial' || settings.domain !== undefined, {
    path: ['domain'],
    message: 'protection "production" needs a domain of your own: passkeys and sign-in are bound to it',
  });
export type Settings = z.infer<typeof Settings>;

/** `cdk.json` as a whole: a key that nobody reads is a setting somebody believes in. */
const CdkFile = z.strictObject({
  app: z.string(),
  output: z.string(),
  context: z.record(z.string().regex(/^(strongroom|@aws-cdk\/.+|aws-cdk:.+)$/), z.unknown()),
});

export interface Hosts {
  readonly catalogue: string;
  readonly console: string;
  readonly files: string;
}

/** All that the templates depend on. `hosts` is absent until the first deployment without a domain is done. */
export interface Deployment {
  readonly mode: Mode;
  readonly region: string;
  readonly monthlyBudgetUsd: number;
  readonly scanner: 'guardduty' | 'none' | 'parameter';
  readonly signingKey: 'ed25519' | 'p256';
  readonly domain?: z.infer<typeof Domain>;
  readonly hosts?: Hosts;
  readonly alarmEmail?: string;
  /** Absent: nobody gets the weekly mail. */
  readonly mail?: z.infer<typeof Mail>;
  readonly offsiteAccount?: string;
}

export interface CdkSettings {
  readonly settings: Settings;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Reads `cdk.json`. Throws a plain sentence per problem; unknown keys are problems. */
export const parseCdkFile = (text: string): CdkSettings => {
  const file = CdkFile.safeParse(JSON.parse(text));
  if (!file.success) throw new Error(`cdk.json is not right: ${z.prettifyError(file.error)}`);
  const { strongroom, ...flags } = file.data.context;
  const settings = Settings.safeParse(strongroom);
  if (!settings.success) throw new Error(`cdk.json, "strongroom", is not right: ${z.prettifyError(settings.error)}`);
  return { settings: settings.data, flags };
};

export const readCdkFile = (path: string): CdkSettings => parseCdkFile(readFileSync(path, 'utf8'));

/** The hostnames of a deployment with a domain; without one CloudFront gives them, and `deploy` passes them in. */
export const cloudDeployment = (settings: Settings, given?: Hosts): Deployment => {
  const { protection, domain, alarmEmail, mail, offsiteAccount, ...rest } = settings;
  const hosts =
    domain === undefined
      ? given
      : { catalogue: `catalogue.${domain.name}`, console: `console.${domain.name}`, files: `files.${domain.name}` };
  return {
    ...rest,
    mode: protection,
    ...(domain === undefined ? {} : { domain }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
    ...(mail === undefined ? {} : { mail }),
    ...(offsiteAccount === undefined ? {} : { offsiteAccount }),
  };
};

/** The library on one machine: addresses and the scanner arrive as template parameters when it starts. */
export const practiceDeployment = (settings: Settings): Deployment => ({
  mode: 'practice',
  region: settings.region,
  monthlyBudgetUsd: settings.monthlyBudgetUsd,
  scanner: 'parameter',
  signingKey: settings.signingKey,
  mail: { from: 'backups@library.localhost', identity: 'library.localhost' },
});
