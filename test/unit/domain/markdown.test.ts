import { expect, test } from '@jest/globals';
import { markdownText } from '../../../domain/index.ts';

test('text in Markdown is text: no HTML, no link, no heading, no list', () => {
  expect(markdownText('<img src=x onerror=alert(1)> [a](javascript:b) `c` *d*')).toBe(
    '\\<img src=x onerror=alert(1)\\> \\[a\\](javascript:b) \\`c\\` \\*d\\*',
  );
  expect(markdownText('# one\n- two\n 3. three\n4 cats, e-mail')).toBe('\\# one\n\\- two\n 3\\. three\n4 cats, e-mail');
});

test('ordinary words stay as they are', () => {
  const text = 'Umsatz 2026: 5 % mehr (siehe S. 3) – „gut“! 你好。';
  expect(markdownText(text)).toBe(text);
});
