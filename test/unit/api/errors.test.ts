import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { invalid, toProblem } from '../../../api/errors.ts';
import { refuse } from '../../../api/problems.ts';
import { DeckError, PlatformError, RequestError } from '../../../domain/index.ts';

test('a refused request is told with its code, its sentence and the address of its explanation', () => {
  expect(toProblem(refuse('task_not_found', 'There is no such task.'))).toEqual({
    type: '/api/problems#task_not_found',
    title: 'No such task',
    status: 404,
    detail: 'There is no such task.',
    code: 'task_not_found',
  });
});

test('a failure of our own machine says that it passes, with its code where that is known', () => {
  expect(toProblem(new PlatformError('redis_unavailable', 'x'))).toMatchObject({
    status: 503,
    code: 'redis_unavailable',
  });
  expect(toProblem(new PlatformError('something_new', 'x'))).toMatchObject({
    status: 503,
    code: 'unavailable',
    detail: 'x',
  });
});

test('a mistake of ours tells nothing of its inside', () => {
  for (const thrown of [new TypeError('secret of line 3'), new DeckError('x', 'secret'), 'secret', undefined]) {
    const answer = toProblem(thrown);
    expect(answer).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(answer)).not.toMatch('secret');
  }
});

test('a full disk is said to be one', () => {
  expect(toProblem(Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toMatchObject({
    status: 507,
    code: 'disk_full',
  });
});

test('every mistake of a request is listed by its field', () => {
  const { error } = z.strictObject({ a: z.strictObject({ b: z.number() }) }).safeParse({ a: { b: 'x', c: 1 }, d: 2 });
  if (!error) throw new Error('it was to be refused');
  const refused = invalid('invalid_options', 'The options have a mistake', error);
  expect(refused).toBeInstanceOf(RequestError);
  expect(refused.errors.map(({ field }) => field)).toEqual(['a.b', 'a.c', 'd']);
});
