/** Failures after which the same deck and the same words would only fail again. */

const IN_VAIN: ReadonlySet<string> = new Set([
  'ambiguous_deck',
  'bad_directive',
  'damaged_deck',
  'empty_deck_file',
  'encrypted_deck',
  'no_slides',
  'no_slides_left',
  'no_slides_shown',
  'no_voice_for_language',
  'not_a_deck',
  'oversized_deck',
  'presenter_provider_missing',
  'script_provider_missing',
  'slide_count_mismatch',
  'speech_provider_missing',
  'too_many_slides',
  'translation_unavailable',
  'unknown_model',
  'unknown_presenter',
  'unknown_voice',
  'unreadable_pdf',
  'voice_cannot_read',
  'voice_not_in_plan',
]);

/** Whether the way on is to change something, and not to try again. */
export const needsMending = (error: { code: string } | undefined): boolean =>
  error !== undefined && IN_VAIN.has(error.code);
