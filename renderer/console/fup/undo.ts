import type { Output } from '../../../shared/contract/contract.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { confirm } from '../../ui/overlay/Confirm.tsx';
import { type ToastAction, toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { listTrouble } from '../list/use-list.ts';
import { subscribers, undoWords } from './fup-words.ts';

export type Undoable = Output<'fup.undoable'>['items'][number];

/** The Undo of a reset's toast; none where nobody was reset. `after` reads again what is on the page. */
export function undoAction(
  { undo }: Pick<Output<'fup.reset'>, 'undo'>,
  whose: string | undefined,
  after: () => void,
): { readonly action?: ToastAction } {
  if (!undo) return {};
  return { action: { label: 'Undo', run: () => void undoReset(undo.id, whose).then(after) } };
}

/** Takes a reset back and says what came of it. */
async function undoReset(id: string, whose: string | undefined): Promise<void> {
  try {
    toast(undoWords(await engine.call('fup.undo', { body: { id } }), whose));
  } catch (error) {
    toast({ severity: 'crit', title: 'The FUP reset was not undone', detail: listTrouble(error) });
  }
}

/** The same from the list of what can be undone, perhaps of somebody else: of more than one it asks first. */
export async function undoListed({ id, subscribers: count, username, actorName }: Undoable): Promise<void> {
  if (count > 1) {
    const isSure = await confirm({
      title: `Undo the FUP reset of ${subscribers(count)}?`,
      body: `What ${actorName} reset counts again in its day; levels and speeds follow and are pushed to whoever is online.`,
      action: `Undo for ${integer(count)}`,
      danger: false,
    });
    if (!isSure) return;
  }
  await undoReset(id, username ?? undefined);
}
