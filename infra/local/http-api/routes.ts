/** One route of an HTTP API: `GET /api/titles/{id}`, `ANY /x/{proxy+}` or `$default`. */
export interface Route {
  readonly routeKey: string;
  readonly functionName: string;
}

export interface Matched {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
}

function compile(route: Route): Compiled | undefined {
  if (route.routeKey === '$default') return undefined;
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(route.routeKey) ?? [];
  if (method === undefined || path === undefined) throw new Error(`A route must be METHOD /path: ${route.routeKey}`);
  return { route, method, segments: path.split('/').slice(1) };
}

const parameter = (segment: string) => /^\{([^}+]+)\}$/.exec(segment)?.[1];
const greedy = (segment: string | undefined) => /^\{([^}]+)\+\}$/.exec(segment ?? '')?.[1];

function fitSegments({ segments }: Compiled, path: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  const rest = greedy(segments.at(-1));
  if (rest === undefined ? path.length !== segments.length : path.length < segments.length) return undefined;
  for (const [i, segment] of segments.entries()) {
    const given = path[i] ?? '';
    const name = parameter(segment);
    if (rest !== undefined && i === segments.length - 1) found[rest] = path.slice(i).join('/');
    else if (name !== undefined && given !== '') found[name] = given;
    else if (segment !== given) return undefined;
  }
  return found;
}

/** Exact segments before parameters before greedy ones, left to right; a method before ANY. */
function specificity({ segments, method }: Compiled): string {
  const parts = segments.map((segment) => {
    if (greedy(segment) !== undefined) return '2';
    return parameter(segment) === undefined ? '0' : '1';
  });
  return parts.join('') + (method === 'ANY' ? '1' : '0');
}

/**
 * Finds the route of a request as API Gateway does: the most specific match, then `$default`.
 * @param path decoded segments are given to the function; slashes that were encoded stay inside their segment
 */
export function routeFinder(routes: readonly Route[]): (method: string, path: string) => Matched | undefined {
  const compiled = routes.flatMap((route) => compile(route) ?? []);
  const ordered = compiled.toSorted((a, b) => (specificity(a) < specificity(b) ? -1 : 1));
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return (method, path) => {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    for (const candidate of ordered) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = fitSegments(candidate, segments);
      if (pathParameters) return { route: candidate.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}
