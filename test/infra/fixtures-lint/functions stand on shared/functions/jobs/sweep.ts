import { strongroom } from '../../infra/app.ts';
export const handler = strongroom;
