/** What nobody should hear: "this is page 7", "on this slide we see". Pure. */

/** Nothing but the slide's number. */
const PAGE_ONLY =
  /^(?:(?:this|that|here) is |we are (?:now )?(?:on|at) |dies ist |das ist |wir sind (?:nun |jetzt )?(?:auf|bei) |voici |c['’]est |nous sommes à |esta es |questa è )?(?:the |our |die |la |le |el |l['’])?(?:slide|page|folie|seite|diapositive|diapositiva|página|pagina|slajd|слайд|страница)(?: number| nummer| numéro| número| numero)? ?\d+(?:(?: of| von| de| sur| su|\/) ?\d+)?[.!:]?$/iu;
/** Speaks of the slide in the place of its subject. */
const OF_THE_SLIDE =
  /\b(?:(?:on|in) (?:this|the next|the following) slide|this slide (?:shows|is about|presents|contains|lists)|as (?:you|we) can see (?:on|in) (?:this|the) slide|auf dieser folie|diese folie zeigt|sur cette diapositive|cette diapositive (?:montre|présente)|en esta diapositiva|esta diapositiva (?:muestra|presenta)|in questa diapositiva|questa diapositiva mostra|neste slide|op deze dia)\b/iu;

/** Without the sentences that only name a page. */
export function withoutPageNumbers(text: string): string {
  const lines = text.split('\n').map((line) =>
    line
      .split(/(?<=[.!?…])\s+/u)
      .filter((sentence) => !PAGE_ONLY.test(sentence.trim()))
      .join(' '),
  );
  return lines.filter((line) => line.trim() !== '').join('\n');
}

export const speaksOfTheSlide = (text: string): boolean => OF_THE_SLIDE.test(text);

/** Words in a deck that are meant for a machine: no lecture says them, an attempt to steer a writer does. */
const FOR_A_MACHINE =
  /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|prompts?|rules|commands?)\b|\b(?:system|developer) prompt\b|\byou are (?:now )?(?:an? )?(?:ai|assistant|language model|chatbot)\b|\b(?:ignorier|vergiss|missacht)\w*\b.{0,30}\b(?:anweisung|instruktion|regel)\w*|\b(?:ignore[zr]?|oublie[zr]?)\b.{0,30}\b(?:instructions|consignes)\b|\b(?:ignora|olvida)\b.{0,30}\b(?:instrucciones|reglas)\b/iu;

/** Whether a text tries to command whoever writes about it. */
export const commandsTheWriter = (text: string): boolean => FOR_A_MACHINE.test(text.replaceAll(/\s+/g, ' '));
