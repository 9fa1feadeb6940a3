import { chain } from '../../functions/http/chain.ts';
export const run = chain;
