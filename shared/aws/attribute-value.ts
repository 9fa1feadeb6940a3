import type { AttributeValue as SdkAttributeValue } from '@aws-sdk/client-dynamodb';

/** DynamoDB's own form of a value, named once so that other folders need no SDK to speak of it. */
export type AttributeValue = SdkAttributeValue;
export type AttributeMap = Record<string, AttributeValue>;
