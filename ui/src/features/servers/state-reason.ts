// AWS's reason for a server's state, in words. Causes that are only likely are told as likely.
import type { Language } from '../../text/language';

const words: Record<string, [string, string]> = {
  'Client.UserInitiatedShutdown': ['Alguém pediu a parada pela AWS.', 'Somebody asked AWS to stop it.'],
  'Client.InstanceInitiatedShutdown': [
    'O próprio sistema operacional desligou.',
    'Its own operating system shut it down.',
  ],
  'Client.UserInitiatedHibernate': ['Alguém pediu a hibernação.', 'Somebody asked for hibernation.'],
  'Client.InternalError': [
    'A AWS não conseguiu ligar. Provável: um disco criptografado cuja chave KMS está desativada, é de outra conta, ou que a conexão não pode usar (kms:CreateGrant).',
    'AWS could not start it. Probably an encrypted disk whose KMS key is disabled, belongs to another account, or may not be used by the connection (kms:CreateGrant).',
  ],
  'Client.VolumeLimitExceeded': [
    'O limite de EBS da conta foi atingido.',
    "The account's limit of EBS storage was reached.",
  ],
  'Client.InvalidSnapshot.NotFound': [
    'Um snapshot de que um disco precisa não existe mais.',
    'A snapshot that a disk needs does not exist any more.',
  ],
  'Server.InsufficientInstanceCapacity': [
    'A AWS não tinha capacidade para este tipo na zona.',
    'AWS had no room for this type in the zone.',
  ],
  'Server.InternalError': ['A AWS teve uma falha interna.', 'AWS had a fault of its own.'],
  'Server.ScheduledStop': ['A AWS parou para uma manutenção agendada.', 'AWS stopped it for scheduled maintenance.'],
  'Server.SpotInstanceShutdown': ['A AWS retomou a capacidade Spot.', 'AWS took the Spot capacity back.'],
  'Server.SpotInstanceTermination': ['A AWS retomou a capacidade Spot.', 'AWS took the Spot capacity back.'],
};

export function stateWords(code: string, language: Language): string | undefined {
  return words[code]?.[language === 'pt-BR' ? 0 : 1];
}

export function stateReason(
  code: string | undefined,
  message: string | undefined,
  language: Language,
): { text: string; original?: string } | undefined {
  if (!code && !message) return undefined;
  const known = code ? stateWords(code, language) : undefined;
  const said = message || code!;
  if (!known) return { text: said };
  return { text: known, original: said };
}
