import type { Language } from '../../text/language';

const names: Record<string, [string, string]> = {
  'af-south-1': ['Cidade do Cabo', 'Cape Town'],
  'ap-east-1': ['Hong Kong', 'Hong Kong'],
  'ap-east-2': ['Taipé', 'Taipei'],
  'ap-northeast-1': ['Tóquio', 'Tokyo'],
  'ap-northeast-2': ['Seul', 'Seoul'],
  'ap-northeast-3': ['Osaka', 'Osaka'],
  'ap-south-1': ['Mumbai', 'Mumbai'],
  'ap-south-2': ['Hyderabad', 'Hyderabad'],
  'ap-southeast-1': ['Singapura', 'Singapore'],
  'ap-southeast-2': ['Sydney', 'Sydney'],
  'ap-southeast-3': ['Jacarta', 'Jakarta'],
  'ap-southeast-4': ['Melbourne', 'Melbourne'],
  'ap-southeast-5': ['Malásia', 'Malaysia'],
  'ap-southeast-6': ['Nova Zelândia', 'New Zealand'],
  'ap-southeast-7': ['Tailândia', 'Thailand'],
  'ca-central-1': ['Canadá Central', 'Canada Central'],
  'ca-west-1': ['Calgary', 'Calgary'],
  'eu-central-1': ['Frankfurt', 'Frankfurt'],
  'eu-central-2': ['Zurique', 'Zurich'],
  'eu-north-1': ['Estocolmo', 'Stockholm'],
  'eu-south-1': ['Milão', 'Milan'],
  'eu-south-2': ['Espanha', 'Spain'],
  'eu-west-1': ['Irlanda', 'Ireland'],
  'eu-west-2': ['Londres', 'London'],
  'eu-west-3': ['Paris', 'Paris'],
  'il-central-1': ['Tel Aviv', 'Tel Aviv'],
  'me-central-1': ['Emirados Árabes', 'UAE'],
  'me-south-1': ['Bahrein', 'Bahrain'],
  'mx-central-1': ['México Central', 'Mexico Central'],
  'sa-east-1': ['São Paulo', 'São Paulo'],
  'us-east-1': ['Norte da Virgínia', 'N. Virginia'],
  'us-east-2': ['Ohio', 'Ohio'],
  'us-west-1': ['Norte da Califórnia', 'N. California'],
  'us-west-2': ['Oregon', 'Oregon'],
};

/** What people call it; empty for a region that is newer than this list. */
export function regionName(region: string, language: Language): string {
  const found = names[region];
  return found ? found[language === 'pt-BR' ? 0 : 1] : '';
}
