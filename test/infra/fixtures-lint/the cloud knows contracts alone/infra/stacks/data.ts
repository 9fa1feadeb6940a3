import { keys } from '../../shared/aws/keys.ts';
export const table = keys;
