import { type ErrorCode, type ErrorParams, errorTable } from '../contracts/errors.ts';

/** The one error the product throws on purpose: a code of the closed table, and what its sentence needs. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly status: number;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.status = errorTable[code].status;
  }
}
