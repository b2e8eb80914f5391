import { expect, test } from '@jest/globals';
import { parseDirectives } from '../../../domain/index.ts';
import { completionAt, mistakesIn, withSuggestion } from '../../../web/src/task/directive-completion.ts';

const VOICES = [
  { name: 'nova', label: 'Nova' },
  { name: 'en-us', label: 'English (America)' },
];

/** `|` is the cursor. */
function at(marked: string) {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const completion = completionAt(text, cursor, VOICES);
  return {
    offered: completion?.suggestions.map(({ name, argument }) => argument ?? name),
    choose: (index: number) => {
      const suggestion = completion?.suggestions[index];
      if (!completion || !suggestion) throw new Error(`nothing is offered at ${marked}`);
      const after = withSuggestion(text, completion, suggestion);
      const [from, to] = after.selection;
      return `${after.text.slice(0, from)}|${after.text.slice(from, to)}|${after.text.slice(to)}`.replace('||', '|');
    },
  };
}

test.each([
  ['[|', ['pause', 'hold', 'voice', 'rate', 'say', 'spell']],
  ['Hello [s|', ['say', 'spell']],
  ['[P|', ['pause']],
  ['[pause |', ['500ms', '1s', '2s', '3s', '5s']],
  ['[hold 1|', ['10s']],
  ['[rate 0|', ['0.8', '0.9']],
  ['[voice |', ['', 'nova', 'en-us']],
  ['[voice amer|', ['en-us']],
])('where %s is written, %j is offered', (marked, offered) => {
  expect(at(marked).offered).toEqual(offered);
});

test.each([
  '|[',
  'a [1|',
  'see [Click|',
  '\\[|',
  '[pause 2s]|',
  '[pause\n|',
  '[say NASA as |',
  '[voice nobody|',
  '[ 2|',
])('where %j is written, nothing is offered', (marked) => {
  expect(at(marked).offered).toBeUndefined();
});

test('a directive is chosen by its name, then by what it takes; what stood in the brackets goes', () => {
  expect(at('Wait [p| here').choose(0)).toBe('Wait [pause | here');
  expect(at('Wait [pause | here').choose(1)).toBe('Wait [pause 1s]| here');
  expect(at('Wait [pause 2|s] here').choose(0)).toBe('Wait [pause 2s]| here');
  expect(at('[voice am|').choose(0)).toBe('[voice en-us]|');
  expect(at('[|').choose(4)).toBe('[say |ABC| as abc]');
  expect(at('One [p| two [1]').choose(0)).toBe('One [pause | two [1]');
});

test('whatever can be chosen to its end is a directive without a mistake', () => {
  for (const marked of ['[pause |', '[hold |', '[rate |', '[voice |'])
    for (const index of at(marked).offered?.keys() ?? []) {
      const written = at(marked).choose(index).replace('|', '');
      expect(parseDirectives(written)).toMatchObject({ mistakes: [] });
      expect([written, mistakesIn(written, VOICES)]).toEqual([written, []]);
    }
});

test('a mistake is told by its place and rule, an unknown voice by its name', () => {
  expect(mistakesIn('One\nand [pause forever] two [voice Hal] [voice NOVA] [voice]', VOICES)).toEqual([
    { line: 2, column: 5, rule: 'pause' },
    { unknownVoice: 'Hal' },
  ]);
  expect(mistakesIn('[voice Hal]', [])).toEqual([]);
  expect(mistakesIn('[1] and \\[pause forever]', VOICES)).toEqual([]);
});
