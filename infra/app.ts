import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Deployment } from './config.ts';
import type { BundleOf } from './constructs/fn.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { EventsStack } from './stacks/events.ts';
import { IdentityStack } from './stacks/identity.ts';
import { ProtectionStack } from './stacks/protection.ts';
import { WebStack } from './stacks/web.ts';

export interface AppProps {
  readonly deployment: Deployment;
  readonly bundleOf: BundleOf;
  readonly outdir: string;
  /** Feature flags of the CDK, from `cdk.json`. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The whole library as six stacks. The account is whoever deploys; the region is fixed by the settings. */
export const strongroom = (props: AppProps): App => {
  const { deployment, bundleOf } = props;
  const app = new App({
    outdir: props.outdir,
    analyticsReporting: false,
    context: { ...props.flags, 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true },
  });
  const shared = { env: { region: deployment.region }, deployment };
  const data = new DataStack(app, 'StrongroomData', { ...shared, description: 'Strongroom: tables, buckets, keys' });
  const identity = new IdentityStack(app, 'StrongroomIdentity', { ...shared, description: 'Strongroom: sign-in' });
  const api = new ApiStack(app, 'StrongroomApi', {
    ...shared,
    bundleOf,
    data,
    identity,
    description: 'Strongroom: API',
  });
  const events = new EventsStack(app, 'StrongroomEvents', {
    ...shared,
    bundleOf,
    data,
    identity,
    description: 'Strongroom: what happens by itself',
  });
  new WebStack(app, 'StrongroomWeb', { ...shared, data, identity, api, description: 'Strongroom: sites' });
  new ProtectionStack(app, 'StrongroomProtection', {
    ...shared,
    api,
    events,
    description: 'Strongroom: alarms and budget',
  });
  Tags.of(app).add('product', 'strongroom');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
};
