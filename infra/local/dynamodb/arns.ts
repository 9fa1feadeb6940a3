/** Table and index names as ARNs of one region and account, and dynoxide's own ARNs as those. */
export interface DynamoNames {
  readonly table: (name: string) => string;
  readonly index: (table: string, index: string) => string;
  /** The table's name, from a name or from an ARN of a table, an index or a stream. */
  readonly nameOf: (nameOrArn: string) => string;
  readonly outward: (text: string) => string;
  readonly inward: (text: string) => string;
}

const ENGINE = 'arn:aws:dynamodb:dynoxide:000000000000:';

export function dynamoNames(region: string, accountId: string): DynamoNames {
  const ours = `arn:aws:dynamodb:${region}:${accountId}:`;
  return {
    table: (name) => `${ours}table/${name}`,
    index: (table, index) => `${ours}table/${table}/index/${index}`,
    nameOf: (nameOrArn) => /^arn:[^/]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn,
    outward: (text) => text.replaceAll(ENGINE, ours),
    inward: (text) => text.replaceAll(ours, ENGINE),
  };
}
