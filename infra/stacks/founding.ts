import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { Fn } from '../constructs/fn.ts';
import { eventFunctions } from '../event-functions.ts';
import type { ApiStackProps } from './api.ts';

/** The function that founds the library: no route leads to it, only whoever deploys may invoke it. */
export const foundingFunction = (scope: Stack, props: ApiStackProps): void => {
  const { data, identity } = props;
  const fn = new Fn(scope, eventFunctions.found, props);
  data.records.grantRead(fn);
  data.records.grantChange(fn);
  data.ledger.grantAppend(fn);
  data.personKeys.grantRead(fn);
  data.personKeys.grantAppend(fn);
  data.personKeys.grantUnwrap(fn, 'open and make');
  fn.setEnv('DATA_KEY_ID', data.keys.data.keyArn);
  fn.allow('StaffPool', ['cognito-idp:AdminCreateUser'], [identity.staff.pool.userPoolArn]);
  fn.setEnv('STAFF_POOL_ID', identity.staff.pool.userPoolId);
  new CfnOutput(scope, 'FoundingFunction', { value: fn.lambda.functionName });
};
