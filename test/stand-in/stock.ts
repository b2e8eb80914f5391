/** Sentences that fit any talk, in some languages: what the writer says where the request's own words do not reach. */

export const STOCK: Record<string, readonly string[]> = {
  en: [
    'Let us take a moment to see why this matters in practice.',
    'The idea is simple, and it carries a long way.',
    'Keep this in mind, because everything that follows builds on it.',
    'What looks small at first turns out to be the heart of the matter.',
    'There is a good reason for doing it this way.',
    'Think of an example from your own work, and it becomes clear.',
    'With that in place, the next part is easy to follow.',
    'It is worth looking at it once more, slowly and from the other side.',
  ],
  de: [
    'Nehmen wir uns einen Augenblick, um zu sehen, warum das in der Praxis wichtig ist.',
    'Der Gedanke ist einfach, und er trägt sehr weit.',
    'Behalten Sie das im Kopf, denn alles Weitere baut darauf auf.',
    'Was zunächst klein aussieht, ist in Wahrheit der Kern der Sache.',
    'Es gibt einen guten Grund, es gerade so zu machen.',
    'Denken Sie an ein Beispiel aus Ihrer eigenen Arbeit, dann wird es deutlich.',
    'Damit ist der nächste Teil leicht zu verstehen.',
    'Es lohnt sich, noch einmal langsam und von der anderen Seite hinzusehen.',
  ],
  fr: [
    'Prenons un instant pour comprendre pourquoi cela compte dans la pratique.',
    'L’idée est simple, et elle nous mène très loin.',
    'Gardez cela en tête, car tout ce qui suit s’appuie là-dessus.',
    'Ce qui semble petit au premier regard est en fait le cœur du sujet.',
    'Il y a une bonne raison de procéder de cette manière.',
    'Pensez à un exemple tiré de votre propre travail, et tout devient clair.',
    'Avec cela, la suite est facile à suivre.',
    'Il vaut la peine de regarder encore une fois, lentement et de l’autre côté.',
  ],
  es: [
    'Tomemos un momento para ver por qué esto importa en la práctica.',
    'La idea es sencilla, y nos lleva muy lejos.',
    'Téngalo presente, porque todo lo que sigue se apoya en ello.',
    'Lo que al principio parece pequeño resulta ser el centro del asunto.',
    'Hay una buena razón para hacerlo de esta manera.',
    'Piense en un ejemplo de su propio trabajo y quedará claro.',
    'Con esto, la parte siguiente es fácil de entender.',
    'Vale la pena mirarlo otra vez, despacio y desde el otro lado.',
  ],
  it: [
    'Prendiamoci un momento per capire perché questo conta nella pratica.',
    'L’idea è semplice, e ci porta molto lontano.',
    'Tenetelo a mente, perché tutto ciò che segue si fonda su questo.',
    'Quello che all’inizio sembra piccolo è in realtà il cuore della questione.',
    'C’è una buona ragione per fare in questo modo.',
    'Pensate a un esempio del vostro lavoro, e diventa tutto chiaro.',
    'Con questo, la parte seguente è facile da capire.',
    'Vale la pena guardare ancora una volta, lentamente e dall’altro lato.',
  ],
  pt: [
    'Vamos parar um momento para ver por que isto importa na prática.',
    'A ideia é simples, e leva-nos muito longe.',
    'Guarde isto na memória, porque tudo o que vem depois se apoia nela.',
    'O que no início parece pequeno é na verdade o centro da questão.',
    'Há uma boa razão para fazer as coisas desta maneira.',
    'Pense num exemplo do seu próprio trabalho, e tudo fica claro.',
    'Com isto, a parte seguinte é fácil de entender.',
    'Vale a pena olhar mais uma vez, devagar e do outro lado.',
  ],
  nl: [
    'Laten we even stilstaan bij de vraag waarom dit in de praktijk telt.',
    'Het idee is eenvoudig, en het brengt ons een heel eind verder.',
    'Houd dit in gedachten, want alles wat volgt bouwt hierop voort.',
    'Wat eerst klein lijkt, blijkt de kern van de zaak te zijn.',
    'Er is een goede reden om het op deze manier te doen.',
    'Denk aan een voorbeeld uit uw eigen werk, dan wordt het duidelijk.',
    'Daarmee is het volgende deel gemakkelijk te volgen.',
    'Het is de moeite waard om nog eens rustig van de andere kant te kijken.',
  ],
  pl: [
    'Zatrzymajmy się na chwilę, żeby zobaczyć, dlaczego to jest ważne w praktyce.',
    'Pomysł jest prosty, a prowadzi bardzo daleko.',
    'Warto to zapamiętać, bo wszystko, co dalej, na tym się opiera.',
    'To, co z początku wygląda na drobiazg, okazuje się sednem sprawy.',
    'Jest dobry powód, żeby robić to właśnie w ten sposób.',
    'Proszę pomyśleć o przykładzie z własnej pracy, a wszystko stanie się jasne.',
    'Dzięki temu następna część jest łatwa do zrozumienia.',
    'Warto spojrzeć na to jeszcze raz, powoli i z drugiej strony.',
  ],
  ja: [
    'これが実際になぜ大切なのか、少し考えてみましょう。',
    '考え方は簡単ですが、とても役に立ちます。',
    'この先の話はすべてこれに基づいているので、覚えておいてください。',
    '最初は小さく見えることが、実は一番大事な点です。',
    'このようにするのには、きちんとした理由があります。',
    '自分の仕事の例を思い浮かべると、よくわかります。',
    'ここまでわかれば、次の部分は簡単です。',
    'もう一度、ゆっくりと別の側から見てみる価値があります。',
  ],
  zh: [
    '让我们花一点时间看看这在实践中为什么重要。',
    '这个想法很简单，却能带我们走得很远。',
    '请记住这一点，因为后面的内容都建立在它之上。',
    '起初看起来很小的事情，其实正是问题的核心。',
    '这样做是有充分理由的。',
    '想一想您自己工作中的例子，就会明白了。',
    '有了这个基础，下一部分就很容易理解。',
    '值得再慢慢地从另一面看一次。',
  ],
  ru: [
    'Давайте остановимся на минуту и посмотрим, почему это важно на практике.',
    'Мысль простая, но она ведёт очень далеко.',
    'Запомните это, потому что всё дальнейшее опирается на неё.',
    'То, что сначала кажется мелочью, оказывается самой сутью дела.',
    'Есть хорошая причина делать именно так.',
    'Подумайте о примере из своей работы, и всё станет ясно.',
    'После этого следующую часть легко понять.',
    'Стоит посмотреть ещё раз, медленно и с другой стороны.',
  ],
};

/** Names of these languages as requests may say them. */
const NAMES: Record<string, RegExp> = {
  en: /\benglish\b/i,
  de: /\b(german|deutsch)\b/i,
  fr: /\b(french|français)\b/i,
  es: /\b(spanish|español)\b/i,
  it: /\b(italian|italiano)\b/i,
  pt: /\b(portuguese|português)\b/i,
  nl: /\b(dutch|nederlands)\b/i,
  pl: /\b(polish|polski)\b/i,
  ja: /\bjapanese\b|日本語/i,
  zh: /\b(chinese|mandarin)\b|中文/i,
  ru: /\brussian\b|русск/i,
};

/** The language that a request asks for, by its tag or its name; undefined where it says none of ours. */
export function requestedLanguage(request: string): string | undefined {
  const tag = /\blanguage(?: code)?"?\s*[:=]\s*"?([a-z]{2,3})(?![a-z])/i.exec(request)?.[1];
  if (tag !== undefined && tag in STOCK) return tag;
  for (const [, word = ''] of request.matchAll(/\b(?:in|into|language)\W{1,3}([\p{L}]+)/giu)) {
    const named = Object.entries(NAMES).find(([, pattern]) => pattern.test(word));
    if (named) return named[0];
  }
  return undefined;
}

/** The language that a request says its material is in. */
export const sourceLanguage = (request: string): string | undefined =>
  /\bfrom \S+ \(([a-z]{2,3})[^)]*\) into\b/.exec(request)?.[1];
