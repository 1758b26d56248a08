import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { IpPool } from '../../../shared/contract/operations/pools.ts';
import { poolSpace } from '../../../shared/domain/pool-space.ts';
import { integer } from '../../ui/formats/quantity.ts';
import { toast } from '../../ui/overlay/toasts.ts';
import { engine } from '../engine.ts';
import { FormDrawer, FormPart } from '../form/FormDrawer.tsx';
import { useSave } from '../form/use-save.ts';
import { rangesOf } from './pool-words.ts';

export interface PoolFormProps {
  /** Null adds a new one. */
  readonly pool: IpPool | null;
  /** What a new one begins with: a router's pool. */
  readonly from?: { readonly name: string; readonly ranges: readonly string[] } | undefined;
  readonly onSaved: (pool: IpPool) => void;
  readonly onClose: () => void;
}

const hasInput = (field: string): boolean =>
  /^(name|kind|ranges|prefixLength|reserved|coolDownSeconds|nasIds)$/.test(field);

/** Adds or changes a pool; whether the ranges are one is said while they are typed. */
export function PoolForm({ pool, from, onSaved, onClose }: PoolFormProps) {
  const [name, setName] = useState(pool?.name ?? from?.name ?? '');
  const [kind, setKind] = useState<IpPool['kind']>(pool?.kind ?? 'ipv4');
  const [ranges, setRanges] = useState((pool?.ranges ?? from?.ranges ?? []).join('\n'));
  const [bits, setBits] = useState(String(pool?.prefixLength ?? 56));
  const [reserved, setReserved] = useState((pool?.reserved ?? []).join('\n'));
  const [isSticky, setSticky] = useState(pool?.isSticky ?? true);
  const [rest, setRest] = useState(String(pool?.coolDownSeconds ?? 300));
  const [nasIds, setNasIds] = useState<string[]>((pool?.nasIds ?? []).map(String));
  const nasChoices = useNasChoices();
  const saving = useSave(hasInput);
  const shape = {
    ...{ kind, ranges: rangesOf(ranges), reserved: rangesOf(reserved) },
    prefixLength: kind === 'ipv4' ? null : Number(bits),
  };
  const space = poolSpace(shape);
  const fault = (field: string): string | undefined => {
    const live = space.ok || ranges.trim() === '' ? [] : space.fault.filter((one) => one.field.startsWith(field));
    const [first] = live;
    if (!first) return saving.faults.get(field);
    const [, at] = /\[(\d+)\]/.exec(first.field) ?? [];
    const typed = field === 'ranges' ? shape.ranges : shape.reserved;
    return at === undefined ? first.message : `${typed[Number(at)]}: ${first.message}`;
  };
  const isChanged =
    name !== (pool?.name ?? from?.name ?? '') ||
    ranges !== (pool?.ranges ?? from?.ranges ?? []).join('\n') ||
    reserved !== (pool?.reserved ?? []).join('\n') ||
    isSticky !== (pool?.isSticky ?? true) ||
    rest !== String(pool?.coolDownSeconds ?? 300) ||
    nasIds.join() !== (pool?.nasIds ?? []).join();

  const save = async () => {
    const body = { name, ...shape, isSticky, coolDownSeconds: Number(rest), nasIds: nasIds.map(Number) };
    const saved = await saving.run(() =>
      pool
        ? engine.call('pool.update', { params: { id: pool.id }, body: { ...body, revision: pool.revision } })
        : engine.call('pool.create', { body }),
    );
    if (!saved) return;
    toast({
      severity: 'ok',
      title: `Pool ${saved.name} is ${pool ? 'saved' : 'added'}`,
      detail: pool
        ? 'Sessions keep what they have.'
        : `Logins whose Framed-Pool is ${saved.name} get an address from it.`,
    });
    onSaved(saved);
  };

  return (
    <FormDrawer
      title={pool ? `Edit pool ${pool.name}` : 'Add a pool'}
      action={pool ? 'Save the pool' : 'Add the pool'}
      busy={saving.busy}
      holds={space.ok ? `${integer(space.value.usable)} addresses can be given.` : null}
      isBlocked={!space.ok || name.trim() === ''}
      trouble={saving.trouble}
      isChanged={isChanged}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormPart title="Pool" note="named by Framed-Pool of a subscriber or group">
        <TextInput
          className="wide"
          label="Name"
          placeholder="home"
          autoFocus
          value={name}
          error={saving.faults.get('name')}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            saving.forget('name');
            setName(event.currentTarget.value);
          }}
        />
        <Select
          label="What it gives"
          allowDeselect={false}
          disabled={pool !== null}
          data={[
            { value: 'ipv4', label: 'IPv4 addresses' },
            { value: 'ipv6-prefix', label: 'IPv6 prefixes' },
          ]}
          value={kind}
          onChange={(value) => setKind(value === 'ipv6-prefix' ? value : 'ipv4')}
        />
        {kind === 'ipv6-prefix' && (
          <TextInput
            label="Length of each prefix"
            inputMode="numeric"
            value={bits}
            error={fault('prefixLength')}
            onChange={(event) => setBits(event.currentTarget.value)}
          />
        )}
        <Textarea
          className="wide"
          label="Ranges"
          description="One a line: a block, FIRST-LAST, or an address"
          placeholder={kind === 'ipv4' ? '100.64.0.0/22' : '2001:db8::/40'}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          value={ranges}
          error={fault('ranges')}
          onChange={(event) => {
            saving.forget('ranges');
            setRanges(event.currentTarget.value);
          }}
        />
        <Textarea
          className="wide"
          label="Never given"
          description="Gateways and servers inside the ranges; network and broadcast address are left out anyway"
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          value={reserved}
          error={fault('reserved')}
          onChange={(event) => setReserved(event.currentTarget.value)}
        />
      </FormPart>
      <FormPart title="Leases" note="who gets which address">
        <TextInput
          label="Rest after a session, s"
          inputMode="numeric"
          value={rest}
          error={saving.faults.get('coolDownSeconds')}
          onChange={(event) => {
            saving.forget('coolDownSeconds');
            setRest(event.currentTarget.value);
          }}
        />
        <Switch
          className="wide"
          label="Sticky: a subscriber gets its last address back"
          checked={isSticky}
          onChange={(event) => setSticky(event.currentTarget.checked)}
        />
        <MultiSelect
          className="wide"
          label="Routers"
          placeholder={nasIds.length === 0 ? 'every router' : ''}
          data={nasChoices}
          value={nasIds}
          error={saving.faults.get('nasIds')}
          onChange={setNasIds}
        />
      </FormPart>
    </FormDrawer>
  );
}

export function useNasChoices(): { readonly value: string; readonly label: string }[] {
  const [choices, setChoices] = useState<{ readonly value: string; readonly label: string }[]>([]);
  useEffect(() => {
    let left = false;
    engine.call('nas.list', { query: { limit: 500, sort: 'name' } }).then(
      ({ items }) => !left && setChoices(items.map(({ id, name }) => ({ value: String(id), label: name }))),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);
  return choices;
}
