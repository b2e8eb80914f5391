// ms 3.0.0-canary.1 hides its types from `exports`; without these, Temporal's durations are silently untyped.
declare module 'ms' {
  type Unit =
    'd' | 'day' | 'days' | 'h' | 'hour' | 'hours' | 'm' | 'minute' | 'minutes' | 's' | 'second' | 'seconds' | 'ms';
  export type StringValue = `${number}` | `${number}${Unit}` | `${number} ${Unit}`;
}
