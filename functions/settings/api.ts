import { settingsHandlers } from '../../shared/settings/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('settings', settingsHandlers);
