/** A vendor's refusal: the status, headers and body that it answers with. */

export type Vendor = 'openai' | 'elevenlabs' | 'heygen';

export class VendorError extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;
  /** The request broke the vendor's contract: a client of ours must never cause this. */
  readonly isViolation: boolean;

  constructor(
    status: number,
    message: string,
    body: unknown,
    { headers = {}, isViolation = false }: { headers?: Record<string, string>; isViolation?: boolean } = {},
  ) {
    super(message);
    this.name = 'VendorError';
    this.status = status;
    this.body = body;
    this.headers = headers;
    this.isViolation = isViolation;
  }
}

/** How one vendor words what all of them can say. */
export interface VendorErrors {
  invalid(message: string, param?: string): VendorError;
  unauthorized(): VendorError;
  rateLimited(retryAfterSeconds: number): VendorError;
  quotaExhausted(): VendorError;
  serverError(): VendorError;
}
