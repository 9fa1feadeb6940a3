import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { siteDocumentSource } from '../../infra/constructs/site-document.ts';
import { type Found, library } from './support/library.ts';

const trial = library('trial');
const production = library('production');

const Behaviour = z.looseObject({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  CachePolicyId: z.string(),
  OriginRequestPolicyId: z.unknown().optional(),
  ResponseHeadersPolicyId: z.object({ Ref: z.string() }),
  ViewerProtocolPolicy: z.string(),
  AllowedMethods: z.array(z.string()).optional(),
  FunctionAssociations: z.array(z.unknown()).optional(),
});
const Config = z.looseObject({
  CacheBehaviors: z.array(Behaviour).default([]),
  DefaultCacheBehavior: Behaviour,
  CustomErrorResponses: z.unknown().optional(),
  Origins: z.array(
    z.looseObject({
      Id: z.string(),
      OriginPath: z.string().optional(),
      OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.unknown() })).default([]),
    }),
  ),
});
const configOf = (found: Found) => Config.parse(found.Properties['DistributionConfig']);
const site = (name: string, of = trial) => configOf(of.one('AWS::CloudFront::Distribution', `${name}Distribution`));
const HeadersPolicy = z.object({
  ResponseHeadersPolicyConfig: z.looseObject({
    SecurityHeadersConfig: z.looseObject({
      ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.unknown() }).optional(),
    }),
  }),
});
const headersOf = (id: string) =>
  HeadersPolicy.parse(trial.one('AWS::CloudFront::ResponseHeadersPolicy', id).Properties).ResponseHeadersPolicyConfig;
const policyOf = (id: string): string =>
  JSON.stringify(headersOf(id).SecurityHeadersConfig.ContentSecurityPolicy?.ContentSecurityPolicy);

// Identifiers of CloudFront's managed policies, the same in every account.
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

describe.each([
  ['Console', 'console'],
  ['Catalogue', 'catalogue'],
])('the %s site', (name, word) => {
  it('sends /api/* to the API with all headers but Host, uncached', () => {
    const [api, ...others] = site(name).CacheBehaviors;
    expect(others).toEqual([]);
    expect(api).toMatchObject({
      PathPattern: '/api/*',
      CachePolicyId: cachingDisabled,
      OriginRequestPolicyId: allViewerExceptHost,
      ViewerProtocolPolicy: 'https-only',
    });
    expect(api?.AllowedMethods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'DELETE']));
    expect(api?.FunctionAssociations).toBeUndefined();
  });

  it('proves to the API that a request came this way, and by which site', () => {
    const origin = site(name).Origins.find(({ Id }) => Id === site(name).CacheBehaviors[0]?.TargetOriginId);
    expect(origin?.OriginCustomHeaders).toEqual([
      { HeaderName: 'x-origin-secret', HeaderValue: { Ref: 'OriginSecret' } },
      { HeaderName: 'x-strongroom-site', HeaderValue: word },
    ]);
  });

  it('swallows no answer of the API', () => {
    expect(site(name).CustomErrorResponses).toBeUndefined();
    expect(site(name).DefaultCacheBehavior.FunctionAssociations).toHaveLength(1);
  });

  it('reads its pages from its own folder of the bucket, which nobody else may read', () => {
    expect(site(name).Origins.find(({ OriginPath }) => OriginPath === `/${word}`)).toBeDefined();
    const policy = JSON.stringify(trial.one('AWS::S3::BucketPolicy', 'WebBucketPolicy').Properties);
    expect(policy).toContain('"cloudfront.amazonaws.com"');
    expect(policy).toContain(`${name}Distribution`);
  });

  it('lets no inline script run, and nobody frame it', () => {
    const policy = policyOf(`${name}PageHeaders`);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\bdata:/);
  });

  it('is spoken to over TLS alone, and browsers are told to remember that', () => {
    for (const id of [`${name}PageHeaders`, `${name}ApiHeaders`]) {
      expect(JSON.stringify(headersOf(id))).toContain('"AccessControlMaxAgeSec":63072000');
      expect(JSON.stringify(headersOf(id))).toContain('"ContentTypeOptions":{"Override":true}');
    }
    expect(site(name).DefaultCacheBehavior.ViewerProtocolPolicy).toBe('redirect-to-https');
    expect(site(name, production)['ViewerCertificate']).toMatchObject({ MinimumProtocolVersion: 'TLSv1.2_2021' });
  });
});

describe('what the console may reach', () => {
  it('is the quarantine, for uploads, and its sign-in pages; the catalogue sends nothing elsewhere', () => {
    expect(policyOf('ConsolePageHeaders')).toContain('IntakeBucket');
    expect(policyOf('CataloguePageHeaders')).toContain("connect-src 'self';");
    expect(policyOf('ConsolePageHeaders')).toMatch(/StrongroomIdentity:\w+StaffDomain.*amazoncognito\.com/);
  });
});

describe('the files host', () => {
  it('is a host of its own, reaches no operation, and serves nothing that runs', () => {
    const files = site('Files');
    expect(files.CacheBehaviors).toEqual([]);
    expect(files.Origins[0]?.OriginPath).toBe('/files');
    const headers = JSON.stringify(headersOf('FilesHeaders'));
    expect(headers).toContain('sandbox');
    expect(headers).toContain('"no-store"');
    expect(headers).toContain('"attachment"');
  });
});

describe('addresses of pages', () => {
  const Rewritten = z.object({ uri: z.string() });
  const rewritten = (uri: string): string => {
    const sandbox = { request: { uri }, out: undefined };
    runInNewContext(`${siteDocumentSource}; out = handler({ request: request });`, sandbox);
    return Rewritten.parse(sandbox.out).uri;
  };

  it.each([
    ['/', '/index.html'],
    ['/titles/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/index.html'],
    ['/desk/', '/index.html'],
    ['/assets/index-a1b2.js', '/assets/index-a1b2.js'],
    ['/favicon.svg', '/favicon.svg'],
    ['/v1.2/page', '/index.html'],
  ])('%s is answered by %s', (asked, given) => {
    expect(rewritten(asked)).toBe(given);
  });
});
