import { describe, expect, it } from 'vitest';
import { capabilities } from '../../shared/contracts/operation.ts';
import { operations } from '../../shared/contracts/operations.ts';
import { library } from './support/library.ts';

const trial = library('trial');

describe('the HTTP API', () => {
  it('has exactly the routes of the operation table, below /api', () => {
    const routes = trial.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);
    expect(routes.sort()).toEqual(operations.map(({ method, path }) => `${method} /api${path}`).sort());
  });

  it('sends each route to the function of its capability, as payload 2.0', () => {
    const integrations = new Map(trial.ofType('AWS::ApiGatewayV2::Integration').map((one) => [one.id, one.Properties]));
    expect(integrations.size).toBe(capabilities.length);
    for (const { Properties } of trial.ofType('AWS::ApiGatewayV2::Route')) {
      const operation = operations.find(({ method, path }) => Properties['RouteKey'] === `${method} /api${path}`);
      const target = JSON.stringify(Properties['Target']);
      const [, integration] = [...integrations].find(([id]) => target.includes(id)) ?? [];
      expect(integration?.['PayloadFormatVersion']).toBe('2.0');
      expect(JSON.stringify(integration?.['IntegrationUri'])).toContain(`${operation?.capability}apiFunction`);
    }
  });

  it('has one permission per function, because one per route outgrows its policy', () => {
    const permissions = trial.templates.get('StrongroomApi')?.Resources ?? {};
    const ofApi = Object.values(permissions).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    expect(ofApi).toHaveLength(capabilities.length);
    for (const { Properties } of ofApi) {
      expect(JSON.stringify(Properties['SourceArn'])).toMatch(/\/\*\/\*"/);
      expect(JSON.stringify(Properties['SourceArn']).length).toBeLessThan(10_000);
    }
    expect(operations.length).toBeLessThanOrEqual(250);
  });

  it('is throttled, and logs requests without saying who asked or for what', () => {
    const { Properties } = trial.one('AWS::ApiGatewayV2::Stage', 'Stage');
    expect(Properties['DefaultRouteSettings']).toEqual({ ThrottlingBurstLimit: 100, ThrottlingRateLimit: 50 });
    const log = JSON.stringify(Properties['AccessLogSettings']);
    expect(log).toContain('$context.requestId');
    expect(log).toContain('$context.status');
    expect(log).not.toMatch(/sourceIp|userAgent|\$context\.path|queryString|identity/);
  });

  it('answers browsers of our own sites only: there is no CORS', () => {
    expect(trial.one('AWS::ApiGatewayV2::Api', 'Api').Properties['CorsConfiguration']).toBeUndefined();
  });
});
