/** Why a resource needs nothing here, in words; a type in neither list stops the start. */
const accepted: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'read by the proof of permissions, and by S3 for every request',
  'AWS::IAM::Policy': 'read by the proof of permissions, and by S3 for every request',
  'AWS::KMS::Alias': 'a second name of a key that nothing here uses',
  'AWS::S3::BucketPolicy': 'read by S3 for every request',
  'AWS::SQS::QueuePolicy': 'read by the proof of permissions',
  'AWS::Logs::LogGroup': 'functions log into the data folder',
  'AWS::Logs::MetricFilter': 'there are no metrics here',
  'AWS::Lambda::Permission': 'read by the proof of permissions',
  'AWS::Cognito::UserPoolDomain': 'sign-in has an address of its own here',
  'AWS::Cognito::ManagedLoginBranding': 'sign-in has pages of its own here',
  'AWS::CloudFront::OriginAccessControl': 'pages are read from the folder they were built into',
  'AWS::CloudWatch::Alarm': 'nobody is called at night for a practice library',
  'AWS::SNS::Topic': 'only alarms use it',
  'AWS::SNS::TopicPolicy': 'only alarms use it',
  'AWS::SNS::Subscription': 'only alarms use it',
  'AWS::Budgets::Budget': 'nothing costs money here',
  'AWS::CDK::Metadata': 'statistics of the CDK',
};

const handled: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
]);

/** @throws one sentence naming the resource, when the local cloud would silently do without it */
export function checkType(type: string, stackName: string, logicalId: string): void {
  if (handled.has(type) || Object.hasOwn(accepted, type)) return;
  throw new Error(
    `The local cloud does not know ${type} (${logicalId} in ${stackName}). ` +
      'Add a handler, or a reason why nothing is needed, to infra/local/runner/resource-types.ts.',
  );
}
