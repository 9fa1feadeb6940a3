import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Deployment, Hosts } from '../config.ts';
import { SafeBucket } from '../constructs/safe-bucket.ts';
import { FilesHost, Site } from '../constructs/site.ts';
import { given, originSecret } from '../constructs/site-values.ts';
import type { ApiStack } from './api.ts';
import type { DataStack } from './data.ts';
import type { IdentityStack } from './identity.ts';

export interface WebStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly identity: IdentityStack;
  readonly api: ApiStack;
}

/** CloudFront's fixed hosted zone, the target of every alias record to a distribution. */
const cloudFrontZone = 'Z2FDTNDATAQYW2';

/** What browsers talk to. The `web` bucket lives here: in another stack its access rule would make a cycle. */
export class WebStack extends Stack {
  readonly pages: SafeBucket;

  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { deployment, data, identity, api } = props;
    this.pages = new SafeBucket(this, 'Web', {
      encryption: { encryption: s3.BucketEncryption.S3_MANAGED },
      versioned: false,
      lifecycle: [{ id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      logsTo: { bucket: data.logs.bucket, prefix: 'web/' },
    });
    const uploads =
      deployment.mode === 'practice'
        ? given(this, 'UploadOrigin', 'Where uploads are sent')
        : `https://${data.intake.host}`;
    const host = { deployment, apiHost: api.host, originSecret: originSecret(this), pages: this.pages.asInterface };
    const consoleReach = { uploads: [uploads], signIn: identity.staff.hostedUrl };
    const catalogueReach = { uploads: [], signIn: identity.patrons.hostedUrl };
    const sites = {
      console: new Site(this, 'Console', { ...host, site: 'console', reach: consoleReach }).distribution,
      catalogue: new Site(this, 'Catalogue', { ...host, site: 'catalogue', reach: catalogueReach }).distribution,
      files: new FilesHost(this, 'Files', host).distribution,
    };
    this.name('console', sites.console, deployment);
    this.name('catalogue', sites.catalogue, deployment);
    this.name('files', sites.files, deployment);
    new CfnOutput(this, 'WebBucket', { value: this.pages.bucket.bucketName });
  }

  private name(site: keyof Hosts, distribution: cloudfront.Distribution, deployment: Deployment): void {
    const title = site.slice(0, 1).toUpperCase() + site.slice(1);
    new CfnOutput(this, `${title}Host`, { value: distribution.distributionDomainName });
    new CfnOutput(this, `${title}DistributionId`, { value: distribution.distributionId });
    const { domain } = deployment;
    if (domain?.hostedZoneId === undefined) return;
    for (const type of ['A', 'AAAA']) {
      const record = new route53.CfnRecordSet(this, `${title}${type}`, {
        hostedZoneId: domain.hostedZoneId,
        name: `${site}.${domain.name}`,
        type,
        aliasTarget: { dnsName: distribution.distributionDomainName, hostedZoneId: cloudFrontZone },
      });
      record.applyRemovalPolicy(RemovalPolicy.DESTROY);
    }
  }
}
