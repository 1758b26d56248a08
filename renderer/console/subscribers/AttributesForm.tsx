import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import type { SubscriberAttributes } from '../../../shared/contract/operations/groups.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { CheckRows, ReplyRows } from '../attributes/AttributeRows.tsx';
import { checkBody, checkFieldsOf, replyBody, replyFieldsOf } from '../attributes/attribute-fields.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { useGroupChoices } from '../groups/use-group-choices.ts';

export interface AttributesFormProps {
  readonly id: number;
  readonly username: string;
  readonly attributes: SubscriberAttributes;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

const hasInput = (field: string): boolean =>
  /^groupIds|^reply\[\d+\]\.(name|value)$|^check\[\d+\]\.(attribute|value)$/.test(field);

const fieldsOf = ({ reply, check, groups }: SubscriberAttributes) => ({
  reply: replyFieldsOf(reply),
  check: checkFieldsOf(check),
  groupIds: groups.map(({ id }) => String(id)),
});
type Fields = ReturnType<typeof fieldsOf>;

/** A subscriber's own attributes and its groups, in their order. */
export function AttributesForm({ id, username, attributes, onSaved, onClose }: AttributesFormProps) {
  const [before] = useState<Fields>(() => fieldsOf(attributes));
  const [fields, setFields] = useState(before);
  const saving = useSave(hasInput);
  const groups = useGroupChoices(attributes.groups);
  const set = (change: Partial<Fields>) => {
    for (const field of saving.faults.keys()) saving.forget(field);
    setFields((now) => ({ ...now, ...change }));
  };
  const errorAt = (path: string) => saving.faults.get(path);

  const save = async () => {
    const body = {
      // What was not touched is not judged: another program may have written it.
      ...(fields.reply === before.reply ? {} : { reply: replyBody(fields.reply) }),
      ...(fields.check === before.check ? {} : { check: checkBody(fields.check) }),
      groupIds: fields.groupIds.map(Number),
    };
    const saved = await saving.run(() => engine.call('subscriber.set-attributes', { params: { id }, body }));
    if (!saved) return;
    toast({
      severity: 'ok',
      title: `Attributes of ${username} are saved`,
      detail: 'They hold from the next login on.',
    });
    onSaved();
  };

  return (
    <FormDrawer
      title={`Attributes of ${username}`}
      action="Save the attributes"
      busy={saving.busy}
      holds={null}
      trouble={saving.trouble}
      isChanged={fields !== before}
      onSave={() => void save()}
      onClose={onClose}
      width={520}
    >
      <FormPart title="Groups" note="the first wins where two say different things">
        <MultiSelect
          className="wide"
          aria-label="Groups"
          placeholder={fields.groupIds.length === 0 ? 'In no group' : undefined}
          data={[...groups]}
          value={fields.groupIds}
          error={errorAt('groupIds')}
          searchable
          onChange={(groupIds) => set({ groupIds })}
        />
        {attributes.serviceGroup && (
          <p className="wide form-note">Its service’s group {attributes.serviceGroup.name} comes after these.</p>
        )}
      </FormPart>
      <ReplyRows rows={fields.reply} errorAt={errorAt} onChange={(reply) => set({ reply: [...reply] })} />
      <CheckRows rows={fields.check} errorAt={errorAt} onChange={(check) => set({ check: [...check] })} />
    </FormDrawer>
  );
}
