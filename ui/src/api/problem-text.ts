// Sentences for the stable codes of problems. English is the server's own language: there its sentence stands, which
// knows the details; here are only codes whose sentence the browser makes itself or that Portuguese needs.
import type { Language } from '../text/language';
import type { Problem } from './problem';

const portuguese: Record<string, string> = {
  'panel.unreachable': 'O painel não respondeu. Verifique a conexão; a página tenta de novo sozinha.',
  'panel.strange_answer': 'Algo entre este navegador e o painel respondeu no lugar dele.',
  'panel.fault': 'Esta página falhou. Recarregue; se acontecer de novo, avise quem cuida do painel.',
  'state.this_machine_only': 'Os dados do painel só são movidos na própria máquina dele: mirante state move.',
  'session.needed': 'Sua sessão terminou. Entre de novo.',
  'permission.missing': 'Seu papel nesta empresa não permite isso. Peça a um administrador.',
  'request.cross_site': 'O pedido veio de outro site e foi recusado.',
  'login.wrong': 'E-mail, senha ou código não conferem.',
  'login.wrong_code': 'O código não confere ou já foi usado. Espere o próximo e tente de novo.',
  'login.code_needed': 'Digite o código do seu aplicativo autenticador.',
  'login.no_tenant': 'Seu acesso existe, mas você não pertence mais a nenhuma empresa deste painel.',
  'set_up.done': 'Este painel já tem um administrador. Entre, ou peça um convite.',
  'link.unknown': 'Este link já foi usado, venceu ou está incompleto. Peça um novo.',
  'leave_on.unknown':
    'Este link já foi usado, venceu ou não é mais permitido. No painel, o mesmo se faz com um ajuste temporário do servidor.',
  'link.of_another': 'Este convite é para outro endereço de e-mail. Saia e entre com a pessoa certa.',
  'invitation.unknown': 'Este convite não existe mais.',
  'member.already': 'Essa pessoa já participa desta empresa.',
  'member.elsewhere':
    'Essa pessoa também participa de outra empresa; só ela mesma pode trocar a senha, em “Meu perfil”.',
  'member.self': 'O seu próprio autenticador se desliga em “Meu perfil”, com a sua senha.',
  'member.factor_elsewhere':
    'Essa pessoa também participa de outra empresa. Quem cuida da máquina do painel pode desligar: mirante user reset --second-factor.',
  'member.no_authenticator': 'Essa pessoa não tem autenticador ligado.',
  'member.last_admin': 'É o último administrador: a empresa precisa de pelo menos um.',
  'member.unknown': 'Essa pessoa não participa desta empresa.',
  'tenant.name_taken': 'Já existe uma empresa com este nome neste painel.',
  'user.email_taken': 'Já existe um acesso com este e-mail.',
  'token.by_program': 'Um programa não pode fazer isso com o token dele; entre como pessoa.',
  'token.unknown': 'Este token não existe mais.',
  'totp.no_offer': 'O segredo do autenticador venceu (15 minutos). Comece de novo.',
  'session.unknown': 'Esta sessão já terminou.',
  'account.name_taken': 'Já existe uma conta com este nome.',
  'account.duplicate': 'Esta conta da AWS já está conectada.',
  'account.unknown': 'Esta conta não existe (mais) no painel.',
  'account.pending': 'A conta ainda não foi conectada.',
  'account.role_refused':
    'A AWS não deixou o painel assumir esta role. Confira se o comando do CloudShell terminou sem erro, se o ARN está certo, e tente de novo em um minuto.',
  'account.external_id_not_required':
    'A role aceita ser assumida sem o external ID: qualquer outro cliente da mesma identidade poderia usá-la. Corrija a política de confiança, ou diga por que aceita assim mesmo.',
  'account.other_account': 'Essas credenciais pertencem a outra conta da AWS.',
  'account.root': 'Essas são chaves do usuário root, que o painel não usa. Crie um usuário ou uma role.',
  'account.no_keys': 'Esta conta não é conectada por chaves.',
  'account.busy': 'Há operações em andamento nesta conta. Espere terminarem e tente de novo.',
  'account.changed':
    'Outra pessoa mudou esta conta enquanto isso. Nada foi mudado agora: veja como ela ficou e tente de novo.',
  'member.changed':
    'Outra pessoa mudou este membro enquanto isso. O que você escolheu continua aqui: veja como ele ficou antes de salvar de novo.',
  'profile.changed':
    'Seu perfil mudou em outro lugar enquanto isso. O que você digitou continua aqui: salvar de novo o põe no lugar.',
  'calendar.changed':
    'Outra pessoa mudou este calendário enquanto isso. O que você digitou continua aqui: veja como ele ficou antes de salvar de novo.',
  'customer.unknown': 'Este cliente não existe.',
  'identity.none':
    'O painel não tem identidade na AWS, e por isso não pode assumir roles. Dê uma a ele, ou conecte por chaves.',
  'identity.root': 'O painel está usando as chaves do usuário root, o que ele recusa. Use um usuário ou uma role.',
  'clock.is_real': 'Este painel segue o relógio da máquina; só o de uma demonstração anda mais rápido.',
  'operation.unknown': 'Esta operação não existe.',
  'operation.ended': 'A operação já terminou.',
  'operation.draining': 'O painel está encerrando e não aceita novas operações. Tente em instantes.',
  'operation.key_reused': 'Este pedido já foi feito com outro conteúdo. Recarregue a página.',
  'policy.paused': 'As automações estão pausadas aqui. Retome, ou diga por que agir mesmo assim.',
  'policy.not_paused': 'Isso não está pausado.',
  'policy.not_marked': 'Este servidor não está marcado.',
  'server.unknown': 'Este servidor não é conhecido (mais). Talvez a varredura ainda não o tenha visto.',
  'server.ambiguous': 'Há mais de um servidor com este identificador.',
  'http.too_large': 'O pedido é grande demais. Selecione menos itens.',
  'token.wrong': 'Este token está errado, venceu ou foi revogado. Crie outro no painel.',
  'token.of_another': 'Cada pessoa cria os próprios tokens. Para outra, use “mirante user token” na máquina do painel.',
  'reach.limited': 'Só quem vê todas as contas da empresa pode fazer isso; o seu acesso é limitado a algumas.',
  'account.connected_by_role': 'Esta conta é conectada por role. Para usar chaves, remova-a e adicione-a por chaves.',
  'account.connected_by_keys': 'Esta conta é conectada por chaves. Para usar uma role, remova-a e adicione-a por role.',
  'account.not_connected': 'A conta não está conectada. Conecte-a de novo.',
  'account.no_answer': 'A AWS não pôde ser consultada nesta conta.',
  'customer.name_taken': 'Já existe um cliente com este nome, talvez arquivado. Escolha outro nome.',
  'customer.in_use': 'O cliente tem contas. Mova-as para outro ou remova-as, e depois arquive.',
  'customer.archived': 'Este cliente está arquivado. Traga-o de volta antes.',
  'customer.changed':
    'Outra pessoa mudou este cliente enquanto isso. Nada foi mudado agora: veja como ele ficou e tente de novo.',
  'customer.not_seen': 'Falta dizer qual versão do cliente você viu. Recarregue a página.',
  'schedule.unknown': 'Este agendamento não existe (mais).',
  'schedule.name_taken': 'Já existe um agendamento com este nome.',
  'schedule.changed':
    'Outra pessoa mudou este agendamento enquanto isso. O que você escolheu continua aqui: veja como ele ficou antes de salvar de novo.',
  'schedule.not_seen': 'Falta dizer qual versão do agendamento você viu. Recarregue a página.',
  'schedule.paused': 'O agendamento está pausado. Retome-o antes.',
  'schedule.held': 'Ninguém aprovou este servidor para o agendamento ainda.',
  'schedule.gate_not_passed': 'O grupo anterior não ficou pronto a tempo, e este servidor não foi ligado.',
  'request.key_reused': 'Esta chave de repetição já serviu para outro pedido. Use uma nova.',
  'request.key_in_use':
    'O pedido com esta chave ainda está em andamento, ou o painel parou antes de responder. Veja o que aconteceu antes de usar outra.',
  'schedule.session_ends':
    'As credenciais do painel na AWS têm fim e não se renovam sozinhas; depois disso ele não alcançaria contas conectadas por role. Dê ao painel uma role ou chaves que permaneçam, ou salve o agendamento pausado.',
  'schedule.key_reused': 'Esta chave de repetição já serviu para outro agendamento. Use uma nova.',
  'schedule.too_many': 'Uma empresa tem no máximo 100.000 agendamentos. Exclua algum antes.',
  'calendar.unknown': 'Este calendário não existe (mais).',
  'calendar.in_use': 'Um agendamento usa este calendário. Tire-o de lá antes.',
  'override.unknown': 'Este ajuste temporário não existe (mais).',
  'override.ended': 'Este ajuste temporário já terminou.',
  'freeze.unknown': 'Este congelamento não existe (mais).',
  'freeze.ended': 'Este congelamento já terminou.',
  'maintenance.unknown': 'Esta janela de manutenção não existe (mais).',
  'maintenance.ended': 'Esta janela de manutenção já terminou.',
  'maintenance.no_schedule':
    'Nenhum agendamento ativo cuida destes servidores, então nada os ligaria. Crie antes um agendamento para eles, ou mantenha-os ligados por um ajuste temporário.',
  'maintenance.too_many': 'Uma empresa tem no máximo 500 janelas de manutenção. Encerre uma antes.',
  'fire.nothing_to_retry':
    'Não sobrou nada deste disparo para tentar de novo. O que ainda está em andamento continua sozinho.',
  'mail.none': 'Este processo não envia e-mails.',
  'region.not_enabled': 'A região não está habilitada nesta conta.',
  'region.blocked': 'Uma política da organização bloqueia esta região.',
  'inventory.never_read': 'Ainda não foi lida: a primeira varredura está a caminho.',
  'inventory.too_many': 'Há mais destes em uma região do que o painel lê.',
  'access.not_permitted': 'A AWS diz que não é permitido: falta na política de confiança ou na de permissões da role.',
  'access.blocked': 'Uma política da organização proíbe isso; só o administrador da organização pode mudá-la.',
  'access.wrong_credentials':
    'A AWS não aceita as credenciais. Confira se a chave está inteira, é desta conta e está ativa.',
  'access.expired':
    'As credenciais da sessão venceram. Renove-as onde o painel as busca, ou dê a ele uma role ou chaves que durem.',
  'access.region_not_enabled': 'A região não está habilitada nesta conta. Habilite-a na AWS, ou deixe-a de fora.',
  'access.not_aws':
    'Quem respondeu não foi a AWS. Confira AWS_ENDPOINT_URL, o proxy e se a rede pede um login próprio.',
  'access.throttled': 'A AWS pede para ir mais devagar. Tente de novo em um minuto.',
  'access.unreachable': 'A AWS não respondeu. Confira a rede do painel.',
  'identity.expires': 'As credenciais do painel vencem: os agendamentos param com elas. Dê a ele uma role.',
  'operation.lease_lost': 'Outro processo do painel assumiu esta operação.',
  'operation.unknown_kind': 'O painel não conhece este tipo de operação.',
  'operation.unknown_version':
    'A operação foi pedida por outra versão do painel. Veja os alvos na AWS e peça de novo se for preciso.',
  'operation.interrupted_too_often':
    'O painel parou vezes demais no meio desta operação. Veja os alvos na AWS antes de pedir de novo.',
  'operation.unreadable': 'O registro desta operação está danificado no banco do painel.',
  'server.state_old': 'O estado do servidor foi visto há tempo demais.',
  'server.state_unknown': 'O estado do servidor não é conhecido.',
  'database.seven_days': 'A AWS liga sozinha, depois de sete dias, um banco de dados parado.',
  'master_key.missing':
    'Os segredos foram cifrados com uma chave mestra que o painel não tem. Devolva o arquivo dela à instalação.',
  'secret.damaged': 'O segredo guardado está danificado. Digite-o de novo, ou volte a um backup.',
  'events.too_many': 'Há páginas demais abertas neste painel; esta pergunta a intervalos.',
  'http.connections': 'Há conexões demais abertas. Tente de novo em instantes.',
  'http.encoding': 'O pedido tem um texto que não é UTF-8.',
  'http.method': 'O painel não conhece este tipo de pedido.',
  'http.method_not_allowed': 'Isto não pode ser feito neste endereço.',
  'http.target': 'O endereço do pedido está malformado.',
  'http.no_route': 'O painel não conhece este endereço.',
  'aws.no_answer': 'A AWS não respondeu a tempo.',
  'aws.no_credentials': 'O painel não tem credenciais da AWS.',
  'aws.agent_refused': 'Quem dá credenciais ao painel (a instância ou o contêiner) recusou.',
  'aws.not_aws': 'Quem respondeu não foi a AWS. Confira o proxy e a rede do painel.',
  'aws.not_sent': 'O pedido não chegou a sair para a AWS. Tente de novo.',
  'aws.too_large': 'A resposta da AWS é maior do que o painel aceita.',
  'state.moving': 'Os dados do painel estão sendo movidos para outro banco. Tente de novo em alguns segundos.',
  'sql.busy': 'O painel está ocupado. Tente de novo em instantes.',
  'sql.queue_full': 'O banco de dados do painel não dá conta agora. Tente de novo em instantes.',
  'sql.unavailable': 'O banco de dados do painel não responde. Tente de novo em instantes.',
  'sql.unknown_outcome':
    'A conexão com o banco de dados caiu enquanto a mudança era gravada. Veja se ela aconteceu antes de repetir.',
  'pool.full': 'O painel está ocupado demais. Tente de novo em instantes.',
  'sql.disk_full': 'O disco do painel está cheio; nada pode ser gravado.',
  throttled: 'Pedidos demais. Espere um pouco e tente de novo.',
  unavailable: 'O painel não consegue atender agora. Tente de novo em instantes.',
};

const english: Record<string, string> = {
  'panel.unreachable': 'The panel did not answer. Check the connection; this page keeps trying.',
  'panel.strange_answer': 'Something between this browser and the panel answered in its place.',
  'panel.fault': 'This page failed. Reload it; if that happens again, tell whoever runs the panel.',
};

function wait(problem: Problem, language: Language): string {
  const seconds = Math.max(1, Math.ceil((problem.retry_after_ms ?? 1000) / 1000));
  return language === 'pt-BR'
    ? `Tentativas demais. Espere ${seconds} s e tente de novo.`
    : `Too many attempts. Wait ${seconds} s and try again.`;
}

let inputText: (detail: string) => string | undefined = () => undefined;

/** Sentences about inputs are a file of their own, which is loaded with Portuguese (text/cloudscape-words.ts). */
export function learnInputTexts(of: typeof inputText): void {
  inputText = of;
}

/** The server speaks English; a Portuguese page says that these are its words. */
export function inServersWords(said: string, language: Language): string {
  return language === 'pt-BR' ? `Nas palavras do painel: “${said}”` : capital(said);
}

export function portugueseOf(code: string): string | undefined {
  return portuguese[code];
}

/** One sentence for a person. What has no translation is told in the server's words rather than not at all. */
export function problemText(problem: Problem, language: Language): string {
  if (problem.code === 'login.slow_down') return wait(problem, language);
  if (language === 'en') return english[problem.code] ?? capital(problem.detail);
  const known = portuguese[problem.code];
  if (known) return known;
  const isOfInput = problem.field !== undefined || problem.code === 'invalid';
  const ofInput = isOfInput ? inputText(problem.detail) : undefined;
  return ofInput ? capital(ofInput) : inServersWords(problem.detail, language);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
