import { helper } from './helper.ts';
export const due = () => helper(Date.now());
