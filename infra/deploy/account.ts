import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { Outputs } from './deploy-library.ts';
import type { Facts } from './facts.ts';

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const Refusal = z.looseObject({ name: z.literal('ValidationError'), message: z.string().regex(/does not exist/) });
const Founded = z.object({ founded: z.boolean() });

export interface Founding {
  readonly libraryName: string;
  readonly zone: string;
  readonly language: string;
  readonly managerName: string;
  readonly managerEmail: string;
}

/** The questions and calls a deployment has for the account itself, in one region. */
export const accountIn = (region: string) => {
  const cloudFormation = new CloudFormationClient({ region });

  const outputs = async (stack: string): Promise<Outputs | undefined> => {
    try {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
      const found = Stacks?.[0]?.Outputs ?? [];
      return Object.fromEntries(found.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
    } catch (error) {
      if (Refusal.safeParse(error).success) return undefined;
      throw error;
    }
  };

  const account = async (): Promise<Facts['account']> => {
    try {
      const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
      return Account === undefined ? { problem: 'it named no account' } : { id: Account };
    } catch (error) {
      return { problem: textOf(error) };
    }
  };

  const bootstrap = async (): Promise<Facts['bootstrap']> => {
    try {
      const version = Number((await outputs('CDKToolkit'))?.['BootstrapVersion']);
      return { version: Number.isInteger(version) ? version : undefined };
    } catch (error) {
      return { problem: textOf(error) };
    }
  };

  const found = async (functionName: string, ask: Founding): Promise<boolean> => {
    const lambda = new LambdaClient({ region });
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(ask) }),
    );
    const text = Payload?.transformToString() ?? '';
    if (FunctionError !== undefined) throw new Error(`The founding failed: ${text}`);
    return Founded.parse(JSON.parse(text)).founded;
  };

  return { outputs, account, bootstrap, found };
};
