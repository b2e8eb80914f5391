/** Who presents at HeyGen: avatars, their looks, voices, the account. Shapes: the ResponseSchemas of heygen-cli. */

import sharp from 'sharp';

interface Look {
  id: string;
  name: string;
  group: string;
  gender: 'female' | 'male';
  skin: string;
  hair: string;
  clothes: string;
}

const PEOPLE = [
  'Annie',
  'Bruno',
  'Chloe',
  'Daichi',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Imani',
  'Jonas',
  'Keiko',
  'Luca',
];
const SKINS = ['#f1c9a5', '#c68642', '#8d5524', '#e0ac69'];
const HAIR = ['#2b2b2b', '#6b4423', '#b8860b', '#555566'];
const CLOTHES = ['#2f5d8a', '#7a3b4f', '#3c6e47', '#4a4a6a'];

export const LOOKS: readonly Look[] = PEOPLE.map((name, at) => ({
  id: `${name.toLowerCase()}_office_front`,
  name: `${name} in the office`,
  group: `${name.toLowerCase()}_group`,
  gender: at % 2 === 0 ? 'female' : 'male',
  skin: SKINS[at % SKINS.length] ?? '#f1c9a5',
  hair: HAIR[(at + 1) % HAIR.length] ?? '#2b2b2b',
  clothes: CLOTHES[(at + 2) % CLOTHES.length] ?? '#2f5d8a',
}));

export const avatarViews = (baseUrl: string) =>
  LOOKS.map((look) => ({
    id: look.group,
    name: look.name.split(' ')[0] ?? '',
    created_at: 1_750_000_000,
    looks_count: 1,
    gender: look.gender,
    preview_image_url: `${baseUrl}/previews/${look.id}.png`,
    preview_video_url: null,
    default_voice_id: `${look.gender}_voice_1`,
    status: 'completed',
  }));

export const lookViews = (baseUrl: string) =>
  LOOKS.map((look) => ({
    id: look.id,
    name: look.name,
    avatar_type: 'studio_avatar',
    group_id: look.group,
    gender: look.gender,
    preview_image_url: `${baseUrl}/previews/${look.id}.png`,
    preview_video_url: null,
    default_voice_id: `${look.gender}_voice_1`,
    image_width: 1280,
    image_height: 720,
    preferred_orientation: 'landscape',
    supported_api_engines: ['avatar_iii', 'avatar_iv'],
    tags: [],
    status: 'completed',
  }));

export const voiceViews = () =>
  ['English', 'German', 'French', 'Spanish', 'Japanese'].flatMap((language) =>
    ['female', 'male'].map((gender) => ({
      voice_id: language === 'English' ? `${gender}_voice_1` : `${gender}_${language.toLowerCase()}_1`,
      name: `A ${gender} voice`,
      language,
      gender,
      support_pause: true,
      support_locale: false,
      type: 'public',
      preview_audio_url: null,
    })),
  );

export const accountView = (spentCents: number) => ({
  username: 'stand-in',
  email: 'stand-in@example.com',
  first_name: 'Stand',
  last_name: 'In',
  billing_type: 'usage_based',
  usage_based: {
    included_credits: 100,
    remaining_credits: Math.max(0, 100 - spentCents / 99),
    spending_cap_usd: 500,
    spending_current_usd: spentCents / 100,
  },
  wallet: null,
  subscription: null,
});

/** The color behind a presenter where none is asked for. */
export const STUDIO = '#dfe6ee';

/** Where the mouth of a drawn presenter is, in parts of the picture's height. */
export const MOUTH = { width: 0.11, height: 0.09, y: 0.47 };

/** A head and shoulders before a plain background, without a mouth. */
export async function drawLook(
  look: Look,
  size: { width: number; height: number },
  background: string,
): Promise<Buffer> {
  const { width, height } = size;
  const at = (x: number): number => width / 2 + x * height;
  const y = (part: number): number => part * height;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${background}"/>
    <ellipse cx="${at(0)}" cy="${y(1.02)}" rx="${y(0.36)}" ry="${y(0.36)}" fill="${look.clothes}"/>
    <rect x="${at(-0.07)}" y="${y(0.55)}" width="${y(0.14)}" height="${y(0.16)}" fill="${look.skin}"/>
    <ellipse cx="${at(0)}" cy="${y(0.34)}" rx="${y(0.21)}" ry="${y(0.26)}" fill="${look.hair}"/>
    <ellipse cx="${at(0)}" cy="${y(0.39)}" rx="${y(0.17)}" ry="${y(0.22)}" fill="${look.skin}"/>
    <circle cx="${at(-0.065)}" cy="${y(0.36)}" r="${y(0.018)}" fill="#222"/>
    <circle cx="${at(0.065)}" cy="${y(0.36)}" r="${y(0.018)}" fill="#222"/>
  </svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
