// Why a target ended as it did, by the stable code or AWS's own. English has the server's own sentence, which knows the
// details; Portuguese has these, with that sentence behind them.
import { capital, inServersWords, portugueseOf } from '../../api/problem-text';
import type { Language } from '../../text/language';
import { stateWords } from '../servers/state-reason';

const portuguese: Record<string, string> = {
  'operation.restored':
    'Estava em andamento quando foi feito o backup do qual os dados do painel foram restaurados; ninguém deu ' +
    'continuidade. Veja na AWS o que aconteceu e peça de novo se ainda for preciso.',
  'type.architecture': 'O tipo tem outra arquitetura. Escolha um da mesma.',
  'type.virtualization': 'O tipo não suporta a virtualização do servidor.',
  'type.ena': 'O tipo exige rede ENA, que o servidor não tem: instale o driver e ligue enaSupport.',
  'type.ebs_optimized': 'O servidor é otimizado para EBS, e o tipo não pode ser.',
  'type.zone': 'A AWS não oferece este tipo na zona do servidor.',
  'type.unknown': 'A AWS não tem este tipo nesta região.',
  'type.unchecked': 'Não foi possível ver se o tipo serve; por isso nada foi desligado.',
  'type.placement_group': 'O tipo não pode ficar no grupo de posicionamento do servidor.',
  'type.dedicated': 'O servidor roda em hardware dedicado, onde a AWS não tem este tipo.',
  'type.network_interfaces': 'O servidor tem mais interfaces ou endereços de rede do que o tipo permite.',
  'type.caution_nvme':
    'O tipo mostra os discos como NVMe: os nomes dos dispositivos mudam e o sistema precisa do driver.',
  'type.caution_ena': 'O tipo usa a rede ENA: o sistema precisa do driver.',
  'type.caution_dedicated': 'Só o início mostra se a AWS tem o tipo em hardware dedicado; se não, o tipo antigo volta.',
  'type.caution_placement_group':
    'Não se vê se o tipo pode ficar no grupo de posicionamento do servidor; se não, o tipo antigo volta.',
  'key.disabled': 'A chave KMS dos discos está desativada: a AWS o deixaria voltar a desligado. Ative-a antes.',
  'key.pending_deletion':
    'A chave KMS dos discos tem exclusão marcada: a AWS o deixaria voltar a desligado. Cancele a exclusão.',
  'key.missing': 'A chave KMS dos discos não existe mais; não pode ligar.',
  'key.unusable': 'A chave KMS dos discos não pode ser usada agora.',
  'key.unchecked': 'Não foi possível ver se a chave KMS dos discos pode ser usada.',
  'key.not_granted': 'No último início a AWS não deixou a conexão usar a chave KMS dos discos (kms:CreateGrant).',
  'key.unproved': 'Só o primeiro início mostra se a conexão pode usar a chave KMS dos discos (kms:CreateGrant).',
  'server.spot': 'É um servidor Spot, cujo tipo a AWS não muda.',
  'server.dedicated_host': 'Roda em um host dedicado, que só aceita a própria família.',
  'server.fallback_type':
    'A AWS não tinha lugar para o tipo pedido; roda com um dos outros, e fica com ele até que o tipo seja mudado.',
  'server.type_elsewhere': 'Roda com um tipo que outra pessoa escolheu.',
  'database.in_cluster': 'É de um cluster, que liga e desliga inteiro. Escolha o cluster.',
  'database.serverless': 'Um cluster Aurora Serverless v1 não pode ser parado; ele pausa sozinho.',
  'database.global': 'É de um banco global do Aurora, cujos clusters a AWS não para.',
  'database.blue_green': 'É parte de uma implantação azul/verde, que a AWS não para. Conclua ou exclua a implantação.',
  'database.no_reboot': 'O painel não reinicia bancos de dados; nada será feito. Tire-o deste agendamento.',
  'database.no_resize': 'O painel não muda a classe de bancos de dados; fica como está. Tire-o deste agendamento.',
  'database.no_addresses': 'O início precisa de um endereço, e as sub-redes do banco não têm nenhum livre.',
  'database.addresses_unchecked': 'Não foi possível ver se as sub-redes do banco têm endereço livre.',
  'database.unchecked': 'Não foi possível ver em que estado o banco está.',
  'database.blue_green_unchecked': 'Não foi possível ver se o banco é parte de uma implantação azul/verde.',
  'database.replica': 'É uma réplica de leitura, que a AWS não para.',
  'database.has_replicas': 'Tem réplicas de leitura; a AWS não para a origem delas.',
  'database.sqlserver_multi_az': 'A AWS não para SQL Server em várias zonas (Multi-AZ).',
  'database.failed': 'O banco falhou, e a AWS não o liga nem desliga assim. Os eventos do RDS dizem por quê.',
  'database.inaccessible-encryption-credentials': 'A AWS não tem acesso à chave do banco. Devolva o acesso à chave.',
  'database.incompatible-create': 'A AWS não conseguiu criar o banco com o que foi pedido.',
  'database.incompatible-credentials': 'As credenciais do banco não servem. Corrija-as no console do RDS.',
  'database.incompatible-network': 'A rede do banco não serve. Corrija-a no console do RDS.',
  'database.incompatible-option-group': 'O grupo de opções do banco não serve. Corrija-o no console do RDS.',
  'database.incompatible-parameters': 'Os parâmetros do banco não servem. Corrija-os no console do RDS.',
  'database.incompatible-restore': 'A AWS não conseguiu restaurar o banco.',
  'database.insufficient-capacity': 'A AWS não tem lugar para o banco.',
  'database.restore-error': 'A restauração do banco falhou.',
  'database.deleted': 'Foi excluído, ou está sendo excluído, na AWS.',
  'database.unknown': 'A AWS não conhece este banco de dados nesta conta e região.',
  'database.late': 'Não chegou ao estado pedido dentro do tempo.',
  'server.stop_protected': 'A proteção contra parada está ligada na AWS (disableApiStop).',
  'server.losses': 'A primeira parada perderia algo que não foi aceito. Aceite e peça de novo.',
  'server.scaling_group': 'O servidor é de um grupo de Auto Scaling, que o substituiria. Mude o tamanho do grupo.',
  'server.managed': 'O servidor é gerenciado por outro serviço da AWS, que desfaria a mudança.',
  'server.panel_itself': 'O próprio painel roda neste servidor e não voltaria sozinho.',
  'server.instance_store_root': 'O disco raiz é instance store; a AWS não permite parar estes servidores.',
  'server.one_time_spot': 'É uma instância Spot de pedido único, que só pode ser encerrada.',
  'server.terminates_on_shutdown': 'Está configurado para ser encerrado ao desligar. Mude isso para “stop” antes.',
  'server.unchecked': 'Não foi possível ver se a parada destruiria o servidor; por isso ela foi recusada.',
  'server.not_running': 'Está desligado; ligue em vez de reiniciar.',
  'server.terminated': 'Foi encerrado na AWS.',
  'server.unknown': 'A AWS não conhece este servidor nesta conta e região.',
  'server.unsupported': 'A AWS não permite isso para este tipo de servidor.',
  'server.fell_back': 'A AWS aceitou o início, mas o servidor voltou a desligado.',
  'server.late': 'Não chegou ao estado pedido dentro do tempo.',
  'server.stuck_stopping': 'Está preso em “desligando”. Forçar a parada pode resolver.',
  'server.port_silent': 'Ligou, mas a porta pedida não aceita conexões de onde o painel roda.',
  'server.status_checks': 'Ligou, mas as verificações de status da AWS não passaram.',
  'server.started_elsewhere': 'Foi ligado de novo por alguém fora do painel.',
  'server.not_hibernated': 'Não pôde hibernar; foi parado sem guardar a memória.',
  'server.reboot_accepted': 'A AWS aceitou o reinício; ela não mostra o andamento.',
  'server.reboot_unknown': 'Não se sabe se o reinício aconteceu: a resposta da AWS se perdeu.',
  'server.force': 'A energia foi cortada porque demorou a desligar.',
  'policy.paused': 'As automações estão pausadas aqui.',
  'policy.never_switch_off': 'Está marcado como “nunca desligar”.',
  'operation.cancelled': 'Cancelado antes de ser enviado à AWS.',
  'operation.resource_busy': 'Outra operação está mudando este servidor; esta espera a vez.',
  'operation.waits': 'Espera a vez.',
  'operation.interrupted': 'O painel parou no meio e retomou a partir do diário.',
  'operation.targets_refused': 'Todos os alvos foram recusados.',
  InsufficientInstanceCapacity: 'A AWS não tem capacidade para este tipo nesta zona agora.',
  UnauthorizedOperation: 'Falta uma permissão na conexão com esta conta.',
  AccessDenied: 'Falta uma permissão na conexão com esta conta.',
  'sql.busy': 'O banco de dados do painel estava ocupado demais.',
  'sql.queue_full': 'O banco de dados do painel não dava conta.',
  'sql.unavailable': 'O banco de dados do painel não respondeu.',
  'sql.unknown_outcome': 'A conexão com o banco de dados do painel caiu enquanto isto era gravado.',
  'sql.disk_full': 'O disco do painel estava cheio. Libere espaço.',
  'sql.io_error': 'O disco do painel não pôde ser lido ou gravado. Verifique o disco.',
  'sql.corrupt': 'O banco de dados do painel está danificado. Volte a um backup.',
  'sql.refused': 'O banco de dados recusou o acesso do painel. Verifique o usuário e as permissões dele.',
  'sql.column_type': 'O painel leu do seu banco de dados algo que não esperava; é um defeito dele.',
  'sql.constraint': 'O banco de dados do painel não aceitou o registro; é um defeito dele.',
  'sql.duplicate': 'O registro já existia no banco de dados do painel; é um defeito dele.',
  'sql.too_long': 'O registro não cabe no banco de dados do painel; é um defeito dele.',
  'sql.wrong_statement': 'O painel pediu ao seu banco de dados algo que ele não entende; é um defeito dele.',
  'operation.key_reused': 'Este disparo já tinha pedido outra operação; nada mais foi pedido.',
  'operation.draining': 'O painel estava sendo desligado.',
  internal: 'O painel falhou; é um defeito dele. O log diz mais.',
  corrupt: 'O que o painel guardou está danificado. Volte a um backup, ou salve de novo o agendamento.',
  invalid: 'O painel não aceita o que o agendamento pede. Corrija-o e salve de novo.',
  not_found: 'Algo de que o agendamento precisa não existe mais.',
  conflict: 'Algo mudou no painel enquanto isso, e o disparo não coube mais.',
  refused: 'Uma regra do painel não permitiu.',
  limit: 'Um limite do painel ou da AWS foi atingido.',
  timeout: 'Não terminou a tempo.',
  cancelled: 'Foi cancelado.',
  forbidden: 'O painel não tem permissão para isso.',
  unauthorized: 'As credenciais não foram aceitas.',
  throttled: 'Foram pedidos demais de uma vez; a AWS ou o painel pediu para esperar.',
  unavailable: 'O painel não conseguiu, e outra tentativa mais tarde pode dar certo.',
};

export interface ReasonText {
  text: string;
  /** The server's sentence, where it is not the text itself. */
  original?: string;
}

/** In one line, with the other side's own words quoted behind. */
export function reasonLine(problem: { code: string; text: string }, language: Language): string {
  const { text, original } = reasonText(problem.code, problem.text, language);
  return original ? `${text} “${original}”` : text;
}

export function reasonText(code: string | undefined, reason: string | undefined, language: Language): ReasonText {
  const said = capital(reason ?? code ?? '');
  if (language === 'en' || said === '') return { text: said };
  const known = code && (portuguese[code] ?? stateWords(code, language) ?? portugueseOf(code));
  return known ? { text: known, original: said } : { text: inServersWords(said, language) };
}

/** The beginning of a long sentence; a quotation that was cut is closed. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const begin = text.slice(0, most).trimEnd();
  return begin.lastIndexOf('“') > begin.lastIndexOf('”') ? `${begin}…”` : `${begin}…`;
}
