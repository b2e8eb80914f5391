/** Two ways in which a paid call goes wrong after it was sent: a vendor's adapter throws them, paid calls know what to do. */

import { ProviderError, type Usage } from '../../domain/index.ts';

/** The connection broke after the call was sent: whether it was billed, nobody here knows. */
export class LostAnswerError extends ProviderError {}

/** The call was billed, and what came cannot be used: refused, cut off, silent, of the wrong shape. */
export class UnusableAnswerError extends ProviderError {
  readonly billed: { usage: Usage; cents: number };

  constructor(
    code: string,
    message: string,
    billed: { usage: Usage; cents: number },
    more: { slide?: number; cause?: unknown; retry?: 'never' } = {},
  ) {
    super(code, message, { retry: more.retry ?? 'later' }, more);
    this.billed = billed;
  }
}
