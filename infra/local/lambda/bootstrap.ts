// Runs inside a function's own process: takes invocations from the runtime API one by one, as Lambda's runtime does.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root, _HANDLER: handlerName } = process.env;
const base = `http://${api}/2018-06-01/runtime`;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify({ errorType: 'string', errorMessage: String(error), trace: [] });
  return JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  });
}

async function post(path: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${base}${path}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
}

async function loadHandler(): Promise<(event: unknown, context: unknown) => unknown> {
  const [file = 'index', name = 'handler'] = (handlerName ?? 'index.handler').split('.');
  for (const extension of ['.mjs', '.js']) {
    try {
      const loaded: unknown = await import(pathToFileURL(join(root ?? '.', file + extension)).href);
      const found: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, name) : undefined;
      if (typeof found !== 'function') throw new Error(`${handlerName} is undefined or not exported`);
      return (event, context) => Reflect.apply(found, undefined, [event, context]);
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
      if (!missing || extension === '.js') throw error;
    }
  }
  throw new Error(`There is no ${file} in the bundle.`);
}

async function main(): Promise<void> {
  let handler: Awaited<ReturnType<typeof loadHandler>>;
  try {
    handler = await loadHandler();
  } catch (error) {
    await post('/init/error', describe(error));
    process.exit(1);
  }
  for (;;) {
    const next = await fetch(`${base}/invocation/next`);
    const id = next.headers.get('lambda-runtime-aws-request-id') ?? '';
    const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
    const event: unknown = await next.json();
    const context = {
      awsRequestId: id,
      callbackWaitsForEmptyEventLoop: false,
      functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
      functionVersion: '$LATEST',
      invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn') ?? '',
      memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
      logGroupName: `/aws/lambda/${process.env['AWS_LAMBDA_FUNCTION_NAME']}`,
      logStreamName: 'local',
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    try {
      const result = await handler(event, context);
      await post(`/invocation/${id}/response`, JSON.stringify(result) ?? 'null');
    } catch (error) {
      console.error(error);
      await post(`/invocation/${id}/error`, describe(error));
    }
  }
}

// The runtime API gone means that the local cloud is gone.
main().catch(() => process.exit(1));
