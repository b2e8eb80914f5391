/** What a voice says when somebody wants to hear what it sounds like. */

/** BCP 47 base language → a sentence, with a number in it. */
const SENTENCES: Record<string, string> = {
  ar: 'مرحبًا. هكذا سأقرأ شرائحك، من الأولى إلى الأخيرة.',
  cs: 'Dobrý den. Takhle budu číst vaše snímky, od prvního do posledního.',
  da: 'Hej. Sådan læser jeg dine dias, fra det første til det sidste.',
  de: 'Guten Tag. So lese ich Ihre Folien vor, von der ersten bis zur letzten.',
  el: 'Γεια σας. Έτσι θα διαβάζω τις διαφάνειές σας, από την πρώτη ως την τελευταία.',
  en: 'Hello. This is how I will read your slides, from the first one to the last.',
  es: 'Hola. Así leeré sus diapositivas, desde la primera hasta la última.',
  fi: 'Hei. Näin luen diasi, ensimmäisestä viimeiseen.',
  fr: 'Bonjour. Voici comment je lirai vos diapositives, de la première à la dernière.',
  he: 'שלום. כך אקריא את השקופיות שלך, מהראשונה ועד האחרונה.',
  hi: 'नमस्ते। मैं आपकी स्लाइडें इस तरह पढ़ूँगा, पहली से आख़िरी तक।',
  hu: 'Jó napot. Így olvasom fel a diáit, az elsőtől az utolsóig.',
  id: 'Halo. Beginilah saya membacakan salindia Anda, dari yang pertama sampai yang terakhir.',
  it: 'Buongiorno. Ecco come leggerò le sue diapositive, dalla prima all’ultima.',
  ja: 'こんにちは。このように、最初から最後までスライドを読み上げます。',
  ko: '안녕하세요. 이렇게 첫 슬라이드부터 마지막 슬라이드까지 읽어 드립니다.',
  nl: 'Hallo. Zo lees ik uw dia’s voor, van de eerste tot de laatste.',
  pl: 'Dzień dobry. Tak będę czytać slajdy, od pierwszego do ostatniego.',
  pt: 'Olá. É assim que vou ler os seus slides, do primeiro ao último.',
  ro: 'Bună ziua. Așa voi citi diapozitivele, de la primul până la ultimul.',
  ru: 'Здравствуйте. Вот так я прочитаю ваши слайды, от первого до последнего.',
  sv: 'Hej. Så här läser jag dina bilder, från den första till den sista.',
  th: 'สวัสดี นี่คือเสียงที่จะอ่านสไลด์ของคุณ ตั้งแต่หน้าแรกจนถึงหน้าสุดท้าย',
  tr: 'Merhaba. Slaytlarınızı ilkinden sonuncusuna kadar böyle okuyacağım.',
  uk: 'Вітаю. Ось так я прочитаю ваші слайди, від першого до останнього.',
  vi: 'Xin chào. Tôi sẽ đọc các trang chiếu của bạn như thế này, từ trang đầu đến trang cuối.',
  zh: '您好。我会这样朗读您的幻灯片，从第一张到最后一张。',
};
/** Other tags for the same: Norwegian is near enough to Danish to be no sample of it, Mandarin is Chinese. */
const SAME: Record<string, string> = { cmn: 'zh', yue: 'zh', iw: 'he' };

/** A sentence in this language; in one that we do not speak, its own name and a few numbers. */
export function sampleSentence(language: string): string {
  const [base = ''] = language.toLowerCase().split('-');
  const known = SENTENCES[SAME[base] ?? base];
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return `${name}. 1, 2, 3, 4, 5.`;
}
