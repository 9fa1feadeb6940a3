import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import { StaffOrPatrons } from '../constructs/people-pool.ts';

/** Who people are. What they may do lives in `records`: a rebuild re-invites people without losing their roles. */
export class IdentityStack extends Stack {
  readonly staff: StaffOrPatrons;
  readonly patrons: StaffOrPatrons;

  constructor(scope: Construct, id: string, props: StackProps & { readonly deployment: Deployment }) {
    super(scope, id, props);
    const { deployment } = props;
    this.staff = new StaffOrPatrons(this, 'Staff', {
      deployment,
      site: 'console',
      mfa: cognito.Mfa.REQUIRED,
      selfSignUp: false,
      // A new password is asked for at once; the invitation alone opens the door for three days.
      invitation: Duration.days(3),
    });
    this.patrons = new StaffOrPatrons(this, 'Patrons', {
      deployment,
      site: 'catalogue',
      mfa: cognito.Mfa.OPTIONAL,
      selfSignUp: false,
      invitation: Duration.days(30),
    });
    new CfnOutput(this, 'StaffPool', { value: this.staff.pool.userPoolId });
    new CfnOutput(this, 'PatronPool', { value: this.patrons.pool.userPoolId });
  }
}
