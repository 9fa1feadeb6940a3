/** One permission that a request needed, as an IAM policy would be asked about it. */
export interface AwsCall {
  readonly service: string;
  readonly action: string;
  /** ARN, or `*` for actions that have no resource. */
  readonly resource: string;
  readonly principal: string;
  /** Values of IAM condition keys, by their full name. */
  readonly context: Readonly<Record<string, string>>;
}

export type RecordCall = (call: AwsCall) => void;
