import { describe, expect, it } from 'vitest';
import { ApiProblem, EngineUnreachable } from '../../../shared/contract/client.ts';
import { problem } from '../../../shared/contract/problem.ts';
import { placed } from './use-save.ts';

const refusal = (...errors: { field: string; message: string }[]) =>
  new ApiProblem(problem('invalid', 'Some fields are wrong', { errors }));
const knows = (field: string) => ['name', 'api.tls', 'dailyTiers[1].fromBytes', 'dailyTiers'].includes(field);

describe('the engine’s complaints', () => {
  it('stand at the input of their path, or at the nearest one above', () => {
    const { faults, trouble } = placed(
      refusal(
        { field: 'dailyTiers[1].fromBytes', message: 'must be larger' },
        { field: 'api.tls.fingerprint256', message: 'must be 64 hex digits' },
        { field: 'dailyTiers[4].upKbps', message: 'is not a speed' },
      ),
      knows,
    );
    expect([...faults]).toEqual([
      ['dailyTiers[1].fromBytes', 'must be larger'],
      ['api.tls', 'must be 64 hex digits'],
      ['dailyTiers', 'is not a speed'],
    ]);
    expect(trouble).toBeNull();
  });

  it('without an input are said with their path', () => {
    expect(placed(refusal({ field: 'colour', message: 'is not known' }), knows).trouble).toBe('colour is not known');
  });

  it('without a field are said as they are', () => {
    expect(placed(new ApiProblem(problem('conflict', 'In use by 3 subscribers.')), knows).trouble).toBe(
      'In use by 3 subscribers.',
    );
  });

  it('say plainly when the engine is away', () => {
    expect(placed(new EngineUnreachable('fetch failed'), knows).trouble).toContain('does not answer');
  });
});
