import * as z from 'zod';
import type { Behaviour, HeaderRule, Origin, SiteDefinition } from '../web/definition.ts';
import { type Graph, propertiesOf, type Resource } from './graph.ts';
import { tags } from './read-data.ts';

const securityHeaders = z.strictObject({
  ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), Override: z.boolean() }).optional(),
  ContentTypeOptions: z.strictObject({ Override: z.boolean() }).optional(),
  FrameOptions: z.strictObject({ FrameOption: z.string(), Override: z.boolean() }).optional(),
  ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override: z.boolean() }).optional(),
  StrictTransportSecurity: z
    .strictObject({
      AccessControlMaxAgeSec: z.number(),
      IncludeSubdomains: z.boolean().default(false),
      Preload: z.boolean().default(false),
      Override: z.boolean(),
    })
    .optional(),
});
const customHeader = z.strictObject({ Header: z.string(), Value: z.string(), Override: z.boolean() });
const headersPolicy = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: z.string().optional(),
    CustomHeadersConfig: z.strictObject({ Items: z.array(customHeader) }).optional(),
    SecurityHeadersConfig: securityHeaders.optional(),
  }),
});

function headerRules(resource: Resource): readonly HeaderRule[] {
  const { CustomHeadersConfig: custom, SecurityHeadersConfig: security } = propertiesOf(
    resource,
    headersPolicy,
  ).ResponseHeadersPolicyConfig;
  const rules = (custom?.Items ?? []).map(({ Header, Value, Override }) => ({
    name: Header,
    value: Value,
    override: Override,
  }));
  const add = (name: string, value: string, override: boolean) => rules.push({ name, value, override });
  const { ContentSecurityPolicy: csp, ContentTypeOptions: sniff, FrameOptions: frame } = security ?? {};
  if (csp) add('content-security-policy', csp.ContentSecurityPolicy, csp.Override);
  if (sniff) add('x-content-type-options', 'nosniff', sniff.Override);
  if (frame) add('x-frame-options', frame.FrameOption, frame.Override);
  const referrer = security?.ReferrerPolicy;
  if (referrer) add('referrer-policy', referrer.ReferrerPolicy, referrer.Override);
  const hsts = security?.StrictTransportSecurity;
  if (hsts) {
    const parts = [`max-age=${hsts.AccessControlMaxAgeSec}`];
    if (hsts.IncludeSubdomains) parts.push('includeSubDomains');
    if (hsts.Preload) parts.push('preload');
    add('strict-transport-security', parts.join('; '), hsts.Override);
  }
  return rules;
}

const viewerFunction = z.strictObject({
  AutoPublish: z.literal(true),
  FunctionCode: z.string(),
  FunctionConfig: z.looseObject({ Runtime: z.literal('cloudfront-js-2.0') }),
  Name: z.string(),
  Tags: tags,
});
const behaviour = z.strictObject({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  CachedMethods: z.array(z.string()).optional(),
  CachePolicyId: z.string(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  Compress: z.boolean().default(false),
  FunctionAssociations: z
    .array(z.strictObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() }))
    .max(1)
    .default([]),
  // Browsers take `http://localhost` for a secure place.
  ViewerProtocolPolicy: z.enum(['https-only', 'redirect-to-https']),
});
const origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
  OriginCustomHeaders: z.array(z.strictObject({ HeaderName: z.string(), HeaderValue: z.string() })).default([]),
  S3OriginConfig: z.unknown().optional(),
  OriginAccessControlId: z.string().optional(),
  CustomOriginConfig: z.unknown().optional(),
});
const distribution = z.strictObject({
  DistributionConfig: z.strictObject({
    CacheBehaviors: z.array(behaviour).default([]),
    Comment: z.string().optional(),
    DefaultCacheBehavior: behaviour,
    DefaultRootObject: z.string().optional(),
    Enabled: z.literal(true),
    HttpVersion: z.string().optional(),
    IPV6Enabled: z.boolean().optional(),
    Logging: z.unknown().optional(),
    Origins: z.array(origin),
    PriceClass: z.string().optional(),
  }),
  Tags: tags,
});

function originOf(given: z.infer<typeof origin>): Origin {
  const headers = given.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue] as const);
  const apiId = /^([^.]+)\.execute-api\./.exec(given.DomainName)?.[1];
  if (given.CustomOriginConfig !== undefined && apiId !== undefined) {
    return { kind: 'api', apiId, path: given.OriginPath, headers };
  }
  if (given.S3OriginConfig !== undefined) return { kind: 'pages', path: given.OriginPath };
  throw new Error(`The local cloud has no origin ${given.DomainName}.`);
}

/** A distribution, from the resource that describes it. */
export function readSite(graph: Graph, resource: Resource): SiteDefinition {
  const config = propertiesOf(resource, distribution).DistributionConfig;
  const origins = new Map(config.Origins.map((each) => [each.Id, originOf(each)]));
  const behaviourOf = (given: z.infer<typeof behaviour>): Behaviour => {
    const target = origins.get(given.TargetOriginId);
    if (!target) throw new Error(`${resource.logicalId} has no origin ${given.TargetOriginId}.`);
    const [association] = given.FunctionAssociations;
    const code = association && graph.byIdentity('AWS::CloudFront::Function', association.FunctionARN);
    const policy =
      given.ResponseHeadersPolicyId === undefined
        ? undefined
        : graph.byIdentity('AWS::CloudFront::ResponseHeadersPolicy', given.ResponseHeadersPolicyId);
    if (association && !code) throw new Error(`${resource.logicalId} names a function that is not here.`);
    if (given.ResponseHeadersPolicyId !== undefined && !policy) {
      throw new Error(`${resource.logicalId} names a response headers policy that is not here.`);
    }
    return {
      pattern: given.PathPattern,
      methods: given.AllowedMethods,
      compress: given.Compress,
      origin: target,
      viewerRequest: code && propertiesOf(code, viewerFunction).FunctionCode,
      headers: policy ? headerRules(policy) : [],
    };
  };
  return {
    rootObject: config.DefaultRootObject,
    behaviours: config.CacheBehaviors.map(behaviourOf),
    fallback: behaviourOf(config.DefaultCacheBehavior),
  };
}
