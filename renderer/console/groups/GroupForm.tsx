import { MultiSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Group } from '../../../shared/contract/operations/groups.ts';
import type { LoginWindow } from '../../../shared/domain/login-window.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { CheckRows, ReplyRows } from '../attributes/AttributeRows.tsx';
import { checkBody, checkFieldsOf, replyBody, replyFieldsOf } from '../attributes/attribute-fields.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { subscribersText } from '../subscribers/acts.ts';
import { LoginWindows } from './LoginWindows.tsx';

export interface GroupFormProps {
  /** Null adds a new one. */
  readonly group: Group | null;
  /** What a new one begins as: a copy of another. */
  readonly like?: Group | undefined;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

const hasInput = (field: string): boolean =>
  /^name$|^nasIds|^reply\[\d+\]\.(name|value)$|^check\[\d+\]\.(attribute|value)$|^loginWindows\[\d+\]\.(days|from|to)$/.test(
    field,
  );

const fieldsOf = (group: Group | undefined, name: string) => ({
  name,
  reply: replyFieldsOf(group?.reply ?? []),
  check: checkFieldsOf(group?.check ?? []),
  nasIds: (group?.nasIds ?? []).map(String),
  loginWindows: (group?.loginWindows ?? []) as readonly LoginWindow[],
});
type Fields = ReturnType<typeof fieldsOf>;

/** Adds or changes a group. */
export function GroupForm({ group, like, onSaved, onClose }: GroupFormProps) {
  const [before] = useState<Fields>(() =>
    fieldsOf(group ?? like, group ? group.name : like ? `${like.name} copy` : ''),
  );
  const [fields, setFields] = useState(before);
  const saving = useSave(hasInput);
  const routers = useRouters();
  const set = (change: Partial<Fields>) => {
    for (const field of saving.faults.keys()) saving.forget(field);
    setFields((now) => ({ ...now, ...change }));
  };
  const errorAt = (path: string) => saving.faults.get(path);
  const members = group ? memberText(group) : null;

  const save = async () => {
    const body = {
      name: fields.name,
      reply: replyBody(fields.reply),
      check: checkBody(fields.check),
      nasIds: fields.nasIds.map(Number),
      loginWindows: fields.loginWindows.map(({ days, ...window }) => ({ ...window, days: [...days] })),
    };
    const saved = await saving.run(() =>
      group
        ? engine.call('group.update', { params: { id: group.id }, body: { ...body, revision: group.revision } })
        : engine.call('group.create', { body }),
    );
    if (!saved) return;
    toast({
      severity: 'ok',
      title: `Group ${saved.name} is ${group ? 'saved' : 'added'}`,
      detail: group ? 'It holds from the next login on.' : 'Put subscribers or services into it.',
    });
    onSaved();
  };

  return (
    <FormDrawer
      title={group ? `Edit group ${group.name}` : 'Add a group'}
      action={group ? 'Save the group' : 'Add the group'}
      busy={saving.busy}
      holds={members}
      trouble={saving.trouble}
      isChanged={fields !== before}
      onSave={() => void save()}
      onClose={onClose}
      width={520}
    >
      <FormPart title="Group">
        <TextInput
          className="wide"
          label="Name"
          placeholder="hotel"
          autoFocus
          value={fields.name}
          error={errorAt('name')}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      </FormPart>
      <ReplyRows rows={fields.reply} errorAt={errorAt} onChange={(reply) => set({ reply: [...reply] })} />
      <CheckRows rows={fields.check} errorAt={errorAt} onChange={(check) => set({ check: [...check] })} />
      <FormPart title="Routers" note={fields.nasIds.length === 0 ? 'everywhere' : 'only at these'}>
        <MultiSelect
          className="wide"
          aria-label="Routers"
          placeholder={fields.nasIds.length === 0 ? 'Every router' : undefined}
          data={withKnown(routers, fields.nasIds)}
          value={fields.nasIds}
          error={errorAt('nasIds')}
          searchable
          onChange={(nasIds) => set({ nasIds })}
        />
      </FormPart>
      <LoginWindows
        windows={fields.loginWindows}
        errorAt={errorAt}
        onChange={(loginWindows) => set({ loginWindows })}
      />
    </FormDrawer>
  );
}

/** Who feels a change. */
function memberText({ subscribers, services }: Group): string | null {
  const who = [
    ...(subscribers > 0 ? [subscribersText(subscribers)] : []),
    ...(services.length > 0 ? [`everybody on ${services.map(({ name }) => name).join(', ')}`] : []),
  ];
  return who.length > 0 ? `In this group: ${who.join(' and ')}.` : null;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Routers to choose from, and those chosen that are gone since. */
const withKnown = (routers: readonly Choice[], chosen: readonly string[]): Choice[] => [
  ...routers,
  ...chosen
    .filter((id) => !routers.some(({ value }) => value === id))
    .map((value) => ({ value, label: `removed router ${value}` })),
];

function useRouters(): readonly Choice[] {
  const [routers, setRouters] = useState<readonly Choice[]>([]);
  useEffect(() => {
    let left = false;
    engine.call('nas.list', { query: { limit: 500, sort: 'name' } }).then(
      ({ items }) => !left && setRouters(items.map(({ id, name }) => ({ value: String(id), label: name }))),
      () => undefined, // numbers stand for names until the form is opened again
    );
    return () => {
      left = true;
    };
  }, []);
  return routers;
}
