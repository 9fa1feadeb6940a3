import { loose } from './any';
export const run = loose;
