import type { Stack } from 'aws-cdk-lib';
import { Fn, type Takes } from '../constructs/fn.ts';
import { acceptedSecrets, siteOrigin } from '../constructs/site-values.ts';
import { type CommonEnv, httpFunctions } from '../http-functions.ts';
import type { ApiStackProps } from './api.ts';

/** The functions that answer the web, each with the verbs its capability needs and no other. */
export const httpApiFunctions = (scope: Stack, props: ApiStackProps) => {
  const { data, identity, deployment } = props;
  const fns = {
    catalogue: new Fn(scope, httpFunctions.catalogue, props),
    circulation: new Fn(scope, httpFunctions.circulation, props),
    patrons: new Fn(scope, httpFunctions.patrons, props),
    staff: new Fn(scope, httpFunctions.staff, props),
    backups: new Fn(scope, httpFunctions.backups, props),
    audit: new Fn(scope, httpFunctions.audit, props),
    intake: new Fn(scope, httpFunctions.intake, props),
    search: new Fn(scope, httpFunctions.search, props),
    settings: new Fn(scope, httpFunctions.settings, props),
    jobs: new Fn(scope, httpFunctions.jobs, props),
    approvals: new Fn(scope, httpFunctions.approvals, props),
    sessions: new Fn(scope, httpFunctions.sessions, props),
  };

  const common = (fn: Takes<CommonEnv>): void => {
    data.records.grantRead(fn);
    data.ledger.grantRead(fn);
    data.ledger.grantAppend(fn);
    data.personKeys.grantRead(fn);
    data.transient.grantRead(fn);
    data.transient.grantChange(fn);
    fn.setEnv('CONSOLE_ORIGIN', siteOrigin(scope, deployment, 'console'));
    fn.setEnv('CATALOGUE_ORIGIN', siteOrigin(scope, deployment, 'catalogue'));
    fn.setEnv('LIBRARY_MODE', deployment.mode);
    fn.setEnv('ORIGIN_SECRET', acceptedSecrets(scope));
  };
  for (const fn of Object.values(fns)) common(fn);

  const { audit: _onlyReads, search, ...writing } = fns;
  for (const fn of Object.values(writing)) data.records.grantChange(fn);
  // Asking for a rebuild makes a job record; nothing else is written by a search.
  data.records.grantAppend(search);
  // A person's key is made here and wrapped by the class key: KMS is asked for nothing new.
  for (const fn of Object.values(fns)) data.personKeys.grantUnwrap(fn, 'open');
  data.personKeys.grantAppend(fns.patrons);

  const pool = identity.staff.pool.userPoolArn;
  const verbs = ['AdminCreateUser', 'AdminDisableUser', 'AdminEnableUser', 'AdminUserGlobalSignOut'];
  fns.staff.allow(
    'StaffPool',
    verbs.map((verb) => `cognito-idp:${verb}`),
    [pool],
  );
  fns.staff.setEnv('STAFF_POOL_ID', identity.staff.pool.userPoolId);

  const upload = ['PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'];
  data.intake.grant(fns.intake, 'INTAKE_BUCKET', 'Upload', upload);
  data.intake.grantList(fns.intake, 'INTAKE_BUCKET', 'Arrived', ['ListBucketVersions']);

  fns.backups.setEnv('OFFSITE_ACCOUNT', deployment.offsiteAccount ?? 'none');
  // Downloads of take-home copies are signed by this role.
  data.work.grant(fns.backups, 'WORK_BUCKET', 'TakeHome', ['GetObject'], 'take-home/');
  data.personKeys.grantReseal(fns.settings);

  data.work.grant(fns.search, 'WORK_BUCKET', 'Bases', ['GetObject'], 'search/');
  // Without a prefix: only then is a manifest that is not there yet an honest 404 and not a 403.
  data.work.grantList(fns.search, 'WORK_BUCKET', 'BaseList', ['ListBucket']);

  fns.sessions.setEnv('STAFF_ISSUER', identity.staff.issuer);
  fns.sessions.setEnv('STAFF_CLIENT_ID', identity.staff.client.ref);
  fns.sessions.setEnv('STAFF_HOSTED_URL', identity.staff.hostedUrl);
  fns.sessions.setEnv('PATRON_ISSUER', identity.patrons.issuer);
  fns.sessions.setEnv('PATRON_CLIENT_ID', identity.patrons.client.ref);
  fns.sessions.setEnv('PATRON_HOSTED_URL', identity.patrons.hostedUrl);
  return fns;
};
