import { operations } from '../../shared/contracts/operations.ts';
import { makeApi } from '../shared/api/hooks.ts';

/** Every operation of the table is within the console's reach; the server decides who may. */
export const { call, useRead, usePages, useAction } = makeApi(operations);
