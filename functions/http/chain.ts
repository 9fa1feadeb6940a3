import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Call, Handlers } from '../../shared/aws/call.ts';
import { environment } from '../../shared/aws/environment.ts';
import { accessKey } from '../../shared/aws/keys.ts';
import { type System, systemFromEnvironment } from '../../shared/aws/system.ts';
import { getItem } from '../../shared/aws/table.ts';
import type { Capability, Operation } from '../../shared/contracts/operation.ts';
import type { AnyOperation } from '../../shared/contracts/operations.ts';
import { AppError } from '../../shared/kernel/app-error.ts';
import { problemOf } from './problem.ts';
import { type HttpSettings, serve } from './serve.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
type AnyHandler = (call: Call, input: never) => Promise<unknown>;

const isHandler = (value: unknown): value is AnyHandler => typeof value === 'function';

/** Why a refusal came about, where another error led to it: its kind and message, which hold no input. */
const causeOf = ({ cause }: Error): { cause?: string } =>
  cause instanceof Error ? { cause: `${cause.name}: ${cause.message}`.slice(0, 300) } : {};

/** Names the person in "changed by", where the refusal carries only an id. */
const named = async (system: System, error: unknown): Promise<unknown> => {
  if (!(error instanceof AppError) || typeof error.params['actorId'] !== 'string') return error;
  const access = await getItem(system.dynamo, system.tables.records, accessKey(error.params['actorId']));
  const name = access?.['name']?.S;
  return new AppError(error.code, {
    ...error.params,
    ...(name === undefined || name === '' ? {} : { actorName: name }),
  });
};

type IdOf<C extends Capability> = Extract<AnyOperation, { capability: C }>['id'];
/** Rows that leave none of the capability's out. */
type AllRows<C extends Capability, R extends readonly Operation[]> = [IdOf<C>] extends [R[number]['id']] ? R : never;

/**
 * The Lambda handler of one capability: every route of its rows in the operation table, and no other.
 * It is given its own rows, so that a new container does not load those of all others.
 * The parts are composed at the first request and kept for the life of the container.
 */
export const httpFunction = <C extends Capability, const R extends readonly Operation[]>(
  capability: C,
  rows: R & AllRows<C, R>,
  compose: (system: System) => Handlers<C>,
) => {
  const logger = new Logger({ serviceName: capability });
  let parts: { system: System; settings: HttpSettings; handlers: Readonly<Record<string, unknown>> } | undefined;
  const ready = () => {
    if (parts === undefined) {
      const env = environment(['CONSOLE_ORIGIN', 'CATALOGUE_ORIGIN', 'LIBRARY_MODE', 'ORIGIN_SECRET']);
      const system = systemFromEnvironment();
      parts = {
        system,
        settings: {
          originSecret: env.ORIGIN_SECRET,
          origins: { console: env.CONSOLE_ORIGIN, catalogue: env.CATALOGUE_ORIGIN },
        },
        handlers: { ...compose(system) },
      };
    }
    return parts;
  };
  const route = (operation: Operation) => ({
    method: operation.method,
    path: `/api${operation.path}`,
    handler: async (event: Event): Promise<Result> => {
      const { system, settings, handlers } = ready();
      const handler = handlers[operation.id];
      if (!isHandler(handler)) throw new Error(`no function for ${operation.id}`);
      try {
        return await serve(system, settings, operation, handler, event);
      } catch (error) {
        // A browser follows this address itself: it must come to a page that says what to do, not to a document.
        if (operation.id === 'session.finish' && error instanceof AppError && error.code === 'sign-in-failed') {
          logger.info('sign-in failed', { requestId: event.requestContext.requestId, ...causeOf(error) });
          return { statusCode: 302, headers: { location: '/?problem=sign-in-failed', 'cache-control': 'no-store' } };
        }
        throw await named(system, error);
      }
    },
  });
  return middy<Event, Result>(
    httpRouter<Event, Result>({
      routes: rows.filter((row) => row.capability === capability).map(route),
      notFoundResponse: () => {
        throw new AppError('route-unknown');
      },
    }),
  ).onError((request) => {
    const { requestContext } = request.event;
    // Deliberately without path parameters, query and body: they may hold names.
    const about = { requestId: requestContext.requestId, route: requestContext.routeKey };
    if (request.error instanceof AppError && request.error.status < 500)
      logger.info('refused', { ...about, code: request.error.code, ...causeOf(request.error) });
    else logger.error('failed', { ...about, error: request.error ?? new Error('unknown') });
    request.response = problemOf(request.error, requestContext.requestId);
  });
};
