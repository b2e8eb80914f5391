import { expect, test } from '@jest/globals';
import { problemIn } from '../../../cli/log-line.ts';

test('a warning is shown with its reason', () => {
  expect(problemIn('{"level":40,"msg":"asked again","err":{"message":"no answer"}}')).toBe('asked again: no answer');
});

test('a reason that the message already gives is not repeated', () => {
  expect(problemIn('{"level":50,"msg":"ended: no answer","err":{"message":"no answer"}}')).toBe('ended: no answer');
});

test('what is in order, and what is no log line of ours, stays in the log', () => {
  expect(problemIn('{"level":30,"msg":"ready"}')).toBeUndefined();
  expect(problemIn('{"level":"WARN","msg":"from Temporal"}')).toBeUndefined();
  expect(problemIn('12345:M 01 Jan * Ready to accept connections')).toBeUndefined();
  expect(problemIn('{ half a line')).toBeUndefined();
});
