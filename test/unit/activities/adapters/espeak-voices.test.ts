import { expect, test } from '@jest/globals';
import { parseEspeakVoices } from '../../../../activities/adapters/espeak-voices.ts';

const TABLE = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  chr-US-Qaaa-x-west --/M      Cherokee_          iro/chr              
 5  cmn             --/M      Chinese_(Mandarin,_latin_as_English) sit/cmn              (zh-cmn 5)(zh 5)
 5  cmn-latn-pinyin --/M      Chinese_(Mandarin,_latin_as_Pinyin) sit/cmn-Latn-pinyin  (zh-cmn 5)(zh 5)
 2  en-gb           --/F      English_(Great_Britain) gmw/en               (en 2)
 5  eu              --/M      Basque             eu                   
 5  yue             --/M      Chinese_(Cantonese) sit/yue              (zh-yue 5)(zh 8)
 5  yue             --/M      Chinese_(Cantonese,_latin_as_Jyutping) sit/yue-Latn-jyutping (zh-yue 5)(zh 8)
`;

test('the table becomes voices with plain labels and proper language tags', () => {
  expect(parseEspeakVoices(TABLE)).toContainEqual({
    provider: 'offline',
    name: 'en-gb',
    label: 'English (Great Britain)',
    languages: ['en-GB', 'en'],
    gender: 'female',
    rate: 1,
    file: 'gmw/en',
  });
});

test('Chinese is offered by the voices that pronounce it, under the tags that people use', () => {
  const chinese = parseEspeakVoices(TABLE).filter(({ file }) => file.startsWith('sit/'));
  expect(chinese.map(({ name, label, languages }) => ({ name, label, languages: languages[0] }))).toEqual([
    { name: 'yue', label: 'Chinese (Cantonese)', languages: 'yue' },
    { name: 'zh', label: 'Chinese (Mandarin)', languages: 'zh' },
  ]);
});

test('every voice has a name of its own', () => {
  const names = parseEspeakVoices(TABLE).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('chr');
});
