// What the panel may do in an account: words of the choice, of what each choice costs, and of changing it.
import type { Schemas } from '../../api/client';
import { texts } from '../../text/language';

export type Feature = Schemas['Feature'];

export const mayText = texts(
  {
    names: {
      see: 'Ver',
      switch: 'Ligar, desligar e reiniciar',
      backup: 'Fazer e restaurar backups',
      costs: 'Ler os custos',
      groups: 'Mudar grupos de segurança',
      dns: 'Mudar o DNS',
    } as Record<Feature, string>,
    what: {
      see: 'Servidores, bancos de dados, discos, endereços, grupos, estados. Sempre incluído.',
      switch: 'E mudar o tipo. Inclui usar chaves do KMS para ligar servidores com discos criptografados.',
      backup: 'Snapshots e imagens de servidores e bancos de dados. Só apaga o que o próprio painel marcou.',
      costs: 'Custos, previsões e cobertura pelo Cost Explorer da AWS.',
      groups: 'Criar e apagar grupos e suas regras, uma a uma.',
      dns: 'Ler e mudar registros das zonas no Route 53.',
    } as Record<Feature, string>,
    unused:
      'Esta versão ainda não usa. Permitir já poupa voltar ao IAM depois; deixar de fora não faz falta a nada de hoje.',
    monthly: 'Custo por mês na AWS',
    costs: {
      see: 'Ver: US$ 0. A AWS não cobra as chamadas de leitura do EC2, do RDS e da lista de preços.',
      switch:
        'Ligar e desligar: US$ 0 pelas chamadas; ligar um servidor com disco criptografado faz uma chamada ao KMS por disco, ao preço do KMS.',
      backup:
        'Backups: US$ 0 pela permissão. Cada backup que for feito será cobrado pela AWS por GB guardado e mês, e cópias para outra região também pelo tráfego.',
      costs:
        'Custos: a AWS cobra US$ 0,01 por consulta ao Cost Explorer. Esta versão não faz nenhuma, nem para testar a permissão: US$ 0.',
      groups: 'Grupos de segurança: US$ 0. A AWS não cobra as chamadas.',
      dns: 'DNS: US$ 0 pelas chamadas; as zonas e as consultas de quem acessa seguem cobradas como hoje.',
    } as Record<Feature, string>,
    policyOf: (count: number) => `Política gerada: ${count} ações permitidas`,
    copyPolicy: 'Copiar a política',
    may: 'O que o painel pode fazer',
    change: 'Mudar o que pode fazer',
    save: 'Salvar a escolha',
    saved: 'Escolha salva. Falta aplicar a política na AWS.',
    roleText:
      'Na AWS nada muda por si. No CloudShell da conta, este comando põe a política escolhida no lugar da anterior; depois, verifique as permissões:',
    copyCommand: 'Copiar o comando',
    keysText:
      'Na AWS nada muda por si. Ponha esta política no usuário do IAM dono das chaves, no lugar da anterior; depois, verifique as permissões:',
    close: 'Fechar',
  },
  {
    names: {
      see: 'See',
      switch: 'Start, stop and reboot',
      backup: 'Make and restore backups',
      costs: 'Read costs',
      groups: 'Change security groups',
      dns: 'Change DNS',
    },
    what: {
      see: 'Servers, databases, disks, addresses, groups, states. Always included.',
      switch: 'And change the type. Includes the use of KMS keys to start servers whose disks are encrypted.',
      backup: 'Snapshots and images of servers and databases. Deletes only what the panel itself has marked.',
      costs: "Costs, forecasts and coverage from AWS's Cost Explorer.",
      groups: 'Make and delete groups and their rules, one by one.',
      dns: 'Read and change records of zones in Route 53.',
    },
    unused:
      'This version does not use it yet. To allow it now saves going back to IAM later; nothing of today misses it.',
    monthly: 'Cost a month in AWS',
    costs: {
      see: 'See: US$ 0. AWS does not charge for reading calls of EC2, RDS and its price list.',
      switch:
        'Start and stop: US$ 0 for the calls; starting a server with an encrypted disk makes one call to KMS for each disk, at the price of KMS.',
      backup:
        'Backups: US$ 0 for the permission. AWS will charge for each backup that is made by GB stored and month, and for copies to another region by traffic too.',
      costs:
        'Costs: AWS charges US$ 0.01 for each question to Cost Explorer. This version asks none, not even to try the permission: US$ 0.',
      groups: 'Security groups: US$ 0. AWS does not charge for the calls.',
      dns: 'DNS: US$ 0 for the calls; zones and the questions of visitors go on costing what they cost today.',
    },
    policyOf: (count) => `Policy made for this: ${count} actions allowed`,
    copyPolicy: 'Copy the policy',
    may: 'What the panel may do',
    change: 'Change what it may do',
    save: 'Save the choice',
    saved: 'Choice saved. The policy is still to be applied in AWS.',
    roleText:
      "Nothing changes in AWS by itself. In the account's CloudShell this command puts the chosen policy in place of the one before; then check the permissions:",
    copyCommand: 'Copy the command',
    keysText:
      'Nothing changes in AWS by itself. Give this policy to the IAM user that owns the keys, in place of the one before; then check the permissions:',
    close: 'Close',
  },
);
