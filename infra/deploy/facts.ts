import type { Settings } from '../config.ts';

/** What is known about the account before anything is changed. A text is what AWS or the file said went wrong. */
export interface Facts {
  readonly nodeMajor: number;
  readonly settings: Settings | { readonly problem: string };
  readonly account: { readonly id: string } | { readonly problem: string };
  /** Version of the CDK's own helpers in the account and region; absent when they are not there. */
  readonly bootstrap: { readonly version: number | undefined } | { readonly problem: string };
  /** Whether a library is there already: then nobody need be invited. */
  readonly founded: boolean;
  readonly manager: string | undefined;
  /** The library comes from a backup, and its managers with it. */
  readonly forRestore?: boolean;
}

/** The least version of the helpers that can publish our bundles. */
const leastBootstrap = 6;

/** Everything that stands in the way, each with what to do about it, in words for somebody who does this once. */
export const missing = (facts: Facts): readonly string[] => {
  const { nodeMajor, settings, account, bootstrap, founded, manager } = facts;
  const says: string[] = [];
  if (nodeMajor < 24) {
    says.push(
      `This runs on Node 24 or newer, and this is Node ${nodeMajor}. Install Node 24 from nodejs.org, then try again.`,
    );
  }
  if ('problem' in settings) {
    says.push(`The settings in cdk.json are not right. ${settings.problem}`);
    return says;
  }
  if ('problem' in account) {
    says.push(
      `AWS does not know who you are (${account.problem}). Sign in first, for example with "aws configure sso" and ` +
        'then "aws sso login"; set AWS_PROFILE if you have more than one profile.',
    );
  } else if ('problem' in bootstrap) {
    says.push(
      `Account ${account.id} would not say whether it is prepared (${bootstrap.problem}). ` +
        'You need the rights of an administrator in it for the deployment.',
    );
  } else if (bootstrap.version === undefined || bootstrap.version < leastBootstrap) {
    says.push(
      `Account ${account.id} is not prepared for deployments in ${settings.region}. Do this once: ` +
        `npx cdk bootstrap aws://${account.id}/${settings.region}`,
    );
  }
  if (settings.alarmEmail === undefined) {
    says.push(
      'Nobody would be told when something is wrong. Put "alarmEmail": "you@library.org" under "strongroom" in cdk.json.',
    );
  }
  if (!founded && manager === undefined && facts.forRestore !== true) {
    says.push(
      'A new library needs its first manager: npm run deploy -- --manager you@library.org (or --for-restore, where a ' +
        'backup is to be restored).',
    );
  }
  return says;
};
