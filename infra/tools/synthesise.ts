import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { strongroom } from '../app.ts';
import { cloudDeployment, type Deployment, type Hosts, practiceDeployment, readCdkFile } from '../config.ts';
import type { BundleOf } from '../constructs/fn.ts';

export interface SynthOptions {
  readonly root: string;
  readonly outdir: string;
  readonly practice: boolean;
  readonly bundleOf: BundleOf;
  /** Names CloudFront gave to the sites, where there is no domain. */
  readonly hosts?: Hosts;
}

export const deploymentOf = (options: Pick<SynthOptions, 'root' | 'practice' | 'hosts'>): Deployment => {
  const { settings } = readCdkFile(join(options.root, 'cdk.json'));
  return options.practice ? practiceDeployment(settings) : cloudDeployment(settings, options.hosts);
};

/** Synthesises anew; throws when a finding of cdk-nag is neither mended nor explained. */
export const synthesise = (options: SynthOptions): void => {
  const { flags } = readCdkFile(join(options.root, 'cdk.json'));
  rmSync(options.outdir, { recursive: true, force: true });
  strongroom({ deployment: deploymentOf(options), bundleOf: options.bundleOf, outdir: options.outdir, flags }).synth();
};
