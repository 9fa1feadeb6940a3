import { Duration } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import { filesPolicy, permissionsPolicy, type Reach, sitePolicy } from '../site-headers.ts';
import { acknowledge } from './acknowledge.ts';
import { siteDocumentSource } from './site-document.ts';

const hsts = {
  accessControlMaxAge: Duration.days(730),
  includeSubdomains: true,
  override: true,
} as const;

export interface HostProps {
  readonly deployment: Deployment;
  readonly apiHost: string;
  readonly originSecret: string;
}

/** The name and certificate of one host; CloudFront's own name until there is a domain. */
const named = (scope: Construct, deployment: Deployment, site: 'catalogue' | 'console' | 'files') => {
  const { domain } = deployment;
  return {
    priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    ...(domain === undefined
      ? {}
      : {
          domainNames: [`${site}.${domain.name}`],
          certificate: acm.Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
        }),
  };
};

const explain = (distribution: cloudfront.Distribution, deployment: Deployment): void => {
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'A library serves its readers wherever they are; there is nobody to shut out by country.',
    'AwsSolutions-CFR2':
      'A web firewall costs more than the whole system; throttling and the secret header stand instead.',
    'AwsSolutions-CFR3': 'Who asked for which page is what somebody reads: a library does not keep that.',
    ...(deployment.domain === undefined
      ? {
          'AwsSolutions-CFR4':
            'Without a domain CloudFront’s own certificate decides: a trial, and the console says so.',
        }
      : {}),
  });
};

/** The way to the API: nothing cached, every header but Host, and proof that the request came this way. */
const apiOrigin = (props: HostProps, site: string, originPath?: string): origins.HttpOrigin =>
  new origins.HttpOrigin(props.apiHost, {
    protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
    customHeaders: { 'x-origin-secret': props.originSecret, 'x-strongroom-site': site },
    ...(originPath === undefined ? {} : { originPath }),
  });

/** One of the two sites: pages from the `web` bucket, `/api/*` from the API, one origin for the browser. */
export class Site extends Construct {
  readonly distribution: cloudfront.Distribution;

  constructor(
    scope: Construct,
    id: string,
    props: HostProps & { readonly site: 'console' | 'catalogue'; readonly pages: s3.IBucket; readonly reach: Reach },
  ) {
    super(scope, id);
    const { site, deployment } = props;
    const securityHeaders = {
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      strictTransportSecurity: hsts,
    };
    const pageHeaders = new cloudfront.ResponseHeadersPolicy(this, 'PageHeaders', {
      comment: `Strongroom: pages of the ${site}`,
      securityHeadersBehavior: {
        ...securityHeaders,
        contentSecurityPolicy: { contentSecurityPolicy: sitePolicy(props.reach), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'permissions-policy', value: permissionsPolicy, override: true },
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
          ...(site === 'console' ? [{ header: 'x-robots-tag', value: 'noindex', override: true }] : []),
        ],
      },
    });
    const apiHeaders = new cloudfront.ResponseHeadersPolicy(this, 'ApiHeaders', {
      comment: `Strongroom: answers of the API to the ${site}`,
      securityHeadersBehavior: securityHeaders,
    });
    const document = new cloudfront.Function(this, 'Document', {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(siteDocumentSource),
      comment: `Strongroom: addresses of pages of the ${site}`,
    });
    const { REDIRECT_TO_HTTPS, HTTPS_ONLY } = cloudfront.ViewerProtocolPolicy;
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      ...named(this, deployment, site),
      comment: `Strongroom ${site}`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(props.pages, { originPath: `/${site}` }),
        viewerProtocolPolicy: REDIRECT_TO_HTTPS,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: pageHeaders,
        functionAssociations: [{ function: document, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        '/api/*': {
          origin: apiOrigin(props, site),
          viewerProtocolPolicy: HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy: apiHeaders,
        },
      },
    });
    explain(this.distribution, deployment);
  }
}

/** A host of its own for downloads, so that no file ever shares an origin with a session. */
export class FilesHost extends Construct {
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, props: HostProps) {
    super(scope, id);
    const headers = new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      comment: 'Strongroom: files, inert',
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: hsts,
        contentSecurityPolicy: { contentSecurityPolicy: filesPolicy, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'content-disposition', value: 'attachment', override: false },
          { header: 'cache-control', value: 'no-store', override: true },
          { header: 'x-robots-tag', value: 'noindex', override: true },
        ],
      },
    });
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      ...named(this, props.deployment, 'files'),
      comment: 'Strongroom files',
      defaultBehavior: {
        // Only routes below /files can be reached from here: no session, no operation.
        origin: apiOrigin(props, 'files', '/files'),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: headers,
      },
    });
    explain(this.distribution, props.deployment);
  }
}
