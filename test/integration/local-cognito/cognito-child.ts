import { openCognito, PATRON, PATRONS, pool } from './pools.ts';

const [dir = '', port = '0'] = process.argv.slice(2);
const cognito = openCognito(dir, { offset: 0 }, [], []);
cognito.ensurePool(pool(PATRONS, 'OFF'));
await cognito.ensurePracticeUser({ poolId: PATRONS, ...PATRON });
const server = await cognito.listen(Number(port));
process.send?.({ url: server.url, port: server.port });
