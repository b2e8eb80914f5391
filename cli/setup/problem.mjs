/** Why set-up cannot go on, and what the person who started it can do; printed without a stack trace. */
export class SetupProblem extends Error {}
