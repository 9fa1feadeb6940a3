import { createHash } from 'node:crypto';

/** Where a resource's names come from; the same at every start, because data lies under them. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
  readonly logicalId: string;
}

/** Addresses and ids that exist only once a service runs. */
export interface LiveValues {
  readonly keyId: (logicalId: string) => string;
  readonly queueUrl: (queueName: string) => string;
}

export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, () => string>>;
}

export function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** `Stack-LogicalId`, cut to a length by a hash. */
function physicalName({ stackName, logicalId }: Place, longest: number): string {
  const name = `${stackName}-${logicalId}`;
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${shortHash(name, 8)}`;
}

type Identify = (place: Place, live: LiveValues) => Identity;

function named(
  longest: number,
  more: (
    name: string,
    arn: (service: string, rest: string) => string,
    place: Place,
  ) => Record<string, string> = () => ({}),
): Identify {
  return (place) => {
    const name = physicalName(place, longest);
    const arn = (service: string, rest: string) => `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
    const attributes = Object.entries(more(name, arn, place)).map(([key, value]) => [key, () => value] as const);
    return { ref: name, attributes: Object.fromEntries(attributes) };
  };
}

function idOf(place: Place, length: number): string {
  return shortHash(`${place.stackName}/${place.logicalId}`, length);
}

/** What `Ref` and `Fn::GetAtt` answer for each type; types that are not here are known by their name alone. */
const identify: Readonly<Record<string, Identify>> = {
  'AWS::DynamoDB::Table': named(255, (name, arn) => ({
    Arn: arn('dynamodb', `table/${name}`),
    // The label is not known before the table is there; nothing but our own stream reader looks at it.
    StreamArn: arn('dynamodb', `table/${name}/stream/local`),
  })),
  'AWS::S3::Bucket': (place) => {
    const name = physicalName(place, 63).toLowerCase();
    const host = `${name}.s3.${place.region}.amazonaws.com`;
    return {
      ref: name,
      attributes: {
        Arn: () => `arn:aws:s3:::${name}`,
        DomainName: () => `${name}.s3.amazonaws.com`,
        RegionalDomainName: () => host,
      },
    };
  },
  'AWS::KMS::Key': (place, live) => ({
    // Read when it is asked for: a key's own policy may be looked at before the key is made.
    get ref() {
      return live.keyId(place.logicalId);
    },
    attributes: {
      Arn: () => `arn:aws:kms:${place.region}:${place.accountId}:key/${live.keyId(place.logicalId)}`,
      KeyId: () => live.keyId(place.logicalId),
    },
  }),
  'AWS::SQS::Queue': (place, live) => {
    const name = physicalName(place, 80);
    return {
      get ref() {
        return live.queueUrl(name);
      },
      attributes: {
        Arn: () => `arn:aws:sqs:${place.region}:${place.accountId}:${name}`,
        QueueName: () => name,
        QueueUrl: () => live.queueUrl(name),
      },
    };
  },
  'AWS::Lambda::Function': named(64, (name, arn) => ({ Arn: arn('lambda', `function:${name}`) })),
  'AWS::IAM::Role': named(64, (name, _arn, place) => ({
    Arn: `arn:aws:iam::${place.accountId}:role/${name}`,
    RoleId: `AROA${idOf(place, 16).toUpperCase()}`,
  })),
  'AWS::Logs::LogGroup': named(512, (name, arn) => ({ Arn: arn('logs', `log-group:${name}:*`) })),
  'AWS::Events::EventBus': named(256, (name, arn) => ({ Arn: arn('events', `event-bus/${name}`), Name: name })),
  'AWS::Events::Rule': named(64, (name, arn) => ({ Arn: arn('events', `rule/${name}`) })),
  'AWS::Scheduler::Schedule': named(64, (name, arn) => ({ Arn: arn('scheduler', `schedule/default/${name}`) })),
  'AWS::SNS::Topic': (place) => {
    const name = physicalName(place, 256);
    const arn = `arn:aws:sns:${place.region}:${place.accountId}:${name}`;
    return { ref: arn, attributes: { TopicArn: () => arn, TopicName: () => name } };
  },
  'AWS::ApiGatewayV2::Api': (place) => {
    const ref = idOf(place, 10);
    return {
      ref,
      attributes: { ApiId: () => ref, ApiEndpoint: () => `https://${ref}.execute-api.${place.region}.amazonaws.com` },
    };
  },
  'AWS::Cognito::UserPool': (place) => {
    const ref = `${place.region}_${idOf(place, 9)}`;
    return {
      ref,
      attributes: {
        Arn: () => `arn:aws:cognito-idp:${place.region}:${place.accountId}:userpool/${ref}`,
        UserPoolId: () => ref,
        ProviderName: () => `cognito-idp.${place.region}.amazonaws.com/${ref}`,
        ProviderURL: () => `https://cognito-idp.${place.region}.amazonaws.com/${ref}`,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': (place) => {
    const ref = idOf(place, 26);
    return { ref, attributes: { ClientId: () => ref } };
  },
  'AWS::CloudFront::Distribution': (place) => {
    const ref = `E${idOf(place, 13).toUpperCase()}`;
    return { ref, attributes: { Id: () => ref, DomainName: () => `${idOf(place, 13)}.cloudfront.net` } };
  },
  'AWS::CloudFront::Function': named(64, (name, _arn, place) => ({
    FunctionARN: `arn:aws:cloudfront::${place.accountId}:function/${name}`,
  })),
  'AWS::CloudFront::ResponseHeadersPolicy': named(64, (name) => ({ Id: name })),
  'AWS::CloudFront::OriginAccessControl': named(64, (name) => ({ Id: name })),
};

const byName = named(128);

export function identityOf(type: string, place: Place, live: LiveValues): Identity {
  const known = Object.hasOwn(identify, type) ? identify[type] : undefined;
  return (known ?? byName)(place, live);
}
