import { startLocalCloud } from '../../../infra/local/runner/cloud.ts';

// Runs a local cloud in a process of its own, so that a test can kill it. Says its addresses in one line.
const [dir = '', assemblyDir = '', pagesDir = ''] = process.argv.slice(2);
const cloud = await startLocalCloud({ dir, assemblyDir, pagesDir });
const enginePid = cloud.dynamo.enginePid();
process.stdout.write(`${JSON.stringify({ aws: cloud.aws, queueUrl: cloud.sqs.queueUrl('Mini-Work'), enginePid })}\n`);
