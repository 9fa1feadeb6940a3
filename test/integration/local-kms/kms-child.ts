import { createKms } from '../../../infra/local/kms/kms.ts';
import { ACCOUNT, knownKeys, REGION } from './kms-fixture.ts';

const [dir = ''] = process.argv.slice(2);
const kms = createKms({
  dir,
  region: REGION,
  accountId: ACCOUNT,
  now: () => new Date(),
  credentials: knownKeys,
  record: () => undefined,
});
const server = await kms.listen(0);
process.send?.(server.url);
