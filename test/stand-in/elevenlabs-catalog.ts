/** What ElevenLabs offers an account: voices, models, the plan. Shapes: VoiceResponseModel, ModelResponseModel, ExtendedSubscriptionResponseModel. */

/** A voice of the library: accounts without a plan get 402 (seen in public reports). */
export const RACHEL = '21m00Tcm4TlvDq8ikWAM';

const NAMES = [
  ...['Rachel', 'Roger', 'Sarah', 'Laura', 'Charlie', 'George', 'Callum', 'River', 'Harry', 'Liam', 'Alice', 'Matilda'],
  ...[
    'Will',
    'Jessica',
    'Eric',
    'Bella',
    'Chris',
    'Brian',
    'Daniel',
    'Lily',
    'Adam',
    'Bill',
    'Ayumi',
    'Anna',
    'Elodie',
  ],
];
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'ja', 'zh', 'nl'];

export interface CatalogVoice {
  voice_id: string;
  name: string;
  category: 'premade' | 'professional';
  description: string;
  labels: Record<string, string>;
  preview_url: string;
  available_for_tiers: string[];
  high_quality_base_model_ids: string[];
  verified_languages: { language: string; model_id: string }[];
  settings: { stability: number; similarity_boost: number; style: number; use_speaker_boost: boolean; speed: number };
}

/** @param baseUrl where samples are fetched */
export const voices = (baseUrl: string): CatalogVoice[] =>
  NAMES.map((name, at) => {
    const id = name === 'Rachel' ? RACHEL : `voice${String(at).padStart(2, '0')}${name}`.padEnd(20, 'x');
    return {
      voice_id: id,
      name,
      category: name === 'Rachel' ? 'professional' : 'premade',
      description: `${name}, a calm narrator`,
      labels: {
        gender: at % 2 === 0 ? 'female' : 'male',
        accent: 'american',
        age: 'middle_aged',
        use_case: 'narrative_story',
      },
      preview_url: `${baseUrl}/previews/${id}.mp3`,
      available_for_tiers: [],
      high_quality_base_model_ids: ['eleven_multilingual_v2'],
      verified_languages: LANGUAGES.map((language) => ({ language, model_id: 'eleven_multilingual_v2' })),
      settings: { stability: 0.5, similarity_boost: 0.75, style: 0, use_speaker_boost: true, speed: 1 },
    };
  });

/** Characters for one request and credits for one character. Source: the documentation of models. */
export const MODELS: Record<string, { characters: number; creditsACharacter: number }> = {
  eleven_v3: { characters: 5_000, creditsACharacter: 1 },
  eleven_multilingual_v2: { characters: 10_000, creditsACharacter: 1 },
  eleven_flash_v2: { characters: 30_000, creditsACharacter: 0.5 },
  eleven_turbo_v2: { characters: 30_000, creditsACharacter: 0.5 },
  eleven_flash_v2_5: { characters: 40_000, creditsACharacter: 0.5 },
  eleven_turbo_v2_5: { characters: 40_000, creditsACharacter: 0.5 },
};
export const DEPRECATED_MODELS = ['eleven_monolingual_v1', 'eleven_multilingual_v1'];

export const modelViews = () =>
  Object.entries(MODELS).map(([id, { characters, creditsACharacter }]) => ({
    model_id: id,
    name: id.replaceAll('_', ' '),
    description: 'Text to speech',
    can_be_finetuned: false,
    can_do_text_to_speech: true,
    can_do_voice_conversion: false,
    can_use_style: true,
    can_use_speaker_boost: true,
    serves_pro_voices: false,
    token_cost_factor: creditsACharacter,
    requires_alpha_access: false,
    max_characters_request_free_user: characters,
    max_characters_request_subscribed_user: characters,
    maximum_text_length_per_request: characters,
    languages: LANGUAGES.map((language) => ({ language_id: language, name: language })),
    model_rates: { character_cost_multiplier: creditsACharacter, cost_discount_multiplier: 1 },
    concurrency_group: id.includes('flash') || id.includes('turbo') ? 'turbo' : 'standard',
  }));

export type Tier = 'free' | 'creator' | 'pro';
const CREDITS: Record<Tier, number> = { free: 10_000, creator: 100_000, pro: 500_000 };

export const subscriptionView = (tier: Tier, usedCredits: number) => ({
  tier,
  character_count: usedCredits,
  character_limit: CREDITS[tier],
  max_character_limit_extension: null,
  max_credit_limit_extension: 0,
  can_extend_character_limit: tier !== 'free',
  allowed_to_extend_character_limit: tier !== 'free',
  next_character_count_reset_unix: 1_800_000_000,
  voice_slots_used: 0,
  professional_voice_slots_used: 0,
  professional_voice_slots_used_in_workspace: 0,
  voice_limit: 30,
  voice_add_edit_counter: 0,
  professional_voice_limit: 1,
  can_extend_voice_limit: false,
  can_use_instant_voice_cloning: tier !== 'free',
  can_use_professional_voice_cloning: tier !== 'free',
  current_overage: { amount: '0', currency: 'usd' },
  currency: 'usd',
  status: tier === 'free' ? 'free' : 'active',
  billing_period: 'monthly_period',
  character_refresh_period: 'monthly_period',
  open_invoices: [],
  has_open_invoices: false,
});

/** Which formats a plan includes. Source: the description of `output_format`. */
export function allowsFormat(tier: Tier, format: string): boolean {
  if (tier === 'pro') return true;
  if (/^(pcm|wav)_(44100|48000)$/.test(format)) return false;
  return tier === 'creator' || format !== 'mp3_44100_192';
}
