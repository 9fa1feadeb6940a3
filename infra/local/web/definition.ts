/** A header CloudFront adds; without `override` the origin's own stays. */
export interface HeaderRule {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

export type Origin =
  | { readonly kind: 'pages'; readonly path: string }
  | {
      readonly kind: 'api';
      readonly apiId: string;
      readonly path: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
    };

export interface Behaviour {
  readonly pattern: string | undefined;
  readonly methods: readonly string[];
  readonly compress: boolean;
  readonly origin: Origin;
  /** Source of a CloudFront Function on the viewer's request. */
  readonly viewerRequest: string | undefined;
  readonly headers: readonly HeaderRule[];
}

/** A distribution: the first behaviour whose pattern fits, else the fallback. */
export interface SiteDefinition {
  readonly rootObject: string | undefined;
  readonly behaviours: readonly Behaviour[];
  readonly fallback: Behaviour;
}
