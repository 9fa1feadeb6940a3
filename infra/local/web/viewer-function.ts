import { createContext, Script } from 'node:vm';
import * as z from 'zod';

const result = z.union([
  z.object({ uri: z.string(), method: z.string() }),
  z.object({
    statusCode: z.number(),
    headers: z.record(z.string(), z.object({ value: z.string() })).default({}),
    body: z.union([z.string(), z.object({ data: z.string() })]).optional(),
  }),
]);
export type ViewerResult = z.infer<typeof result>;

// CloudFront stops a function after about a millisecond of processor time; a loop must not stop this process.
const LONGEST_MS = 100;

/**
 * Runs a CloudFront Function (runtime cloudfront-js-2.0) on a viewer's request: it returns the request, perhaps with
 * another address, or an answer of its own.
 */
export function viewerFunction(source: string): (method: string, uri: string, ip: string) => ViewerResult {
  const call = new Script(`${source}\n;JSON.stringify(handler(JSON.parse(input)))`);
  return (method, uri, ip) => {
    const event = {
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip },
      request: { method, uri, querystring: {}, headers: {}, cookies: {} },
    };
    const sandbox = createContext(
      { input: JSON.stringify(event) },
      { codeGeneration: { strings: false, wasm: false } },
    );
    return result.parse(JSON.parse(String(call.runInContext(sandbox, { timeout: LONGEST_MS }))));
  };
}
