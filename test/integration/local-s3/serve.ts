import { createS3 } from '../../../infra/local/s3/server.ts';
import { REGION, SECRET } from './support.ts';

// A server to be killed: prints its port and serves the folder it is given.
const [, , dir = ''] = process.argv;
const s3 = await createS3({
  dir,
  now: () => new Date(),
  region: REGION,
  accountId: '123456789012',
  credentials: (id) => ({ secretAccessKey: SECRET, principal: id }),
  access: () => ({ effect: 'allow', hasList: true }),
  record: () => undefined,
  onEvent: () => undefined,
});
s3.configureBucket({ name: 'box', notifications: { eventBridge: true } });
console.log(await s3.listen(0));
